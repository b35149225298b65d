#include "daemon/control/control.hpp"

#include <chrono>

#include <fmt/chrono.h>

#include "daemon/control/decode.hpp"

namespace agent::daemon::control {
namespace {

std::string now_text() {
    const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const auto milliseconds = now.time_since_epoch().count() % 1000;
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(now)),
                       milliseconds);
}

}  // namespace

Control::Control(Subject& subject, Loop& loop, Log log, Admission admission)
    : executor_(subject),
      server_(loop, log, std::move(admission),
              {.on_line = [this](SocketServer::ClientId client, std::string_view line) { on_line(client, line); },
               .on_gone = [this](SocketServer::ClientId client) { followers_.erase(client); }}) {}

void Control::on_line(SocketServer::ClientId client, std::string_view line) {
    const auto command = decode(line);
    if (!command) return server_.answer(client, failure(command.error()));
    if (std::holds_alternative<command::Events>(*command)) followers_.insert(client);
    executor_.run(*command, [this, client](const std::string& answer) { server_.answer(client, answer); });
}

void Control::publish(std::string_view event, const Json& details) {
    if (followers_.empty()) return;
    Json json{{"event", event}, {"time", now_text()}};
    json.update(details);
    const auto line = line_of(json);
    for (const auto client : followers_) server_.push(client, line);
}

}  // namespace agent::daemon::control
