#include "modem/modem.hpp"

#include <array>

#include <fmt/format.h>

#include "modem/at/channel.hpp"
#include "modem/at/errors.hpp"
#include "modem/bring_up.hpp"
#include "modem/context.hpp"
#include "modem/module/dns.hpp"
#include "modem/module/power.hpp"
#include "modem/qcoap/send.hpp"
#include "modem/qcoap/urc.hpp"
#include "modem/qcoap/urc_scanner.hpp"
#include "modem/resolver.hpp"

namespace agent::modem {
namespace {

at::ChannelSettings channel_settings(const Settings& settings) {
    at::ChannelSettings channel{.command_limit = settings.timing.command,
                                .timeouts_until_silent = settings.recovery.at_timeouts};
    if (settings.sleep != Sleep::off) channel.wake_after = settings.timing.wake_after;
    return channel;
}

/// A URC without its data, which may be somebody's key.
std::string shown_urc(std::string_view urc) {
    qcoap::UrcParts parts;
    const auto line = std::string(urc) + '\r';
    if (qcoap::UrcScanner(line).scan(parts) != at::Extent::Kind::complete) {
        std::size_t end = 0;
        for (int commas = 0; end < urc.size() && commas < 5; ++end) commas += urc[end] == ',' ? 1 : 0;
        return fmt::format("{}<{} bytes>", urc.substr(0, end), urc.size() - end);
    }
    if (parts.data.empty()) return std::string(urc);
    return fmt::format("{}<{} bytes>", urc.substr(0, static_cast<std::size_t>(parts.data.data() - line.data())),
                       parts.data.size() / (parts.data_is_hex ? 2 : 1));
}

}  // namespace

class Modem::Core {
public:
    Core(Settings settings, Timers& timers, Random& random, Log log, Listener& listener, Hooks hooks);

    void start(std::string_view reason);
    void port_closed();
    void lose_everything(error_code why);

    Context& context(ClientId client) { return *contexts_[client.value()]; }

    void on_state(State state, std::string_view reason);
    void on_silent();
    void on_urc(std::string_view line);
    void on_coap_urc(std::string_view urc);
    void on_damaged_urc(std::string_view urc);
    void on_event(module::events::Event event);
    void verify_contexts();
    at::Channel::Hooks channel_hooks();
    std::function<void(at::Direction, std::string_view)> channel_trace();
    Context::Hooks context_hooks(ClientId client);
    void log_once(bool& logged, std::string_view event, std::string_view urc);

