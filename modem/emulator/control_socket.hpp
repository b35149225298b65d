// --control: a Unix stream socket; every line of a client is answered by one line.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "modem/emulator/event_loop.hpp"

namespace agent::modem::emulator {

class ControlSocket {
public:
    using Handle = std::function<std::string(std::string_view line)>;

    /// Throws std::system_error when the socket cannot be made at `path`. A socket that is there already is replaced.
    ControlSocket(EventLoop& loop, std::string path, Handle handle);
    ControlSocket(const ControlSocket&) = delete;
    ControlSocket& operator=(const ControlSocket&) = delete;
    ~ControlSocket();

private:
    struct Client {
        Descriptor socket;
        std::string received;
    };
    void accept();
    void read(int fd);
    void drop(int fd);

    EventLoop& loop_;
    std::string path_;
    Handle handle_;
    Descriptor listener_;
    std::unordered_map<int, Client> clients_;
};

}  // namespace agent::modem::emulator
