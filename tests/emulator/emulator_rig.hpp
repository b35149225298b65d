// The whole emulator on a thread of its own, with its pty, and the test as the host that has the port open.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "modem/emulator/emulator.hpp"
#include "tests/emulator/coap_peer.hpp"

namespace agent::modem::emulator {

/// A directory that is gone with its owner.
class ScratchDirectory {
public:
    ScratchDirectory();
    ScratchDirectory(const ScratchDirectory&) = delete;
    ScratchDirectory& operator=(const ScratchDirectory&) = delete;
    ~ScratchDirectory();
    std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }

private:
    std::string path_;
};

std::string read_file(const std::string& path);

class EmulatorRig {
public:
    explicit EmulatorRig(EmulatorOptions options = {});
    EmulatorRig(const EmulatorRig&) = delete;
    EmulatorRig& operator=(const EmulatorRig&) = delete;
    ~EmulatorRig();

    EventLoop& loop() { return loop_; }
    /// Peers are added before run().
    CoapPeer& add_peer(bool v6, std::optional<CoapPeer::Security> security, CoapPeer::Serve serve);
    /// Starts the thread and opens the port.
    void run();
    void stop();
    /// Goes on after stop(): between the two the test may touch the peers.
    void resume();
    const std::string& port() const { return emulator_->port(); }

    void open_port();
    void close_port() { host_.reset(); }
    void lock_port();  // TIOCEXCL
    bool port_is_locked();
    void send(std::string_view bytes);
    /// Reads exactly `count` bytes, or what came within ten seconds.
    std::string read(std::size_t count);
    /// Reads until `end` was read, or for ten seconds.
    std::string read_until(std::string_view end);
    /// A command line, and what is said until `end`.
    std::string tell(std::string_view line, std::string_view end = "OK\r\n") {
        send(std::string(line) + "\r");
        return read_until(end);
    }

private:
    std::string read_while(const std::function<bool(const std::string&)>& goes_on);

    EventLoop loop_;
    std::unique_ptr<Emulator> emulator_;
    std::vector<std::unique_ptr<CoapPeer>> peers_;
    std::thread thread_;
    Descriptor host_;
};

/// A client of the control socket.
class ControlClient {
public:
    explicit ControlClient(const std::string& path);
    std::string ask(std::string_view line);

private:
    Descriptor socket_;
};

}  // namespace agent::modem::emulator
