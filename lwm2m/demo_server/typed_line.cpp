#include "lwm2m/demo_server/typed_line.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "lwm2m/demo_server/event.hpp"

namespace agent::demo_server {
namespace {

using coap::ContentFormat;
using coap::Message;
using coap::OptionNumber;
namespace code = coap::code;

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto end = std::min(text.find(separator), text.size());
        if (end != 0) words.emplace_back(text.substr(0, end));
        text = text.substr(std::min(end + 1, text.size()));
    }
    return words;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// NAME=VALUE in two; the value is empty when there is no "=".
std::pair<std::string_view, std::string_view> name_and_value(std::string_view word) {
    const auto equals = std::min(word.find('='), word.size());
    return {word.substr(0, equals), word.substr(std::min(equals + 1, word.size()))};
}

/// The ids of a path, without the prefix of a device behind a gateway.
std::vector<std::string> ids_of(std::string_view path) {
    auto segments = split(path, '/');
    if (has_prefix(path)) segments.erase(segments.begin());
    return segments;
}

void set_body(Message& message, ContentFormat format, Bytes body) {
    message.add_uint(OptionNumber::content_format, static_cast<std::uint32_t>(format));
    message.payload = std::move(body);
}

}  // namespace

TypedLine::TypedLine(std::string_view text) : text_(trimmed(text)), words_(split(text_, ' ')) {}

void TypedLine::refuse(std::string why) {
    if (problem_.empty()) problem_ = std::move(why);
}

DeviceRequest TypedLine::read() {
    auto message = request_to(code::get, word(1));
    take_read_options(message);
    return {std::move(message)};
}

DeviceRequest TypedLine::discover() {
    auto message = request_to(code::get, word(1));
    add_format(message, OptionNumber::accept, "link-format");
    return {std::move(message)};
}

DeviceRequest TypedLine::write_text() {
    auto message = request_to(code::put, word(1));
    set_body(message, ContentFormat::text, to_bytes(rest_after_path()));
    return {std::move(message)};
}

DeviceRequest TypedLine::write_opaque() {
    auto message = request_to(code::put, word(1));
    set_body(message, ContentFormat::octet_stream, hex(word(2)));
    return {std::move(message)};
}

DeviceRequest TypedLine::write_tlv(coap::Code method) {
    auto message = request_to(method, word(1));
    const auto segments = ids_of(word(1));
    // A lone VALUE is one of the resource that the path names; RESOURCE=VALUE pairs are those of an instance.
    const bool lone = segments.size() == 3 && words_.size() == 3 && word(2).find('=') == std::string_view::npos;
    set_body(message, ContentFormat::lwm2m_tlv,
             encode_tlv(lone ? std::vector<TlvRecord>{{TlvKind::resource, number(segments[2]), tlv_value(word(2)), {}}}
                             : records()));
    return {std::move(message)};
}

DeviceRequest TypedLine::create() {
    const auto segments = ids_of(word(1));
    if (segments.empty()) refuse("create needs an object");
    auto object = std::string(word(1));
    if (segments.size() > 1) object.resize(object.rfind('/'));
    auto message = request_to(code::post, object);
    auto values = records();
    if (segments.size() > 1) values = {{TlvKind::object_instance, number(segments[1]), {}, std::move(values)}};
    set_body(message, ContentFormat::lwm2m_tlv, encode_tlv(values));
    return {std::move(message)};
}

DeviceRequest TypedLine::remove() { return {request_to(code::del, word(1))}; }

DeviceRequest TypedLine::execute() {
    auto message = request_to(code::post, word(1));
    if (const auto arguments = rest_after_path(); !arguments.empty())
        set_body(message, ContentFormat::text, to_bytes(arguments));
    return {std::move(message)};
}

DeviceRequest TypedLine::watch(DeviceRequest::Watch watch) {
    auto message = request_to(code::get, word(1));
    message.add_uint(OptionNumber::observe, watch == DeviceRequest::Watch::start ? 0 : 1);
    take_read_options(message);
    return {std::move(message), watch};
}

DeviceRequest TypedLine::write_attributes() {
    auto message = request_to(code::put, word(1));
    for (std::size_t at = 2; at < words_.size(); ++at) message.add_string(OptionNumber::uri_query, words_[at]);
    return {std::move(message)};
}

