#include "config/load.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "config/quoting.hpp"
#include "config/readers.hpp"

namespace agent::config {
namespace {

void read_version(const View& view) {
    const auto version = view.integer(0, 1'000'000);
    if (version && *version != 1) view.problem(fmt::format("{} is not known: this agent reads version 1", *version));
}

void read_endpoint(const View& view, Settings& settings) {
    const auto endpoint = read_template(view, "endpoint");
    if (!endpoint) return;
    constexpr std::size_t longest = 200;  // with what is filled in, a Uri-Query of 255 bytes has to hold it
    if (endpoint->size() > longest) {
        view.problem(fmt::format("has {} bytes; {} are possible", endpoint->size(), longest));
    } else if (endpoint->find_first_of("\"&\r\n\t") != std::string::npos) {
        view.problem("holds a character that a query of the module's cannot carry");
    } else {
        settings.endpoint = *endpoint;
    }
}

/// What systemd made for the agent, or else `usual`.
std::string default_directory(const Environment& environment, const char* variable, const char* usual) {
    const auto given = environment.variable(variable);
    if (!given || given->empty()) return usual;
    return given->substr(0, given->find(':'));  // systemd lists several with colons
}

void read_sections(MapReader& map, Settings& settings, const Context& context) {
    if (const auto version = map.require("version", "write version: 1")) read_version(*version);
    if (const auto endpoint = map.find("endpoint")) read_endpoint(*endpoint, settings);
    if (const auto directory = map.find("state_directory")) assign(settings.state_directory, read_path(*directory));
    if (const auto modem = map.require("modem")) read_modem(*modem, settings, context);
    if (const auto registration = map.find("registration")) read_registration(*registration, settings);
    if (settings.modem.sleep == modem::Sleep::psm) {
        settings.modem.active_time = std::chrono::ceil<std::chrono::seconds>(settings.awake);
    }
    const auto bootstrap = map.find("bootstrap");
    if (bootstrap) read_bootstrap(*bootstrap, settings, context);
    const auto servers = bootstrap ? map.find("servers") : map.require("servers", "or a bootstrap: that provides them");
    if (servers) read_servers(*servers, settings, context);
    const auto before = map.view().report().problem_count();
    if (const auto objects = map.require("objects")) read_objects(*objects, settings, context);
    const bool objects_known = map.view().report().problem_count() == before;
    if (const auto gateway = map.find("gateway")) read_gateway(*gateway, settings, objects_known);
    if (const auto observe = map.find("observe")) read_observe(*observe, settings, objects_known);
    if (const auto send = map.find("send")) read_send(*send, settings, objects_known);
    if (const auto storing = map.find("storing")) read_storing(*storing, settings);
    if (const auto log = map.find("log")) read_log(*log, settings);
    if (const auto start = map.find("start")) read_start(*start, settings);
    if (const auto stop = map.find("stop")) read_stop(*stop, settings);
    if (const auto control = map.find("control")) read_control(*control, settings);
    map.finish();
}

void warn_without_device(const View& view, const Settings& settings) {
    const bool there =
        std::ranges::any_of(settings.objects, [](const auto& object) { return object.definition.id == 3; });
    if (!there) view.warning("there is no object 3 (Device), which every LwM2M device has to offer");
}

void read_document(const Node& document, Settings& settings, Report& report, const Context& context) {
    if (document.kind == Node::Kind::null) {
        report.problem({}, "", "the file is empty: it needs version, modem, servers and objects");
        return;
    }
    const View view(document, "", report);
    MapReader map(view);
    if (!view.is_map()) return;
    read_sections(map, settings, context);
    if (const auto objects = map.find("objects"); objects && report.problem_count() == 0) {
        warn_without_device(*objects, settings);
    }
}

std::string folder_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

Loaded load_content(const FileContent& content, bool has_mode, const std::string& name, const Environment& environment,
                    Purpose purpose) {
    Report report(name);
    Settings settings{
        .endpoint = "urn:imei:{modem.imei}",
        .state_directory = default_directory(environment, "STATE_DIRECTORY", "/var/lib/lwm2m-agent"),
        .control = ControlSettings{.socket = default_directory(environment, "RUNTIME_DIRECTORY", "/run/lwm2m-agent") +
                                             "/control"}};
    const Context context{.environment = environment,
                          .purpose = purpose,
                          .folder = folder_of(name),
                          .file_mode = has_mode ? std::optional(content.mode) : std::nullopt};
    const auto parsed = parse_yaml(content.text);
    if (const auto* error = std::get_if<YamlError>(&parsed)) {
        report.problem(error->place, "", error->message);
    } else {
        read_document(std::get<Node>(parsed), settings, report, context);
    }
    Loaded loaded{.problems = report.problems(), .warnings = report.warnings(), .known_keys = report.known_keys()};
    if (loaded.problems.empty()) loaded.settings = std::move(settings);
    return loaded;
}

}  // namespace

Loaded load(const std::string& path, const Environment& environment, Purpose purpose) {
    const auto content = environment.read(path, most_yaml_bytes);
    if (content) return load_content(*content, true, path, environment, purpose);
    return {.problems = {{.file = path, .message = content.error().message()}}};
}

Loaded load_text(std::string_view text, const std::string& name, const Environment& environment, Purpose purpose) {
    return load_content({.text = std::string(text)}, false, name, environment, purpose);
}

}  // namespace agent::config
