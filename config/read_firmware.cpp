// firmware: of object 5, LwM2M Core 1.1.1 Appendix E.6.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "config/object_readers.hpp"
#include "config/quoting.hpp"

namespace agent::config {
namespace {

using lwm2m::firmware::Protocol;

constexpr std::size_t largest_package = std::size_t{4} * 1024 * 1024 * 1024 - 1;
constexpr Duration longest_program = 24h;
constexpr std::array<lwm2m::Id, 5> own_resources{0, 1, 2, 3, 5};

/// A command that is handed the package.
std::optional<Argv> read_package_command(MapReader& map) {
    const auto view = map.require("command");
    auto argv = read_argv(view);
    if (!argv) return std::nullopt;
    const auto has_file = [](const std::string& word) { return word.find("{file}") != std::string::npos; };
    if (std::none_of(argv->begin() + 1, argv->end(), has_file)) {
        view->problem("no argument holds {file}, the path of the package");
    }
    return argv;
}

VerifySettings read_verify(const View& view) {
    VerifySettings verify;
    MapReader map(view);
    assign(verify.argv, read_package_command(map));
    assign(verify.timeout, map.duration("timeout", 10ms, longest_program));
    if (const auto status = map.integer("unsupported", 1, 125)) verify.unsupported = static_cast<int>(*status);
    map.finish();
    return verify;
}

ConfirmSettings read_confirm(const View& view) {
    ConfirmSettings confirm;
    MapReader map(view);
    assign(confirm.argv, read_argv(map.require("command")));
    assign(confirm.timeout, map.duration("timeout", 10ms, 1h));
    map.finish();
    return confirm;
}

InstallSettings read_install(const View& view) {
    InstallSettings install;
    MapReader map(view);
    assign(install.argv, read_package_command(map));
    assign(install.delay, map.duration("delay", 0s, 24h));
    assign(install.timeout, map.duration("timeout", 10ms, longest_program));
    if (const auto confirm = map.find("confirm")) install.confirm = read_confirm(*confirm);
    map.finish();
    return install;
}

std::vector<Protocol> read_pull(const View& view) {
    std::vector<Protocol> pull;
    for (const auto& item : view.items()) {
        const auto place = item.choice({"coap", "coaps", "http", "https"});
        if (!place) continue;
        const auto protocol = static_cast<Protocol>(*place);
        if (std::ranges::find(pull, protocol) != pull.end()) {
            item.problem(fmt::format("{} is listed twice", name_of(protocol)));
        }
        pull.push_back(protocol);
    }
    std::ranges::sort(pull);
    return pull;
}

std::vector<PackageKey> read_keys(const View& view, const Context& context) {
    std::vector<PackageKey> keys;
    for (const auto& item : view.items()) {
        MapReader map(item);
        const auto host = map.require("host") ? map.text("host") : std::nullopt;
        if (host && (host->empty() || host->find_first_of(" \t\r\n/[]") != std::string::npos)) {
            map.find("host")->problem(fmt::format("{} is no name or address of a host", quoted(*host)));
        } else if (host && std::ranges::find(keys, *host, &PackageKey::host) != keys.end()) {
            map.find("host")->problem(fmt::format("{} is listed twice", *host));
        }
        if (const auto psk = map.require("psk")) {
            auto credentials = read_psk(*psk, context);
            if (host && credentials.source) {
                keys.push_back({*host, std::move(credentials.psk), std::move(*credentials.source)});
            }
        }
        map.finish();
    }
    return keys;
}

/// A value, file or command that says PkgName or PkgVersion.
ResourceSettings read_said(const View& view, lwm2m::Id id, const lwm2m::ObjectDefinition& definition) {
    MapReader map(view);
    ResourceSettings settings{.id = id};
    if (view.is_map()) settings.handler = read_handler(map, {definition.find(id)});
    map.finish();
    if (std::holds_alternative<ExecuteSettings>(settings.handler)) view.problem("is read, not executed");
    const auto* value = std::get_if<ValueSettings>(&settings.handler);
    if (value && !value->initial && view.is_map() && map.present({"value"}).empty()) {
        view.problem("is empty: a value, file or command belongs here");
    }
    return settings;
}

ResourceSettings holds(lwm2m::Id id, lwm2m::ResourceValue value) {
    return {.id = id, .handler = ValueSettings{std::move(value)}};
}

lwm2m::ResourceValue number(std::int64_t value) { return lwm2m::Value(value); }

lwm2m::ResourceValue protocol_numbers(const std::vector<Protocol>& pull) {
    lwm2m::InstanceValues numbers;
    for (const auto protocol : pull) {
        numbers.emplace_back(static_cast<lwm2m::Id>(numbers.size()),
                             static_cast<std::int64_t>(static_cast<std::uint8_t>(protocol)));
    }
    return numbers;
}

/// All resources of the instance; `said` are PkgName and PkgVersion.
InstanceSettings make_instance(const FirmwareSettings& firmware, std::vector<ResourceSettings> said) {
    InstanceSettings instance{.id = 0, .resources = std::move(said)};
    auto& resources = instance.resources;
    for (const auto id : own_resources) resources.push_back({.id = id});
    if (!firmware.pull.empty()) resources.push_back(holds(8, protocol_numbers(firmware.pull)));
    resources.push_back(holds(9, number(firmware.pull.empty() ? 1 : firmware.push ? 2 : 0)));
    std::ranges::sort(resources, {}, &ResourceSettings::id);
    return instance;
}

/// Whether it can be told after a restart how the installation went.
void check_confirmation(MapReader& map, const FirmwareSettings& firmware, const std::vector<ResourceSettings>& said) {
    if (firmware.install.confirm || !map.find("install")) return;
    const auto version = std::ranges::find(said, lwm2m::Id{7}, &ResourceSettings::id);
    if (version == said.end()) {
        map.at_key("install").problem(
            "nothing tells after a restart whether it worked: add confirm, or version beside it");
    } else if (std::holds_alternative<ValueSettings>(version->handler)) {
        map.at_key("version").problem("a value never changes, so install needs its own confirm");
    }
}

}  // namespace

void read_firmware(const View& view, ObjectSettings& object, const lwm2m::ObjectDefinition& definition,
                   const Context& context) {
    FirmwareSettings firmware;
    MapReader map(view);
    if (const auto package = map.find("package")) {
        MapReader package_map(*package);
        assign(firmware.max_size, package_map.size("max_size", 1, largest_package));
        package_map.finish();
    }
    if (const auto verify = map.find("verify")) firmware.verify = read_verify(*verify);
    if (const auto install = map.require("install", "{ command: [PROGRAM, \"{file}\"] }")) {
        firmware.install = read_install(*install);
    }
    std::vector<ResourceSettings> said;
    if (const auto name = map.find("name")) said.push_back(read_said(*name, 6, definition));
    if (const auto version = map.find("version")) said.push_back(read_said(*version, 7, definition));
    assign(firmware.push, map.boolean("push"));
    if (const auto pull = map.find("pull")) firmware.pull = read_pull(*pull);
    if (const auto retry = map.find("retry")) read_retry(*retry, firmware.retry);
    if (const auto keys = map.find("keys")) firmware.keys = read_keys(*keys, context);
    if (const auto ca = map.find("ca")) firmware.ca = read_path(*ca);
    if (!firmware.keys.empty() && std::ranges::find(firmware.pull, Protocol::coaps) == firmware.pull.end()) {
        map.at_key("keys").warning("are not used: pull has no coaps");
    }
    if (!firmware.push && firmware.pull.empty()) {
        map.at_key("push").problem("without push and pull no package ever comes");
    }
    check_confirmation(map, firmware, said);
    map.finish();
    object.instances = {make_instance(firmware, std::move(said))};
    object.firmware = std::move(firmware);
}

}  // namespace agent::config
