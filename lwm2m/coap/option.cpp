#include "lwm2m/coap/option.hpp"

namespace agent::coap {
namespace {

struct Row {
    OptionNumber number;
    OptionFormat format;
    const char* name;
};

constexpr Row table[] = {
    {OptionNumber::if_match, OptionFormat::opaque, "If-Match"},
    {OptionNumber::uri_host, OptionFormat::string, "Uri-Host"},
    {OptionNumber::etag, OptionFormat::opaque, "ETag"},
    {OptionNumber::if_none_match, OptionFormat::empty, "If-None-Match"},
    {OptionNumber::observe, OptionFormat::uint, "Observe"},
    {OptionNumber::uri_port, OptionFormat::uint, "Uri-Port"},
    {OptionNumber::location_path, OptionFormat::string, "Location-Path"},
    {OptionNumber::uri_path, OptionFormat::string, "Uri-Path"},
    {OptionNumber::content_format, OptionFormat::uint, "Content-Format"},
    {OptionNumber::max_age, OptionFormat::uint, "Max-Age"},
    {OptionNumber::uri_query, OptionFormat::string, "Uri-Query"},
    {OptionNumber::accept, OptionFormat::uint, "Accept"},
    {OptionNumber::location_query, OptionFormat::string, "Location-Query"},
    {OptionNumber::block2, OptionFormat::uint, "Block2"},
    {OptionNumber::block1, OptionFormat::uint, "Block1"},
    {OptionNumber::size2, OptionFormat::uint, "Size2"},
    {OptionNumber::proxy_uri, OptionFormat::string, "Proxy-Uri"},
    {OptionNumber::proxy_scheme, OptionFormat::string, "Proxy-Scheme"},
    {OptionNumber::size1, OptionFormat::uint, "Size1"},
};

const Row* find(OptionNumber number) {
    for (const auto& row : table)
        if (row.number == number) return &row;
    return nullptr;
}

}  // namespace

OptionFormat format_of(OptionNumber number) {
    const auto* row = find(number);
    return row != nullptr ? row->format : OptionFormat::opaque;
}

std::string name_of(OptionNumber number) {
    const auto* row = find(number);
    return row != nullptr ? row->name : std::to_string(static_cast<unsigned>(number));
}

Option Option::uint(OptionNumber number, std::uint32_t value) {
    Option option{number, {}};
    for (int shift = 24; shift >= 0; shift -= 8) {
        const auto byte = static_cast<char>(value >> shift & 0xFF);
        if (byte != 0 || !option.value.empty()) option.value.push_back(byte);
    }
    return option;
}

std::optional<std::uint32_t> Option::as_uint() const {
    if (value.size() > 4) return std::nullopt;
    std::uint32_t number_value = 0;
    for (const auto byte : value) number_value = number_value << 8 | static_cast<std::uint8_t>(byte);
    return number_value;
}

}  // namespace agent::coap
