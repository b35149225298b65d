#include "modem/emulator/pcap.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace agent::modem::emulator {
namespace {

constexpr std::uint32_t magic = 0xA1B2C3D4;  // microseconds, this machine's byte order
constexpr std::uint32_t link_type_raw_ip = 101;
constexpr std::uint32_t snap_length = 65535;
constexpr std::uint16_t coap_port = 5683;
constexpr std::uint8_t udp = 17;
constexpr std::size_t udp_header_size = 8;
constexpr std::size_t v4_header_size = 20;
constexpr std::size_t v6_header_size = 40;

template<class Number>
void append_host_order(Bytes& out, Number value) {
    std::uint8_t bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out.insert(out.end(), std::begin(bytes), std::end(bytes));
}

void append16(Bytes& out, std::size_t value) {
    out.push_back(static_cast<std::uint8_t>(value >> 8));
    out.push_back(static_cast<std::uint8_t>(value));
}

void append(Bytes& out, BytesView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

std::uint16_t internet_checksum(BytesView bytes) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) sum += i % 2 == 0 ? bytes[i] << 8 : bytes[i];
    while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

Bytes udp_packet(const Endpoint& from, const Endpoint& to, BytesView payload) {
    const auto length = udp_header_size + payload.size();
    Bytes packet;
    append16(packet, from.port);
    append16(packet, to.port);
    append16(packet, length);
    append16(packet, 0);
    append(packet, payload);
    Bytes summed;  // with the pseudo header
    append(summed, from.address_bytes());
    append(summed, to.address_bytes());
    append16(summed, length);
    append16(summed, udp);
    append(summed, packet);
    const auto checksum = internet_checksum(summed);
    packet[6] = static_cast<std::uint8_t>(checksum == 0 ? 0xFF : checksum >> 8);
    packet[7] = static_cast<std::uint8_t>(checksum == 0 ? 0xFF : checksum);
    return packet;
}

Bytes v4_header(const Endpoint& from, const Endpoint& to, std::size_t payload) {
    Bytes header = {0x45, 0};
    append16(header, v4_header_size + payload);
    append(header, Bytes{0, 0, 0x40, 0, 64, udp, 0, 0});  // don't fragment, TTL 64, checksum below
    append(header, from.address_bytes());
    append(header, to.address_bytes());
    const auto checksum = internet_checksum(header);
    header[10] = static_cast<std::uint8_t>(checksum >> 8);
    header[11] = static_cast<std::uint8_t>(checksum);
    return header;
}

Bytes v6_header(const Endpoint& from, const Endpoint& to, std::size_t payload) {
    Bytes header = {0x60, 0, 0, 0};
    append16(header, payload);
    append(header, Bytes{udp, 64});
    append(header, from.address_bytes());
    append(header, to.address_bytes());
    return header;
}

void write_all(int file, BytesView bytes) {
    [[maybe_unused]] const auto written = ::write(file, bytes.data(), bytes.size());
}

}  // namespace

Bytes ip_packet(const Endpoint& from, const Endpoint& to, BytesView payload) {
    const auto inner = udp_packet(from, to, payload);
    auto packet = from.v6 ? v6_header(from, to, inner.size()) : v4_header(from, to, inner.size());
    append(packet, inner);
    return packet;
}

Pcap::Pcap(const std::string& path) : file_(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) {
    if (!file_) throw std::system_error(errno, std::generic_category(), path);
    Bytes header;
    append_host_order(header, magic);
    append_host_order(header, std::uint16_t{2});
    append_host_order(header, std::uint16_t{4});
    append_host_order(header, std::uint32_t{0});
    append_host_order(header, std::uint32_t{0});
    append_host_order(header, snap_length);
    append_host_order(header, link_type_raw_ip);
    write_all(file_.get(), header);
}

void Pcap::write(const Passage& passage, bool real_port, std::chrono::system_clock::time_point when) {
    auto server = passage.remote;
    if (!real_port) server.port = coap_port;
    const auto packet = passage.uplink ? ip_packet(passage.local, server, passage.datagram)
                                       : ip_packet(server, passage.local, passage.datagram);
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(when.time_since_epoch()).count();
    Bytes record;
    append_host_order(record, static_cast<std::uint32_t>(microseconds / 1'000'000));
    append_host_order(record, static_cast<std::uint32_t>(microseconds % 1'000'000));
    append_host_order(record, static_cast<std::uint32_t>(packet.size()));
    append_host_order(record, static_cast<std::uint32_t>(packet.size()));
    append(record, packet);
    write_all(file_.get(), record);
}

}  // namespace agent::modem::emulator
