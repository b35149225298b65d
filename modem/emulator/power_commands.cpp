// The commands of ModuleCommands for supply, clock and sleep.
#include <fmt/format.h>

#include "modem/emulator/module_commands.hpp"

namespace agent::modem::emulator {
namespace {

using Form = AtCommand::Form;

Reply wrong_parameters() { return Reply::failed(Cme::incorrect_parameters); }

bool is_timer(const Parameter& parameter) {
    return parameter.quoted() && parameter.text.size() == 8 &&
           parameter.text.find_first_not_of("01") == std::string::npos;
}

}  // namespace

Reply ModuleCommands::battery(const AtCommand& command) {
    if (command.form == Form::test) return Reply::ok();
    return Reply::line(fmt::format("+CBC: {}", parts_.settings.cell.battery_mv));
}

Reply ModuleCommands::clock(const AtCommand& command) {
    if (command.form == Form::test) return Reply::ok();
    if (command.form == Form::write) return command.parameter(0).quoted() ? Reply::ok() : wrong_parameters();
    const auto now = parts_.wall_clock();
    std::tm utc{};
    gmtime_r(&now, &utc);
    return Reply::line(fmt::format("+CCLK: \"{:02}/{:02}/{:02},{:02}:{:02}:{:02}+00\"", utc.tm_year % 100,
                                   utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec));
}

Reply ModuleCommands::power_saving(const AtCommand& command) {
    auto& saving = parts_.radio.power_saving;
    if (command.form == Form::test) return Reply::line("+CPSMS: (0-2),,,(00000000-11111111),(00000000-11111111)");
    if (command.form == Form::read) {
        return Reply::line(fmt::format("+CPSMS: {},,,\"{}\",\"{}\"", saving.enabled ? 1 : 0, saving.periodic_update,
                                       saving.active_time));
    }
    const auto mode = command.parameter(0).number(2);
    if (command.form != Form::write || !mode || command.parameters.size() > 5) return wrong_parameters();
    auto wanted = saving;
    wanted.enabled = *mode == 1;
    if (*mode == 2) wanted = {};
    if (!command.parameter(3).absent()) wanted.periodic_update = command.parameter(3).text;
    if (!command.parameter(4).absent()) wanted.active_time = command.parameter(4).text;
    const bool timers_right = (command.parameter(3).absent() || is_timer(command.parameter(3))) &&
                              (command.parameter(4).absent() || is_timer(command.parameter(4)));
    if (!timers_right) return wrong_parameters();
    saving = wanted;
    return Reply::ok();
}

Reply ModuleCommands::discontinuous_reception(const AtCommand& command) {
    if (command.form == Form::test) return Reply::line("+CEDRXS: (0-3),(5),(\"0000\"-\"1111\")");
    if (command.form == Form::read) return Reply::line("+CEDRXS: " + edrx_.substr(2));
    const auto mode = command.parameter(0).number(3);
    const auto& type = command.parameter(1);
    const auto& value = command.parameter(2);
    if (command.form != Form::write || !mode || (!type.absent() && type.number() != 5U)) return wrong_parameters();
    if (!value.absent() && !value.quoted()) return wrong_parameters();
    edrx_ = fmt::format("{},5,\"{}\"", *mode, value.absent() ? "0000" : value.text.substr(0, 4));
    return Reply::ok();
}

Reply ModuleCommands::events(const AtCommand& command) {
    auto& enabled = parts_.power.reports_events;
    if (command.form == Form::test) return Reply::line("+QNBIOTEVENT: (0,1),(1)");
    if (command.form == Form::read) return Reply::line(fmt::format("+QNBIOTEVENT: {},1", enabled ? 1 : 0));
    const auto wanted = command.parameter(0).number(1);
    if (command.form != Form::write || !wanted || command.parameters.size() > 2) return wrong_parameters();
    enabled = *wanted == 1;
    return Reply::ok();
}

Reply ModuleCommands::sleep(const AtCommand& command) {
    if (command.form == Form::test) return Reply::line("+QSCLK: (0-2)");
    if (command.form == Form::read) return Reply::line(fmt::format("+QSCLK: {}", parts_.power.sleep_mode()));
    const auto mode = command.parameter(0).number(2);
    if (command.form != Form::write || !mode) return wrong_parameters();
    return Reply::and_then([this, wanted = *mode] { parts_.power.set_sleep_mode(wanted); });
}

Reply ModuleCommands::reset(const AtCommand& command) {
    if (command.form == Form::test) return Reply::line("+QRST: (1)");
    if (command.form != Form::write || command.parameter(0).number() != 1U) return wrong_parameters();
    return Reply::and_then([this] { parts_.power.reset(); });
}

Reply ModuleCommands::power_down(const AtCommand& command) {
    if (command.form == Form::test) return Reply::line("+QPOWD: (0-2)");
    if (command.form != Form::write || !command.parameter(0).number(2)) return wrong_parameters();
    return Reply::and_then([this] { parts_.power.power_off(); });
}

}  // namespace agent::modem::emulator
