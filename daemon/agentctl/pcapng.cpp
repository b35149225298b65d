#include "daemon/agentctl/pcapng.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include "lwm2m/coap/ip_packet.hpp"

namespace agent::daemon::agentctl {
namespace {

// Blocks, options and link types of draft-ietf-opsawg-pcapng.
constexpr std::uint32_t section_header = 0x0A0D0D0A;
constexpr std::uint32_t byte_order_magic = 0x1A2B3C4D;
constexpr std::uint32_t interface_description = 1;
constexpr std::uint32_t enhanced_packet = 6;
constexpr std::uint16_t link_type_raw_ip = 101;
constexpr std::uint16_t option_comment = 1;
constexpr std::uint16_t option_interface_name = 2;
constexpr std::uint16_t option_packet_flags = 2;
constexpr std::uint32_t inbound = 1;
constexpr std::uint32_t outbound = 2;

constexpr std::uint16_t coap_port = 5683;  // also for what was encrypted: here it no longer is
constexpr std::uint16_t device_port = 49152;
constexpr std::array<std::uint8_t, 4> device_address{192, 0, 2, 1};
constexpr std::uint8_t first_server = 100;  // 192.0.2.100 and on

void append16(Bytes& out, std::uint16_t value) {
    out.push_back(static_cast<std::uint8_t>(value));
    out.push_back(static_cast<std::uint8_t>(value >> 8));
}
void append32(Bytes& out, std::uint32_t value) {
    append16(out, static_cast<std::uint16_t>(value));
    append16(out, static_cast<std::uint16_t>(value >> 16));
}
void append(Bytes& out, BytesView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }
void pad(Bytes& out) {
    while (out.size() % 4 != 0) out.push_back(0);
}

void append_option(Bytes& out, std::uint16_t code, BytesView value) {
    constexpr std::size_t most = 1024;
    const auto shown = value.first(std::min(value.size(), most));
    append16(out, code);
    append16(out, static_cast<std::uint16_t>(shown.size()));
    append(out, shown);
    pad(out);
}

Bytes block(std::uint32_t type, const Bytes& body) {
    constexpr std::size_t frame = 12;
    Bytes out;
    append32(out, type);
    append32(out, static_cast<std::uint32_t>(body.size() + frame));
    append(out, body);
    append32(out, static_cast<std::uint32_t>(body.size() + frame));
    return out;
}

Bytes ip_packet(const CapturedMessage& message) {
    auto server_address = device_address;
    server_address[3] = static_cast<std::uint8_t>(first_server + message.context);
    const coap::UdpEnd device{device_address, static_cast<std::uint16_t>(device_port + message.context)};
    const coap::UdpEnd server{server_address, coap_port};
    return coap::ip_packet(message.sent ? device : server, message.sent ? server : device, message.coap);
}

}  // namespace

Bytes pcapng_header() {
    Bytes section;
    append32(section, byte_order_magic);
    append16(section, 1);  // version 1.0
    append16(section, 0);
    append32(section, 0xFFFFFFFF);  // of unknown length
    append32(section, 0xFFFFFFFF);
    Bytes interface;
    append16(interface, link_type_raw_ip);
    append16(interface, 0);
    append32(interface, 0);  // packets are whole
    append_option(interface, option_interface_name, as_bytes("lwm2m-agent"));
    append32(interface, 0);  // end of the options
    auto out = block(section_header, section);
    append(out, block(interface_description, interface));
    return out;
}

Bytes pcapng_packet(const CapturedMessage& message) {
    const auto packet = ip_packet(message);
    Bytes body;
    append32(body, 0);  // the one interface
    append32(body, static_cast<std::uint32_t>(message.time_us >> 32));
    append32(body, static_cast<std::uint32_t>(message.time_us));
    append32(body, static_cast<std::uint32_t>(packet.size()));
    append32(body, static_cast<std::uint32_t>(packet.size()));
    append(body, packet);
    pad(body);
    Bytes flags;
    append32(flags, message.sent ? outbound : inbound);
    append_option(body, option_packet_flags, flags);
    if (!message.comment.empty()) append_option(body, option_comment, as_bytes(message.comment));
    append32(body, 0);
    return block(enhanced_packet, body);
}

Result<Pcapng> Pcapng::create(const std::string& path) {
    Pcapng file(std::fopen(path.c_str(), "wbe"));
    if (!file.file_ || !file.append(pcapng_header())) return error_code(errno, boost::system::system_category());
    return file;
}

bool Pcapng::write(const CapturedMessage& message) { return append(pcapng_packet(message)); }

bool Pcapng::append(BytesView bytes) {
    return std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) == bytes.size() && std::fflush(file_.get()) == 0;
}

}  // namespace agent::daemon::agentctl
