// The serial port while the agent runs: opened, read, written, and opened again when the device went away.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/loop.hpp"
#include "lwm2m/base/log.hpp"
#include "modem/serial_port.hpp"

namespace agent::daemon {

class ModulePort {
public:
    struct Hooks {
        std::function<void()> on_open;
        std::function<void(std::string_view bytes)> on_bytes;
        /// Nothing written before arrives any more; on_open tells when the port is back.
        std::function<void()> on_closed;
        /// Why there is no port, for a person. Told once for each new reason.
        std::function<void(const std::string& reason)> on_missing;
    };

    ModulePort(std::string device, unsigned baud, Loop& loop, Log log, Hooks hooks);
    ~ModulePort();
    ModulePort(const ModulePort&) = delete;
    ModulePort& operator=(const ModulePort&) = delete;

    /// Tries to open the port until it succeeds, for ever.
    void start();
    /// All of the bytes, in order; what the line does not take at once goes out when it does.
    void write(std::string_view bytes);
    void set_baud(unsigned baud);
    /// Since when the line has taken no byte of what there is to write; nullopt when all is written.
    std::optional<TimePoint> blocked_since() const {
        return unwritten_.empty() ? std::nullopt : std::optional(blocked_since_);
    }

private:
    static constexpr Duration longest_block = 15s;  // then the port is opened afresh
    static constexpr Duration retry_first = 500ms;
    static constexpr Duration retry_last = 10s;

    void open();
    void lost(const std::string& reason);
    void retry(const std::string& reason);
    void on_readable();
    void on_writable();
    void on_blocked();
    bool write_some(std::string_view& bytes);

    std::string device_;
    unsigned baud_;
    Loop& loop_;
    Log log_;
    Hooks hooks_;
    std::optional<modem::SerialPort> port_;
    Loop::Watch readable_;
    Loop::Watch writable_;
    std::string unwritten_;
    TimePoint blocked_since_;
    TimerId block_timer_ = TimerId::none;
    std::string reason_;
    Duration wait_ = retry_first;
    TimerId timer_ = TimerId::none;
};

}  // namespace agent::daemon
