#include "daemon/control/arguments.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "config/suggestion.hpp"

namespace agent::daemon::control {
namespace {

using Json = nlohmann::json;

Problem bad_argument(std::string message, std::optional<Excerpt> where = std::nullopt, std::string help = {}) {
    return {.kind = "bad_argument",
            .message = std::move(message),
            .where = std::move(where),
            .help = std::move(help),
            .code = std::nullopt};
}

std::string shown(const Json& value) {
    constexpr std::size_t most = 40;
    auto text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
    return text.size() > most ? text.substr(0, most) + "..." : text;
}

std::optional<lwm2m::Id> parse_id(std::string_view text) {
    lwm2m::Id id = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, id);
    constexpr lwm2m::Id reserved = 65535;
    const bool padded = text.size() > 1 && text.front() == '0';
    if (error != std::errc{} || stop != end || id == reserved || padded) return std::nullopt;
    return id;
}

std::optional<GivenPlace> parse_place(std::string_view text) {
    const auto slash = text.find('/');
    const auto resource = parse_id(text.substr(0, slash));
    if (!resource) return std::nullopt;
    if (slash == std::string_view::npos) return GivenPlace{*resource, std::nullopt};
    const auto instance = parse_id(text.substr(slash + 1));
    if (!instance) return std::nullopt;
    return GivenPlace{*resource, instance};
}

}  // namespace

Checked<lwm2m::ObjectPath> parse_path(std::string_view text) {
    if (const auto path = lwm2m::ObjectPath::parse(text)) return *path;
    constexpr std::size_t longest_shown = 200;
    const auto shown_text = std::string(text.substr(0, longest_shown));
    std::size_t from = text.starts_with('/') ? 1 : 0;
    const auto first = shown_text.find('/', from);  // its segment may be the prefix of a device
    if (first != std::string::npos && lwm2m::DevicePrefix::parse(shown_text.substr(from, first - from)))
        from = first + 1;
    for (int level = 0; level < 4; ++level) {
        const auto end = std::min(shown_text.find('/', from), shown_text.size());
        const auto segment = shown_text.substr(from, end - from);
        if (!parse_id(segment))
            return bad_argument(segment.empty() ? "an id is missing" : "this is no id",
                                Excerpt{shown_text, from, end - from},
                                "ids are 0 to 65534, without zeros before them: /3/0/9");
        from = end + 1;
        if (end == shown_text.size()) break;
    }
    from = std::min(from - 1, shown_text.size());
    return bad_argument("a path has at most four ids", Excerpt{shown_text, from, shown_text.size() - from},
                        "object, instance, resource and resource instance: /3/0/11/0");
}

const Json* Arguments::find(std::string_view name) {
    asked_.push_back(name);
    const auto found = request_.find(name);
    return found == request_.end() ? nullptr : &*found;
}

void Arguments::refuse(Problem problem) {
    if (!problem_) problem_ = std::move(problem);
}

std::optional<std::string> Arguments::text(std::string_view name) {
    const auto* value = find(name);
    if (value == nullptr) return std::nullopt;
    if (value->is_string()) return value->get<std::string>();
    refuse(bad_argument(fmt::format("{} is not a string", name)));
    return std::nullopt;
}

lwm2m::ObjectPath Arguments::checked_path(const std::string& text) {
    auto parsed = parse_path(text);
    if (parsed) return *parsed;
    refuse(parsed.error());
    return {};
}

std::optional<lwm2m::ObjectPath> Arguments::path() {
    const auto given = text("path");
    return given ? std::optional(checked_path(*given)) : std::nullopt;
}

lwm2m::ObjectPath Arguments::required_path() {
    const auto found = path();
    if (!found) refuse(bad_argument("a path is missing", {}, "for example /3/0/9"));
    return found.value_or(lwm2m::ObjectPath{});
}

std::vector<lwm2m::ObjectPath> Arguments::paths() {
    std::vector<lwm2m::ObjectPath> paths;
    const auto* list = find("paths");
    if (list == nullptr || !list->is_array() || list->empty())
        refuse(bad_argument("paths are missing", {}, R"(for example "paths":["/3/0/9"])"));
    else
        for (const auto& path : *list) {
            if (!path.is_string()) refuse(bad_argument(fmt::format("paths: {} is not a string", shown(path))));
            paths.push_back(path.is_string() ? checked_path(path.get<std::string>()) : lwm2m::ObjectPath{});
        }
    return paths;
}

std::optional<std::uint16_t> Arguments::server() {
    const auto* value = find("server");
    if (value == nullptr) return std::nullopt;
    constexpr std::uint64_t greatest = 65535;
    if (value->is_number_unsigned() && value->get<std::uint64_t>() <= greatest) return value->get<std::uint16_t>();
    refuse(bad_argument(fmt::format("{} is no short server id", shown(*value)), {}, "it is a number of 1 to 65534"));
    return std::nullopt;
}

std::uint16_t Arguments::required_server() {
    const auto found = server();
    if (!found)
        refuse(bad_argument("the short id of a server is missing", {}, "`lwm2m-agentctl status` lists the servers"));
    return found.value_or(0);
}

std::optional<LogLevel> Arguments::level() {
    const auto word = text("level");
    if (!word) return std::nullopt;
    if (const auto level = parse_log_level(*word)) return level;
    refuse(bad_argument(fmt::format("{} is no log level", shown(*word)), whole(*word),
                        "one of trace, debug, info, warning, error and off"));
    return std::nullopt;
}

bool Arguments::flag(std::string_view name) {
    const auto* value = find(name);
    if (value == nullptr) return false;
    if (value->is_boolean()) return value->get<bool>();
    refuse(bad_argument(fmt::format("{} is neither true nor false", name), whole(std::string(name)), ""));
    return false;
}

ValueText Arguments::value() {
    if (auto one = text("value")) return ValueText(std::move(*one));
    const auto* several = find("values");
    std::map<lwm2m::Id, std::string> values;
    if (several == nullptr || !several->is_object()) {
        refuse(bad_argument("a value is missing"));
        return values;
    }
    for (const auto& [id, element] : several->items()) {
        const auto number = parse_id(id);
        if (number && element.is_string())
            values.emplace(*number, element.get<std::string>());
        else
            refuse(bad_argument(fmt::format("values: {} is no id with a string", shown(Json(id)))));
    }
    return values;
}

GivenText Arguments::given() {
    GivenText values;
    const auto* given = find("values");
    if (given == nullptr) return values;
    if (!given->is_object()) refuse(bad_argument("values is no object"));
    for (const auto& [text, element] : given->items()) {
        const auto place = given->is_object() ? parse_place(text) : std::nullopt;
        if (place && element.is_string())
            values.emplace(*place, element.get<std::string>());
        else
            refuse(bad_argument(fmt::format("values: {} is no resource with a string", shown(Json(text)))));
    }
    return values;
}

std::optional<Problem> Arguments::problem() {
    for (const auto& [name, value] : request_.items()) {
        if (std::ranges::find(asked_, name) != asked_.end()) continue;
        refuse(bad_argument(fmt::format("{} takes no {}{}", shown(request_["command"]), shown(Json(name)),
                                        config::did_you_mean(name, asked_))));
    }
    return problem_;
}

}  // namespace agent::daemon::control
