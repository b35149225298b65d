#include "tests/simulation/device.hpp"

namespace agent::simulation {
namespace {

// A few a server, and those of handlers, requests and messages under way: 256 requests are served at once at most.
constexpr std::size_t most_timers = 700;
constexpr unsigned most_turns = 10'000;  // of 64 timers each

modem::Settings modem_settings(const Plan& plan) {
    modem::Settings settings;
    settings.device = "simulated";
    settings.recovery.check_after = 2h;  // days are to pass quickly
    settings.encoding.extended_codes = plan.extended;
    return settings;
}

}  // namespace

std::string server_address(unsigned server) { return fmt::format("192.0.2.{}", server + 1); }

Device::Device(World world, std::uint64_t seed)
    : world_(std::move(world)),
      timers_(world_.referee.now()),
      random_(seed),
      modem_(modem_settings(world_.plan), timers_, random_, world_.log.named("modem"), *this,
             {.write =
                  [this](std::string_view bytes) {
                      if (!unplugged_) world_.write(bytes);
                  }}),
      module_transport_(modem_, timers_, transport_hooks()),
      transport_(module_transport_, conducts_),
      surroundings_{
          .timers = timers_, .random = random_, .mood = world_.mood, .referee = world_.referee, .truth = world_.truth} {
    for (auto& ledger : world_.ledgers) {
        const auto server = static_cast<lwm2m::ServerIndex>(conducts_.size());
        auto& conduct = conducts_.emplace_back(world_.referee, ledger, world_.plan,
                                               [this, server] { return is_registered(server); });
        conduct.go_on_with(world_.disk.kept_observations(static_cast<std::uint16_t>(server + 1)));
    }
    build_tree(tree_, world_.disk, surroundings_);
    forget_bounds();
}

void Device::forget_bounds() {
    for (std::size_t server = 0; server < world_.ledgers.size(); ++server) {
        const auto short_id = static_cast<std::uint16_t>(server + 1);
        std::erase_if(world_.ledgers[server].bounds, [&](const auto& entry) {
            const auto path = lwm2m::ObjectPath::parse(entry.first);
            return !path || world_.disk.attributes_at(short_id, *path).empty();
        });
    }
}

Device::~Device() { timers_.cancel(send_timer_); }

void Device::unplug() {
    if (std::exchange(unplugged_, true)) return;
    modem_.port_closed();
}

void Device::plug_in() {
    if (std::exchange(unplugged_, false)) modem_.start();
}

void Device::send_later() {
    send_timer_ = timers_.after(drawn(random_, 4h), [this] {
        send_later();
        for (lwm2m::ServerIndex server = 0; server < client_->servers(); ++server) send(server);
    });
}

void Device::send(lwm2m::ServerIndex server) {
    const lwm2m::ObjectPath path(simulated_object, 0, chance(random_, 0.3) ? large : first_sensor);
    ++sends_pending_;
    client_->send(server, std::span(&path, 1),
                  [this, server, called = false](const lwm2m::Outcome<void>& outcome) mutable {
                      world_.referee.require(!std::exchange(called, true), "a Send ended twice");
                      --sends_pending_;
                      if (!outcome) return;
                      auto& ledger = world_.ledgers.at(server);
                      world_.referee.require(++ledger.sends_done <= ledger.sends_taken,
                                             "a Send is done that no server has taken");
                  });
}

void Device::advance(TimePoint now) {
    for (unsigned turns = 0; timers_.advance(now); ++turns)
        world_.referee.require(turns < most_turns, "timers without end at one moment");
}

void Device::look() {
    world_.referee.require(timers_.size() <= most_timers, "timers pile up");
    if (!client_) return;
    for (lwm2m::ServerIndex server = 0; server < client_->servers(); ++server)
        conducts_.at(server).look(client_->registration(server));
}

bool Device::observes(lwm2m::ServerIndex server, std::span<const lwm2m::ObjectPath> paths) const {
    if (!client_) return false;
    const auto observations = client_->observations(server);
    return std::ranges::any_of(observations, [&](const lwm2m::ObservationStatus& one) {
        return one.path == paths.front() && std::ranges::equal(one.also, paths.subspan(1));
    });
}

std::string Device::state_text() const {
    std::string text = fmt::format("module {}", to_string(modem_.state()));
    if (!client_) return text + ", no client";
    for (lwm2m::ServerIndex server = 0; server < client_->servers(); ++server) {
        const auto status = client_->registration(server);
        text += fmt::format(", server {} {} ({}) context {}", server, name_of(status.state), status.detail,
                            to_string(modem_.context(*modem::ClientId::from(server))));
    }
    return text;
}

lwm2m::ClientSettings Device::client_settings() const {
    lwm2m::ClientSettings settings{.endpoint = "simulated"};
    settings.retry.most = longest_back_off;
    settings.confirmable_every = 1h;  // a day is a long time here
    settings.storing.most = most_stored;
    settings.accepts_continue = world_.plan.extended;
    settings.awake_time = world_.plan.awake;
    settings.hold_notifications = world_.plan.holds_notifications;
    if (world_.plan.bootstrap) {
        settings.bootstrap.emplace();
        settings.bootstrap->short_id = 0;
        settings.bootstrap->uri.host = server_address(bootstrap_server);
    }
    for (unsigned server = 0; server < world_.plan.servers; ++server) {
        lwm2m::ServerAccount account;
        account.instance = static_cast<lwm2m::Id>(server);
        account.security_instance = static_cast<lwm2m::Id>(server + 1);
        account.short_id = static_cast<std::uint16_t>(server + 1);
        account.uri.host = server_address(server);
        account.lifetime_s = world_.plan.lifetime_s;
        account.retry = settings.retry;
        account.disable_timeout_s = 600;
        if (world_.plan.queue_mode) account.binding = "UQ";
        settings.servers.push_back(std::move(account));
    }
    // With several servers: each of them may do everything.
    for (const auto object : {lwm2m::Id{3}, simulated_object, paired_object})
        settings.access.push_back({.object = object, .owner = {}, .rights = {{0, lwm2m::access::all}}});
    for (lwm2m::Id server = 0; server < most_servers; ++server)
        settings.access.push_back({.object = static_cast<lwm2m::Id>(created_object + server),
                                   .owner = static_cast<std::uint16_t>(server + 1)});
    return settings;
}

daemon::ModuleTransport::Hooks Device::transport_hooks() {
    return {.on_connected =
                [this](lwm2m::ServerIndex server) {
                    if (auto* of = conduct(server)) of->on_connected();
                    client_->on_connected(server);
                },
            .on_disconnected =
                [this](lwm2m::ServerIndex server, error_code why, lwm2m::Cause cause) {
                    if (auto* of = conduct(server)) of->on_gone();
                    client_->on_disconnected(server, why, cause);
                },
            .on_message =
                [this](lwm2m::ServerIndex server, coap::Message message) {
                    if (auto* of = conduct(server)) of->on_message(message);
                    client_->on_message(server, std::move(message));
                },
            .on_delivery =
                [this](lwm2m::ServerIndex server, coap::MessageId message_id, lwm2m::Delivery delivery) {
                    if (auto* of = conduct(server)) of->on_delivery(message_id, delivery);
                    client_->on_delivery(server, message_id, delivery);
                },
            .on_sent = {},
            .on_received = {}};
}

void Device::on_state(modem::State state, std::string_view /*reason*/) {
    const bool ready = state == modem::State::ready;
    for (auto& conduct : conducts_) {
        conduct.on_network(ready);
        if (state == modem::State::probing) conduct.on_gone();  // also what came while the context was being given up
    }
    if (client_) client_->on_network(ready);
    if (!ready || client_) return;
    client_.emplace(client_settings(), tree_, world_.disk, timers_, random_, world_.log.named("client"), transport_,
                    *this, world_.clock);
    client_->start();
    send_later();
}

void Device::on_unreachable() {
    for (auto& conduct : conducts_) conduct.on_unreachable();
    if (client_) client_->on_unreachable();
}

void Device::on_context(modem::ClientId client, modem::ContextState state, error_code why) {
    module_transport_.on_context(client, state, why);
}

void Device::on_message(modem::ClientId client, coap::Message message) {
    if (world_.note) world_.note(fmt::format("agent {} < {}", client.value(), message.summary()));
    module_transport_.on_message(client, std::move(message));
}

void Device::on_send_status(modem::ClientId client, coap::MessageId message_id, modem::qcoap::SendStatus status) {
    module_transport_.on_send_status(client, message_id, status);
}

void Device::on_registration(lwm2m::ServerIndex server, const lwm2m::RegistrationStatus& status) {
    conducts_.at(server).on_registration(status);
}

}  // namespace agent::simulation
