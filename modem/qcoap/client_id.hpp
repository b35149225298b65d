// The identifier of one of the module's five CoAP clients ("contexts"): <clientID>, QCOAP note 2.3.2.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>

namespace agent::modem::qcoap {

class ClientId {
public:
    static constexpr unsigned count = 5;

    /// nullopt outside 0..4.
    static constexpr std::optional<ClientId> from(unsigned value) {
        if (value >= count) return std::nullopt;
        return ClientId(static_cast<std::uint8_t>(value));
    }
    constexpr unsigned value() const { return value_; }

    friend constexpr auto operator<=>(const ClientId&, const ClientId&) = default;

private:
    constexpr explicit ClientId(std::uint8_t value) : value_(value) {}
    std::uint8_t value_;
};

}  // namespace agent::modem::qcoap
