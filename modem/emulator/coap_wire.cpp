#include "modem/emulator/coap_wire.hpp"

#include <algorithm>

#include "lwm2m/coap/secrets.hpp"
#include "modem/emulator/error.hpp"

namespace agent::modem::emulator {
namespace {

constexpr std::uint8_t version = 1;
constexpr std::uint8_t payload_marker = 0xFF;
constexpr std::size_t header_size = 4;
constexpr unsigned one_byte_more = 13;
constexpr unsigned two_bytes_more = 14;
constexpr unsigned two_bytes_base = 269;

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

bool read_options(Reader& reader, coap::Message& message) {
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
        message.add({static_cast<coap::OptionNumber>(number), std::string(as_text(reader.take(*length)))});
    }
    return true;
}

}  // namespace

Result<coap::Message> decode(BytesView datagram) {
    Reader reader(datagram);
    if (!reader.has(header_size)) return Error::malformed_datagram;
    const auto first = reader.byte();
    const unsigned token_length = first & 0x0F;
    coap::Message message;
    message.type = static_cast<coap::Type>(first >> 4 & 3);
    message.code = coap::Code(reader.byte());
    const auto high = reader.byte();
    message.message_id = static_cast<coap::MessageId>(high << 8 | reader.byte());
    if (first >> 6 != version || token_length > coap::Token::max_size) return Error::malformed_datagram;
    if (message.code.is_empty() && reader.left() > 0) return Error::malformed_datagram;
    if (!reader.has(token_length)) return Error::malformed_datagram;
    message.token = *coap::Token::from(reader.take(token_length));
    if (!read_options(reader, message)) return Error::malformed_datagram;
    return message;
}

Bytes shown_datagram(BytesView datagram) {
    Bytes shown(datagram.begin(), datagram.end());
    auto message = decode(datagram);
    if (!message) return shown;
    coap::mask_secrets(*message);
    std::ranges::copy_backward(message->payload, shown.end());
    return shown;
}

}  // namespace agent::modem::emulator
