#include "config/pattern.hpp"

#include <fmt/format.h>

namespace agent::config {

std::optional<Pattern> Pattern::compile(std::string_view expression, std::string& why) {
    if (expression.size() > longest) {
        why = fmt::format("a regular expression of more than {} bytes", longest);
        return std::nullopt;
    }
    try {
        return Pattern{
            std::regex(expression.begin(), expression.end(), std::regex::ECMAScript | std::regex::multiline)};
    } catch (const std::regex_error& error) {
        why = fmt::format("not a regular expression: {}", error.what());
        return std::nullopt;
    }
}

std::optional<std::vector<std::string>> Pattern::find(std::string_view text) const {
    text = text.substr(0, longest_text);
    std::cmatch match;
    try {
        if (!std::regex_search(text.data(), text.data() + text.size(), match, regex_)) return std::nullopt;
    } catch (const std::regex_error&) {  // too complex for this text
        return std::nullopt;
    }
    std::vector<std::string> groups;
    for (const auto& group : match) groups.push_back(group.str());
    return groups;
}

std::optional<std::string> Pattern::extract(std::string_view text) const {
    auto groups = find(text);
    if (!groups) return std::nullopt;
    return std::move((*groups)[groups->size() > 1 ? 1 : 0]);
}

}  // namespace agent::config
