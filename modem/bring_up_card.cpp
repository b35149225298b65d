// The part of the bring-up that is about who we are: module, SIM and what the SIM is to connect to.
#include <fmt/format.h>

#include "modem/at/errors.hpp"
#include "modem/bring_up.hpp"
#include "modem/module/power.hpp"
#include "modem/module/reply_fields.hpp"
#include "modem/module/sim.hpp"

namespace agent::modem {

namespace identity = module::identity;
namespace sim = module::sim;

namespace {

void take(std::string& where, const Result<at::Reply>& reply, Result<std::string> (*parse)(const at::Reply&)) {
    if (!reply) return;
    if (auto text = parse(*reply)) where = std::move(*text);
}

}  // namespace

void BringUp::on_imei(const Result<at::Reply>& reply) {
    take(identity_.imei, reply, identity::parse_imei);
    if (identity_.imei.empty()) log_.warning("imei_unknown");
}

void BringUp::on_manufacturer(const Result<at::Reply>& reply) {
    take(identity_.manufacturer, reply, identity::parse_text);
}
void BringUp::on_model(const Result<at::Reply>& reply) { take(identity_.model, reply, identity::parse_text); }

void BringUp::on_revision(const Result<at::Reply>& reply) {
    take(identity_.revision, reply, identity::parse_text);
    log_.info("modem_identity imei={} model=\"{}\" revision=\"{}\"", identity_.imei, identity_.model,
              identity_.revision);
}

void BringUp::look_at_sim() { ask(sim::query(), &BringUp::on_sim); }

void BringUp::on_sim(const Result<at::Reply>& reply) {
    if (!reply && reply.error() == at::Error::timed_out) return start_over("the module stopped answering");
    const auto lock = module::parsed(reply, sim::parse);
    needs_a_person_ = lock && (*lock == sim::Lock::puk || *lock == sim::Lock::other);
    if (lock && *lock == sim::Lock::ready) return read_card();
    if (!lock) {
        enter(State::waiting_for_sim, lock.error().message());
    } else if (*lock == sim::Lock::pin) {
        return enter_pin();
    } else {
        enter(State::waiting_for_sim, fmt::format("the SIM is {}", sim::to_string(*lock)));
    }
    later(&BringUp::look_at_sim);
}

void BringUp::enter_pin() {
    const auto command =
        settings_.sim_pin ? sim::enter_pin(*settings_.sim_pin) : Result<at::Command>(at::Error::malformed_command);
    if (command && !pin_refused_) return ask(*command, &BringUp::on_pin);
    needs_a_person_ = true;
    enter(State::waiting_for_sim, !settings_.sim_pin ? "the SIM wants a PIN and none is configured"
                                  : pin_refused_     ? "the SIM refused the configured PIN; it is not tried again"
                                                     : "the configured PIN is not 4 to 8 digits");
    later(&BringUp::look_at_sim);
}

void BringUp::on_pin(const Result<at::Reply>& reply) {
    // A PIN whose answer got lost may have been wrong as well.
    pin_refused_ = !reply;
    if (!reply) log_.error("sim_pin_refused error=\"{}\"", reply.error().message());
    if (!reply && reply.error() == at::Error::timed_out) return start_over("the module stopped answering");
    enter(State::waiting_for_sim, "the SIM is being unlocked");
    later(&BringUp::look_at_sim);
}

void BringUp::read_card() {
    enter(State::configuring, "the SIM is ready");
    poll_ = settings_.timing.poll;
    std::vector<Step> steps;
    steps.push_back({identity::iccid(), &BringUp::on_iccid});
    steps.push_back({identity::imsi(), &BringUp::on_imsi});
    if (settings_.apn) steps.push_back({module::default_context::query(), &BringUp::on_apn});
    run(std::move(steps), &BringUp::set_sleep);
}

void BringUp::on_iccid(const Result<at::Reply>& reply) { take(identity_.iccid, reply, identity::parse_iccid); }
void BringUp::on_imsi(const Result<at::Reply>& reply) { take(identity_.imsi, reply, identity::parse_imsi); }

void BringUp::on_apn(const Result<at::Reply>& reply) {
    const auto now = module::parsed(reply, module::default_context::parse);
    if (now && *now == *settings_.apn) return;
    const auto command = module::default_context::set(*settings_.apn);
    if (!command) {
        log_.error("apn_not_usable apn=\"{}\"", *settings_.apn);
        return;
    }
    log_.info("apn_set apn={}", *settings_.apn);
    // It counts from the next attach on; where another one is in use now, the radio is switched off and on.
    if (now) insert(module::attach::query(), &BringUp::on_attached_with_other_apn);
    insert(*command);
}

void BringUp::on_attached_with_other_apn(const Result<at::Reply>& reply) {
    const auto attached = module::parsed(reply, module::attach::parse);
    if (!attached || !*attached) return;
    insert(module::functionality::set(module::functionality::Level::full));
    insert(module::functionality::set(module::functionality::Level::minimum));
}

}  // namespace agent::modem
