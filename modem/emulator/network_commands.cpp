// The commands of ModuleCommands that ask and steer the network.
#include <fmt/format.h>

#include "modem/emulator/module_commands.hpp"

namespace agent::modem::emulator {
namespace {

using Form = AtCommand::Form;

Reply wrong_parameters() { return Reply::failed(Cme::incorrect_parameters); }

}  // namespace

Reply ModuleCommands::functionality(const AtCommand& command) {
    if (command.form == Form::test) return Reply::line("+CFUN: (0,1,4),(0,1)");
    if (command.form == Form::read) return Reply::line(fmt::format("+CFUN: {}", parts_.radio.functionality()));
    const auto level = command.parameter(0).number(4);
    if (command.form != Form::write || !level || *level == 2 || *level == 3) return wrong_parameters();
    const auto restart = command.parameter(1);
    if (!restart.absent() && !restart.number(1)) return wrong_parameters();
    auto reply = Reply::and_then([this, level = *level, resets = restart.number() == 1U] {
        if (resets) return parts_.power.reset();
        parts_.radio.set_functionality(level);
    });
    reply.takes = parts_.settings.timing.cfun;
    return reply;
}

Reply ModuleCommands::attach(const AtCommand& command) {
    if (command.form == Form::test) return Reply::line("+CGATT: (0,1)");
    if (command.form == Form::read) return Reply::line(fmt::format("+CGATT: {}", parts_.radio.ready() ? 1 : 0));
    const auto wanted = command.parameter(0).number(1);
    if (command.form != Form::write || !wanted) return wrong_parameters();
    if (auto missing = without_sim()) return *missing;
    return Reply::and_then([this, attach = *wanted == 1] { parts_.radio.set_attach(attach); });
}

Reply ModuleCommands::registration(const AtCommand& command) {
    auto& mode = parts_.radio.cereg_mode;
    if (command.form == Form::test) return Reply::line("+CEREG: (0-5)");
    if (command.form == Form::read) {
        return Reply::line(fmt::format("+CEREG: {},{}", mode, parts_.radio.registration_text(mode)));
    }
    const auto wanted = command.parameter(0).number(5);
    if (command.form != Form::write || !wanted || command.parameters.size() > 1) return wrong_parameters();
    mode = *wanted;
    return Reply::ok();
}

Reply ModuleCommands::connection_state(const AtCommand& command) {
    auto& mode = parts_.radio.cscon_mode;
    if (command.form == Form::test) return Reply::line("+CSCON: (0,1)");
    if (command.form == Form::read) {
        return Reply::line(fmt::format("+CSCON: {},{}", mode, parts_.radio.connected() ? 1 : 0));
    }
    const auto wanted = command.parameter(0).number(1);
    if (command.form != Form::write || !wanted) return wrong_parameters();
    mode = *wanted;
    return Reply::ok();
}

Reply ModuleCommands::operator_name(const AtCommand& command) {
    if (command.form == Form::read) {
        if (!parts_.radio.ready()) return Reply::line("+COPS: 0");
        return Reply::line(fmt::format("+COPS: 0,2,\"{}\",9", parts_.settings.cell.plmn));
    }
    if (command.form == Form::write && command.parameter(0).number(4)) return Reply::ok();
    return wrong_parameters();
}

Reply ModuleCommands::signal(const AtCommand& command) {
    if (command.form == Form::test) return Reply::line("+CSQ: (0-31,99),(0-7,99)");
    const auto& cell = parts_.settings.cell;
    if (!parts_.radio.covered() || parts_.radio.functionality() != 1) return Reply::line("+CSQ: 99,99");
    return Reply::line(fmt::format("+CSQ: {},{}", cell.rssi, cell.ber));
}

Reply ModuleCommands::extended_signal(const AtCommand& command) {
    if (command.form == Form::test) return Reply::line("+CESQ: (0-63,99),(0-7,99),(255),(255),(0-34,255),(0-97,255)");
    const auto& cell = parts_.settings.cell;
    if (!parts_.radio.covered() || parts_.radio.functionality() != 1)
        return Reply::line("+CESQ: 99,99,255,255,255,255");
    return Reply::line(fmt::format("+CESQ: 99,99,255,255,{},{}", cell.rsrq, cell.rsrp));
}

Reply ModuleCommands::engineering(const AtCommand& command) {
    if (command.form == Form::test) return Reply::line("+QENG: (0-2)");
    if (command.form != Form::write || !command.parameter(0).number(2)) return wrong_parameters();
    if (!parts_.radio.ready()) return Reply::failed(Cme::not_allowed);
    if (command.parameter(0).number() != 0U) return Reply::ok();
    const auto& cell = parts_.settings.cell;
    const auto rsrp = static_cast<int>(cell.rsrp) - 141;     // TS 27.007 §8.69: index to dBm
    const auto rsrq = static_cast<int>(cell.rsrq) / 2 - 20;  // and to dB
    const auto rssi = static_cast<int>(cell.rssi) * 2 - 113;
    return Reply::line(fmt::format("+QENG: 0,{},0,{},\"{}\",{},{},{},{},{},\"{}\",{},0,2", cell.earfcn, cell.pci,
                                   cell.id, rsrp, rsrq, rssi, cell.sinr, cell.band, cell.tac, cell.ecl));
}

Reply ModuleCommands::address(const AtCommand& command) {
    if (command.form == Form::test) return Reply::line("+CGPADDR: (0)");
    if (command.form == Form::write && !command.parameter(0).number(10)) return wrong_parameters();
    if (!parts_.radio.ready()) return Reply::line("+CGPADDR: 0");
    return Reply::line(fmt::format("+CGPADDR: 0,\"{}\"", parts_.settings.cell.address));
}

Reply ModuleCommands::default_context(const AtCommand& command) {
    auto& apn = parts_.radio.default_apn;
    if (command.form == Form::test) return Reply::line("+QCGDEFCONT: (\"IP\",\"IPV6\",\"IPV4V6\",\"Non-IP\")");
    if (command.form == Form::read) return Reply::line(fmt::format("+QCGDEFCONT: \"IP\",\"{}\"", apn));
    const auto& type = command.parameter(0);
    const bool known = type.text == "IP" || type.text == "IPV6" || type.text == "IPV4V6" || type.text == "Non-IP";
    if (command.form != Form::write || !type.quoted() || !known) return wrong_parameters();
    if (!command.parameter(1).absent() && !command.parameter(1).quoted()) return wrong_parameters();
    apn = command.parameter(1).text;
    return Reply::ok();
}

Reply ModuleCommands::name_resolution(const AtCommand& command) {
    if (command.form == Form::test) return Reply::line("+QDNS: (0),<hostname>");
    const auto& host = command.parameter(1);
    if (command.form != Form::write || !command.parameter(0).number(0) || !host.quoted() || host.text.empty()) {
        return wrong_parameters();
    }
    if (!parts_.radio.ready()) return Reply::failed(Cme::no_network);
    return Reply::and_then([this, name = host.text] {
        const auto found = parts_.network.resolve(name);
        const auto* quote = parts_.settings.switches.dns_reply_quoted ? "\"" : "";
        parts_.urc(found ? fmt::format("+QDNS: {}{}{}", quote, *found, quote) : "+QDNS: FAIL");
    });
}

}  // namespace agent::modem::emulator
