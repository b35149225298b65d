#include "daemon/agentctl/options.hpp"

#include <charconv>
#include <functional>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sysexits.h>

#include "daemon/agentctl/show.hpp"
#include "daemon/control/decode.hpp"
#include "daemon/control/value_text.hpp"

namespace agent::daemon::agentctl {
namespace {

namespace command = control::command;
using control::Problem;

constexpr const char* footer =
    "Examples:\n"
    "  lwm2m-agentctl status\n"
    "  lwm2m-agentctl read /3/0                   every value of the instance\n"
    "  lwm2m-agentctl write /3/0/14 +02:00        who observes it is notified\n"
    "  lwm2m-agentctl write /3/0/11 0=0 1=6       all instances of a multiple resource\n"
    "  lwm2m-agentctl --json status | jq .servers\n"
    "\n"
    "Exit codes: 0 done; 1 the agent could not do it; 64 wrong command line; 69 no agent listens there; 75 it did not\n"
    "answer in time; 76 what answers is no agent; 77 not allowed to ask it.";

/// What the words of the command line are read into, and the command they make.
struct Words {
    std::string path;
    std::string word;
    std::vector<std::string> values;
    std::function<control::Checked<control::Command>()> make;
};

Problem usage(std::string message, std::string text, std::string help) {
    return {.kind = "bad_argument",
            .message = std::move(message),
            .where = control::whole(std::move(text)),
            .help = std::move(help),
            .code = std::nullopt};
}

control::Checked<std::uint16_t> server_id(const std::string& word) {
    std::uint16_t id = 0;
    const auto* end = word.data() + word.size();
    const auto [stop, error] = std::from_chars(word.data(), end, id);
    if (error == std::errc{} && stop == end) return id;
    return usage("this is no short server id", word, "it is a number: `lwm2m-agentctl status` lists the servers");
}

/// One word as it is, of which the agent knows what it means; several as ID=VALUE.
control::Checked<control::ValueText> value_of(const Words& words) {
    if (words.values.empty())
        return usage("a value is missing", words.path, fmt::format("lwm2m-agentctl write {} VALUE", words.path));
    for (const auto& value : words.values)
        if (value.starts_with("--") && value.size() > 2)
            return usage("there is no such option", value, "`lwm2m-agentctl --help` lists them");
    if (words.values.size() == 1) return control::ValueText(words.values.front());
    std::map<lwm2m::Id, std::string> values;
    for (const auto& value : words.values) {
        const auto [id, text] = control::split_instance(value);
        if (!id)
            return usage("several values are written as ID=VALUE", value,
                         "a value with blanks stands between quotes: \"two words\"");
        values.insert_or_assign(*id, text);
    }
    return control::ValueText(std::move(values));
}

template<class Make>
void with_path(Words& words, Make make) {
    words.make = [&words, make]() -> control::Checked<control::Command> {
        const auto path = control::parse_path(words.path);
        if (!path) return path.error();
        return make(*path);
    };
}

template<class Command>
void with_server(Words& words) {
    words.make = [&words]() -> control::Checked<control::Command> {
        if (words.word.empty()) return control::Command(Command{});
        const auto server = server_id(words.word);
        if (!server) return server.error();
        return control::Command(Command{*server});
    };
}

template<class Command>
void add_plain(CLI::App& app, Words& words, const char* name, const char* what) {
    app.add_subcommand(name, what)->parse_complete_callback([&words] {
        words.make = [] { return control::Checked<control::Command>(control::Command(Command{})); };
    });
}

template<class Command>
void add_for_server(CLI::App& app, Words& words, const char* name, const char* what, bool required) {
    auto* added = app.add_subcommand(name, what);
    auto* server = added->add_option("SERVER", words.word, "its short id")->type_name("");
    if (required) server->required();
    added->parse_complete_callback([&words] { with_server<Command>(words); });
}

CLI::App* add_for_path(CLI::App& app, Words& words, const char* name, const char* what) {
    auto* added = app.add_subcommand(name, what);
    added->add_option("PATH", words.path, "for example /3/0/9")->required()->type_name("");
    return added;
}

void add_common(CLI::App& app, Options& options) {
    app.add_option("--socket", options.socket, "the agent's control socket")
        ->envname("LWM2M_AGENT_SOCKET")
        ->capture_default_str()
        ->type_name("PATH");
    app.add_flag("--json", options.json, "the agent's answer as it is: one line of JSON");
}

void add_object_commands(CLI::App& app, Words& words, Options& options) {
    auto* objects = app.add_subcommand("objects", "which objects, instances and resources there are");
    objects->add_option("PATH", words.path, "of an object or instance; default: all")->type_name("");
    objects->parse_complete_callback([&words] {
        with_path(words, [&words](const lwm2m::ObjectPath& path) {
            return control::Command(command::Objects{words.path.empty() ? std::nullopt : std::optional(path)});
        });
    });
    add_for_path(app, words, "read", "the value of a resource, or every value of an instance or object")
        ->parse_complete_callback([&words] {
            with_path(words, [](const lwm2m::ObjectPath& path) { return control::Command(command::Read{path}); });
        });
    auto* write = add_for_path(app, words, "write", "changes a value: write PATH VALUE, or PATH ID=VALUE ID=VALUE");
    write->allow_extras()->fallthrough(false);  // a value may begin with '-'
    add_common(*write, options);
    write->parse_complete_callback([&words, write] {
        words.values = write->remaining();
        with_path(words, [&words](const lwm2m::ObjectPath& path) -> control::Checked<control::Command> {
            auto value = value_of(words);
            if (!value) return value.error();
            return control::Command(command::Write{path, std::move(*value)});
        });
    });
    auto* execute = add_for_path(app, words, "execute", "executes a resource");
    execute->add_option("ARGUMENTS", words.word, "for example 0='a',1")->type_name("");
    execute->parse_complete_callback([&words] {
        with_path(words, [&words](const lwm2m::ObjectPath& path) {
            return control::Command(command::Execute{path, words.word});
        });
    });
}

void add_log_level(CLI::App& app, Words& words) {
    auto* level = app.add_subcommand("log-level", "how much the agent logs; with a level: from now until it ends");
    level->add_option("LEVEL", words.word, "trace, debug, info, warning, error or off")->type_name("");
    level->parse_complete_callback([&words] {
        words.make = [&words]() -> control::Checked<control::Command> {
            if (words.word.empty()) return control::Command(command::SetLogLevel{});
            const auto parsed = parse_log_level(words.word);
            if (parsed) return control::Command(command::SetLogLevel{*parsed});
            return usage("this is no log level", words.word, "one of trace, debug, info, warning, error and off");
        };
    });
}

void add_commands(CLI::App& app, Words& words, Options& options) {
    add_plain<command::Status>(app, words, "status", "what the device is doing: module, servers, registrations");
    add_object_commands(app, words, options);
    add_for_server<command::Observations>(app, words, "observations", "what servers observe", false);
    add_plain<command::Events>(app, words, "events", "follows what happens, until interrupted");
    add_plain<command::Statistics>(app, words, "stats",
                                   "messages and bytes by server and operation, retries, recoveries");
    add_for_server<command::Update>(app, words, "update", "sends an Update now, or registers at once", false);
    add_for_server<command::Stop>(app, words, "stop", "de-registers from a server and stays away until `start`", true);
    add_for_server<command::Start>(app, words, "start", "registers again with a server that was stopped", true);
    add_plain<command::Bootstrap>(app, words, "bootstrap", "asks the bootstrap server for new accounts");
    add_log_level(app, words);
}

}  // namespace

ParsedOptions parse_options(int argc, char** argv) {
    Options options;
    Words words;
    CLI::App app("Asks a running lwm2m-agentd what it is doing, and tells it what to do.", "lwm2m-agentctl");
    app.set_version_flag("--version", "lwm2m-agentctl " AGENT_VERSION);
    add_common(app, options);
    app.footer(footer);
    app.require_subcommand(1);
    app.fallthrough();
    add_commands(app, words, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return {std::nullopt, app.exit(error) == 0 ? EX_OK : EX_USAGE};
    }
    auto command = words.make();
    if (!command) {
        show_problem(command.error());
        return {std::nullopt, EX_USAGE};
    }
    options.command = std::move(*command);
    return {std::move(options), EX_OK};
}

}  // namespace agent::daemon::agentctl
