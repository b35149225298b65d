// The control socket: who asks, what is asked, and who follows what happens.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "daemon/control/executor.hpp"
#include "daemon/control/replies.hpp"
#include "daemon/control/socket_server.hpp"

namespace agent::daemon::control {

class Control {
public:
    /// `subject` and `loop` outlive it.
    Control(Subject& subject, Loop& loop, Log log, Admission admission);

    /// Empty when it worked, else why not.
    std::string listen(const std::string& path) { return server_.listen(path); }

    bool is_followed() const { return !followers_.empty(); }
    /// Tells every follower: the event's name, when it was, and what `details` adds.
    void publish(std::string_view event, const Json& details);

private:
    void on_line(SocketServer::ClientId client, std::string_view line);

    Executor executor_;
    std::set<SocketServer::ClientId> followers_;
    SocketServer server_;
};

}  // namespace agent::daemon::control
