#include "daemon/control/command.hpp"

#include <array>

#include <nlohmann/json.hpp>

namespace agent::daemon::control {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, std::variant_size_v<Command>> names{
    "status", "objects", "read",      "write",        "create", "delete",    "execute", "send", "update",
    "stop",   "start",   "bootstrap", "observations", "stats",  "log-level", "events",  "trace"};

struct AddArguments {
    Json& to;

    void operator()(const command::Status& command) const {
        if (command.examine) to["examine"] = true;
    }
    void operator()(const command::Objects& command) const {
        if (command.path) to["path"] = command.path->text();
    }
    void operator()(const command::Read& command) const { to["path"] = command.path.text(); }
    void operator()(const command::Write& command) const {
        to["path"] = command.path.text();
        if (const auto* text = std::get_if<std::string>(&command.value)) {
            to["value"] = *text;
            return;
        }
        auto& values = to["values"] = Json::object();
        for (const auto& [id, text] : std::get<1>(command.value)) values[std::to_string(id)] = text;
    }
    void operator()(const command::Create& command) const {
        to["path"] = command.path.text();
        auto& values = to["values"] = Json::object();
        for (const auto& [place, text] : command.values) values[text_of(place)] = text;
    }
    void operator()(const command::Delete& command) const { to["path"] = command.path.text(); }
    void operator()(const command::Send& command) const {
        auto& paths = to["paths"] = Json::array();
        for (const auto& path : command.paths) paths.push_back(path.text());
        add_server(command.server);
    }
    void operator()(const command::Execute& command) const {
        to["path"] = command.path.text();
        if (!command.arguments.empty()) to["arguments"] = command.arguments;
    }
    void operator()(const command::Update& command) const { add_server(command.server); }
    void operator()(const command::Stop& command) const { add_server(command.server); }
    void operator()(const command::Start& command) const { add_server(command.server); }
    void operator()(const command::Bootstrap&) const {}
    void operator()(const command::Observations& command) const { add_server(command.server); }
    void operator()(const command::Statistics&) const {}
    void operator()(const command::SetLogLevel& command) const {
        if (command.level) to["level"] = agent::name_of(*command.level);
    }
    void operator()(const command::Events&) const {}
    void operator()(const command::Trace&) const {}

private:
    void add_server(std::optional<std::uint16_t> server) const {
        if (server) to["server"] = *server;
    }
};

}  // namespace

std::string_view name_of(const Command& command) { return names[command.index()]; }

std::string text_of(const GivenPlace& place) {
    auto text = std::to_string(place.resource);
    if (place.instance) text.append("/").append(std::to_string(*place.instance));
    return text;
}

std::string encode(const Command& command) {
    Json line{{"command", name_of(command)}};
    std::visit(AddArguments{line}, command);
    return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace agent::daemon::control
