#include "daemon/command_line.hpp"

#include <CLI/CLI.hpp>
#include <sysexits.h>

namespace agent::daemon {

ParsedCommandLine parse_command_line(int argc, char** argv) {
    CommandLine line;
    CLI::App app(
        "Makes this gateway an LwM2M device through the CoAP commands of its Quectel BC660K-GL or BC950K-GL module.",
        "lwm2m-agentd");
    app.set_version_flag("--version", "lwm2m-agentd " AGENT_VERSION);
    app.add_option("-c,--config", line.config, "the configuration file")->capture_default_str()->type_name("FILE");
    bool check = false;
    bool print = false;
    auto* check_flag =
        app.add_flag("--check-config", check, "says what is wrong with the configuration: exit code 0 or 78");
    auto* print_flag =
        app.add_flag("--print-config", print, "shows the configuration as it is understood, secrets masked");
    check_flag->excludes(print_flag);
    app.footer(
        "Neither --check-config nor --print-config touches the module.\n\n"
        "Exit codes: 0 stopped as told; 64 wrong command line; 70 internal error; 73 the state directory can't be "
        "used;\n"
        "75 not ready within start.timeout; 78 wrong configuration.");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return {std::nullopt, app.exit(error) == 0 ? EX_OK : EX_USAGE};
    }
    if (check) line.task = Task::check_config;
    if (print) line.task = Task::print_config;
    return {std::move(line), EX_OK};
}

}  // namespace agent::daemon
