// How an object gets the instances that servers create (LwM2M Core 1.1 §6.3.6).
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "lwm2m/model/failure.hpp"
#include "lwm2m/model/value.hpp"

namespace agent::lwm2m {

class ObjectInstance;

/// Values for the resources of an instance, by resource id.
using GivenValues = std::vector<std::pair<Id, ResourceValue>>;

class InstanceFactory {
public:
    InstanceFactory() = default;
    InstanceFactory(const InstanceFactory&) = delete;
    InstanceFactory& operator=(const InstanceFactory&) = delete;
    virtual ~InstanceFactory() = default;

    /// Created instances that there may be at a time.
    virtual std::size_t most() const = 0;
    /// The resource of a new instance has a value of its own, or is executed.
    virtual bool provides(Id resource) const = 0;
    /// An instance with all its resources. The values that it just holds are taken out of `given`; what is left is to
    /// be written to it, as far as it has those resources.
    virtual Outcome<std::unique_ptr<ObjectInstance>> make(Id instance, GivenValues& given) = 0;
};

}  // namespace agent::lwm2m
