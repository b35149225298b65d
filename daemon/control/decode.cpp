#include "daemon/control/decode.hpp"

#include <charconv>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "config/suggestion.hpp"

namespace agent::daemon::control {
namespace {

using Json = nlohmann::json;

constexpr int deepest = 3;  // the request, and the map of a write's values in it

Problem bad_argument(std::string message, std::optional<Excerpt> where = std::nullopt, std::string help = {}) {
    return {.kind = "bad_argument", .message = std::move(message), .where = std::move(where), .help = std::move(help)};
}
Problem malformed(std::string message) {
    return {
        .kind = "malformed", .message = std::move(message), .help = R"(a request is one line: {"command":"status"})"};
}

std::optional<std::uint16_t> parse_id(std::string_view text) {
    std::uint16_t id = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, id);
    constexpr std::uint16_t reserved = 65535;
    if (error != std::errc{} || stop != end || id == reserved) return std::nullopt;
    return id;
}

/// The arguments of one command, asked for by name. What nobody asked for is a mistake.
class Arguments {
public:
    explicit Arguments(const Json& request) : request_(request) { asked_.emplace_back("command"); }

    const Json* find(std::string_view name) {
        asked_.push_back(name);
        const auto found = request_.find(name);
        return found == request_.end() ? nullptr : &*found;
    }

    std::optional<std::string> text(std::string_view name) {
        const auto* value = find(name);
        if (value == nullptr) return std::nullopt;
        if (value->is_string()) return value->get<std::string>();
        refuse(bad_argument(fmt::format("{} is not a string", name)));
        return std::nullopt;
    }

    std::optional<lwm2m::ObjectPath> path() {
        const auto given = text("path");
        if (!given) return std::nullopt;
        auto parsed = parse_path(*given);
        if (parsed) return *parsed;
        refuse(parsed.error());
        return std::nullopt;
    }
    lwm2m::ObjectPath required_path() {
        const auto found = path();
        if (!found) refuse(bad_argument("a path is missing", {}, "for example /3/0/9"));
        return found.value_or(lwm2m::ObjectPath{});
    }

    std::optional<std::uint16_t> server() {
        const auto* value = find("server");
        if (value == nullptr) return std::nullopt;
        if (value->is_number_unsigned() && value->get<std::uint64_t>() <= 65535) return value->get<std::uint16_t>();
        refuse(
            bad_argument(fmt::format("{} is no short server id", shown(*value)), {}, "it is a number of 1 to 65534"));
        return std::nullopt;
    }
    std::uint16_t required_server() {
        const auto found = server();
        if (!found)
            refuse(
                bad_argument("the short id of a server is missing", {}, "`lwm2m-agentctl status` lists the servers"));
        return found.value_or(0);
    }

    std::optional<LogLevel> level() {
        const auto word = text("level");
        if (!word) return std::nullopt;
        if (const auto level = parse_log_level(*word)) return level;
        refuse(bad_argument(fmt::format("{} is no log level", shown(*word)), whole(*word),
                            "one of trace, debug, info, warning, error and off"));
        return std::nullopt;
    }

    ValueText value() {
        if (auto one = text("value")) return ValueText(std::move(*one));
        const auto* several = find("values");
        if (several == nullptr || !several->is_object()) {
            refuse(bad_argument("a value is missing"));
            return {};
        }
        std::map<lwm2m::Id, std::string> values;
        for (const auto& [id, element] : several->items()) {
            const auto number = parse_id(id);
            if (!number || !element.is_string()) {
                refuse(bad_argument(fmt::format("values: {} is no id with a string", shown(Json(id)))));
                return {};
            }
            values.emplace(*number, element.get<std::string>());
        }
        return values;
    }

    /// The first mistake counts: what follows may come from it.
    void refuse(Problem problem) {
        if (!problem_) problem_ = std::move(problem);
    }
    std::optional<Problem> problem() {
        for (const auto& [name, value] : request_.items()) {
            if (std::ranges::find(asked_, name) != asked_.end()) continue;
            refuse(bad_argument(
                fmt::format("{} takes no {}{}", shown(request_["command"]), shown(Json(name)), did_you_mean(name))));
        }
        return problem_;
    }

private:
    static std::string shown(const Json& value) {
        constexpr std::size_t most = 40;
        auto text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
        if (text.size() > most) text = text.substr(0, most) + "...";
        return text;
    }
    std::string did_you_mean(const std::string& name) const { return config::did_you_mean(name, asked_); }

    const Json& request_;
    std::vector<std::string_view> asked_;
    std::optional<Problem> problem_;
};

using Reader = Command (*)(Arguments&);
struct Known {
    std::string_view name;
    Reader read;
};
constexpr Known known[] = {
    {"status", [](Arguments&) -> Command { return command::Status{}; }},
    {"objects", [](Arguments& arguments) -> Command { return command::Objects{arguments.path()}; }},
    {"read", [](Arguments& arguments) -> Command { return command::Read{arguments.required_path()}; }},
    {"write",
     [](Arguments& arguments) -> Command {
         const auto path = arguments.required_path();
         return command::Write{path, arguments.value()};
     }},
    {"execute",
     [](Arguments& arguments) -> Command {
         const auto path = arguments.required_path();
         return command::Execute{path, arguments.text("arguments").value_or("")};
     }},
    {"update", [](Arguments& arguments) -> Command { return command::Update{arguments.server()}; }},
    {"stop", [](Arguments& arguments) -> Command { return command::Stop{arguments.required_server()}; }},
    {"start", [](Arguments& arguments) -> Command { return command::Start{arguments.required_server()}; }},
    {"bootstrap", [](Arguments&) -> Command { return command::Bootstrap{}; }},
    {"observations", [](Arguments& arguments) -> Command { return command::Observations{arguments.server()}; }},
    {"stats", [](Arguments&) -> Command { return command::Statistics{}; }},
    {"log-level", [](Arguments& arguments) -> Command { return command::SetLogLevel{arguments.level()}; }},
    {"events", [](Arguments&) -> Command { return command::Events{}; }},
};
static_assert(std::size(known) == std::variant_size_v<Command>);

Problem unknown_command(const std::string& name) {
    std::vector<std::string_view> names;
    for (const auto& [word, read] : known) names.push_back(word);
    return {.kind = "malformed",
            .message = fmt::format("there is no such command{}", config::did_you_mean(name, names)),
            .where = whole(name),
            .help = fmt::format("one of {}", fmt::join(names, ", "))};
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

Checked<lwm2m::ObjectPath> parse_path(std::string_view text) {
    if (const auto path = lwm2m::ObjectPath::parse(text)) return *path;
    constexpr std::size_t longest_shown = 200;
    const auto shown = std::string(text.substr(0, longest_shown));
    std::size_t from = text.starts_with('/') ? 1 : 0;
    for (int level = 0; level < 4; ++level) {
        const auto end = std::min(shown.find('/', from), shown.size());
        const auto segment = shown.substr(from, end - from);
        if (!parse_id(segment) || (segment.size() > 1 && segment.front() == '0'))
            return bad_argument(segment.empty() ? "an id is missing" : "this is no id",
                                Excerpt{shown, from, end - from},
                                "ids are 0 to 65534, without zeros before them: /3/0/9");
        from = end + 1;
        if (end == shown.size()) break;
    }
    from = std::min(from - 1, shown.size());
    return bad_argument("a path has at most four ids", Excerpt{shown, from, shown.size() - from},
                        "object, instance, resource and resource instance: /3/0/11/0");
}

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
