// A short stand-in for what a notification said, to tell whether the next one would say anything new.
#pragma once

#include <cstdint>

#include "lwm2m/codec/content.hpp"

namespace agent::lwm2m {

/// Equal for equal content; 64 bits of FNV-1a over the ids and values.
std::uint64_t digest(const codec::Content& content);

}  // namespace agent::lwm2m
