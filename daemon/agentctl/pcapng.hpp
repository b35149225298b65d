// CoAP messages as a capture file that Wireshark dissects: pcapng with raw IP, each message in a UDP packet of
// addresses that stand for the device and its servers (RFC 5737), because the module keeps the real ones to itself.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/base/result.hpp"

namespace agent::daemon::agentctl {

struct CapturedMessage {
    Bytes coap;
    unsigned context = 0;       // of the module: which server it is
    bool sent = false;          // by the device
    std::uint64_t time_us = 0;  // since 1970
    std::string comment;
};

/// The section header and interface description that a file begins with.
Bytes pcapng_header();
Bytes pcapng_packet(const CapturedMessage& message);

class Pcapng {
public:
    static Result<Pcapng> create(const std::string& path);
    /// On disk as far as the system's cache when it returns, so that it can be looked at while it grows. False: it
    /// could not be written.
    bool write(const CapturedMessage& message);

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    explicit Pcapng(std::FILE* file) : file_(file) {}
    bool append(BytesView bytes);

    std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace agent::daemon::agentctl
