// The arithmetic of `map:`: numbers, $1..$9, + - * / and parentheses.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace agent::config {

class Expression {
public:
    /// nullopt with a reason and the place in `why`. `groups` is how many the pattern beside it has.
    static std::optional<Expression> parse(std::string_view text, unsigned groups, std::string& why);
    /// `captures` as Pattern::find() gives them. nullopt with a reason in `why` when one is no number or the result
    /// is not finite.
    std::optional<double> evaluate(std::span<const std::string> captures, std::string& why) const;

private:
    struct Step {  // postfix
        enum class Kind : unsigned char { number, capture, negate, add, subtract, multiply, divide } kind{};
        double number = 0.0;
        unsigned capture = 0;
    };
    class Parser;
    std::vector<Step> steps_;
};

/// The shortest text that reads back as the number: "-97", "21.5". What a handler gives parse_text().
std::string number_text(double number);

}  // namespace agent::config
