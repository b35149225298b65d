#include "config/expression.hpp"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace agent::config {

/// Recursive descent to postfix: sum = product {(+|-) product}, product = factor {(*|/) factor}.
class Expression::Parser {
public:
    Parser(std::string_view text, unsigned groups) : text_(text), groups_(groups) {}

    std::optional<std::vector<Step>> parse(std::string& why) {
        if (text_.size() > 256) {
            why = "an expression of more than 256 bytes";
            return std::nullopt;
        }
        sum(0);
        if (why_.empty() && peek() != '\0') fail("an operator belongs here");
        why = why_;
        return why_.empty() ? std::optional(std::move(steps_)) : std::nullopt;
    }

private:
    using Kind = Step::Kind;

    void sum(int depth) {
        product(depth);
        while (why_.empty() && (peek() == '+' || peek() == '-')) {
            const auto kind = text_[at_++] == '+' ? Kind::add : Kind::subtract;
            product(depth);
            steps_.push_back({kind});
        }
    }
    void product(int depth) {
        factor(depth);
        while (why_.empty() && (peek() == '*' || peek() == '/')) {
            const auto kind = text_[at_++] == '*' ? Kind::multiply : Kind::divide;
            factor(depth);
            steps_.push_back({kind});
        }
    }
    void factor(int depth) {
        if (depth > 20) return fail("nested too deep");
        const auto next = peek();
        if (next == '-') {
            ++at_;
            factor(depth + 1);
            steps_.push_back({Kind::negate});
        } else if (next == '(') {
            ++at_;
            sum(depth + 1);
            if (why_.empty() && peek() != ')') return fail("a closing parenthesis belongs here");
            ++at_;
        } else if (next == '$') {
            capture();
        } else {
            number();
        }
    }
    void capture() {
        const auto digit = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
        if (digit < '1' || digit > '9') return fail("$1 to $9 name the groups of match");
        const auto group = static_cast<unsigned>(digit - '0');
        if (group > groups_) return fail(fmt::format("match has no group {}", group));
        at_ += 2;
        steps_.push_back({Kind::capture, 0.0, group});
    }
    void number() {
        double value = 0;
        const auto [rest, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
        if (error != std::errc{} || !std::isfinite(value)) return fail("a number, $1 to $9 or ( belongs here");
        at_ = static_cast<std::size_t>(rest - text_.data());
        steps_.push_back({Kind::number, value});
    }
    char peek() {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    void fail(std::string_view reason) {
        if (why_.empty()) why_ = fmt::format("at character {}: {}", at_ + 1, reason);
    }

    std::string_view text_;
    unsigned groups_;
    std::size_t at_ = 0;
    std::string why_;
    std::vector<Step> steps_;
};

std::optional<Expression> Expression::parse(std::string_view text, unsigned groups, std::string& why) {
    auto steps = Parser(text, groups).parse(why);
    if (!steps) return std::nullopt;
    Expression expression;
    expression.steps_ = std::move(*steps);
    return expression;
}

std::optional<double> Expression::evaluate(std::span<const std::string> captures, std::string& why) const {
    std::vector<double> stack;
    for (const auto& step : steps_) {
        if (step.kind == Step::Kind::number) {
            stack.push_back(step.number);
        } else if (step.kind == Step::Kind::capture) {
            const auto text = step.capture < captures.size() ? std::string_view(captures[step.capture]) : "";
            double value = 0;
            const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
            if (error != std::errc{} || rest != text.data() + text.size()) {
                why = fmt::format("${} is \"{}\", not a number", step.capture, text);
                return std::nullopt;
            }
            stack.push_back(value);
        } else if (step.kind == Step::Kind::negate) {
            stack.back() = -stack.back();
        } else {
            const auto right = stack.back();
            stack.pop_back();
            auto& left = stack.back();
            left = step.kind == Step::Kind::add        ? left + right
                   : step.kind == Step::Kind::subtract ? left - right
                   : step.kind == Step::Kind::multiply ? left * right
                                                       : left / right;
        }
    }
    if (std::isfinite(stack.back())) return stack.back();
    why = "the result is not a finite number";
    return std::nullopt;
}

std::string number_text(double number) {
    // +0.0 spells a negative zero "0"
    return fmt::format("{}", number + 0.0);
}

}  // namespace agent::config
