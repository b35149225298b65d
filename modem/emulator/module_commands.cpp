#include "modem/emulator/module_commands.hpp"

#include <fmt/format.h>

namespace agent::modem::emulator {
namespace {

using Form = AtCommand::Form;

Reply wrong_parameters() { return Reply::failed(Cme::incorrect_parameters); }

}  // namespace

ModuleCommands::Handler ModuleCommands::find(std::string_view name) {
    struct Row {
        std::string_view name;
        Handler handler;
    };
    using M = ModuleCommands;
    static constexpr Row rows[] = {
        {"", &M::attention},
        {"E", &M::echo},
        {"I", &M::identification},
        {"Z", &M::stored_profile},
        {"&F", &M::stored_profile},
        {"&W", &M::stored_profile},
        {"+CMEE", &M::error_reports},
        {"+CGSN", &M::serial_number},
        {"+CGMI", &M::manufacturer},
        {"+CGMM", &M::model},
        {"+CGMR", &M::revision},
        {"+CIMI", &M::subscriber},
        {"+QCCID", &M::card},
        {"+CPIN", &M::pin},
        {"+IPR", &M::line_speed},
        {"+CFUN", &M::functionality},
        {"+CGATT", &M::attach},
        {"+CEREG", &M::registration},
        {"+CSCON", &M::connection_state},
        {"+COPS", &M::operator_name},
        {"+CSQ", &M::signal},
        {"+CESQ", &M::extended_signal},
        {"+QENG", &M::engineering},
        {"+CGPADDR", &M::address},
        {"+QCGDEFCONT", &M::default_context},
        {"+QDNS", &M::name_resolution},
        {"+CBC", &M::battery},
        {"+CCLK", &M::clock},
        {"+CPSMS", &M::power_saving},
        {"+CEDRXS", &M::discontinuous_reception},
        {"+QNBIOTEVENT", &M::events},
        {"+QSCLK", &M::sleep},
        {"+QRST", &M::reset},
        {"+QPOWD", &M::power_down},
    };
    for (const auto& row : rows)
        if (row.name == name) return row.handler;
    return nullptr;
}

std::optional<Reply> ModuleCommands::handle(const AtCommand& command) {
    const auto handler = find(command.name);
    if (handler == nullptr) return std::nullopt;
    if (command.malformed) return wrong_parameters();
    return (this->*handler)(command);
}

std::optional<Reply> ModuleCommands::without_sim() const {
    switch (parts_.radio.sim()) {
        case Radio::Sim::absent:
            return Reply::failed(Cme::sim_not_inserted);
        case Radio::Sim::needs_pin:
            return Reply::failed(Cme::sim_pin_required);
        case Radio::Sim::ready:
            break;
    }
    return std::nullopt;
}

Reply ModuleCommands::attention(const AtCommand&) { return Reply::ok(); }

Reply ModuleCommands::echo(const AtCommand& command) {
    const auto wanted = command.parameters.empty() ? 0 : command.parameter(0).number(1);
    if (!wanted) return wrong_parameters();
    parts_.memory.echo = *wanted == 1;
    return Reply::ok();
}

Reply ModuleCommands::stored_profile(const AtCommand& command) {
    if (command.name == "&F") parts_.memory = {};
    return Reply::ok();
}

Reply ModuleCommands::identification(const AtCommand&) {
    Reply reply;
    reply.lines = {parts_.settings.identity.manufacturer, parts_.settings.identity.model,
                   "Revision: " + parts_.settings.identity.revision};
    return reply;
}

Reply ModuleCommands::error_reports(const AtCommand& command) {
    if (command.form == Form::test) return Reply::line("+CMEE: (0,1)");
    if (command.form == Form::read) return Reply::line(fmt::format("+CMEE: {}", parts_.memory.cme_numbers ? 1 : 0));
    const auto mode = command.parameter(0).number(1);
    if (!mode) return wrong_parameters();
    parts_.memory.cme_numbers = *mode == 1;
    return Reply::ok();
}

Reply ModuleCommands::serial_number(const AtCommand& command) {
    const auto& identity = parts_.settings.identity;
    if (command.form == Form::test) return Reply::line("+CGSN: (0-3)");
    if (command.form == Form::execute) return Reply::line(identity.imei);
    const auto kind = command.parameter(0).number(3);
    if (command.form != Form::write || !kind) return wrong_parameters();
    const std::string* texts[] = {&identity.serial, &identity.imei, &identity.imeisv, nullptr};
    if (*kind == 3)
        return Reply::line("+CGSN: " + identity.imeisv.substr(std::min<std::size_t>(14, identity.imeisv.size())));
    return Reply::line("+CGSN: " + *texts[*kind]);
}

Reply ModuleCommands::manufacturer(const AtCommand& command) {
    if (command.form == Form::test) return Reply::ok();
    return Reply::line(parts_.settings.identity.manufacturer);
}

Reply ModuleCommands::model(const AtCommand& command) {
    if (command.form == Form::test) return Reply::ok();
    return Reply::line(parts_.settings.identity.model);
}

Reply ModuleCommands::revision(const AtCommand& command) {
    if (command.form == Form::test) return Reply::ok();
    return Reply::line("Revision: " + parts_.settings.identity.revision);
}

Reply ModuleCommands::subscriber(const AtCommand& command) {
    if (command.form == Form::test) return Reply::ok();
    if (auto missing = without_sim()) return *missing;
    return Reply::line(parts_.settings.identity.imsi);
}

Reply ModuleCommands::card(const AtCommand& command) {
    if (command.form == Form::test) return Reply::ok();
    if (parts_.radio.sim() == Radio::Sim::absent) return Reply::failed(Cme::sim_not_inserted);
    return Reply::line("+QCCID: " + parts_.settings.identity.iccid);
}

Reply ModuleCommands::pin(const AtCommand& command) {
    if (command.form == Form::test) return Reply::ok();
    if (parts_.radio.sim() == Radio::Sim::absent) return Reply::failed(Cme::sim_not_inserted);
    const bool asked_for = parts_.radio.sim() == Radio::Sim::needs_pin;
    if (command.form == Form::read) return Reply::line(asked_for ? "+CPIN: SIM PIN" : "+CPIN: READY");
    if (command.form != Form::write || command.parameter(0).absent()) return wrong_parameters();
    if (!asked_for) return Reply::failed(Cme::not_allowed);
    if (command.parameter(0).text != parts_.settings.sim.pin) return Reply::failed(Cme::incorrect_password);
    return Reply::and_then([this, digits = command.parameter(0).text] { parts_.radio.enter_pin(digits); });
}

Reply ModuleCommands::line_speed(const AtCommand& command) {
    if (command.form == Form::test) return Reply::line("+IPR: (0,2400,4800,9600,57600,115200,230400,460800,921600)");
    if (command.form == Form::read) return Reply::line(fmt::format("+IPR: {}", parts_.settings.timing.baud));
    return command.parameter(0).number() ? Reply::ok() : wrong_parameters();
}

}  // namespace agent::modem::emulator
