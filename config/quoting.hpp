// Text from outside, as it may stand in one line of a message.
#pragma once

#include <string>
#include <string_view>

namespace agent::config {

/// Without control characters, and at most about `most` bytes of it, ending in "..." when cut.
std::string printable(std::string_view text, std::size_t most = 60);
/// printable() in double quotes.
std::string quoted(std::string_view text);

}  // namespace agent::config
