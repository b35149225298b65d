#include "lwm2m/client/server_account.hpp"

#include <algorithm>
#include <charconv>

namespace agent::lwm2m {
namespace {

std::optional<std::string> percent_decode(std::string_view text) {
    std::string decoded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            decoded.push_back(text[at]);
            continue;
        }
        const auto byte = from_hex(text.substr(at + 1, 2));
        if (!byte || byte->size() != 1) return std::nullopt;
        decoded.push_back(static_cast<char>(byte->front()));
        at += 2;
    }
    return decoded;
}

/// All but what RFC 3986 §3.3 lets stand for itself in a path and in a query, so that split() finds the same parts
/// again.
void percent_encode(std::string& text, std::string_view part) {
    for (const char c : part) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           std::string_view("-._~=:@").find(c) != std::string_view::npos;
        if (plain) {
            text.push_back(c);
        } else {
            text.push_back('%');
            append_hex(text, as_bytes({&c, 1}));
        }
    }
}

/// Splits at `separator` and decodes each part; one empty text is no part at all.
bool split(std::string_view text, char separator, std::vector<std::string>& parts) {
    while (!text.empty()) {
        const auto end = text.find(separator);
        auto part = percent_decode(text.substr(0, end));
        if (!part || part->size() > 255) return false;
        parts.push_back(std::move(*part));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
        if (text.empty()) parts.emplace_back();
    }
    return true;
}

bool is_host_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_';
}
bool is_ipv6_character(char c) {
    return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9') || c == ':' || c == '.';
}

/// Takes "host", "host:port" or "[v6]:port" apart.
bool split_authority(std::string_view authority, ServerUri& uri, std::string& why) {
    std::string_view rest;
    bool good = false;
    if (authority.starts_with('[')) {
        const auto end = authority.find(']');
        if (end == std::string_view::npos) return why = "the IPv6 address has no closing bracket", false;
        uri.host = authority.substr(1, end - 1);
        rest = authority.substr(end + 1);
        good = uri.host.find(':') != std::string::npos;
        for (const auto c : uri.host) good = good && is_ipv6_character(c);
    } else {
        const auto end = std::min(authority.find(':'), authority.size());
        uri.host = authority.substr(0, end);
        rest = authority.substr(end);
        good = !uri.host.empty() && uri.host.size() <= 253;
        for (const auto c : uri.host) good = good && is_host_character(c);
    }
    if (!good) return why = "the host is missing or not a host name or address", false;
    if (rest.empty()) return true;
    unsigned port = 0;
    const auto [end, error] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), port);
    if (rest[0] != ':' || error != std::errc{} || end != rest.data() + rest.size() || port == 0 || port > 65535) {
        return why = "the port is not a number of 1..65535", false;
    }
    uri.port = static_cast<std::uint16_t>(port);
    return true;
}

}  // namespace

std::optional<ServerUri> ServerUri::parse(std::string_view text, std::string& why) {
    ServerUri uri;
    if (text.starts_with("coaps://")) {
        uri.secure = true;
        uri.port = 5684;
    } else if (!text.starts_with("coap://")) {
        why = "it must begin with coap:// or coaps://";
        return std::nullopt;
    }
    text.remove_prefix(text.find("//") + 2);
    if (text.find('#') != std::string_view::npos) {
        why = "it must not have a fragment";
        return std::nullopt;
    }
    const auto authority = text.substr(0, text.find_first_of("/?"));
    if (!split_authority(authority, uri, why)) return std::nullopt;
    text.remove_prefix(authority.size());
    const auto path = text.substr(0, text.find('?'));
    const auto query = text.substr(path.size());
    // A lone "/" is the empty path (RFC 7252 §6.4).
    if ((path.size() > 1 && !split(path.substr(1), '/', uri.path)) ||
        (!query.empty() && !split(query.substr(1), '&', uri.query))) {
        why = "a part of its path or query is badly escaped or longer than 255 bytes";
        return std::nullopt;
    }
    return uri;
}

std::string ServerUri::text() const {
    std::string text = secure ? "coaps://" : "coap://";
    const auto v6 = host.find(':') != std::string::npos;
    text += v6 ? "[" + host + "]" : host;
    if (port != (secure ? 5684 : 5683)) text += ":" + std::to_string(port);
    for (const auto& segment : path) percent_encode(text.append("/"), segment);
    char separator = '?';
    for (const auto& part : query) {
        percent_encode(text.append(1, separator), part);
        separator = '&';
    }
    return text;
}

}  // namespace agent::lwm2m
