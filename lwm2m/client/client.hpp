// The LwM2M client: registers at its servers, serves their requests from the object tree and notifies them (LwM2M
// Core 1.1 §6). Messages and events of the transport come in here; messages leave by Transport, time is Timers'.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "lwm2m/base/log.hpp"
#include "lwm2m/base/random.hpp"
#include "lwm2m/base/timers.hpp"
#include "lwm2m/base/wall_clock.hpp"
#include "lwm2m/client/cause.hpp"
#include "lwm2m/client/delivery.hpp"
#include "lwm2m/client/operation.hpp"
#include "lwm2m/client/settings.hpp"
#include "lwm2m/client/status.hpp"
#include "lwm2m/client/transport.hpp"
#include "lwm2m/model/store.hpp"
#include "lwm2m/model/tree.hpp"

namespace agent::lwm2m {

/// Told what happens, for the service state and for people. Runs inside the client's own calls: don't call back into
/// it.
class ClientListener {
public:
    virtual ~ClientListener() = default;
    virtual void on_registration(ServerIndex server, const RegistrationStatus& status) = 0;
    virtual void on_bootstrap(const BootstrapStatus& /*status*/) {}
    /// A bootstrap has replaced the accounts: servers() and what the indices stand for are others now.
    virtual void on_accounts_changed() {}
    /// A request was answered, or a notification (code 2.05) left. Server 4 is the bootstrap server.
    virtual void on_operation(ServerIndex /*server*/, Operation /*operation*/, const ObjectPath& /*path*/,
                              coap::Code /*code*/) {}
};

class Local;

class Client {
public:
    using SendDone = std::function<void(Outcome<void>)>;

    /// The accounts are those of `settings` or those that a bootstrap left in `store`. Adds objects 0 and 1 with one
    /// instance per account to `tree` and takes the tree's change listener. The tree must hold its other objects when
    /// start() is called; what is added later goes out with an Update. References are kept. Without a `clock` the
    /// device never knows what time it is.
    Client(ClientSettings settings, ObjectTree& tree, Store& store, Timers& timers, Random& random, Log log,
           Transport& transport, ClientListener& listener, WallClock clock = {});
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Connects to every server and registers, or bootstraps when there is none; it never gives up.
    void start();
    /// De-registers where registered, within settings.stop_within; then `done` runs, perhaps before stop() returns.
    void stop(std::function<void()> done);

    // Of servers 0 to 3 and of the bootstrap server, 4.
    void on_connected(ServerIndex server);
    /// connect() failed or the connection broke. A server that failed is left alone for a while, a device is not.
    void on_disconnected(ServerIndex server, error_code why, Cause cause = Cause::server);
    void on_message(ServerIndex server, coap::Message message);
    /// The fate of a confirmable message handed to Transport::send(), when the module tells it; it need not.
    void on_delivery(ServerIndex server, coap::MessageId message_id, Delivery delivery);

    /// Messages can leave the module, which is what a client assumes at first; or not, and what there is to notify is
    /// stored meanwhile.
    void on_network(bool available);
    /// The module sleeps and can't be reached over the air until it sends: servers of queue mode wait for that.
    void on_unreachable();

    /// Reads the paths now and sends them to the server together (LwM2M Core 1.1 §6.4.6, Send), at once or when it can
    /// be reached again. `done` runs once, perhaps before send() returns: with success when the server has taken them,
    /// with its code when it has not; 5.04: no answer; 4.03: the server has muted Send; 4.05: it speaks no
    /// LwM2M 1.1; 4.01, 4.04, 4.05: a path that servers can't read; 5.01: no encoder; 5.03: too many wait.
    void send(ServerIndex server, std::span<const ObjectPath> paths, SendDone done);

    /// Other settings from now on. `change_objects` is called when no write is at work on the objects' handlers, makes
    /// the tree's objects others and says which it has replaced, added or removed. Servers go on as they are where
    /// nothing that matters to them has changed; what they observe does where its path is still there. One whose
    /// account is another is left and registered at anew, one that has only moved among the accounts is updated. `done`
    /// runs when all of that is under way, later; not at all when stop() is called before. Only while
    /// may_reconfigure(): no bootstrap, no other reconfiguration is under way.
    using ChangeObjects = std::function<std::vector<ObjectPath>()>;
    void reconfigure(ClientSettings settings, ChangeObjects change_objects, std::function<void()> done);
    bool may_reconfigure() const;

    /// Sends an Update now, or registers at once when it waits for its next attempt.
    void update(ServerIndex server);
    /// Asks the bootstrap server for new accounts, after its hold-off. 4.05 when there is no bootstrap server.
    Outcome<void> request_bootstrap();

    /// De-registers and stays away until resume(), or until a bootstrap brings other accounts.
    void hold(ServerIndex server);
    void resume(ServerIndex server);
    bool is_held(ServerIndex server) const;
    /// What the device does to its objects by itself.
    Local& local();

    std::size_t servers() const;  // a bootstrap may change it
    const ServerAccount& account(ServerIndex server) const;
    RegistrationStatus registration(ServerIndex server) const;
    BootstrapStatus bootstrap() const;
    std::vector<ObservationStatus> observations(ServerIndex server) const;
    BacklogStatus backlog(ServerIndex server) const;
    const ClientCounters& counters() const;

private:
    class Core;
    std::unique_ptr<Core> core_;
};

}  // namespace agent::lwm2m
