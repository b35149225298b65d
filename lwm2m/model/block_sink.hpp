// Where a large value goes that is never whole in memory: a resource that has one takes its Write piece by piece, as
// the blocks arrive (RFC 7959 §2.5).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/model/failure.hpp"

namespace agent::lwm2m {

/// One value on its way into a sink. What is said of one that is over changes nothing, or fails with 4.08.
enum class TransferId : std::uint32_t {};

class BlockSink {
public:
    using Done = std::function<void(Outcome<void>)>;

    virtual ~BlockSink() = default;

    /// Bytes that a value may have at most, now.
    virtual std::size_t limit() const = 0;
    /// A value of `total` bytes (nullopt: nobody said) is about to come. A failure refuses it.
    virtual Outcome<TransferId> begin(std::optional<std::size_t> total) = 0;
    /// The bytes at `offset`, which is where the bytes before them ended: on their way to where they are kept when it
    /// returns, so the view need not live on. A failure ends the transfer.
    virtual Outcome<void> append(TransferId transfer, std::size_t offset, BytesView bytes) = 0;
    /// That was all. `done` runs once, before finish() returns or later: with success the value is on disk.
    virtual void finish(TransferId transfer, Done done) = 0;
    /// The rest will not come.
    virtual void abort(TransferId transfer) = 0;
};

}  // namespace agent::lwm2m
