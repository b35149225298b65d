#include "modem/emulator/pcap.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "lwm2m/coap/ip_packet.hpp"

namespace agent::modem::emulator {
namespace {

constexpr std::uint32_t magic = 0xA1B2C3D4;  // microseconds, this machine's byte order
constexpr std::uint32_t link_type_raw_ip = 101;
constexpr std::uint32_t snap_length = 65535;
constexpr std::uint16_t coap_port = 5683;

template<class Number>
void append_host_order(Bytes& out, Number value) {
    std::uint8_t bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out.insert(out.end(), std::begin(bytes), std::end(bytes));
}

void append(Bytes& out, BytesView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

Bytes ip_packet(const Endpoint& from, const Endpoint& to, BytesView payload) {
    return coap::ip_packet({from.address_bytes(), from.port}, {to.address_bytes(), to.port}, payload);
}

void write_all(int file, BytesView bytes) {
    [[maybe_unused]] const auto written = ::write(file, bytes.data(), bytes.size());
}

}  // namespace

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
