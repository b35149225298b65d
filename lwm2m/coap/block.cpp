#include "lwm2m/coap/block.hpp"

namespace agent::coap {

std::optional<Block> Block::from(std::uint32_t value) {
    if (value > 0xFFFFFF || (value & 7U) == 7U) return std::nullopt;
    return Block{
        .number = value >> 4, .more = (value & 8U) != 0, .size_exponent = static_cast<std::uint8_t>(value & 7U)};
}

}  // namespace agent::coap
