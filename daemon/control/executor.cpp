#include "daemon/control/executor.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "daemon/control/replies.hpp"

namespace agent::daemon::control {
namespace {

using State = lwm2m::RegistrationState;

Problem wrong_state(const ServerReport& server) {
    const auto state = server.held ? "stopped" : std::string(lwm2m::name_of(server.registration.state));
    return {.kind = "not_ready",
            .message = fmt::format("server {} is {}: there is nothing to update", server.short_id, state),
            .where = std::nullopt,
            .help = server.held ? fmt::format("`lwm2m-agentctl start {}` registers it again", server.short_id)
                                : "`lwm2m-agentctl status` says when it will be registered",
            .code = std::nullopt};
}

}  // namespace

void Executor::run(const Command& command, const Reply& reply) {
    std::visit([&](const auto& concrete) { run(concrete, reply); }, command);
}

Checked<const lwm2m::ObjectTree*> Executor::objects() const {
    if (const auto* tree = subject_.objects()) return tree;
    return Problem{.kind = "not_ready",
                   .message = "there are no objects yet: they are made when the module is ready for the first time",
                   .where = std::nullopt,
                   .help = "`lwm2m-agentctl status` says what it waits for",
                   .code = std::nullopt};
}

Checked<std::vector<ServerReport>> Executor::chosen(std::optional<std::uint16_t> server) const {
    if (auto tree = objects(); !tree) return tree.error();
    auto servers = subject_.servers();
    if (!server) return servers;
    const auto found = std::ranges::find(servers, *server, &ServerReport::short_id);
    if (found != servers.end()) return std::vector{*found};
    std::string ids;
    for (const auto& other : servers) ids += fmt::format("{}{}", ids.empty() ? "" : ", ", other.short_id);
    return Problem{.kind = "not_found",
                   .message = fmt::format("there is no server {}", *server),
                   .where = whole(std::to_string(*server)),
                   .help = ids.empty() ? "there are no servers yet" : fmt::format("there are {}", ids),
                   .code = std::nullopt};
}

void Executor::run(const command::Status& command, const Reply& reply) {
    subject_.status(command.examine, [reply](const StatusReport& report) { reply(success(to_json(report))); });
}

void Executor::run(const command::Update& command, const Reply& reply) {
    const auto servers = chosen(command.server);
    if (!servers) return reply(failure(servers.error()));
    const auto can_update = [](const ServerReport& server) {
        const auto state = server.registration.state;
        return !server.held && (state == State::registered || state == State::waiting);
    };
    const auto ready = std::ranges::find_if(*servers, can_update);
    if (ready == servers->end() && !servers->empty()) return reply(failure(wrong_state(servers->front())));
    auto asked = Json::array();
    for (const auto& server : *servers) {
        if (!can_update(server)) continue;
        subject_.update(server.index);
        asked.push_back(server.short_id);
    }
    reply(success({{"servers", std::move(asked)}}));
}

void Executor::hold(std::uint16_t server, bool held, const Reply& reply) {
    const auto servers = chosen(server);
    if (!servers) return reply(failure(servers.error()));
    subject_.hold(servers->front().index, held);
    reply(success({{"changed", servers->front().held != held}}));
}

void Executor::run(const command::Bootstrap&, const Reply& reply) {
    if (const auto tree = objects(); !tree) return reply(failure(tree.error()));
    if (const auto asked = subject_.bootstrap(); !asked) {
        auto problem = problem_of(asked.error());
        problem.help = "a `bootstrap:` in the configuration names one";
        return reply(failure(problem));
    }
    reply(success());
}

void Executor::run(const command::Observations& command, const Reply& reply) {
    const auto servers = chosen(command.server);
    reply(servers ? success(observations_json(*servers)) : failure(servers.error()));
}

void Executor::run(const command::Statistics&, const Reply& reply) { reply(success(to_json(subject_.statistics()))); }

void Executor::run(const command::SetLogLevel& command, const Reply& reply) {
    const auto before = subject_.log_level();
    if (command.level) subject_.set_log_level(*command.level);
    reply(success({{"level", name_of(subject_.log_level())}, {"before", name_of(before)}}));
}

void Executor::run(const command::Events&, const Reply& reply) { reply(success()); }
void Executor::run(const command::Trace&, const Reply& reply) { reply(success()); }

}  // namespace agent::daemon::control
