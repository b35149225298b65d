#include "daemon/generate/document.hpp"

#include <fmt/format.h>

#include "config/yaml_writer.hpp"

namespace agent::daemon::generate {
namespace {

/// Fit for a comment, whatever the module says.
std::string plain(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F) c = '?';
    return text;
}

std::string heading(const ModuleFacts& module) {
    const auto& identity = module.identity;
    auto text = fmt::format(
        "# yaml-language-server: $schema=/usr/share/lwm2m-agent/lwm2m-agent.schema.json\n"
        "# Written by lwm2m-agentd --generate-config, with this module connected:\n"
        "#   {} {}, firmware {}, IMEI {}\n",
        plain(identity.manufacturer), plain(identity.model), plain(identity.revision), plain(identity.imei));
    text += identity.iccid.empty() ? "#   without a SIM that can be read\n"
                                   : fmt::format("#   SIM {}\n", plain(identity.iccid));
    return text +
           "# lwm2m-agent.yaml(5) has every key; `lwm2m-agentd --check-config` says what is wrong after a change, and\n"
           "# `systemctl reload lwm2m-agent` puts it into effect.\n";
}

std::string section(const char* remark, config::YamlWriter out) {
    return fmt::format("\n# {}\n{}", remark, std::move(out).take());
}

std::string modem_section(const ModuleFacts& module, const Answers& answers) {
    config::YamlWriter out;
    out.open("modem");
    out.text("device", module.device);
    if (!answers.apn.empty()) out.text("apn", answers.apn);
    out.plain("sleep", "off");
    out.plain("resolve", module.resolves_names ? "module" : "host");
    out.close();
    const auto apn = module.apn.empty() ? std::string("none") : "\"" + plain(module.apn) + "\"";
    return section(fmt::format("The serial port and the module behind it. The APN that it has by itself: {}.\n"
                               "# sleep: light and psm save power, with binding: UQ of the servers.",
                               apn)
                       .c_str(),
                   std::move(out));
}

std::string servers_section(const Answers& answers) {
    config::YamlWriter out;
    out.open_list("servers");
    out.open_item();
    out.plain("short_id", std::to_string(answers.short_id));
    out.text("uri", answers.uri);
    const bool by_credential = !answers.key_credential.empty();
    if (by_credential || !answers.key_file.empty()) {
        out.open("psk");
        out.text("identity", answers.psk_identity);
        out.open("key");
        out.text(by_credential ? "credential" : "file", by_credential ? answers.key_credential : answers.key_file);
        out.close();
        out.close();
    }
    out.plain("lifetime", "1d");
    out.plain("binding", "U");
    out.close();
    out.close();
    return section("Whom it registers at. The key stands nowhere in this file.", std::move(out));
}

std::string objects_section() {
    config::YamlWriter out;
    out.open_list("objects");
    for (const auto* id : {"3", "4"}) {
        out.open_item();
        out.plain("id", id);
        out.plain("fill", "auto");
        out.close();
    }
    out.close();
    return section(
        "What the servers see: Device and Connectivity Monitoring, filled by the agent itself.\n"
        "# More objects, with values from files, programs and AT commands: agent.example.yaml of the examples.",
        std::move(out));
}

}  // namespace

std::string document(const ModuleFacts& module, const Answers& answers) {
    config::YamlWriter first;
    first.plain("version", "1");
    config::YamlWriter endpoint;
    endpoint.text("endpoint", answers.endpoint);
    return heading(module) + std::move(first).take() +
           section(
               "Who the device is. {modem.imei}, {modem.iccid}, {hostname} and {machine_id} are filled in at start.",
               std::move(endpoint)) +
           modem_section(module, answers) + servers_section(answers) + objects_section();
}

}  // namespace agent::daemon::generate
