#include "modem/emulator/module.hpp"

#include <fmt/format.h>

namespace agent::modem::emulator {
namespace {

constexpr std::size_t input_room = 8192;
constexpr std::size_t most_heard = 8192;

}  // namespace

Module::Module(Timers& timers, Random& random, Settings& settings, Network& network, Host host)
    : timers_(timers),
      random_(random),
      settings_(settings),
      host_(std::move(host)),
      air_{timers, random, settings},
      line_(timers, settings, [this](std::string_view piece) { output(piece); }),
      input_(input_events()),
      input_pacer_(timers, settings.timing.baud, input_room, [this](std::string_view bytes) { hear(bytes); }),
      radio_(timers, settings, radio_events()),
      power_(timers, settings, power_events()),
      qcoap_(air_, network,
             {{[this](const std::string& text) {
                   radio_.traffic();
                   power_.activity();
                   line_.urc(text);
               },
               [this](const Passage& passage) {
                   if (host_.passage) host_.passage(passage);
               }},
              [this] { return radio_.ready(); },
              [this] { radio_.traffic(); }}),
      commands_({settings, radio_, power_, network, memory_, [this](const std::string& text) { line_.urc(text); },
                 host_.wall_clock}) {}

Module::~Module() { timers_.cancel(answer_timer_); }

Input::Events Module::input_events() {
    return {[this](char byte) {
                if (memory_.echo) line_.echo(byte);
            },
            [this](const std::string& text) { on_line(text); },
            [this] { answer_later(Reply::failed(Cme::incorrect_parameters)); },
            [this](Bytes data) {
                line_.prompt_closed();
                const auto prompt = std::exchange(prompt_, std::nullopt);
                answer_later(prompt->finish(std::move(data)));
            },
            [this] {
                line_.prompt_closed();
                prompt_.reset();
                answer_later(settings_.switches.escape_is_ok ? Reply::ok() : Reply::failed(Cme::aborted_by_user));
            }};
}

Radio::Events Module::radio_events() {
    return {[this](const std::string& text) { line_.urc(text); },
            [this](bool ready) {
                update_air();
                if (ready || settings_.switches.contexts_survive_network_loss) return;
                for (unsigned id = 0; id < client_count; ++id) qcoap_.client(id).disconnect();
            },
            [this](bool connected) {
                const auto& saving = radio_.power_saving;
                power_.radio_connected(connected, saving.enabled ? saving.active_duration() : Duration{});
            }};
}

Power::Events Module::power_events() {
    return {[this](const std::string& text) { line_.urc(text); }, [this] { radio_.power_up(); },
            [this](Power::State state) { on_power_state(state); },
            [this](bool in_psm) {
                if (in_psm) radio_.release();
                update_air();
            }};
}

void Module::start(bool cold) {
    if (cold) {
        power_.reset();
    } else {
        radio_.start_attached();
    }
    update_air();
}

void Module::settings_changed() { radio_.settings_changed(); }

void Module::output(std::string_view piece) {
    while (!piece.empty()) {
        const auto count = faults_ != nullptr ? faults_->output_before_fault(piece.size()) : piece.size();
        host_.output(piece.substr(0, count));
        piece.remove_prefix(count);
        if (faults_ != nullptr && !faults_->on_output(count)) return;
    }
}

void Module::receive(std::string_view bytes) { input_pacer_.push(bytes); }

void Module::hear(std::string_view bytes) {
    counters_.bytes_in += bytes.size();
    for (const char byte : bytes) {
        if (faults_ != nullptr) faults_->on_input(1);
        if (!power_.hears(byte) || heard_.size() >= most_heard) {
            ++counters_.bytes_unheard;
            continue;
        }
        power_.activity();
        heard_.push_back(byte);
        pump();
    }
}

void Module::pump() {
    while (!busy_ && !heard_.empty()) {
        const char byte = heard_.front();
        heard_.pop_front();
        input_.feed(byte);
    }
}

void Module::on_line(const std::string& line) {
    const auto resets = counters_.resets;
    if (faults_ != nullptr) faults_->on_command(line);
    if (counters_.resets != resets) return;
    bool answered = true;
    auto reply = execute(line, answered);
    if (answered) answer_later(std::move(reply));
}

Reply Module::execute(const std::string& line, bool& answered) {
    const auto command = parse_command(line);
    if (!command) {
        answered = false;
        return {};
    }
    ++counters_.commands;
    if (power_.state() == Power::State::booting) {
        Reply reply;
        reply.error = Cme::not_allowed;
        reply.plain_error = true;
        return reply;
    }
    if (forced_error_) return Reply::failed(*std::exchange(forced_error_, std::nullopt));
    if (auto reply = qcoap_.handle(*command)) return std::move(*reply);
    if (auto reply = commands_.handle(*command)) return std::move(*reply);
    return Reply::failed(Cme::not_supported);
}

void Module::answer_later(Reply reply) {
    busy_ = true;
    const auto& latency = settings_.timing.latency;
    const auto spread = static_cast<double>((latency.most - latency.least).count());
    const auto drawn = latency.least + Duration(static_cast<Duration::rep>(random_.unit() * spread));
    const auto delay = drawn + reply.takes + std::exchange(extra_delay_, Duration{});
    if (delay == Duration{}) return answer(std::move(reply));
    answer_timer_ = timers_.after(delay, [this, later = std::move(reply)]() mutable {
        answer_timer_ = TimerId::none;
        answer(std::move(later));
        pump();
    });
}

void Module::answer(Reply reply) {
    const auto resets = counters_.resets;  // a fault may reset the module at any byte of its answer
    for (const auto& text : reply.lines) {
        line_.information(text);
        if (counters_.resets != resets) return;
    }
    if (reply.prompt) {
        input_.begin_data(reply.prompt->length);
        prompt_ = std::move(reply.prompt);
        line_.prompt();
    } else {
        if (reply.error) ++counters_.errors;
        line_.result(reply.error ? error_text(reply) : "OK");
        if (counters_.resets != resets) return;
        if (reply.then) return follow_up(std::move(reply.then));
    }
    busy_ = false;
}

void Module::follow_up(std::function<void()> action) {
    const auto drains_in = line_.drains_in();
    if (drains_in == Duration{}) {
        action();
        busy_ = false;
        return;
    }
    answer_timer_ = timers_.after(drains_in, [this, later = std::move(action)] {
        answer_timer_ = TimerId::none;
        later();
        busy_ = false;
        pump();
    });
}

std::string Module::error_text(const Reply& reply) const {
    if (reply.plain_error || !memory_.cme_numbers) return "ERROR";
    return fmt::format("+CME ERROR: {}", static_cast<unsigned>(*reply.error));
}

void Module::on_power_state(Power::State state) {
    const bool silent = state == Power::State::off || state == Power::State::deep_sleep;
    if (state == Power::State::booting || state == Power::State::off) {
        ++counters_.resets;
        timers_.cancel(answer_timer_);
        busy_ = false;
        prompt_.reset();
        heard_.clear();
        input_.clear();
        if (state == Power::State::booting) line_.clear();
        lose_contexts(true);
        radio_.power_down();
    }
    if (state == Power::State::deep_sleep && !settings_.switches.contexts_survive_sleep) lose_contexts(false);
    line_.set_silent(silent);
    update_air();
}

void Module::lose_contexts(bool with_settings) {
    for (unsigned id = 0; id < client_count; ++id) {
        auto& client = qcoap_.client(id);
        air_.reachable = false;  // nobody says goodbye to the server
        if (with_settings) {
            client.forget();
        } else {
            client.close();
        }
    }
}

void Module::update_air() {
    const auto state = power_.state();
    const bool on = state == Power::State::awake || state == Power::State::light_sleep;
    air_.reachable = on && radio_.ready() && !power_.in_psm();
}

}  // namespace agent::modem::emulator
