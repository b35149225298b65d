// A Unix stream socket whose clients say lines and are answered by lines: one question of a client's at a time, in its
// order. Everything a client can cost is bounded.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "daemon/control/peer.hpp"
#include "daemon/loop.hpp"
#include "daemon/spawn.hpp"
#include "lwm2m/base/log.hpp"

namespace agent::daemon::control {

class SocketServer {
public:
    using ClientId = std::uint64_t;

    static constexpr std::size_t most_clients = 16;
    static constexpr std::size_t longest_line = 64 * 1024;   // with its end; longer ones end the connection
    static constexpr std::size_t most_unread = 1024 * 1024;  // beyond it a client that does not read is dropped

    struct Hooks {
        /// A whole line without its end. answer() is called once for it, in the call or later.
        std::function<void(ClientId, std::string_view line)> on_line;
        std::function<void(ClientId)> on_gone;
    };

    SocketServer(Loop& loop, Log log, Admission admission, Hooks hooks);
    ~SocketServer();
    SocketServer(const SocketServer&) = delete;
    SocketServer& operator=(const SocketServer&) = delete;

    /// Everybody may connect, and is told when they may not ask. Replaces a socket that nobody listens to. Empty when
    /// it worked, else why it did not.
    std::string listen(const std::string& path);

    /// Harmless when the client is gone.
    void answer(ClientId client, std::string_view line);
    /// A line that answers nothing.
    void push(ClientId client, std::string_view line);

private:
    struct Client {
        Descriptor socket;
        Loop::Watch readable;
        Loop::Watch writable;
        std::string received;
        std::string unwritten;
        bool busy = false;         // a line of its was handed out and not answered
        bool handing_out = false;  // hand_out() is at work on it
        bool ended = false;        // it asks no more: closed when what it asked is answered
        bool refused = false;      // closed when it has been told why
        bool failed = false;       // closed in the next turn

        bool is_idle() const { return !busy && received.find('\n') == std::string::npos; }
    };

    void accept();
    void admit(Descriptor socket);
    void read(ClientId id);
    void hand_out(ClientId id);
    void write(ClientId id, std::string_view line);
    void flush(ClientId id);
    void refuse(ClientId id, const Problem& problem);
    void drop(ClientId id);
    void drop_later(Client& client);
    void drop_failed();
    Client* find(ClientId id);

    Loop& loop_;
    Log log_;
    Admission admission_;
    Hooks hooks_;
    std::string path_;
    Descriptor listener_;
    Loop::Watch acceptable_;
    std::map<ClientId, Client> clients_;
    ClientId last_id_ = 0;
    TimerId burial_ = TimerId::none;
};

}  // namespace agent::daemon::control
