// Writes JSON (RFC 8259) without a blank too many.
#pragma once

#include <string>
#include <string_view>

#include "lwm2m/codec/byte_buffer.hpp"
#include "lwm2m/model/base64.hpp"
#include "lwm2m/model/value.hpp"

namespace agent::lwm2m::codec {

/// The names that a format has for a value, by what JSON makes of it.
struct JsonValueLabels {
    std::string_view number;
    std::string_view string;
    std::string_view boolean;
    std::string_view opaque;
    std::string_view object_link;
    Base64 alphabet;
};

class JsonWriter {
public:
    explicit JsonWriter(std::size_t expected_bytes) : out_(expected_bytes) {}

    void open(char bracket);   // [ or {
    void close(char bracket);  // ] or }
    /// The name of the member whose value comes next; nothing in it needs an escape.
    void key(std::string_view name);
    void string(std::string_view text);
    void integer(std::int64_t number);
    void unsigned_integer(std::uint64_t number);
    /// The shortest text that reads as the same number, which has to be finite.
    void floating(double number);
    void boolean(bool truth);
    /// A number with up to three decimals.
    void thousandths(std::int64_t number);
    /// The member of a record that holds the value, a finite one where it is a number.
    void value(const Value& value, const JsonValueLabels& labels);
    Bytes take() { return out_.take(); }

private:
    void separate();
    void escape(char c);
    template<class Number>
    void number(Number number);

    ByteBuffer out_;
    bool first_ = true;  // nothing that a comma has to follow
};

/// The text of thousandths(): "1.5" for 1500.
std::string thousandths_text(std::int64_t number);

}  // namespace agent::lwm2m::codec
