// A CoAP message (RFC 7252 §3) as a value: what the module prints in +QCOAPURC and what it is told to send.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/coap/code.hpp"
#include "lwm2m/coap/option.hpp"

namespace agent::coap {

using MessageId = std::uint16_t;

/// 0 to 8 bytes (RFC 7252 §5.3.1), held in place.
class Token {
public:
    static constexpr std::size_t max_size = 8;
    constexpr Token() = default;
    /// nullopt when longer than max_size.
    static std::optional<Token> from(BytesView bytes);

    BytesView bytes() const { return {bytes_.data(), size_}; }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

    friend bool operator==(const Token& a, const Token& b) { return std::ranges::equal(a.bytes(), b.bytes()); }
    friend bool operator<(const Token& a, const Token& b) {
        return std::ranges::lexicographical_compare(a.bytes(), b.bytes());
    }

private:
    std::array<std::uint8_t, max_size> bytes_{};
    std::uint8_t size_ = 0;
};

struct Message {
    Type type = Type::confirmable;
    Code code;
    MessageId message_id = 0;
    Token token;
    std::vector<Option> options;  // in the order they were given; ascending numbers once sort_options() ran
    Bytes payload;

    const Option* find(OptionNumber number) const;
    /// The first option of that number as an unsigned integer; nullopt when absent or longer than four bytes.
    std::optional<std::uint32_t> uint_option(OptionNumber number) const;
    std::optional<ContentFormat> content_format() const;
    std::optional<ContentFormat> accept() const;
    /// The values of every option of that number, in order.
    std::vector<std::string_view> values(OptionNumber number) const;
    /// "/3/0/1" from the Uri-Path options; "/" when there is none.
    std::string uri_path() const;

    void add(Option option) { options.push_back(std::move(option)); }
    void add_uint(OptionNumber number, std::uint32_t value) { options.push_back(Option::uint(number, value)); }
    void add_string(OptionNumber number, std::string_view value) { options.push_back(Option::string(number, value)); }
    /// Stable, by number: the order the wire wants.
    void sort_options();

    /// "CON GET /3/0/0 mid=12 token=A1B2", for logs: codes, path, formats and sizes, never the payload.
    std::string summary() const;

    friend bool operator==(const Message&, const Message&) = default;
};

}  // namespace agent::coap
