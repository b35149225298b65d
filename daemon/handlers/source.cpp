#include "daemon/handlers/source.hpp"

#include <charconv>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "config/expression.hpp"

namespace agent::daemon {
namespace {

using lwm2m::DataType;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n\0";
    const auto start = text.find_first_not_of(blanks);
    if (start == std::string_view::npos) return {};
    return text.substr(start, text.find_last_not_of(blanks) - start + 1);
}

bool is_integer(DataType type) {
    return type == DataType::integer || type == DataType::unsigned_integer || type == DataType::time;
}

std::optional<double> parse_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

}  // namespace

double in_decimal(double number) {
    // 15 digits are what a double holds of every decimal number.
    return parse_number(fmt::format("{:.15g}", number)).value_or(number);
}

config::Pattern compile_pattern(const std::string& expression) {
    std::string why;
    auto pattern = config::Pattern::compile(expression, why);
    if (!pattern) throw std::invalid_argument(why);
    return std::move(*pattern);
}

TextReading::TextReading(const lwm2m::ResourceDefinition& definition, const std::optional<std::string>& match,
                         double scale)
    : definition_(definition), scale_(scale) {
    if (match) pattern_ = compile_pattern(*match);
}

lwm2m::Outcome<lwm2m::ResourceValue> TextReading::of_text(std::string_view text) const {
    auto value = parse_text(definition_.type, text);
    if (!value) return source_failure(std::move(value.error().reason));
    if (auto right = definition_.check(*value); !right) return source_failure(std::move(right.error().reason));
    if (!definition_.multiple) return lwm2m::ResourceValue(std::move(*value));
    lwm2m::InstanceValues instances;
    instances.emplace_back(lwm2m::Id{0}, std::move(*value));
    return lwm2m::ResourceValue(std::move(instances));
}

lwm2m::Outcome<lwm2m::ResourceValue> TextReading::of_number(double number) const {
    return of_text(config::number_text(is_integer(definition_.type) ? std::round(number) : number));
}

lwm2m::Outcome<lwm2m::ResourceValue> TextReading::operator()(std::string_view text) const {
    std::string matched;
    if (pattern_) {
        auto found = pattern_->extract(text);
        if (!found) return source_failure("nothing matches");
        matched = std::move(*found);
        text = matched;
    }
    text = trimmed(text);
    // Whole numbers may be written as 21.0 or 2.1e1, and numbers are scaled; everything else is as it stands.
    const bool plain = definition_.type != DataType::floating && !is_integer(definition_.type);
    if (plain || (scale_ == 1.0 && parse_text(definition_.type, text))) return of_text(text);
    const auto number = parse_number(text);
    if (!number) return source_failure(fmt::format("'{}' is no number", text.substr(0, 32)));
    return of_number(in_decimal(*number * scale_));
}

}  // namespace agent::daemon
