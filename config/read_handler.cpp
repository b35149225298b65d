// file, command, at, clock, execute and on_write: where values come from and where writes and executes go.
#include <cctype>

#include <fmt/format.h>

#include "config/expression.hpp"
#include "config/object_readers.hpp"
#include "config/pattern.hpp"
#include "config/quoting.hpp"

namespace agent::config {
namespace {

using lwm2m::DataType;

bool is_number(DataType type) {
    return type == DataType::integer || type == DataType::unsigned_integer || type == DataType::floating;
}

std::optional<std::string> read_match(const View& view) {
    auto text = view.text();
    if (!text) return std::nullopt;
    std::string why;
    if (Pattern::compile(*text, why)) return text;
    view.problem(std::move(why));
    return std::nullopt;
}

void read_scale(MapReader& map, double& scale, const ResourceContext& resource) {
    const auto view = map.find("scale");
    const auto number = view ? view->number() : std::nullopt;
    if (!number) return;
    if (*number == 0) view->problem("0 makes every value 0");
    if (resource.definition && !is_number(resource.definition->type)) {
        view->problem(fmt::format("the resource is of type {}, not a number", name_of(resource.definition->type)));
    }
    scale = *number;
}

FileSettings read_file(const View& view, const ResourceContext& resource) {
    FileSettings file;
    MapReader map(view);
    if (const auto path = map.require("path")) assign(file.path, read_path(*path));
    if (const auto match = map.find("match")) file.match = read_match(*match);
    read_scale(map, file.scale, resource);
    assign(file.max_size, map.size("max_size", 1, 1024 * 1024));
    map.finish();
    return file;
}

CommandSettings read_command(const View& view, const ResourceContext& resource) {
    CommandSettings command;
    if (view.is_sequence()) {
        view.problem("is a list: write { argv: [PROGRAM, ARGUMENT] }");
        return command;
    }
    MapReader map(view);
    assign(command.argv, read_argv(map.require("argv")));
    assign(command.timeout, map.duration("timeout", 10ms, 10min));
    assign(command.max_output, map.size("max_output", 1, 1024 * 1024));
    if (const auto match = map.find("match")) command.match = read_match(*match);
    read_scale(map, command.scale, resource);
    map.finish();
    return command;
}

std::optional<std::string> read_query(const View& view) {
    auto query = view.text();
    if (!query) return std::nullopt;
    std::string upper;
    for (const char letter : *query) {
        const auto byte = static_cast<unsigned char>(letter);
        if (byte < 0x20 || byte > 0x7e) {
            view.problem("holds a character that no AT command has");
            return std::nullopt;
        }
        upper += static_cast<char>(std::toupper(byte));
    }
    if (!upper.starts_with("AT") || query->size() > 256) {
        view.problem(fmt::format("{} is no AT command: write it with its AT", quoted(*query)));
    } else if (upper.starts_with("AT+QCOAP")) {
        view.problem("the CoAP commands are the agent's own");
    } else {
        return query;
    }
    return std::nullopt;
}

void read_map(const View& view, AtSettings& at) {
    const auto text = view.text();
    std::string why;
    const auto pattern = Pattern::compile(at.match, why);
    if (!text || !pattern || at.match.empty()) return;
    if (Expression::parse(*text, pattern->groups(), why)) {
        at.map = *text;
    } else {
        view.problem(fmt::format("{}: {}", quoted(*text), why));
    }
}

AtSettings read_at(const View& view, const ResourceContext& resource) {
    AtSettings at;
    MapReader map(view);
    if (const auto query = map.require("query")) assign(at.query, read_query(*query));
    if (const auto match = map.require("match")) assign(at.match, read_match(*match));
    if (const auto expression = map.find("map")) {
        read_map(*expression, at);
        if (resource.definition && !is_number(resource.definition->type)) {
            expression->problem(
                fmt::format("makes numbers, but the resource is of type {}", name_of(resource.definition->type)));
        }
    }
    assign(at.timeout, map.duration("timeout", 100ms, 5min));
    map.finish();
    return at;
}

ClockSettings read_clock(const View& view, const ResourceContext& resource) {
    view.choice({"system"});
    const bool takes_time = !resource.definition || resource.definition->type == DataType::time ||
                            resource.definition->type == DataType::integer;
    if (!takes_time) {
        view.problem(fmt::format("gives a time, but the resource is of type {}", name_of(resource.definition->type)));
    }
    return {};
}

ExecuteSettings read_execute(const View& view) {
    ExecuteSettings execute;
    MapReader map(view);
    assign(execute.argv, read_argv(map.require("command")));
    assign(execute.delay, map.duration("delay", 0s, 24h));
    assign(execute.timeout, map.duration("timeout", 10ms, 1h));
    map.finish();
    return execute;
}

}  // namespace

std::optional<OnWriteSettings> read_on_write(const View& view) {
    OnWriteSettings on_write;
    MapReader map(view);
    assign(on_write.argv, read_argv(map.require("command")));
    assign(on_write.timeout, map.duration("timeout", 10ms, 10min));
    map.finish();
    return on_write;
}

HandlerSettings read_handler(MapReader& map, const ResourceContext& resource) {
    const auto given = map.present({"value", "file", "command", "at", "clock", "execute"});
    if (given.size() > 1) {
        map.at_key(given[1]).problem(fmt::format("stands beside {}: a resource has one handler", given[0]));
    }
    if (given.empty()) return ValueSettings{};
    std::optional<HandlerSettings> first;
    for (const auto key : given) {  // all of them, for their problems
        const auto view = *map.find(key);
        HandlerSettings handler;
        const bool has_value = !resource.definition || !resource.definition->operations.execute;
        if (key == "value" && has_value) handler = ValueSettings{read_value(view, resource)};
        if (key == "file") handler = read_file(view, resource);
        if (key == "command") handler = read_command(view, resource);
        if (key == "at") handler = read_at(view, resource);
        if (key == "clock") handler = read_clock(view, resource);
        if (key == "execute") handler = read_execute(view);
        if (!first) first = std::move(handler);
    }
    return std::move(*first);
}

}  // namespace agent::config
