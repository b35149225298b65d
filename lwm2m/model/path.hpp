// Paths of the LwM2M data model (LwM2M Core 1.1 §6.2, §7.1): "/", /3, /3/0, /3/0/9, /3/0/7/1.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace agent::lwm2m {

using Id = std::uint16_t;  // object, instance, resource or resource instance; 65535 is reserved and names nothing

class ObjectPath {
public:
    constexpr ObjectPath() = default;  // "/"
    constexpr explicit ObjectPath(Id object) : ids_{object}, size_(1) {}
    constexpr ObjectPath(Id object, Id instance) : ids_{object, instance}, size_(2) {}
    constexpr ObjectPath(Id object, Id instance, Id resource) : ids_{object, instance, resource}, size_(3) {}
    constexpr ObjectPath(Id object, Id instance, Id resource, Id resource_instance)
        : ids_{object, instance, resource, resource_instance}, size_(4) {}

    /// "/3/0/9" or "3/0/9"; "/" and "" are the root. nullopt for anything that is not 0 to 4 decimal ids of 0..65534.
    static std::optional<ObjectPath> parse(std::string_view text);
    /// From Uri-Path segments; nullopt as for parse().
    static std::optional<ObjectPath> from_segments(std::span<const std::string_view> segments);

    constexpr std::size_t size() const { return size_; }  // 0 root, 1 object, .. 4 resource instance
    constexpr bool is_root() const { return size_ == 0; }
    constexpr Id object() const { return ids_[0]; }
    constexpr Id instance() const { return ids_[1]; }
    constexpr Id resource() const { return ids_[2]; }
    constexpr Id resource_instance() const { return ids_[3]; }

    /// The first `levels` ids; the path itself when it has no more.
    constexpr ObjectPath prefix(std::size_t levels) const {
        ObjectPath shorter = *this;
        for (auto level = levels; level < shorter.size_; ++level) shorter.ids_[level] = 0;
        if (levels < shorter.size_) shorter.size_ = static_cast<std::uint8_t>(levels);
        return shorter;
    }
    /// One level deeper; size() < 4.
    constexpr ObjectPath operator/(Id id) const {
        ObjectPath deeper = *this;
        deeper.ids_[deeper.size_++] = id;
        return deeper;
    }
    /// `other` is this path or lies below it.
    constexpr bool contains(const ObjectPath& other) const {
        return size_ <= other.size_ && other.prefix(size_) == *this;
    }
    std::string text() const;

    friend constexpr auto operator<=>(const ObjectPath&, const ObjectPath&) = default;

private:
    std::array<Id, 4> ids_{};  // unused levels are 0, so that comparing members compares paths
    std::uint8_t size_ = 0;
};

}  // namespace agent::lwm2m

template<>
struct std::hash<agent::lwm2m::ObjectPath> {
    std::size_t operator()(const agent::lwm2m::ObjectPath& path) const noexcept;
};
