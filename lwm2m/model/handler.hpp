// What a live resource implements. Handlers say what happened as a CoAP code; the dispatcher alone puts it on the wire.
//
// A write is two steps, so that a request on several resources is one transaction (LwM2M Core 1.1 §6.3.3): prepare()
// does what can fail, for every resource; then the values to keep are stored together; then commit() makes them
// visible. When a step fails, revert() undoes each prepare() that had succeeded, in reverse order.
#pragma once

#include <functional>
#include <string_view>

#include "lwm2m/model/block_sink.hpp"
#include "lwm2m/model/failure.hpp"
#include "lwm2m/model/value.hpp"

namespace agent::lwm2m {

class ResourceHandler {
public:
    using ReadDone = std::function<void(Outcome<ResourceValue>)>;
    using Done = std::function<void(Outcome<void>)>;

    ResourceHandler() = default;
    ResourceHandler(const ResourceHandler&) = delete;
    ResourceHandler& operator=(const ResourceHandler&) = delete;
    virtual ~ResourceHandler() = default;

    /// Calls `done` exactly once, before it returns or later; never after the handler's destruction.
    /// A resource that exists but has no value now fails with 4.04 and is left out of its instance.
    virtual void read(ReadDone done);
    /// The value read last, without asking the source: what notifications compare. nullptr when there is none yet.
    virtual const ResourceValue* cached() const { return nullptr; }

    /// Takes the new whole value of the resource, already checked against the definition.
    virtual void prepare(const ResourceValue& value, Done done);
    virtual void commit(const ResourceValue& value);
    virtual void revert(const ResourceValue& value);
    /// A Write that replaces the whole instance without mentioning the resource takes what was written to it away: it
    /// has its first value again, or none. False: it stays as it is.
    virtual bool resettable() const { return false; }
    virtual void reset() {}
    /// The written value belongs on disk before the server is answered.
    virtual bool persistent() const { return false; }
    /// Servers may not write it, but the value is the agent's own: the device changes it by commit() alone.
    virtual bool settable() const { return false; }

    /// Where a Write of this resource alone goes piece by piece when it comes in blocks; nullptr: it is put together in
    /// memory and goes the way of prepare() and commit(). It takes one value at a time, and outlives every transfer.
    virtual BlockSink* block_sink() { return nullptr; }

    /// `arguments` as LwM2M Core 1.1 §6.3.5 spells them ("0='a',1"), syntax already checked.
    virtual void execute(std::string_view arguments, Done done);

    /// Called by whoever holds the tree: `changed` runs when the value may have changed by itself (a refresh, a local
    /// write), never from inside read(), prepare(), commit() or execute().
    void on_change(std::function<void()> changed) { changed_ = std::move(changed); }
    /// Somebody observes the resource (true) or no longer (false): start or stop refreshing by yourself.
    virtual void watch(bool /*observed*/) {}

protected:
    void notify_changed() const {
        if (changed_) changed_();
    }

private:
    std::function<void()> changed_;
};

}  // namespace agent::lwm2m
