// Writes to resources as one transaction: all of it is done and kept, or nothing (LwM2M Core 1.1 §6.3.3).
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "lwm2m/base/log.hpp"
#include "lwm2m/base/timers.hpp"
#include "lwm2m/codec/content.hpp"
#include "lwm2m/model/store.hpp"
#include "lwm2m/model/tree.hpp"

namespace agent::lwm2m {

class Writings {
public:
    using Done = std::function<void(Outcome<void>)>;
    using Keep = std::function<Outcome<void>(std::vector<Change> changes)>;
    /// `value` is nullptr when it was taken away.
    using Written = std::function<void(const ObjectPath& resource, const ResourceValue* value)>;

    struct Part {
        ObjectPath path;         // an instance, resource or resource instance
        codec::Content content;  // one instance
    };
    struct Write {
        std::vector<Part> parts;
        // False: what is not in `content` stays. True: instances of a multiple resource that are not in it go and, when
        // the path is an instance, optional resources that are not are reset.
        bool replace = true;
        ObjectInstance* created = nullptr;  // not in the tree yet, and open even where servers may not write
        Keep keep;                          // instead of the store's own; nullptr: keep there
        Written written;                    // for each resource, after all of them were
        Done done;                          // perhaps before write() returns
    };

    /// A handler that takes longer than `limit` has failed.
    Writings(ObjectTree& tree, Store& store, Timers& timers, Duration limit, Log log)
        : tree_(tree), store_(store), timers_(timers), limit_(limit), log_(log) {}
    ~Writings() { timers_.cancel(timer_); }
    Writings(const Writings&) = delete;
    Writings& operator=(const Writings&) = delete;

    /// One after the other: a transaction begins when the one before it is over.
    void write(Write write);
    /// Runs `act` when no transaction is under way, later, and never from inside a call of a handler's.
    void exclusive(std::function<void()> act);

private:
    struct Step {
        ObjectPath path;  // of the resource
        ResourceHandler* handler;
        const ResourceDefinition* definition;
        ResourceValue value;
        bool merge = false;                         // with the instances the resource has
        std::optional<Id> instance = std::nullopt;  // that it must have
        bool reset = false;                         // the value is of no account
    };

    struct Job {
        Write write;
        std::function<void()> alone;  // instead of the write
    };

    void begin();
    void run_alone();
    Outcome<void> plan();
    Outcome<void> plan_part(Part& part);
    Outcome<void> plan_resource(const ObjectPath& target, codec::ResourceContent& resource);
    void plan_resets(const ObjectPath& path);
    void merge_next();
    void merged(std::uint32_t turn, Outcome<ResourceValue> present);
    void prepare_next();
    void prepared(std::uint32_t turn, const Outcome<void>& outcome);
    Outcome<void> keep();
    Outcome<void> put_down(std::vector<Change> changes);
    void commit();
    void fail(const Failure& failure);
    void finish(const Outcome<void>& outcome);
    std::uint32_t next_turn();
    void expire();
    Write& current() { return queue_.front().write; }
    bool is_current(std::uint32_t turn) const { return busy_ && turn == turn_; }

    ObjectTree& tree_;
    Store& store_;
    Timers& timers_;
    Duration limit_;
    Log log_;

    std::deque<Job> queue_;  // the front is under way when busy_
    bool busy_ = false;
    std::uint32_t turn_ = 0;  // counts the calls to handlers: the answer to an earlier one is too late
    std::vector<std::unique_ptr<Step>> steps_;  // their values stay where they are while a handler works on them
    std::unordered_map<std::uint32_t, std::unique_ptr<Step>> late_;  // by turn; given up while a handler worked on them
    std::size_t merged_ = 0;
    std::size_t prepared_ = 0;
    TimerId timer_ = TimerId::none;
};

}  // namespace agent::lwm2m
