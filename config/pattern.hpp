// The regular expressions of `match:` (ECMAScript, ^ and $ at every line), the same for the check and for the handlers.
#pragma once

#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

namespace agent::config {

class Pattern {
public:
    static constexpr std::size_t longest = 512;            // bytes of the expression
    static constexpr std::size_t longest_text = 8 * 1024;  // bytes searched; the library's matcher recurses

    /// nullopt with a reason in `why`.
    static std::optional<Pattern> compile(std::string_view expression, std::string& why);
    /// The whole match, then each group (empty where it took no part). nullopt: no match in the first longest_text
    /// bytes.
    std::optional<std::vector<std::string>> find(std::string_view text) const;
    /// Of the first match the first group, or all of it when there are no groups.
    std::optional<std::string> extract(std::string_view text) const;
    unsigned groups() const { return static_cast<unsigned>(regex_.mark_count()); }

private:
    explicit Pattern(std::regex regex) : regex_(std::move(regex)) {}
    std::regex regex_;
};

}  // namespace agent::config
