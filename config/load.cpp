#include "config/load.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "config/merge.hpp"
#include "config/quoting.hpp"
#include "config/readers.hpp"
#include "config/variables.hpp"

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
    map.find("variables");  // filled in already
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
    if (servers && servers->is_sequence() && objects_known) check_apn_profiles(*servers, settings);
    if (const auto gateway = map.find("gateway")) read_gateway(*gateway, settings, objects_known, context);
    const bool paths_known = map.view().report().problem_count() == before;
    if (const auto observe = map.find("observe")) read_observe(*observe, settings, paths_known);
    if (const auto send = map.find("send")) read_send(*send, settings, paths_known);
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

Settings default_settings(const Environment& environment) {
    return {.endpoint = "urn:imei:{modem.imei}",
            .state_directory = default_directory(environment, "STATE_DIRECTORY", "/var/lib/lwm2m-agent"),
            .control = ControlSettings{
                .socket = default_directory(environment, "RUNTIME_DIRECTORY", "/run/lwm2m-agent") + "/control"}};
}

Loaded load_gathered(Gathered gathered, const Environment& environment, Purpose purpose) {
    // What is missing from the whole because a part of it is not YAML is nobody's mistake.
    if (!gathered.problems.empty()) {
        return {.problems = std::move(gathered.problems), .warnings = std::move(gathered.warnings)};
    }
    std::vector<std::string> names;
    for (const auto& source : gathered.sources) names.push_back(source.name);
    Report report(std::move(names));
    auto& document = gathered.documents.front();
    for (std::size_t i = 1; i < gathered.documents.size(); ++i) merge(document, std::move(gathered.documents[i]));
    fill_variables(document, report);
    auto settings = default_settings(environment);
    const Context context{.environment = environment, .purpose = purpose, .sources = gathered.sources};
    read_document(document, settings, report, context);
    Loaded loaded{.problems = report.problems(),
                  .warnings = std::move(gathered.warnings),
                  .known_keys = report.known_keys(),
                  .origins = Origins(document, gathered.sources)};
    std::ranges::move(report.warnings(), std::back_inserter(loaded.warnings));
    if (loaded.problems.empty()) loaded.settings = std::move(settings);
    return loaded;
}

}  // namespace

Loaded load(const std::string& path, const Environment& environment, Purpose purpose) {
    return load_gathered(gather(path, environment), environment, purpose);
}

Loaded load_text(std::string_view text, const std::string& name, const Environment& environment, Purpose purpose) {
    return load_gathered(gather_text(text, name), environment, purpose);
}

}  // namespace agent::config
