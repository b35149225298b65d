// CoAP message types and codes (RFC 7252 §3, §12.1; RFC 7959 §2.9; RFC 8132 §2).
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace agent::coap {

enum class Type : std::uint8_t { confirmable = 0, non_confirmable = 1, acknowledgement = 2, reset = 3 };

/// A request method, a response code or Empty: class.detail in one byte.
class Code {
public:
    constexpr Code() = default;  // 0.00, Empty
    constexpr explicit Code(std::uint8_t byte) : byte_(byte) {}
    static constexpr Code of(unsigned code_class, unsigned detail) {
        return Code(static_cast<std::uint8_t>(code_class << 5 | detail));
    }

    constexpr std::uint8_t byte() const { return byte_; }
    constexpr unsigned code_class() const { return byte_ >> 5; }
    constexpr unsigned detail() const { return byte_ & 0x1F; }
    constexpr bool is_empty() const { return byte_ == 0; }
    constexpr bool is_request() const { return code_class() == 0 && !is_empty(); }
    constexpr bool is_response() const { return code_class() >= 2; }
    constexpr bool is_success() const { return code_class() == 2; }
    /// "2.05" or "0.01".
    std::string text() const;
    /// "2.05 Content", "GET"; the bare number where it has no name.
    std::string name() const;

    friend constexpr auto operator<=>(const Code&, const Code&) = default;

private:
    std::uint8_t byte_ = 0;
};

namespace code {
inline constexpr Code empty{};
inline constexpr Code get = Code::of(0, 1);
inline constexpr Code post = Code::of(0, 2);
inline constexpr Code put = Code::of(0, 3);
inline constexpr Code del = Code::of(0, 4);
inline constexpr Code fetch = Code::of(0, 5);
inline constexpr Code patch = Code::of(0, 6);
inline constexpr Code ipatch = Code::of(0, 7);
inline constexpr Code created = Code::of(2, 1);
inline constexpr Code deleted = Code::of(2, 2);
inline constexpr Code valid = Code::of(2, 3);
inline constexpr Code changed = Code::of(2, 4);
inline constexpr Code content = Code::of(2, 5);
inline constexpr Code continue_ = Code::of(2, 31);
inline constexpr Code bad_request = Code::of(4, 0);
inline constexpr Code unauthorized = Code::of(4, 1);
inline constexpr Code bad_option = Code::of(4, 2);
inline constexpr Code forbidden = Code::of(4, 3);
inline constexpr Code not_found = Code::of(4, 4);
inline constexpr Code method_not_allowed = Code::of(4, 5);
inline constexpr Code not_acceptable = Code::of(4, 6);
inline constexpr Code request_entity_incomplete = Code::of(4, 8);
inline constexpr Code precondition_failed = Code::of(4, 12);
inline constexpr Code request_entity_too_large = Code::of(4, 13);
inline constexpr Code unsupported_content_format = Code::of(4, 15);
inline constexpr Code unprocessable_entity = Code::of(4, 22);
inline constexpr Code internal_server_error = Code::of(5, 0);
inline constexpr Code not_implemented = Code::of(5, 1);
inline constexpr Code bad_gateway = Code::of(5, 2);
inline constexpr Code service_unavailable = Code::of(5, 3);
inline constexpr Code gateway_timeout = Code::of(5, 4);
inline constexpr Code proxying_not_supported = Code::of(5, 5);
}  // namespace code

}  // namespace agent::coap
