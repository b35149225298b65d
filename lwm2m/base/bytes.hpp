// Bytes and the two spellings of them the agent meets: hexadecimal text and text.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace agent {

using Bytes = std::vector<std::uint8_t>;
using BytesView = std::span<const std::uint8_t>;

/// Upper-case hexadecimal, two digits a byte, as the module's commands want it.
std::string to_hex(BytesView bytes);
/// Appends to_hex(bytes) to `out` without a temporary.
void append_hex(std::string& out, BytesView bytes);
/// Either case. nullopt when the length is odd or a character is not a hexadecimal digit.
std::optional<Bytes> from_hex(std::string_view text);

inline BytesView as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(BytesView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
inline Bytes to_bytes(std::string_view text) {
    const auto view = as_bytes(text);
    return {view.begin(), view.end()};
}

}  // namespace agent
