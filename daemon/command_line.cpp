#include "daemon/command_line.hpp"

#include <CLI/CLI.hpp>
#include <sysexits.h>

namespace agent::daemon {

namespace {

void add_wishes(CLI::App& app, CLI::Option& generate, generate::Wishes& wishes) {
    const auto add = [&](const char* name, auto& value, const char* what, const char* form) {
        app.add_option(name, value, what)->needs(&generate)->type_name(form)->group("Answers for --generate-config");
    };
    add("--device", wishes.device, "the serial port of the module", "PATH");
    add("--endpoint", wishes.endpoint, "who the device is; urn:imei:{modem.imei} unless told", "NAME");
    add("--server", wishes.server, "coap://HOST[:PORT] or coaps://HOST[:PORT]", "URI");
    add("--short-id", wishes.short_id, "of the server; 123 unless told", "ID");
    add("--psk-identity", wishes.psk_identity, "for coaps; the endpoint unless told", "IDENTITY");
    add("--psk-key-file", wishes.psk_key_file, "where the key is, in hexadecimal and not for everybody", "FILE");
    add("--psk-credential", wishes.psk_credential, "the name under which systemd has the key", "NAME");
    add("--apn", wishes.apn, "of the network; the module's own unless told", "APN");
    app.add_flag("--force", wishes.force, "replaces files that are there already")
        ->needs(&generate)
        ->group("Answers for --generate-config");
}

}  // namespace

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
    bool generate = false;
    auto* generate_flag =
        app.add_flag("--generate-config", generate,
                     "writes a configuration for the module that is connected, and asks for the rest");
    generate_flag->excludes(check_flag)->excludes(print_flag);
    add_wishes(app, *generate_flag, line.wishes);
    app.footer(
        "Neither --check-config nor --print-config touches the module.\n\n"
        "Exit codes: 0 stopped as told; 64 wrong command line; 69 no module to generate a configuration for;\n"
        "70 internal error; 73 the state directory can't be used, or the file is there already;\n"
        "75 not ready within start.timeout; 78 wrong configuration.");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return {std::nullopt, app.exit(error) == 0 ? EX_OK : EX_USAGE};
    }
    if (check) line.task = Task::check_config;
    if (print) line.task = Task::print_config;
    if (generate) line.task = Task::generate_config;
    return {std::move(line), EX_OK};
}

}  // namespace agent::daemon
