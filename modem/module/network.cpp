#include "modem/module/network.hpp"

#include <fmt/format.h>

#include "modem/module/address_literal.hpp"
#include "modem/module/reply_fields.hpp"

namespace agent::modem::module {

namespace attach {

at::Command query() { return at::Command("+CGATT?").answered_by("+CGATT:").answered_once(); }

Result<bool> parse(const at::Reply& reply) {
    const auto state = fields_of(reply).number(0, 1);
    if (!state) return at::Error::malformed_reply;
    return *state == 1;
}

}  // namespace attach

namespace registration {
namespace {

constexpr std::string_view prefix = "+CEREG:";
constexpr unsigned most_status = 5;

/// The reply to the read command begins with the reporting mode: a second number, where the URC has an area or nothing.
bool is_answer(std::string_view line) {
    auto fields = at::Fields::of_line(line);
    fields.skip();
    return !fields.at_end() && !fields.next_is_quoted();
}

Status to_status(unsigned value) { return value <= most_status ? static_cast<Status>(value) : Status::unknown; }

Result<Registration> parse_rest(at::Fields fields, unsigned reporting) {
    const auto status = fields.number(0, 255);
    if (!status) return at::Error::malformed_reply;
    Registration registration{.reporting = reporting, .status = to_status(*status)};
    registration.area = fields.text().value_or("");
    registration.cell = fields.text().value_or("");
    return registration;
}

}  // namespace

std::string_view to_string(Status status) {
    switch (status) {
        case Status::idle:
            return "not registered and not searching";
        case Status::home:
            return "registered";
        case Status::searching:
            return "searching";
        case Status::denied:
            return "registration denied";
        case Status::unknown:
            return "unknown, perhaps out of coverage";
        case Status::roaming:
            return "registered, roaming";
    }
    return "unknown";
}

at::Command query() { return at::Command("+CEREG?").answered_by(prefix, is_answer); }
at::Command report(unsigned mode) { return at::Command(fmt::format("+CEREG={}", mode)); }

Result<Registration> parse(const at::Reply& reply) {
    auto fields = fields_of(reply);
    const auto reporting = fields.number(0, 9);
    if (!reporting) return at::Error::malformed_reply;
    return parse_rest(fields, *reporting);
}

std::optional<Registration> parse_urc(std::string_view line) {
    if (!line.starts_with(prefix)) return std::nullopt;
    auto registration = parse_rest(at::Fields::of_line(line), 0);
    if (!registration) return std::nullopt;
    return std::move(*registration);
}

}  // namespace registration

namespace default_context {

at::Command query() { return at::Command("+QCGDEFCONT?").answered_by("+QCGDEFCONT:").answered_once(); }

Result<at::Command> set(std::string_view apn) {
    constexpr std::size_t longest = 99;
    for (const char c : apn)
        if (static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == 0x7F) return at::Error::malformed_command;
    if (apn.size() > longest) return at::Error::malformed_command;
    return at::Command(fmt::format("+QCGDEFCONT=\"IP\",\"{}\"", apn));
}

Result<std::string> parse(const at::Reply& reply) {
    auto fields = fields_of(reply);
    fields.skip();
    const auto apn = fields.text();
    if (!apn) return at::Error::malformed_reply;
    return std::string(*apn);
}

}  // namespace default_context

namespace serving_operator {

at::Command query() { return at::Command("+COPS?").answered_by("+COPS:").answered_once(); }
at::Command make_numeric() { return at::Command("+COPS=3,2"); }

Result<std::optional<ServingOperator>> parse(const at::Reply& reply) {
    using Found = std::optional<ServingOperator>;
    auto fields = fields_of(reply);
    if (!fields.number(0, 4)) return at::Error::malformed_reply;
    constexpr unsigned numeric = 2;
    if (fields.number(0, 2) != numeric) return Found();
    const auto code = fields.text().value_or("");
    const auto number = at::parse_integer(code);
    if ((code.size() != 5 && code.size() != 6) || !number || *number < 0) return at::Error::malformed_reply;
    const auto country = at::parse_integer(code.substr(0, 3));
    // Of an MNC 08 the zero is no part of the number.
    const auto digits = code.substr(
        code.find_first_not_of('0', 3) == std::string_view::npos ? code.size() - 1 : code.find_first_not_of('0', 3));
    const auto network = at::parse_integer(digits);
    if (!country || !network) return at::Error::malformed_reply;
    return Found(ServingOperator{static_cast<unsigned>(*country), static_cast<unsigned>(*network)});
}

}  // namespace serving_operator

namespace address {

at::Command query() { return at::Command("+CGPADDR").answered_by("+CGPADDR:"); }

std::vector<std::string> parse(const at::Reply& reply) {
    std::vector<std::string> addresses;
    for (const auto& line : reply.lines) {
        auto fields = at::Fields::of_line(line);
        fields.skip();
        while (const auto field = fields.text())
            if (is_address(*field)) addresses.emplace_back(*field);
    }
    return addresses;
}

std::string parse_urc(std::string_view line) {
    if (!line.starts_with("+IP:")) return {};
    const auto text = at::Fields::of_line(line).text().value_or("");
    return is_address(text) ? std::string(text) : std::string();
}

}  // namespace address
}  // namespace agent::modem::module
