// firmware: of object 5 as YAML.
#include "config/print_parts.hpp"
#include "config/units.hpp"

namespace agent::config {
namespace {

void print_verify(YamlWriter& out, const VerifySettings& verify) {
    out.open("verify");
    print_argv(out, "command", verify.argv);
    out.plain("timeout", duration_text(verify.timeout));
    if (verify.unsupported) out.plain("unsupported", std::to_string(*verify.unsupported));
    out.close();
}

void print_install(YamlWriter& out, const InstallSettings& install) {
    out.open("install");
    print_argv(out, "command", install.argv);
    out.plain("delay", duration_text(install.delay));
    out.plain("timeout", duration_text(install.timeout));
    if (install.confirm) {
        out.open("confirm");
        print_argv(out, "command", install.confirm->argv);
        out.plain("timeout", duration_text(install.confirm->timeout));
        out.close();
    }
    out.close();
}

void print_said(YamlWriter& out, std::string_view key, lwm2m::Id id, const InstanceSettings& instance) {
    for (const auto& resource : instance.resources) {
        if (resource.id != id) continue;
        out.open(key);
        print_handler(out, resource.handler);
        out.close();
    }
}

void print_keys(YamlWriter& out, const std::vector<PackageKey>& keys) {
    out.open_list("keys");
    for (const auto& key : keys) {
        out.open_item();
        out.text("host", key.host);
        out.open("psk");
        out.text("identity", key.psk.identity);
        print_secret(out, "key", key.source, true);
        out.close();
        out.close();
    }
    out.close();
}

}  // namespace

void print_firmware(YamlWriter& out, const ObjectSettings& object) {
    const auto& firmware = *object.firmware;
    out.open("firmware");
    out.open("package");
    out.plain("max_size", size_text(firmware.max_size));
    out.close();
    if (firmware.verify) print_verify(out, *firmware.verify);
    print_install(out, firmware.install);
    print_said(out, "name", 6, object.instances.front());
    print_said(out, "version", 7, object.instances.front());
    out.boolean("push", firmware.push);
    out.open_list("pull");
    for (const auto protocol : firmware.pull) out.text_item(name_of(protocol));
    out.close();
    print_retry(out, firmware.retry);
    if (!firmware.keys.empty()) print_keys(out, firmware.keys);
    if (firmware.ca) out.text("ca", *firmware.ca);
    out.close();
}

}  // namespace agent::config
