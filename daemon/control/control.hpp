// The control socket: who asks, what is asked, and who follows what happens.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "daemon/control/executor.hpp"
#include "daemon/control/replies.hpp"
#include "daemon/control/socket_server.hpp"

namespace agent::daemon::control {

class Control {
public:
    enum class Stream : bool { events, trace };

    /// `subject` and `loop` outlive it. `on_followers` runs when somebody begins or ceases to follow.
    Control(Subject& subject, Loop& loop, Log log, Admission admission, std::function<void()> on_followers = {});

    /// Empty when it worked, else why not.
    std::string listen(const std::string& path) { return server_.listen(path); }

    bool is_followed(Stream stream = Stream::events) const;
    /// Tells every follower of the stream: the event's name, when it was, and what `details` adds.
    void publish(std::string_view event, const Json& details, Stream stream = Stream::events);

private:
    void follow(SocketServer::ClientId client, Stream stream);
    void on_gone(SocketServer::ClientId client);
    void on_line(SocketServer::ClientId client, std::string_view line);

    Executor executor_;
    std::map<SocketServer::ClientId, Stream> followers_;
    std::function<void()> on_followers_;
    SocketServer server_;
};

}  // namespace agent::daemon::control
