// Placeholders in the arguments of programs. What is filled in is one argument or a part of it, never a shell's text,
// and is not searched again.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace agent::daemon {

std::string filled(std::string_view word,
                   std::initializer_list<std::pair<std::string_view, std::string_view>> placeholders);

}  // namespace agent::daemon