    const Settings settings_;
    Log log_;
    Listener& listener_;
    Hooks hooks_;
    at::Channel channel_;
    Resolver resolver_;
    BringUp bring_up_;
    std::array<std::unique_ptr<Context>, ClientId::count> contexts_;
    std::uint64_t verification_ = 0;
    bool logged_damaged_ = false;
    bool logged_malformed_ = false;
    bool logged_missing_ = false;
};

Modem::Core::Core(Settings settings, Timers& timers, Random& random, Log log, Listener& listener, Hooks hooks)
    : settings_(std::move(settings)),
      log_(log),
      listener_(listener),
      hooks_(std::move(hooks)),
      channel_(channel_settings(settings_), timers, log, qcoap::urc_recogniser, channel_hooks()),
      resolver_({settings_.resolve_with_module, settings_.timing.name_resolution}, timers, log, channel_,
                hooks_.resolve),
      bring_up_(settings_, timers, random, log, channel_,
                {.on_state = [this](State state, std::string_view reason) { on_state(state, reason); },
                 .set_baud = hooks_.set_baud}) {
    for (unsigned i = 0; i < ClientId::count; ++i) {
        const auto client = *ClientId::from(i);
        contexts_[i] = std::make_unique<Context>(client, settings_, timers, log, channel_, context_hooks(client));
    }
}

at::Channel::Hooks Modem::Core::channel_hooks() {
    at::Channel::Hooks hooks{.write = hooks_.write,
                             .on_urc = [this](std::string_view line) { on_urc(line); },
                             .on_damaged_urc = [this](std::string_view urc) { on_damaged_urc(urc); },
                             .on_silent = [this] { on_silent(); }};
    hooks.trace = channel_trace();
    return hooks;
}

std::function<void(at::Direction, std::string_view)> Modem::Core::channel_trace() {
    if (!hooks_.trace) return {};
    return [this](at::Direction direction, std::string_view line) {
        if (line.starts_with(qcoap::urc_prefix)) return hooks_.trace(direction, shown_urc(line));
        hooks_.trace(direction, line);
    };
}

Context::Hooks Modem::Core::context_hooks(ClientId client) {
    return {
        .on_state =
            [this, client](ContextState state, error_code why) {
                log_.info("context_state client={} state={}{}", client.value(), to_string(state),
                          why.failed() ? fmt::format(" error=\"{}\"", why.message()) : "");
                listener_.on_context(client, state, why);
            },
        .on_status = [this, client](coap::MessageId message_id,
                                    qcoap::SendStatus status) { listener_.on_send_status(client, message_id, status); },
        .resolve = [this](const std::string& host,
                          Resolver::Resolved done) { resolver_.resolve(host, std::move(done)); }};
}

void Modem::Core::start(std::string_view reason) { bring_up_.start(reason); }

void Modem::Core::lose_everything(error_code why) {
    ++verification_;
    for (const auto& context : contexts_) context->on_module_lost(why);
    resolver_.abort(why);
    channel_.abort(why);
}

void Modem::Core::port_closed() {
    bring_up_.stop();
    lose_everything(at::Error::port_closed);
    channel_.clear_input();
    on_state(State::off, "the port is closed");
}

void Modem::Core::on_state(State state, std::string_view reason) {
    if (state == State::ready) verify_contexts();
    listener_.on_state(state, reason);
}

void Modem::Core::verify_contexts() {
    for (const auto& context : contexts_) context->on_module_unsure();
    channel_.execute(qcoap::open::read(), [this, verification = ++verification_](const Result<at::Reply>& reply) {
        if (verification != verification_) return;
        // Nothing is sent before the contexts are known: ask again, until the module answers or is called silent.
        if (!reply && reply.error() == at::Error::timed_out) return verify_contexts();
        const auto entries = reply ? qcoap::open::parse_read(*reply) : std::vector<qcoap::open::Entry>{};
        for (unsigned i = 0; i < ClientId::count; ++i) {
            const auto entry = std::ranges::find(entries, *ClientId::from(i), &qcoap::open::Entry::client);
            contexts_[i]->on_module_ready(entry == entries.end() ? nullptr : &*entry);
        }
    });
}

void Modem::Core::on_silent() {
    log_.warning("modem_silent timeouts={}", channel_.counters().timeouts);
    ++verification_;
    for (const auto& context : contexts_) context->on_module_unsure();
    bring_up_.stop();
    channel_.abort(at::Error::timed_out);
    bring_up_.start("the module is silent");
}

void Modem::Core::on_urc(std::string_view line) {
    if (line.starts_with(qcoap::urc_prefix)) return on_coap_urc(line);
    if (const auto report = qcoap::send::parse_urc(line)) return context(report->client).on_send_status(report->status);
    if (const auto opened = qcoap::open::parse_urc(line)) return context(opened->client).on_open_result(opened->result);
    if (const auto closed = qcoap::close::parse_urc(line)) return context(closed->client).on_close_result();
    if (const auto addresses = module::dns::parse_urc(line)) return resolver_.on_urc(*addresses);
    if (const auto event = module::events::parse_urc(line)) return on_event(*event);
    if (line == "RDY" || line == "NORMAL POWER DOWN") {
        log_.warning("modem_restarted urc=\"{}\"", line);
        bring_up_.stop();
        lose_everything(at::Error::module_reset);
        return bring_up_.start("the module restarted");
    }
    bring_up_.on_urc(line);
}

void Modem::Core::on_event(module::events::Event event) {
    log_.debug("modem_sleep event={}", static_cast<unsigned>(event));
    if (event == module::events::Event::enter_psm) listener_.on_unreachable();
    // Deep sleep may have taken the contexts with it.
    if (event == module::events::Event::exit_deep_sleep && bring_up_.state() == State::ready) verify_contexts();
}

void Modem::Core::on_coap_urc(std::string_view urc) {
    auto received = qcoap::parse_urc(urc, settings_.encoding.raw_opaque_options);
    if (!received) return log_once(logged_malformed_, "urc_not_understood", urc);
    if (received->options_missing > 0) log_once(logged_missing_, "urc_options_not_printed", urc);
    context(received->client).on_message(received->message);
    listener_.on_message(received->client, std::move(received->message));
}

void Modem::Core::on_damaged_urc(std::string_view urc) { log_once(logged_damaged_, "urc_damaged", urc); }

void Modem::Core::log_once(bool& logged, std::string_view event, std::string_view urc) {
    if (!std::exchange(logged, true)) return log_.warning("{} urc=\"{}\"", event, shown_urc(urc));
    log_.debug("{} urc=\"{}\"", event, shown_urc(urc));
}

Modem::Modem(Settings settings, Timers& timers, Random& random, Log log, Listener& listener, Hooks hooks)
    : core_(std::make_unique<Core>(std::move(settings), timers, random, log, listener, std::move(hooks))) {}
Modem::~Modem() = default;

void Modem::start() { core_->start("the port is open"); }
void Modem::receive(std::string_view bytes) { core_->channel_.receive(bytes); }
void Modem::port_closed() { core_->port_closed(); }
void Modem::open(ClientId client, ContextSettings settings) { core_->context(client).open(std::move(settings)); }
void Modem::close(ClientId client, std::function<void()> done) { core_->context(client).close(std::move(done)); }

void Modem::send(ClientId client, coap::Message message, Sent done) {
    core_->context(client).send(message, std::move(done));
}

void Modem::execute(at::Command command, Replied done) {
    if (state() == State::off || state() == State::probing) return done(at::Error::not_ready);
    core_->channel_.execute(std::move(command), std::move(done));
}

void Modem::resolve(const std::string& host, Hooks::Resolved done) {
    if (state() != State::ready) return done(at::Error::not_ready);
    core_->resolver_.resolve_by_module(host, std::move(done));
}

void Modem::set_trace(std::function<void(at::Direction, std::string_view)> trace) {
    core_->hooks_.trace = std::move(trace);
    core_->channel_.set_trace(core_->channel_trace());
}

std::optional<TimePoint> Modem::command_due() const { return core_->channel_.due(); }
State Modem::state() const { return core_->bring_up_.state(); }
ContextState Modem::context(ClientId client) const { return core_->context(client).state(); }
const module::Identity& Modem::identity() const { return core_->bring_up_.identity(); }
const at::Counters& Modem::counters() const { return core_->channel_.counters(); }

}  // namespace agent::modem
