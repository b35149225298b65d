#include "modem/module/clock.hpp"

#include "modem/module/reply_fields.hpp"

namespace agent::modem::module::clock {
namespace {

std::optional<int> two_digits(std::string_view text, std::size_t at) {
    if (text.size() < at + 2) return std::nullopt;
    const auto value = at::parse_integer(text.substr(at, 2));
    if (!value || *value < 0) return std::nullopt;
    return static_cast<int>(*value);
}

}  // namespace

at::Command query() { return at::Command("+CCLK?").answered_by("+CCLK:").answered_once(); }

Result<NetworkTime> parse(const at::Reply& reply) {
    using namespace std::chrono;
    auto text = fields_of(reply).text().value_or("");
    if (text.size() > 4 && text.substr(0, 2) == "20" && text[4] == '/') text.remove_prefix(2);  // 2026/11/23
    const auto year = two_digits(text, 0), month = two_digits(text, 3), day = two_digits(text, 6);
    const auto hour = two_digits(text, 9), minute = two_digits(text, 12), second = two_digits(text, 15);
    if (!year || !month || !day || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) {
        return at::Error::malformed_reply;
    }
    const auto date = year_month_day{std::chrono::year(2000 + *year), std::chrono::month(static_cast<unsigned>(*month)),
                                     std::chrono::day(static_cast<unsigned>(*day))};
    constexpr int never_set_from = 70;
    if (!date.ok() || *year >= never_set_from || *year < 20) return at::Error::malformed_reply;

    NetworkTime time{sys_days(date) + hours(*hour) + minutes(*minute) + seconds(*second)};
    if (const auto quarters = two_digits(text, 18))
        time.zone = minutes(15) * (text[17] == '-' ? -*quarters : *quarters);
    return time;
}

}  // namespace agent::modem::module::clock
