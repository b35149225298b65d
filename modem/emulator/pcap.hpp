// --pcap: the CoAP messages before encryption, as IP packets with a UDP header each, in the classic pcap format.
#pragma once

#include <string>

#include "modem/emulator/coap_client.hpp"
#include "modem/emulator/event_loop.hpp"

namespace agent::modem::emulator {

class Pcap {
public:
    /// Throws std::system_error when the file cannot be written.
    explicit Pcap(const std::string& path);

    /// With `real_port` false the server's port is written as 5683: what was inside DTLS is plain CoAP here, and
    /// Wireshark would take port 5684 for DTLS.
    void write(const Passage& passage, bool real_port, std::chrono::system_clock::time_point when);

private:
    Descriptor file_;
};

}  // namespace agent::modem::emulator
