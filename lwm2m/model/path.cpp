#include "lwm2m/model/path.hpp"

#include <array>

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
    if (text.empty()) return ObjectPath();
    std::array<std::string_view, most_segments> segments;
    std::size_t count = 0;
    for (auto end = std::string_view::npos; count < segments.size(); text.remove_prefix(end + 1)) {
        end = text.find('/');
        segments[count++] = text.substr(0, end);
        if (end == std::string_view::npos) return from_segments(std::span(segments).first(count));
    }
    return std::nullopt;
}

std::optional<ObjectPath> ObjectPath::from_segments(std::span<const std::string_view> segments) {
    ObjectPath path;
    if (segments.empty()) return path;
    auto id = parse_id(segments.front());
    if (!id) {
        const auto device = segments.size() > 1 ? DevicePrefix::parse(segments.front()) : std::nullopt;
        if (!device) return std::nullopt;
        path = path.under(*device);
        segments = segments.subspan(1);
        id = parse_id(segments.front());
    }
    if (segments.size() > most_levels) return std::nullopt;
    for (std::size_t level = 0;; id = parse_id(segments[level])) {
        if (!id) return std::nullopt;
        path = path / *id;
        if (++level == segments.size()) return path;
    }
}

std::string ObjectPath::text() const {
    std::string text;
    if (!is_own()) text.append("/").append(device().text());
    for (unsigned level = 0; level < size(); ++level) text.append("/").append(std::to_string(id(level)));
    return text.empty() ? "/" : text;
}

}  // namespace agent::lwm2m
