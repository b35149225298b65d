#include "daemon/control/control.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/chrono.h>

#include "daemon/control/decode.hpp"

namespace agent::daemon::control {
namespace {

using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;

std::string text_of(WallTime time) {
    const auto milliseconds = time.time_since_epoch().count() / 1000 % 1000;
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(time)),
                       milliseconds);
}

}  // namespace

Control::Control(Subject& subject, Loop& loop, Log log, Admission admission, std::function<void()> on_followers)
    : executor_(subject),
      on_followers_(std::move(on_followers)),
      server_(loop, log, std::move(admission),
              {.on_line = [this](SocketServer::ClientId client, std::string_view line) { on_line(client, line); },
               .on_gone = [this](SocketServer::ClientId client) { on_gone(client); }}) {}

void Control::on_line(SocketServer::ClientId client, std::string_view line) {
    const auto command = decode(line);
    if (!command) return server_.answer(client, failure(command.error()));
    if (std::holds_alternative<command::Events>(*command)) follow(client, Stream::events);
    if (std::holds_alternative<command::Trace>(*command)) follow(client, Stream::trace);
    executor_.run(*command, [this, client](const std::string& answer) { server_.answer(client, answer); });
}

void Control::follow(SocketServer::ClientId client, Stream stream) {
    followers_.insert_or_assign(client, stream);
    if (on_followers_) on_followers_();
}

void Control::on_gone(SocketServer::ClientId client) {
    if (followers_.erase(client) > 0 && on_followers_) on_followers_();
}

bool Control::is_followed(Stream stream) const {
    return std::ranges::any_of(followers_, [&](const auto& follower) { return follower.second == stream; });
}

void Control::publish(std::string_view event, const Json& details, Stream stream) {
    const auto now = std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    Json json{{"event", event}, {"time", text_of(now)}};
    if (stream == Stream::trace) json["time_us"] = now.time_since_epoch().count();
    json.update(details);
    const auto line = line_of(json);
    for (const auto& [client, follows] : followers_)
        if (follows == stream) server_.push(client, line);
}

}  // namespace agent::daemon::control
