// Whether bytes are UTF-8 (RFC 3629): what an LwM2M String may hold (LwM2M Core 1.1 Appendix C).
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace agent::lwm2m {

/// Where the first byte is that cannot belong to UTF-8 text; nullopt when all do.
std::optional<std::size_t> first_non_utf8(std::string_view text);

}  // namespace agent::lwm2m
