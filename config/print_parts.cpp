#include "config/print_parts.hpp"

#include <array>

#include "config/units.hpp"

namespace agent::config {

void print_argv(YamlWriter& out, std::string_view key, const Argv& argv) {
    out.open_list(key);
    for (const auto& argument : argv) out.text_item(argument);
    out.close();
}

void print_secret(YamlWriter& out, std::string_view key, const SecretSource& source, bool with_format) {
    constexpr std::array kinds{"hex", "text", "file", "credential"};
    constexpr std::array formats{"hex", "text", "raw"};
    const bool elsewhere = source.kind == SecretSource::Kind::file || source.kind == SecretSource::Kind::credential;
    out.open(key);
    out.text(kinds[static_cast<std::size_t>(source.kind)], elsewhere ? source.name : "***");
    if (elsewhere && with_format) out.plain("format", formats[static_cast<std::size_t>(source.format)]);
    out.close();
}

void print_retry(YamlWriter& out, const lwm2m::RetrySettings& retry) {
    out.open("retry");
    out.plain("first", duration_text(retry.first));
    out.plain("most", duration_text(retry.most));
    out.plain("attempts", std::to_string(retry.attempts));
    if (retry.pause) out.plain("pause", duration_text(*retry.pause));
    out.plain("sequences", std::to_string(retry.sequences));
    out.number("jitter", retry.jitter);
    out.close();
}

void print_timing(YamlWriter& out, const modem::TimingSettings& timing) {
    out.open("timing");
    out.plain("command", duration_text(timing.command));
    out.plain("context_open", duration_text(timing.context_open));
    out.plain("context_close", duration_text(timing.context_close));
    out.plain("name_resolution", duration_text(timing.name_resolution));
    out.plain("probe_first", duration_text(timing.probe_first));
    out.plain("probe_last", duration_text(timing.probe_last));
    out.plain("poll", duration_text(timing.poll));
    out.plain("poll_last", duration_text(timing.poll_last));
    out.plain("back_off_first", duration_text(timing.back_off_first));
    out.plain("back_off_last", duration_text(timing.back_off_last));
    out.plain("status_query", duration_text(timing.status_query));
    out.plain("wake_after", duration_text(timing.wake_after));
    out.close();
}

}  // namespace agent::config
