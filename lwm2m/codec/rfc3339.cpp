#include "lwm2m/codec/rfc3339.hpp"

#include <chrono>
#include <optional>

namespace agent::lwm2m::codec {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class Parser {
public:
    explicit Parser(std::string_view text) : rest_(text) {}

    bool at_end() const { return rest_.empty(); }
    bool take(char wanted) {
        if (!rest_.starts_with(wanted)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool take_either_case(char letter) { return take(letter) || take(static_cast<char>(letter - 'A' + 'a')); }
    /// A number of so many digits, up to `most`. Once something was not there, nothing is.
    std::optional<unsigned> number(std::size_t digits, unsigned most) {
        unsigned number = 0;
        if (rest_.size() < digits) return std::nullopt;
        for (const char c : rest_.substr(0, digits)) {
            if (c < '0' || c > '9') return std::nullopt;
            number = number * 10 + static_cast<unsigned>(c - '0');
        }
        rest_.remove_prefix(digits);
        return number <= most ? std::optional(number) : std::nullopt;
    }
    std::optional<std::chrono::sys_seconds> date();
    std::optional<seconds> time_of_day();
    /// True with what is behind the point in `is_zero`; true without a point.
    bool fraction(bool& is_zero);
    std::optional<seconds> offset();

private:
    std::string_view rest_;
};

std::optional<std::chrono::sys_seconds> Parser::date() {
    const auto year = number(4, 9999);
    if (!year || !take('-')) return std::nullopt;
    const auto month = number(2, 12);
    if (!month || !take('-')) return std::nullopt;
    const auto day = number(2, 31);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                                           std::chrono::day(*day)};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date);
}

std::optional<seconds> Parser::time_of_day() {
    const auto hour = number(2, 23);
    if (!hour || !take(':')) return std::nullopt;
    const auto minute = number(2, 59);
    if (!minute || !take(':')) return std::nullopt;
    const auto second = number(2, 60);  // a leap second is the one after it
    if (!second) return std::nullopt;
    return hours(*hour) + minutes(*minute) + seconds(*second);
}

bool Parser::fraction(bool& is_zero) {
    is_zero = true;
    if (!take('.')) return true;
    std::size_t digits = 0;
    for (; digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9'; ++digits)
        if (rest_[digits] != '0') is_zero = false;
    rest_.remove_prefix(digits);
    return digits > 0;
}

std::optional<seconds> Parser::offset() {
    if (take_either_case('Z')) return seconds(0);
    const bool is_behind = take('-');
    if (!is_behind && !take('+')) return std::nullopt;
    const auto hour = number(2, 23);
    if (!hour || !take(':')) return std::nullopt;
    const auto minute = number(2, 59);
    if (!minute) return std::nullopt;
    const seconds offset = hours(*hour) + minutes(*minute);
    return is_behind ? -offset : offset;
}

}  // namespace

Outcome<Time> parse_rfc3339(std::string_view text) {
    const auto malformed = [] { return bad_request("the text is no date and time of RFC 3339"); };
    Parser parser(text);
    const auto date = parser.date();
    if (!date || !parser.take_either_case('T')) return malformed();
    const auto time = parser.time_of_day();
    bool is_whole = true;
    if (!time || !parser.fraction(is_whole)) return malformed();
    const auto offset = parser.offset();
    if (!offset || !parser.at_end()) return malformed();
    if (!is_whole) return bad_request("a Time has whole seconds");
    return Time{(*date + *time - *offset).time_since_epoch().count()};
}

}  // namespace agent::lwm2m::codec
