#include "lwm2m/coap/wire.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace agent::coap {
namespace {

constexpr std::uint8_t version = 1;
constexpr std::uint8_t payload_marker = 0xFF;
constexpr std::size_t header_size = 4;
constexpr unsigned one_byte_more = 13;
constexpr unsigned two_bytes_more = 14;
constexpr unsigned two_bytes_base = 269;

void append_extension(Bytes& out, unsigned value) {
    if (value >= two_bytes_base) {
        out.push_back(static_cast<std::uint8_t>((value - two_bytes_base) >> 8));
        out.push_back(static_cast<std::uint8_t>(value - two_bytes_base));
    } else if (value >= one_byte_more) {
        out.push_back(static_cast<std::uint8_t>(value - one_byte_more));
    }
}

unsigned nibble(unsigned value) {
    if (value >= two_bytes_base) return two_bytes_more;
    return value >= one_byte_more ? one_byte_more : value;
}

void append_option(Bytes& out, unsigned delta, const Option& option) {
    const auto length = static_cast<unsigned>(option.value.size());
    out.push_back(static_cast<std::uint8_t>(nibble(delta) << 4 | nibble(length)));
    append_extension(out, delta);
    append_extension(out, length);
    out.insert(out.end(), option.value.begin(), option.value.end());
}

std::size_t extension_size(std::size_t value) {
    if (value >= two_bytes_base) return 2;
    return value >= one_byte_more ? 1 : 0;
}

class Reader {
public:
    explicit Reader(BytesView bytes) : bytes_(bytes) {}

    std::size_t left() const { return bytes_.size(); }
    bool has(std::size_t count) const { return count <= bytes_.size(); }
    std::uint8_t byte() { return take(1)[0]; }
    BytesView take(std::size_t count) {
        const auto taken = bytes_.first(count);
        bytes_ = bytes_.subspan(count);
        return taken;
    }
    /// The value of an option's delta or length nibble; nullopt for the reserved 15 or when bytes are missing.
    std::optional<unsigned> extended(unsigned nibble) {
        if (nibble < one_byte_more) return nibble;
        if (nibble == one_byte_more && has(1)) return byte() + one_byte_more;
        if (nibble == two_bytes_more && has(2)) {
            const auto high = byte();
            return (static_cast<unsigned>(high) << 8 | byte()) + two_bytes_base;
        }
        return std::nullopt;
    }

private:
    BytesView bytes_;
};

bool read_options(Reader& reader, Message& message) {
    unsigned number = 0;
    while (reader.left() > 0) {
        const auto first = reader.byte();
        if (first == payload_marker) {
            const auto rest = reader.take(reader.left());
            message.payload.assign(rest.begin(), rest.end());
            return !message.payload.empty();  // a marker without a payload is a format error
        }
        const auto delta = reader.extended(first >> 4);
        if (!delta) return false;
        const auto length = reader.extended(first & 0x0F);
        if (!length || !reader.has(*length)) return false;
        number += *delta;
        if (number > 0xFFFF) return false;
        message.add({static_cast<OptionNumber>(number), std::string(as_text(reader.take(*length)))});
    }
    return true;
}

}  // namespace

Bytes encode(Message message) {
    const auto token = message.code.is_empty() ? BytesView{} : message.token.bytes();
    Bytes out;
    out.reserve(header_size + token.size() + message.payload.size() + 64);
    out.push_back(static_cast<std::uint8_t>(version << 6 | static_cast<unsigned>(message.type) << 4 | token.size()));
    out.push_back(message.code.byte());
    out.push_back(static_cast<std::uint8_t>(message.message_id >> 8));
    out.push_back(static_cast<std::uint8_t>(message.message_id));
    if (message.code.is_empty()) return out;
    out.insert(out.end(), token.begin(), token.end());
    message.sort_options();
    unsigned previous = 0;
    for (const auto& option : message.options) {
        const auto number = static_cast<unsigned>(option.number);
        append_option(out, number - previous, option);
        previous = number;
    }
    if (!message.payload.empty()) {
        out.push_back(payload_marker);
        out.insert(out.end(), message.payload.begin(), message.payload.end());
    }
    return out;
}

std::size_t encoded_size(const Message& message) {
    if (message.code.is_empty()) return header_size;
    std::vector<std::pair<unsigned, std::size_t>> options;  // number and size of the value
    options.reserve(message.options.size());
    for (const auto& option : message.options)
        options.emplace_back(static_cast<unsigned>(option.number), option.value.size());
    std::ranges::sort(options);
    auto size = header_size + message.token.size() + (message.payload.empty() ? 0 : 1 + message.payload.size());
    unsigned previous = 0;
    for (const auto& [number, length] : options) {
        size += 1 + extension_size(number - previous) + extension_size(length) + length;
        previous = number;
    }
    return size;
}

std::optional<Message> decode(BytesView datagram) {
    Reader reader(datagram);
    if (!reader.has(header_size)) return std::nullopt;
    const auto first = reader.byte();
    const unsigned token_length = first & 0x0F;
    Message message;
    message.type = static_cast<Type>(first >> 4 & 3);
    message.code = Code(reader.byte());
    const auto high = reader.byte();
    message.message_id = static_cast<MessageId>(high << 8 | reader.byte());
    if (first >> 6 != version || token_length > Token::max_size) return std::nullopt;
    if (message.code.is_empty() && reader.left() > 0) return std::nullopt;
    if (!reader.has(token_length)) return std::nullopt;
    message.token = *Token::from(reader.take(token_length));
    if (!read_options(reader, message)) return std::nullopt;
    return message;
}

}  // namespace agent::coap
