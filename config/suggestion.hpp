// "did you mean": the known word that is nearest to what was written.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace agent::config {

/// Empty when none is near enough (more than a third of the letters differ; at most 64 letters are compared).
std::string nearest(std::string_view written, std::span<const std::string_view> known);
/// " (did you mean WORD?)" or nothing.
std::string did_you_mean(std::string_view written, std::span<const std::string_view> known);

}  // namespace agent::config
