// Paths of the LwM2M data model (LwM2M Core 1.1 §6.2, §7.1): "/", /3, /3/0, /3/0/9, /3/0/7/1; and those of the devices
// behind the gateway, which begin with their prefix (LwM2M Gateway 1.1 §8.3.1): /d0/3, /d0/3/0...
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "lwm2m/model/device_prefix.hpp"

namespace agent::lwm2m {

using Id = std::uint16_t;  // object, instance, resource or resource instance; 65535 is reserved and names nothing

/// Two words: it goes through the agent in registers.
class ObjectPath {
public:
    constexpr ObjectPath() = default;  // "/"
    constexpr explicit ObjectPath(Id object) : ObjectPath(1, object, 0, 0, 0) {}
    constexpr ObjectPath(Id object, Id instance) : ObjectPath(2, object, instance, 0, 0) {}
    constexpr ObjectPath(Id object, Id instance, Id resource) : ObjectPath(3, object, instance, resource, 0) {}
    constexpr ObjectPath(Id object, Id instance, Id resource, Id resource_instance)
        : ObjectPath(4, object, instance, resource, resource_instance) {}

    /// "/3/0/9" or "3/0/9"; "/" and "" are the root; "/d0/3/0/9". nullopt for anything that is not 0 to 4 decimal ids
    /// of 0..65534, or the prefix of a device and 1 to 4 of them.
    static std::optional<ObjectPath> parse(std::string_view text);
    /// From Uri-Path segments; nullopt as for parse().
    static std::optional<ObjectPath> from_segments(std::span<const std::string_view> segments);
    static constexpr std::size_t most_segments = 5;

    constexpr std::size_t size() const { return head_ & size_bits; }  // 0 root, 1 object, .. 4 resource instance
    constexpr bool is_root() const { return size() == 0; }
    constexpr Id object() const { return id(0); }
    constexpr Id instance() const { return id(1); }
    constexpr Id resource() const { return id(2); }
    constexpr Id resource_instance() const { return id(3); }
    /// One of the gateway itself, not of a device behind it.
    constexpr bool is_own() const { return head_ <= size_bits; }
    constexpr DevicePrefix device() const { return DevicePrefix::of_code(head_ >> size_width); }

    /// The same ids of that device.
    constexpr ObjectPath under(DevicePrefix device) const {
        ObjectPath other = *this;
        other.head_ = device.code() << size_width | size();
        return other;
    }
    /// The first `levels` ids, of the same device; the path itself when it has no more.
    constexpr ObjectPath prefix(std::size_t levels) const {
        if (levels >= size()) return *this;
        ObjectPath shorter = *this;
        shorter.head_ = (head_ & ~size_bits) | levels;
        shorter.ids_ &= mask(levels);
        return shorter;
    }
    /// One level deeper; size() < 4.
    constexpr ObjectPath operator/(Id id) const {
        ObjectPath deeper = *this;
        deeper.ids_ |= std::uint64_t{id} << (48 - 16 * size());
        ++deeper.head_;
        return deeper;
    }
    /// `other` is this path or lies below it, in the tree of the same device.
    constexpr bool contains(const ObjectPath& other) const {
        return size() <= other.size() && device() == other.device() && (other.ids_ & mask(size())) == ids_;
    }
    std::string text() const;

    friend constexpr bool operator==(const ObjectPath&, const ObjectPath&) = default;
    /// The gateway's own first; what lies below a path comes right behind it.
    friend constexpr std::strong_ordering operator<=>(const ObjectPath& one, const ObjectPath& other) {
        if (const auto order = one.device() <=> other.device(); order != 0) return order;
        if (const auto order = one.ids_ <=> other.ids_; order != 0) return order;
        return one.head_ <=> other.head_;
    }

private:
    friend struct std::hash<ObjectPath>;
    static constexpr unsigned size_width = 3;
    static constexpr std::uint64_t size_bits = (1U << size_width) - 1;

    constexpr ObjectPath(std::uint64_t size, Id object, Id instance, Id resource, Id resource_instance)
        : head_(size),
          ids_(std::uint64_t{object} << 48 | std::uint64_t{instance} << 32 | std::uint64_t{resource} << 16 |
               resource_instance) {}
    constexpr Id id(unsigned level) const { return static_cast<Id>(ids_ >> (48 - 16 * level)); }
    static constexpr std::uint64_t mask(std::size_t levels) {
        return levels == 0 ? 0 : ~std::uint64_t{0} << (64 - 16 * levels);
    }

    std::uint64_t head_ = 0;  // the device's code, and the size in the last bits
    std::uint64_t ids_ = 0;   // the first level first; unused levels are 0, so that comparing numbers compares paths
};

}  // namespace agent::lwm2m

template<>
struct std::hash<agent::lwm2m::ObjectPath> {
    std::size_t operator()(const agent::lwm2m::ObjectPath& path) const noexcept {
        // The multiplier is that of Fibonacci hashing; the size tells /3 from /3/0.
        constexpr std::uint64_t multiplier = 0x9E3779B97F4A7C15ULL;
        return static_cast<std::size_t>((path.ids_ + path.head_ * multiplier) * multiplier);
    }
};
