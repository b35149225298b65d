// A pull of a firmware package with as many attempts as it takes, each going on where the one before it ended
// (LwM2M Core 1.1.1 Appendix E.6, Package URI).
#pragma once

#include <cstdint>
#include <functional>

#include "lwm2m/base/log.hpp"
#include "lwm2m/base/random.hpp"
#include "lwm2m/base/timers.hpp"
#include "lwm2m/client/package_fetch.hpp"
#include "lwm2m/client/server_account.hpp"

namespace agent::lwm2m::firmware {

/// Where the bytes are kept.
class PackagePlace {
public:
    virtual ~PackagePlace() = default;
    /// Bytes of the package under way that are kept, and the entity tag they belong to.
    virtual std::size_t size() const = 0;
    virtual std::string validator() const = 0;
    /// Forgets what was received: another file of `total` bytes comes. initial, or not_enough_storage.
    virtual UpdateResult restart(std::optional<std::size_t> total, const std::string& validator) = 0;
    /// initial, or not_enough_storage.
    virtual UpdateResult add(BytesView bytes) = 0;
};

class PackagePull : private PackageFetch::User {
public:
    /// initial: all of the package is in its place.
    using Done = std::function<void(UpdateResult)>;

    PackagePull(PackageFetch& fetch, PackagePlace& place, RetrySettings retry, Timers& timers, Random& random, Log log)
        : fetch_(fetch), place_(place), retry_(retry), timers_(timers), random_(random), log_(log) {}
    ~PackagePull() override { stop(); }
    PackagePull(const PackagePull&) = delete;
    PackagePull& operator=(const PackagePull&) = delete;

    /// Goes on with what is in its place. `done` runs once, later. Attempts that got further than those
    /// before them don't count.
    void start(std::string uri, Done done);
    void stop();

private:
    bool on_begin(std::size_t offset, std::optional<std::size_t> total, const std::string& validator) override;
    bool on_bytes(BytesView bytes) override;
    void on_end(const FetchEnd& end) override;

    void attempt();
    void finish(UpdateResult result);
    bool take(UpdateResult result);

    PackageFetch& fetch_;
    PackagePlace& place_;
    RetrySettings retry_;
    Timers& timers_;
    Random& random_;
    Log log_;
    std::string uri_;
    Done done_;
    std::uint32_t failures_ = 0;  // in a row
    std::size_t furthest_ = 0;    // bytes that any attempt came to have
    TimerId timer_ = TimerId::none;
};

}  // namespace agent::lwm2m::firmware