DeviceRequest TypedLine::raw() {
    static const std::map<std::string_view, coap::Code> methods{
        {"get", code::get},     {"post", code::post},   {"put", code::put},      {"delete", code::del},
        {"fetch", code::fetch}, {"patch", code::patch}, {"ipatch", code::ipatch}};
    const auto method = methods.find(word(1));
    if (method == methods.end()) {
        refuse(fmt::format("{} is not a method", word(1)));
        return {};
    }
    auto message = request_to(method->second, word(2));
    for (std::size_t at = 3; at < words_.size(); ++at) {
        const auto [name, value] = name_and_value(words_[at]);
        take_raw_option(message, name, value);
    }
    return {std::move(message)};
}

void TypedLine::take_raw_option(Message& message, std::string_view name, std::string_view value) {
    if (name == "format") return add_format(message, OptionNumber::content_format, value);
    if (name == "accept") return add_format(message, OptionNumber::accept, value);
    if (name == "query") return message.add_string(OptionNumber::uri_query, value);
    if (name == "option") {  // option=NUMBER:HEX
        const auto colon = std::min(value.find(':'), value.size());
        const auto bytes = hex(value.substr(std::min(colon + 1, value.size())));
        return message.add({static_cast<OptionNumber>(number(value.substr(0, colon))), std::string(as_text(bytes))});
    }
    if (name == "hex") {
        message.payload = hex(value);
    } else if (name == "text") {
        message.payload = to_bytes(value);
    } else if (name == "non") {
        message.type = coap::Type::non_confirmable;
    } else {
        refuse(fmt::format("{} is not one of format= accept= option= query= hex= text= non", name));
    }
}

std::string_view TypedLine::rest_after_path() const {
    std::string_view rest = text_;
    for (int passed = 0; passed < 2; ++passed) {
        rest = rest.substr(std::min(rest.find(' '), rest.size()));
        rest = rest.substr(std::min(rest.find_first_not_of(' '), rest.size()));
    }
    return rest;
}

std::uint16_t TypedLine::number(std::string_view text) {
    std::uint16_t value = 0;
    const auto* end = text.data() + text.size();
    if (text.empty() || std::from_chars(text.data(), end, value).ptr != end)
        refuse(fmt::format("{} is not a number", text.empty() ? "nothing" : text));
    return value;
}

Bytes TypedLine::hex(std::string_view text) {
    auto bytes = from_hex(text);
    if (!bytes) refuse(fmt::format("{} is not hexadecimal", text));
    return std::move(bytes).value_or(Bytes{});
}

Message TypedLine::request_to(coap::Code method, std::string_view path) {
    if (!path.starts_with('/')) refuse(fmt::format("{} is not a path: a path begins with /", path));
    Message message{.code = method};
    for (const auto& segment : split(path, '/')) message.add_string(OptionNumber::uri_path, segment);
    return message;
}

void TypedLine::add_format(Message& message, OptionNumber option, std::string_view name) {
    const auto format = format_named(name);
    if (!format) return refuse(fmt::format("{} is not a format", name));
    message.add_uint(option, static_cast<std::uint32_t>(*format));
}

/// FORMAT, block=SIZE, and pmin=N and its like, which are attributes that go with an Observe.
void TypedLine::take_read_options(Message& message) {
    for (std::size_t at = 2; at < words_.size(); ++at) {
        const auto [name, value] = name_and_value(words_[at]);
        if (name == "block") {
            const auto size = number(value);
            std::uint32_t exponent = 0;
            while (exponent < 6 && (16U << exponent) < size) ++exponent;
            message.add_uint(OptionNumber::block2, exponent);
        } else if (!value.empty()) {
            message.add_string(OptionNumber::uri_query, words_[at]);
        } else {
            add_format(message, OptionNumber::accept, name);
        }
    }
}

std::vector<TlvRecord> TypedLine::records() {
    std::vector<TlvRecord> records;
    for (std::size_t at = 2; at < words_.size(); ++at) take_record(records, words_[at]);
    return records;
}

/// RESOURCE=VALUE, or RESOURCE/INSTANCE=VALUE for one of a multiple resource.
void TypedLine::take_record(std::vector<TlvRecord>& records, std::string_view word) {
    const auto [name, text] = name_and_value(word);
    const auto ids = split(name, '/');
    if (ids.empty() || ids.size() > 2 || word.find('=') == std::string_view::npos)
        return refuse(fmt::format("{} is not RESOURCE=VALUE", word));
    const auto id = number(ids[0]);
    if (ids.size() == 1) {
        records.push_back({TlvKind::resource, id, tlv_value(text), {}});
        return;
    }
    if (records.empty() || records.back().id != id || records.back().kind != TlvKind::multiple_resource)
        records.push_back({TlvKind::multiple_resource, id, {}, {}});
    records.back().children.push_back({TlvKind::resource_instance, number(ids[1]), tlv_value(text), {}});
}

}  // namespace agent::demo_server
