#include "lwm2m/model/device_prefix.hpp"

#include <algorithm>

namespace agent::lwm2m {
namespace {

constexpr std::string_view characters = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
constexpr std::uint64_t base = characters.size() + 1;

}  // namespace

std::optional<DevicePrefix> DevicePrefix::parse(std::string_view text) {
    if (text.size() > longest) return std::nullopt;
    std::uint64_t code = 0;
    bool is_number = true;
    for (const char c : text) {
        const auto place = characters.find(c);
        if (place == std::string_view::npos) return std::nullopt;
        code = code * base + place + 1;
        is_number = is_number && c >= '0' && c <= '9';
    }
    if (is_number) return std::nullopt;  // or empty
    return of_code(code);
}

std::string DevicePrefix::text() const {
    std::string text;
    for (auto rest = code_; rest > 0; rest /= base) text.push_back(characters[rest % base - 1]);
    std::ranges::reverse(text);
    return text;
}

}  // namespace agent::lwm2m
