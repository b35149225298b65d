#include "daemon/control/decode.hpp"

#include <vector>

#include <fmt/format.h>

#include "config/suggestion.hpp"
#include "daemon/control/arguments.hpp"

namespace agent::daemon::control {
namespace {

using Json = nlohmann::json;

constexpr int deepest = 3;  // the request, and the values or paths in it

Problem malformed(std::string message) {
    return {.kind = "malformed",
            .message = std::move(message),
            .where = std::nullopt,
            .help = R"(a request is one line: {"command":"status"})",
            .code = std::nullopt};
}

using Reader = Command (*)(Arguments&);
struct Known {
    std::string_view name;
    Reader read;
};
constexpr Known known[] = {
    {"status", [](Arguments& arguments) -> Command { return command::Status{arguments.flag("examine")}; }},
    {"objects", [](Arguments& arguments) -> Command { return command::Objects{arguments.path()}; }},
    {"read", [](Arguments& arguments) -> Command { return command::Read{arguments.required_path()}; }},
    {"write",
     [](Arguments& arguments) -> Command {
         const auto path = arguments.required_path();
         return command::Write{path, arguments.value()};
     }},
    {"create",
     [](Arguments& arguments) -> Command {
         const auto path = arguments.required_path();
         return command::Create{path, arguments.given()};
     }},
    {"delete", [](Arguments& arguments) -> Command { return command::Delete{arguments.required_path()}; }},
    {"execute",
     [](Arguments& arguments) -> Command {
         const auto path = arguments.required_path();
         return command::Execute{path, arguments.text("arguments").value_or("")};
     }},
    {"send",
     [](Arguments& arguments) -> Command {
         auto paths = arguments.paths();
         return command::Send{std::move(paths), arguments.server()};
     }},
    {"update", [](Arguments& arguments) -> Command { return command::Update{arguments.server()}; }},
    {"stop", [](Arguments& arguments) -> Command { return command::Stop{arguments.required_server()}; }},
    {"start", [](Arguments& arguments) -> Command { return command::Start{arguments.required_server()}; }},
    {"bootstrap", [](Arguments&) -> Command { return command::Bootstrap{}; }},
    {"observations", [](Arguments& arguments) -> Command { return command::Observations{arguments.server()}; }},
    {"stats", [](Arguments&) -> Command { return command::Statistics{}; }},
    {"log-level", [](Arguments& arguments) -> Command { return command::SetLogLevel{arguments.level()}; }},
    {"events", [](Arguments&) -> Command { return command::Events{}; }},
    {"trace", [](Arguments&) -> Command { return command::Trace{}; }},
};
static_assert(std::size(known) == std::variant_size_v<Command>);

Problem unknown_command(const std::string& name) {
    std::vector<std::string_view> names;
    for (const auto& [word, read] : known) names.push_back(word);
    return {.kind = "malformed",
            .message = fmt::format("there is no such command{}", config::did_you_mean(name, names)),
            .where = whole(name),
            .help = fmt::format("one of {}", fmt::join(names, ", ")),
            .code = std::nullopt};
}

/// Nothing when the text is no JSON, or nested deeper than a request is.
Json parse(std::string_view line) {
    bool shallow = true;
    auto parsed = Json::parse(
        line,
        [&](int depth, Json::parse_event_t, Json&) {
            shallow = shallow && depth <= deepest;
            return shallow;
        },
        false);
    return shallow ? parsed : Json(Json::value_t::discarded);
}

}  // namespace

Checked<Command> decode(std::string_view line) {
    const auto request = parse(line);
    if (request.is_discarded()) return malformed("the line is no JSON");
    if (!request.is_object()) return malformed("the line is no JSON object");
    const auto name = request.find("command");
    if (name == request.end() || !name->is_string()) return malformed("the request has no command");
    const auto* found = std::ranges::find(known, name->get_ref<const std::string&>(), &Known::name);
    if (found == std::end(known)) return unknown_command(name->get<std::string>());
    Arguments arguments(request);
    auto command = found->read(arguments);
    if (auto problem = arguments.problem()) return std::move(*problem);
    return command;
}

}  // namespace agent::daemon::control
