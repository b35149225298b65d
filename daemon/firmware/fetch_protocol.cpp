#include "daemon/firmware/fetch_protocol.hpp"

#include <charconv>

namespace agent::daemon {
namespace {

using lwm2m::firmware::FetchEnd;
using lwm2m::firmware::UpdateResult;

constexpr int transient = 16;
constexpr int largest_result = static_cast<int>(UpdateResult::unsupported_protocol);

std::optional<std::size_t> number(std::string_view text) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::string FetchHead::line() const {
    return std::to_string(offset) + " " + (total ? std::to_string(*total) : "-") + " " + validator + "\n";
}

std::optional<FetchHead> FetchHead::parse(std::string_view line) {
    const auto first = line.find(' ');
    const auto second = first != std::string_view::npos ? line.find(' ', first + 1) : std::string_view::npos;
    if (second == std::string_view::npos) return std::nullopt;
    const auto offset = number(line.substr(0, first));
    const auto said = line.substr(first + 1, second - first - 1);
    const auto total = number(said);
    if (!offset || (!total && said != "-")) return std::nullopt;
    return FetchHead{*offset, total, std::string(line.substr(second + 1))};
}

int exit_status(const FetchEnd& end) { return static_cast<int>(end.result) + (end.transient ? transient : 0); }

FetchEnd fetch_end(int status, std::string reason) {
    const int result = status % transient;
    if (status < 0 || status >= 2 * transient || result > largest_result || status == transient || result == 1)
        return {UpdateResult::connection_lost, true, std::move(reason)};
    return {static_cast<UpdateResult>(result), status >= transient, std::move(reason)};
}

}  // namespace agent::daemon
