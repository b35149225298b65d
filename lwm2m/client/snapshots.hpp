// Answers that go out in blocks: kept for a while, so that every block is of the same representation (RFC 7959 §2.4).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/base/time.hpp"
#include "lwm2m/coap/block.hpp"
#include "lwm2m/coap/message.hpp"
#include "lwm2m/model/path.hpp"

namespace agent::lwm2m {

class Snapshots {
public:
    struct Key {
        ObjectPath path;
        coap::ContentFormat format{};
        std::uint32_t selection = 0;  // tells one composite reading from another
        friend bool operator==(const Key&, const Key&) = default;
    };

    /// Remembers what was read; the oldest of four is forgotten for it, each after 93 s without use.
    void keep(const Key& key, Bytes payload, TimePoint now);
    /// nullptr when there is none (any more); valid until the next call.
    const Bytes* find(const Key& key, TimePoint now);
    struct Snapshot {
        Key key;
        Bytes payload;
        TimePoint until;
    };
    /// The one of that path, and of that format if there is one given, that was used last; as find() else.
    const Snapshot* last(const ObjectPath& path, std::optional<coap::ContentFormat> format, TimePoint now);
    void clear() { kept_.clear(); }

private:
    std::vector<Snapshot> kept_;  // least recently used first
};

/// Equal for equal bytes (FNV-1a).
std::uint32_t entity_tag(BytesView payload);

/// Adds that block of `payload` to `message` with Block2 and, for the whole, ETag and Size2. False when `payload` has
/// no such block.
bool add_block(coap::Message& message, BytesView payload, std::uint32_t number, std::uint8_t size_exponent);

}  // namespace agent::lwm2m
