#include "daemon/agentctl/options.hpp"

#include <CLI/CLI.hpp>
#include <sysexits.h>

#include "daemon/agentctl/command_words.hpp"
#include "daemon/agentctl/show.hpp"

namespace agent::daemon::agentctl {
namespace {

constexpr const char* footer =
    "Examples:\n"
    "  lwm2m-agentctl status\n"
    "  lwm2m-agentctl read /3/0                   every value of the instance\n"
    "  lwm2m-agentctl write /3/0/14 +02:00        who observes it is notified\n"
    "  lwm2m-agentctl write /3/0/11 0=0 1=6       all instances of a multiple resource\n"
    "  lwm2m-agentctl create /19 0/0=AQI= 1=5     the next free instance\n"
    "  lwm2m-agentctl trace --pcapng coap.pcapng  for Wireshark\n"
    "  lwm2m-agentctl --json status | jq .servers\n"
    "  lwm2m-agentctl metrics --output /var/lib/prometheus/node-exporter/lwm2m-agent.prom\n"
    "\n"
    "Exit codes: 0 done; 1 the agent could not do it, or `doctor` found something bad; 64 wrong command line;\n"
    "69 no agent listens there; 73 the file cannot be written; 75 no answer in time; 76 what answers is no agent;\n"
    "77 not allowed to ask it.";

void add_common(CLI::App& app, Options& options) {
    app.add_option("--socket", options.socket, "the agent's control socket")
        ->envname("LWM2M_AGENT_SOCKET")
        ->capture_default_str()
        ->type_name("PATH");
    app.add_flag("--json", options.json, "the agent's answer as it is: one line of JSON");
}

class Builder {
public:
    Builder(CLI::App& app, Words& words, Options& options) : app_(app), words_(words), options_(options) {}

    CLI::App* add(const char* name, const char* what) {
        auto* added = app_.add_subcommand(name, what);
        added->parse_complete_callback([this, name] { words_.command = name; });
        return added;
    }
    void add_for_server(const char* name, const char* what, bool required) {
        auto* server = add(name, what)->add_option("SERVER", words_.server, "its short id")->type_name("");
        if (required) server->required();
    }
    CLI::App* add_for_path(const char* name, const char* what, bool required = true) {
        auto* added = add(name, what);
        auto* path = added->add_option("PATH", words_.path, "for example /3/0/9")->type_name("");
        if (required) path->required();
        return added;
    }

    void add_object_commands() {
        add_for_path("objects", "which objects, instances and resources there are", false);
        add_for_path("read", "the value of a resource, or every value of an instance or object");
        auto* write = add_for_path("write", "changes a value: write PATH VALUE, or PATH ID=VALUE ID=VALUE");
        write->allow_extras()->fallthrough(false);  // a value may begin with '-'
        add_common(*write, options_);
        write->parse_complete_callback([this, write] {
            words_.command = "write";
            words_.values = write->remaining();
        });
        add_for_path("create", "creates an instance: create /19 1=5, or /19/2 with its id")
            ->add_option("VALUES", words_.values, "RESOURCE=VALUE, or RESOURCE/ID=VALUE of a multiple resource")
            ->type_name("");
        add_for_path("delete", "deletes an instance");
        add_for_path("execute", "executes a resource")
            ->add_option("ARGUMENTS", words_.argument, "for example 0='a',1")
            ->type_name("");
        auto* send = add("send", "reads values and sends them to the servers (LwM2M Send)");
        send->add_option("PATHS", words_.values, "of resources, instances or objects")->required()->type_name("");
        send->add_option("--server", words_.server, "to this one alone: its short id")->type_name("SERVER");
    }

    void add_all() {
        add("status", "what the device is doing: module, servers, registrations");
        add_object_commands();
        add_for_server("observations", "what servers observe", false);
        add("events", "follows what happens, until interrupted");
        add("trace", "follows the AT conversation with the module and the CoAP messages, side by side")
            ->add_option("--pcapng", options_.pcapng, "writes the CoAP messages for Wireshark, too")
            ->type_name("FILE");
        auto* doctor = add("doctor", "looks for what keeps the device from its servers, and says what to do next");
        doctor->add_option("-c,--config", options_.configuration, "the agent's configuration file")
            ->capture_default_str()
            ->type_name("FILE");
        doctor->parse_complete_callback([this] { options_.doctor = true; });
        add("stats", "messages and bytes by server and operation, retries, recoveries");
        auto* metrics = add("metrics", "the agent's numbers in OpenMetrics text, for Prometheus");
        metrics
            ->add_option("--output", options_.output,
                         "replaces this file; *.prom of node_exporter's textfile collector")
            ->type_name("FILE");
        metrics->parse_complete_callback([this] { options_.metrics = true; });
        add_for_server("update", "sends an Update now, or registers at once", false);
        add_for_server("stop", "de-registers from a server and stays away until `start`", true);
        add_for_server("start", "registers again with a server that was stopped", true);
        add("bootstrap", "asks the bootstrap server for new accounts");
        add("reload", "puts the configuration as it is now into effect; 1 when it is refused");
        add("log-level", "how much the agent logs; with a level: from now until it ends")
            ->add_option("LEVEL", words_.argument, "trace, debug, info, warning, error or off")
            ->type_name("");
    }

private:
    CLI::App& app_;
    Words& words_;
    Options& options_;
};

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
    Builder builder(app, words, options);
    builder.add_all();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return {std::nullopt, app.exit(error) == 0 ? EX_OK : EX_USAGE};
    }
    if (options.doctor || options.metrics) return {std::move(options), EX_OK};
    auto command = command_of(words);
    if (!command) {
        show_problem(command.error());
        return {std::nullopt, EX_USAGE};
    }
    options.command = std::move(*command);
    return {std::move(options), EX_OK};
}

}  // namespace agent::daemon::agentctl
