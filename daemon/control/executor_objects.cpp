// The commands that are about the objects.
#include <memory>

#include <fmt/format.h>

#include "daemon/control/executor.hpp"
#include "daemon/control/places.hpp"
#include "daemon/control/replies.hpp"
#include "daemon/control/value_text.hpp"

namespace agent::daemon::control {
namespace {

Problem problem_at(const lwm2m::ObjectPath& path, const lwm2m::Failure& failure) {
    auto problem = problem_of(failure);
    problem.where = whole(path.text());
    return problem;
}

/// The outcome of what was done at a path, with the path underlined.
Subject::Done answer_at(const lwm2m::ObjectPath& path, const Executor::Reply& reply) {
    return [path, reply](const lwm2m::Outcome<void>& outcome) {
        reply(outcome ? success() : failure(problem_at(path, outcome.error())));
    };
}

Problem wrong_level(const lwm2m::ObjectPath& path, std::string message, std::string help) {
    return {.kind = "bad_argument",
            .message = std::move(message),
            .where = whole(path.text()),
            .help = std::move(help),
            .code = std::nullopt};
}

/// What becomes of a Send to several servers.
struct Round {
    std::size_t left;
    Json sent = Json::array();
    std::optional<Problem> problem;
    Executor::Reply reply;

    void over() {
        if (--left > 0) return;
        reply(problem ? failure(*problem) : success({{"servers", std::move(sent)}}));
    }
};

}  // namespace

Checked<const lwm2m::ResourceDefinition*> Executor::resource_at(const lwm2m::ObjectPath& path,
                                                                std::string_view done_to) const {
    const auto tree = objects();
    if (!tree) return tree.error();
    if (auto there = check_there(**tree, path); !there) return there.error();
    if (path.size() >= 3) return definition_of(**tree, path);
    return wrong_level(path, fmt::format("only a resource can be {}", done_to),
                       fmt::format("`lwm2m-agentctl objects {}` lists the resources", path.text()));
}

void Executor::run(const command::Objects& command, const Reply& reply) {
    const auto tree = objects();
    if (!tree) return reply(failure(tree.error()));
    const auto path = command.path.value_or(lwm2m::ObjectPath{}).prefix(2);
    if (auto there = check_there(**tree, path); !there) return reply(failure(there.error()));
    reply(success(objects_json(**tree, path)));
}

void Executor::run(const command::Read& command, const Reply& reply) {
    const auto& path = command.path;
    const auto tree = objects();
    if (!tree) return reply(failure(tree.error()));
    if (auto there = check_there(**tree, path); !there) return reply(failure(there.error()));
    subject_.read(path, [this, path, reply](const lwm2m::Outcome<lwm2m::codec::Content>& content) {
        if (content) return reply(success(values_json(*subject_.objects(), path, *content)));
        reply(failure(problem_at(path, content.error())));
    });
}

void Executor::run(const command::Write& command, const Reply& reply) {
    const auto definition = resource_at(command.path, "written");
    if (!definition) return reply(failure(definition.error()));
    auto value = parse_value(**definition, command.path, command.value);
    if (!value) return reply(failure(value.error()));
    subject_.write(command.path, std::move(*value), answer_at(command.path, reply));
}

void Executor::run(const command::Execute& command, const Reply& reply) {
    const auto definition = resource_at(command.path, "executed");
    if (!definition) return reply(failure(definition.error()));
    subject_.execute(command.path, command.arguments, answer_at(command.path, reply));
}

void Executor::run(const command::Create& command, const Reply& reply) {
    const auto& path = command.path;
    const auto tree = objects();
    if (!tree) return reply(failure(tree.error()));
    if (path.is_root() || path.size() > 2)
        return reply(failure(wrong_level(path, "only an instance of an object can be created",
                                         "write /19 for the next free id, or /19/2")));
    if (auto there = check_there(**tree, path.prefix(1)); !there) return reply(failure(there.error()));
    auto values = parse_given((*tree)->find(path)->definition(), command.values);
    if (!values) return reply(failure(values.error()));
    const auto instance = path.size() == 2 ? std::optional(path.instance()) : std::nullopt;
    subject_.create(path.prefix(1), instance, std::move(*values),
                    [path, reply](const lwm2m::Outcome<lwm2m::ObjectPath>& created) {
                        if (created) return reply(success({{"path", created->text()}}));
                        reply(failure(problem_at(path, created.error())));
                    });
}

void Executor::run(const command::Delete& command, const Reply& reply) {
    const auto& path = command.path;
    const auto tree = objects();
    if (!tree) return reply(failure(tree.error()));
    if (path.size() != 2)
        return reply(failure(wrong_level(path, "only an instance can be deleted", "for example /19/2")));
    if (auto there = check_there(**tree, path); !there) return reply(failure(there.error()));
    subject_.remove(path, answer_at(path, reply));
}

void Executor::run(const command::Send& command, const Reply& reply) {
    auto servers = chosen(command.server);
    if (!servers) return reply(failure(servers.error()));
    for (const auto& path : command.paths)
        if (auto there = check_there(*subject_.objects(), path); !there) return reply(failure(there.error()));
    if (!command.server) std::erase_if(*servers, &ServerReport::held);
    if (servers->empty())
        return reply(failure({.kind = "not_ready",
                              .message = "there is no server to send to",
                              .where = std::nullopt,
                              .help = "`lwm2m-agentctl status` lists the servers",
                              .code = std::nullopt}));
    // Shared by the answers of the servers, which come one by one.
    const auto round = std::make_shared<Round>(Round{.left = servers->size(), .problem = std::nullopt, .reply = reply});
    for (const auto& server : *servers) {
        subject_.send(server.index, command.paths, [round, id = server.short_id](const lwm2m::Outcome<void>& outcome) {
            if (outcome) round->sent.push_back(id);
            if (!outcome) {
                round->problem = problem_of(outcome.error());
                round->problem->message = fmt::format("server {}: {}", id, round->problem->message);
            }
            round->over();
        });
    }
}

}  // namespace agent::daemon::control
