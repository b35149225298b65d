// CoAP options (RFC 7252 §5.10, RFC 7641 §2, RFC 7959 §2): a number and the value's bytes as they are on the wire.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace agent::coap {

enum class OptionNumber : std::uint16_t {
    if_match = 1,
    uri_host = 3,
    etag = 4,
    if_none_match = 5,
    observe = 6,
    uri_port = 7,
    location_path = 8,
    uri_path = 11,
    content_format = 12,
    max_age = 14,
    uri_query = 15,
    accept = 17,
    location_query = 20,
    block2 = 23,
    block1 = 27,
    size2 = 28,
    proxy_uri = 35,
    proxy_scheme = 39,
    size1 = 60,
};

/// The format of an option's value (RFC 7252 §3.2).
enum class OptionFormat : std::uint8_t { empty, opaque, uint, string };

/// opaque for a number this agent does not know.
OptionFormat format_of(OptionNumber number);
/// The option is one a receiver must understand (RFC 7252 §5.4.1).
constexpr bool is_critical(OptionNumber number) { return (static_cast<unsigned>(number) & 1U) != 0; }
/// "Uri-Path"; the decimal number where it has no name here.
std::string name_of(OptionNumber number);

struct Option {
    OptionNumber number{};
    std::string value;  // bytes as on the wire: a uint is big-endian without leading zeros

    static Option uint(OptionNumber number, std::uint32_t value);
    static Option string(OptionNumber number, std::string_view value) { return {number, std::string(value)}; }
    /// nullopt when the value has more than four bytes.
    std::optional<std::uint32_t> as_uint() const;

    friend bool operator==(const Option&, const Option&) = default;
};

/// CoAP Content-Formats the agent speaks or meets (IANA CoRE parameters).
enum class ContentFormat : std::uint16_t {
    text = 0,
    link_format = 40,
    xml = 41,
    octet_stream = 42,
    exi = 47,
    json = 50,
    cbor = 60,
    senml_json = 110,
    senml_cbor = 112,
    lwm2m_tlv = 11542,
    lwm2m_json = 11543,
    lwm2m_cbor = 11544,
};

/// Stands for a Content-Format that a module counted and did not print; no message of the wire can hold that number.
inline constexpr std::uint32_t unprinted_format = 0x10000;

}  // namespace agent::coap
