#include "lwm2m/coap/ip_packet.hpp"

namespace agent::coap {
namespace {

constexpr std::uint8_t udp = 17;
constexpr std::uint8_t hops = 64;
constexpr std::size_t udp_header_size = 8;
constexpr std::size_t v4_header_size = 20;
constexpr std::size_t v6_address_size = 16;

void append16(Bytes& out, std::size_t value) {
    out.push_back(static_cast<std::uint8_t>(value >> 8));
    out.push_back(static_cast<std::uint8_t>(value));
}

void append(Bytes& out, BytesView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

void put16(Bytes& out, std::size_t at, std::uint16_t value) {
    out[at] = static_cast<std::uint8_t>(value >> 8);
    out[at + 1] = static_cast<std::uint8_t>(value);
}

std::uint16_t internet_checksum(BytesView bytes) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) sum += i % 2 == 0 ? std::uint32_t{bytes[i]} << 8 : bytes[i];
    while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

Bytes udp_packet(const UdpEnd& from, const UdpEnd& to, BytesView payload) {
    const auto length = udp_header_size + payload.size();
    Bytes packet;
    append16(packet, from.port);
    append16(packet, to.port);
    append16(packet, length);
    append16(packet, 0);
    append(packet, payload);
    Bytes summed;  // with the pseudo header
    append(summed, from.address);
    append(summed, to.address);
    append16(summed, length);
    append16(summed, udp);
    append(summed, packet);
    const auto checksum = internet_checksum(summed);
    put16(packet, 6, checksum == 0 ? 0xFFFF : checksum);  // 0 would say that there is none
    return packet;
}

Bytes v4_header(const UdpEnd& from, const UdpEnd& to, std::size_t payload) {
    Bytes header = {0x45, 0};
    append16(header, v4_header_size + payload);
    append(header, Bytes{0, 0, 0x40, 0, hops, udp, 0, 0});  // not fragmented, checksum below
    append(header, from.address);
    append(header, to.address);
    put16(header, 10, internet_checksum(header));
    return header;
}

Bytes v6_header(const UdpEnd& from, const UdpEnd& to, std::size_t payload) {
    Bytes header = {0x60, 0, 0, 0};
    append16(header, payload);
    append(header, Bytes{udp, hops});
    append(header, from.address);
    append(header, to.address);
    return header;
}

}  // namespace

Bytes ip_packet(const UdpEnd& from, const UdpEnd& to, BytesView payload) {
    const auto inner = udp_packet(from, to, payload);
    const bool is_v6 = from.address.size() == v6_address_size;
    auto packet = is_v6 ? v6_header(from, to, inner.size()) : v4_header(from, to, inner.size());
    append(packet, inner);
    return packet;
}

}  // namespace agent::coap
