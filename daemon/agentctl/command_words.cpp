#include "daemon/agentctl/command_words.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "daemon/control/arguments.hpp"
#include "daemon/control/value_text.hpp"

namespace agent::daemon::agentctl {
namespace {

namespace command = control::command;
using control::Checked;
using control::Command;
using control::Problem;

Problem usage(std::string message, std::string text, std::string help) {
    return {.kind = "bad_argument",
            .message = std::move(message),
            .where = control::whole(std::move(text)),
            .help = std::move(help),
            .code = std::nullopt};
}

Checked<std::uint16_t> server_of(const Words& words) {
    std::uint16_t id = 0;
    const auto* end = words.server.data() + words.server.size();
    const auto [stop, error] = std::from_chars(words.server.data(), end, id);
    if (error == std::errc{} && stop == end) return id;
    return usage("this is no short server id", words.server,
                 "it is a number: `lwm2m-agentctl status` lists the servers");
}

template<class OfServer>
Checked<Command> for_server(const Words& words) {
    const auto server = server_of(words);
    if (!server) return server.error();
    return Command(OfServer{*server});
}

template<class OfServer>
Checked<Command> for_servers(const Words& words) {
    return words.server.empty() ? Checked<Command>(Command(OfServer{})) : for_server<OfServer>(words);
}

template<class Make>
Checked<Command> with_path(const Words& words, Make make) {
    const auto path = control::parse_path(words.path);
    if (!path) return path.error();
    return make(*path);
}

/// One word as it is, of which the agent knows what it means; several as ID=VALUE.
Checked<Command> write(const Words& words, const lwm2m::ObjectPath& path) {
    if (words.values.empty())
        return usage("a value is missing", words.path, fmt::format("lwm2m-agentctl write {} VALUE", words.path));
    const auto is_option = [](const std::string& value) { return value.size() > 2 && value.starts_with("--"); };
    if (const auto option = std::ranges::find_if(words.values, is_option); option != words.values.end())
        return usage("there is no such option", *option, "`lwm2m-agentctl --help` lists them");
    if (words.values.size() == 1) return Command(command::Write{path, words.values.front()});
    std::map<lwm2m::Id, std::string> values;
    for (const auto& value : words.values) {
        const auto [id, text] = control::split_instance(value);
        if (!id)
            return usage("several values are written as ID=VALUE", value,
                         "a value with blanks stands between quotes: \"two words\"");
        values.insert_or_assign(*id, text);
    }
    return Command(command::Write{path, std::move(values)});
}

Checked<Command> create(const Words& words, const lwm2m::ObjectPath& path) {
    command::Create create{path, {}};
    for (const auto& value : words.values) {
        const auto equals = value.find('=');
        const auto place = equals == std::string::npos || value.starts_with('/')
                               ? std::nullopt
                               : lwm2m::ObjectPath::parse(value.substr(0, equals));
        if (!place || place->is_root() || !place->is_own() || place->size() > 2)
            return usage("values are written as RESOURCE=VALUE", value, "for example 1=5, or 0/2=text for an instance");
        const auto instance = place->size() == 2 ? std::optional(place->instance()) : std::nullopt;
        create.values.insert_or_assign({place->object(), instance}, value.substr(equals + 1));
    }
    return Command(std::move(create));
}

Checked<Command> send(const Words& words) {
    command::Send send;
    for (const auto& word : words.values) {
        const auto path = control::parse_path(word);
        if (!path) return path.error();
        send.paths.push_back(*path);
    }
    if (words.server.empty()) return Command(std::move(send));
    const auto server = server_of(words);
    if (!server) return server.error();
    send.server = *server;
    return Command(std::move(send));
}

Checked<Command> objects(const Words& words) {
    if (words.path.empty()) return Command(command::Objects{});
    return with_path(words, [](const lwm2m::ObjectPath& path) { return Command(command::Objects{path}); });
}

Checked<Command> log_level(const Words& words) {
    if (words.argument.empty()) return Command(command::SetLogLevel{});
    if (const auto level = parse_log_level(words.argument)) return Command(command::SetLogLevel{*level});
    return usage("this is no log level", words.argument, "one of trace, debug, info, warning, error and off");
}

struct Known {
    std::string_view name;
    Checked<Command> (*make)(const Words&);
};
template<class Plain>
Checked<Command> plain(const Words&) {
    return Command(Plain{});
}
constexpr Known known[] = {
    {"status", plain<command::Status>},
    {"objects", objects},
    {"read",
     [](const Words& words) {
         return with_path(words, [](const lwm2m::ObjectPath& path) { return Command(command::Read{path}); });
     }},
    {"write",
     [](const Words& words) {
         return with_path(words, [&](const lwm2m::ObjectPath& path) { return write(words, path); });
     }},
    {"create",
     [](const Words& words) {
         return with_path(words, [&](const lwm2m::ObjectPath& path) { return create(words, path); });
     }},
    {"delete",
     [](const Words& words) {
         return with_path(words, [](const lwm2m::ObjectPath& path) { return Command(command::Delete{path}); });
     }},
    {"execute",
     [](const Words& words) {
         return with_path(words, [&](const lwm2m::ObjectPath& path) {
             return Command(command::Execute{path, words.argument});
         });
     }},
    {"send", send},
    {"update", for_servers<command::Update>},
    {"stop", for_server<command::Stop>},
    {"start", for_server<command::Start>},
    {"bootstrap", plain<command::Bootstrap>},
    {"reload", plain<command::Reload>},
    {"observations", for_servers<command::Observations>},
    {"stats", plain<command::Statistics>},
    {"log-level", log_level},
    {"events", plain<command::Events>},
    {"trace", plain<command::Trace>},
};
static_assert(std::size(known) == std::variant_size_v<Command>);

}  // namespace

Checked<Command> command_of(const Words& words) {
    const auto* found = std::ranges::find(known, words.command, &Known::name);
    if (found == std::end(known)) return usage("there is no such command", words.command, "`lwm2m-agentctl --help`");
    return found->make(words);
}

}  // namespace agent::daemon::agentctl
