// Where a large value goes that is never whole in memory: a resource that has one takes its Write piece by piece, as
// the blocks arrive (RFC 7959 §2.5).
#pragma once

#include <cstddef>
#include <functional>
#include <optional>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/model/failure.hpp"

namespace agent::lwm2m {

class BlockSink {
public:
    using Done = std::function<void(Outcome<void>)>;

    virtual ~BlockSink() = default;

    /// A value of `total` bytes (nullopt: nobody said) is about to come. A failure refuses it; nothing else is called
    /// then.
    virtual Outcome<void> begin(std::optional<std::size_t> total) = 0;
    /// The bytes at `offset`, which is where the bytes before them ended: on their way to where they are kept when it
    /// returns, so the view need not live on. A failure ends the transfer; nothing else is called then.
    virtual Outcome<void> append(std::size_t offset, BytesView bytes) = 0;
    /// That was all. `done` runs once, before finish() returns or later: with success the value is on disk.
    virtual void finish(Done done) = 0;
    /// The rest will not come.
    virtual void abort() = 0;
};

}  // namespace agent::lwm2m
