// Who is registered (LwM2M Core 1.1 §6.2): Register, Update, De-register and what happens when a lifetime ends.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "lwm2m/base/time.hpp"
#include "lwm2m/coap/message.hpp"
#include "lwm2m/demo_server/event.hpp"
#include "lwm2m/demo_server/peer.hpp"

namespace agent::demo_server {

struct Registration {
    std::string endpoint;
    std::string location;  // the last segment of its path
    std::uint32_t lifetime_s = 86400;
    std::string binding = "U";
    std::string version;
    std::string objects;  // link-format, as it was sent
    Peer peer;
    TimePoint until;  // TimePoint::max() when the lifetime is 0, infinite
};

class Directory {
public:
    using Report = std::function<void(const Event&)>;

    explicit Directory(Report report) : report_(std::move(report)) {}

    /// The answer to a request to /rd or below it, or to /dp; anything else is 4.04. Only code, options and payload of
    /// the answer count.
    coap::Message answer(const coap::Message& request, const Peer& peer, TimePoint now);
    /// Ends the registrations whose lifetime has passed.
    void expire(TimePoint now);
    /// The end of the lifetime that ends first.
    std::optional<TimePoint> next_end() const;
    /// Forgets a registration as a restarted server would: its next Update is answered 4.04.
    bool drop(std::string_view endpoint);

    const Registration* find(std::string_view endpoint) const;
    const std::map<std::string, Registration, std::less<>>& all() const { return by_endpoint_; }

private:
    coap::Message register_device(const coap::Message& request, const Peer& peer, TimePoint now);
    coap::Message update(Registration& registration, const coap::Message& request, const Peer& peer, TimePoint now);
    coap::Message deregister(const Registration& registration);
    coap::Message take_data(const coap::Message& request, const Peer& peer) const;
    Registration* at_location(std::string_view location);

    Report report_;
    std::map<std::string, Registration, std::less<>> by_endpoint_;
    unsigned last_location_ = 0;
};

}  // namespace agent::demo_server
