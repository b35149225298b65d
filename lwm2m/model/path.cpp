#include "lwm2m/model/path.hpp"

namespace agent::lwm2m {
namespace {

constexpr Id reserved = 65535;
constexpr std::size_t most_levels = 4;

std::optional<Id> parse_id(std::string_view text) {
    constexpr std::size_t most_digits = 5;
    if (text.empty() || text.size() > most_digits || (text.size() > 1 && text.front() == '0')) return std::nullopt;
    unsigned id = 0;
    for (const char c : text) {
        const auto digit = static_cast<unsigned>(c) - '0';
        if (digit > 9) return std::nullopt;
        id = id * 10 + digit;
    }
    if (id >= reserved) return std::nullopt;
    return static_cast<Id>(id);
}

}  // namespace

std::optional<ObjectPath> ObjectPath::parse(std::string_view text) {
    if (text.starts_with('/')) text.remove_prefix(1);
    ObjectPath path;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto begin = at;
        while (at < text.size() && text[at] != '/') ++at;
        const auto id = parse_id(text.substr(begin, at - begin));
        if (!id || path.size_ == most_levels) return std::nullopt;
        path.ids_[path.size_++] = *id;
        if (at + 1 == text.size()) return std::nullopt;  // a slash at the end
    }
    return path;
}

std::optional<ObjectPath> ObjectPath::from_segments(std::span<const std::string_view> segments) {
    if (segments.size() > most_levels) return std::nullopt;
    ObjectPath path;
    for (const auto segment : segments) {
        const auto id = parse_id(segment);
        if (!id) return std::nullopt;
        path = path / *id;
    }
    return path;
}

std::string ObjectPath::text() const {
    if (is_root()) return "/";
    std::string text;
    for (std::size_t level = 0; level < size_; ++level) text.append("/").append(std::to_string(ids_[level]));
    return text;
}

}  // namespace agent::lwm2m

std::size_t std::hash<agent::lwm2m::ObjectPath>::operator()(const agent::lwm2m::ObjectPath& path) const noexcept {
    // Four 16-bit ids fill one word; the size tells /3 from /3/0. The multiplier is that of Fibonacci hashing.
    const auto word = static_cast<std::uint64_t>(path.object()) << 48 |
                      static_cast<std::uint64_t>(path.instance()) << 32 |
                      static_cast<std::uint64_t>(path.resource()) << 16 | path.resource_instance();
    return static_cast<std::size_t>((word + path.size()) * 0x9E3779B97F4A7C15ULL);
}
