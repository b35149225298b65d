// Reads what lies at a path from its handlers, all at once, and waits for the slow ones (LwM2M Core 1.1 §6.3.1).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "lwm2m/base/log.hpp"
#include "lwm2m/base/timers.hpp"
#include "lwm2m/codec/content.hpp"
#include "lwm2m/model/tree.hpp"

namespace agent::lwm2m {

class Readings {
public:
    enum class Scope : std::uint8_t {
        all,
        multiple,  // only multiple resources: what Discover counts
    };
    using Done = std::function<void(const ObjectPath& path, Outcome<codec::Content> content)>;

    /// A handler that takes longer than `limit` has failed.
    Readings(ObjectTree& tree, Timers& timers, Duration limit, Log log)
        : tree_(tree), timers_(timers), limit_(limit), log_(log) {}
    ~Readings();
    Readings(const Readings&) = delete;
    Readings& operator=(const Readings&) = delete;

    /// Calls `done` once, perhaps before it returns. Of an object or instance what can be read is content and what
    /// fails is left out; a single resource or resource instance fails with its handler's failure.
    void read(const ObjectPath& path, Scope scope, Done done);
    /// The object's handlers are gone: what they were asked has failed.
    void lose(const ObjectPath& object);

private:
    struct Target {
        codec::ResourceContent* into = nullptr;
        ResourceHandler* handler = nullptr;
        const ResourceDefinition* definition = nullptr;
        bool answered = false;
    };
    struct Job {
        ObjectPath path;
        Done done;
        codec::Content content;
        std::vector<Target> targets;  // in the order of content
        std::size_t pending = 0;
        Failure failure;  // the last one; Empty when there was none
        TimerId limit = TimerId::none;
        std::uint16_t generation = 0;
    };

    std::uint16_t admit(const ObjectPath& path, Done done);
    bool collect(Job& job, Scope scope);
    void ask(std::uint16_t place);
    void answered(std::uint16_t place, std::uint16_t generation, std::uint32_t target, Outcome<ResourceValue> value);
    void failed(Job& job, Target& target, Failure failure);
    void give_up(std::uint16_t place, const std::string& reason);
    void finish(std::uint16_t place);

    ObjectTree& tree_;
    Timers& timers_;
    Duration limit_;
    Log log_;
    std::vector<std::unique_ptr<Job>> jobs_;
    std::vector<std::uint16_t> free_;
};

}  // namespace agent::lwm2m
