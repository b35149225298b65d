#include "daemon/handlers/placeholder.hpp"

#include <algorithm>

namespace agent::daemon {

std::string filled(std::string_view word,
                   std::initializer_list<std::pair<std::string_view, std::string_view>> placeholders) {
    std::string text;
    while (!word.empty()) {
        const auto* found = std::ranges::find_if(
            placeholders, [&](const auto& placeholder) { return word.starts_with(placeholder.first); });
        if (found == placeholders.end()) {
            text.push_back(word.front());
            word.remove_prefix(1);
        } else {
            text.append(found->second);
            word.remove_prefix(found->first.size());
        }
    }
    return text;
}

}  // namespace agent::daemon
