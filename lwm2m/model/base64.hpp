// Base64 (RFC 4648 §4, padded) and base64url (§5, unpadded): how text formats carry opaque values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lwm2m/base/bytes.hpp"

namespace agent::lwm2m {

enum class Base64 : std::uint8_t { padded, url };

std::string to_base64(BytesView bytes, Base64 alphabet = Base64::padded);
/// nullopt for anything to_base64() would not have written: foreign characters, wrong padding, stray bits at the end.
std::optional<Bytes> from_base64(std::string_view text, Base64 alphabet = Base64::padded);

}  // namespace agent::lwm2m
