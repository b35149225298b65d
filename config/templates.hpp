// Text with placeholders that only the running gateway can fill: "urn:imei:{modem.imei}". "{{" and "}}" are braces.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace agent::config {

struct Settings;

/// What placeholders stand for. Empty: not known (yet).
struct TemplateValues {
    std::string imei;        // {modem.imei}
    std::string iccid;       // {modem.iccid}
    std::string imsi;        // {modem.imsi}
    std::string hostname;    // {hostname}
    std::string machine_id;  // {machine_id}
    std::string endpoint;    // {endpoint}: not in the endpoint itself
};

/// The names between the braces, in order, each once; nullopt with a reason in `why` for a lone or unknown brace pair.
std::optional<std::vector<std::string>> placeholders(std::string_view text, std::string& why);
/// The text with every placeholder filled; nullopt with a reason in `why` when one's value is empty or unknown.
std::optional<std::string> resolve(std::string_view text, const TemplateValues& values, std::string& why);
/// The placeholders that appear anywhere in the settings: what has to be known before resolve_templates() succeeds.
std::vector<std::string> placeholders_of(const Settings& settings);
/// Fills endpoint first (and with it {endpoint}), then identities and initial values. False with a reason in `why`.
bool resolve_templates(Settings& settings, TemplateValues values, std::string& why);

}  // namespace agent::config
