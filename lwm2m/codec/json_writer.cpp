#include "lwm2m/codec/json_writer.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace agent::lwm2m::codec {
namespace {

constexpr std::size_t longest_number = 32;

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

/// The letter of the short escape of a character; 0 when it has none.
char short_escape(char c) {
    switch (c) {
        case '"':
        case '\\':
            return c;
        case '\b':
            return 'b';
        case '\f':
            return 'f';
        case '\n':
            return 'n';
        case '\r':
            return 'r';
        case '\t':
            return 't';
        default:
            return 0;
    }
}

}  // namespace

std::string thousandths_text(std::int64_t number) {
    const auto sign = number < 0 ? "-" : "";
    const auto magnitude =
        number < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
    auto text = fmt::format("{}{}.{:03}", sign, magnitude / 1000, magnitude % 1000);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

void JsonWriter::separate() {
    if (!first_) out_.push(',');
    first_ = false;
}

void JsonWriter::open(char bracket) {
    separate();
    out_.push(bracket);
    first_ = true;
}

void JsonWriter::close(char bracket) {
    out_.push(bracket);
    first_ = false;
}

void JsonWriter::key(std::string_view name) {
    separate();
    out_.push('"');
    out_.write(name);
    out_.write("\":");
    first_ = true;
}

void JsonWriter::string(std::string_view text) {
    separate();
    out_.push('"');
    while (!text.empty()) {
        const auto end = std::ranges::find_if(text, needs_escape);
        out_.write(std::string_view(text.begin(), end));
        text = std::string_view(end, text.end());
        if (text.empty()) break;
        escape(text.front());
        text.remove_prefix(1);
    }
    out_.push('"');
}

void JsonWriter::escape(char c) {
    out_.push('\\');
    if (const char letter = short_escape(c)) return out_.push(letter);
    out_.write(fmt::format("u{:04x}", static_cast<unsigned>(c)));
}

template<class Number>
void JsonWriter::number(Number number) {
    separate();
    out_.print(longest_number, [number](char* first, char* last) { return std::to_chars(first, last, number).ptr; });
}

void JsonWriter::integer(std::int64_t number) { this->number(number); }

void JsonWriter::unsigned_integer(std::uint64_t number) { this->number(number); }

void JsonWriter::floating(double number) {
    this->number(number);
    if (number == 0 && std::signbit(number)) out_.write(".0");  // the integer -0 is 0
}

void JsonWriter::boolean(bool truth) {
    separate();
    out_.write(truth ? "true" : "false");
}

void JsonWriter::thousandths(std::int64_t number) {
    separate();
    out_.write(thousandths_text(number));
}

void JsonWriter::value(const Value& value, const JsonValueLabels& labels) {
    struct Write {
        JsonWriter& out;
        const JsonValueLabels& labels;
        void text(std::string_view label, std::string_view value) const {
            out.key(label);
            out.string(value);
        }
        void operator()(const std::string& value) const { text(labels.string, value); }
        void operator()(const CoreLink& link) const { text(labels.string, link.text); }
        void operator()(const Bytes& bytes) const { text(labels.opaque, to_base64(bytes, labels.alphabet)); }
        void operator()(ObjectLink link) const { text(labels.object_link, to_text(link)); }
        void operator()(std::int64_t number) const {
            out.key(labels.number);
            out.integer(number);
        }
        void operator()(Time time) const { (*this)(time.seconds); }
        void operator()(std::uint64_t number) const {
            out.key(labels.number);
            out.unsigned_integer(number);
        }
        void operator()(double number) const {
            out.key(labels.number);
            out.floating(number);
        }
        void operator()(bool truth) const {
            out.key(labels.boolean);
            out.boolean(truth);
        }
    };
    std::visit(Write{*this, labels}, value);
}

}  // namespace agent::lwm2m::codec
