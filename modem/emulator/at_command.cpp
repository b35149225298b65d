#include "modem/emulator/at_command.hpp"

#include <algorithm>
#include <charconv>

namespace agent::modem::emulator {
namespace {

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<std::size_t> find_prefix(std::string_view line) {
    for (std::size_t i = 0; i + 1 < line.size(); ++i)
        if (upper(line[i]) == 'A' && upper(line[i + 1]) == 'T') return i;
    return std::nullopt;
}

/// A quoted string ends at the next quote, and a comma or the end must follow it.
bool read_quoted(std::string_view& rest, Parameter& parameter) {
    const auto end = rest.find('"', 1);
    if (end == std::string_view::npos) return false;
    parameter.kind = Parameter::Kind::quoted;
    parameter.text = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
    return rest.empty() || rest.front() == ',';
}

void read_bare(std::string_view& rest, Parameter& parameter) {
    parameter.text = rest.substr(0, rest.find(','));
    if (!parameter.text.empty()) parameter.kind = Parameter::Kind::bare;
    rest.remove_prefix(parameter.text.size());
}

bool read_parameters(std::string_view rest, std::vector<Parameter>& out) {
    while (true) {
        Parameter parameter;
        if (!rest.empty() && rest.front() == '"') {
            if (!read_quoted(rest, parameter)) return false;
        } else {
            read_bare(rest, parameter);
        }
        out.push_back(std::move(parameter));
        if (rest.empty()) return true;
        rest.remove_prefix(1);
    }
}

void read_extended(std::string_view text, AtCommand& command) {
    const auto end = text.find_first_of("=?");
    std::ranges::transform(text.substr(0, end), std::back_inserter(command.name), upper);
    if (end == std::string_view::npos) return;
    const auto tail = text.substr(end);
    if (tail == "?") {
        command.form = AtCommand::Form::read;
    } else if (tail == "=?") {
        command.form = AtCommand::Form::test;
    } else {
        command.form = AtCommand::Form::write;
        command.malformed = tail.front() == '?' || !read_parameters(tail.substr(1), command.parameters);
    }
}

/// ATE0, ATI, AT&F0: letters (after an optional '&'), then a number.
void read_basic(std::string_view text, AtCommand& command) {
    const auto letters =
        text.starts_with('&') ? std::min<std::size_t>(2, text.size()) : std::min<std::size_t>(1, text.size());
    std::ranges::transform(text.substr(0, letters), std::back_inserter(command.name), upper);
    const auto digits = text.substr(letters);
    if (digits.empty()) return;
    command.parameters.push_back({Parameter::Kind::bare, std::string(digits)});
    command.malformed = !std::ranges::all_of(digits, is_digit);
}

}  // namespace

std::optional<std::uint32_t> Parameter::number(std::uint32_t limit) const {
    if (kind != Kind::bare || !std::ranges::all_of(text, is_digit)) return std::nullopt;
    std::uint32_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc{} || value > limit) return std::nullopt;
    return value;
}

const Parameter& AtCommand::parameter(std::size_t index) const {
    static const Parameter none;
    return index < parameters.size() ? parameters[index] : none;
}

std::optional<AtCommand> parse_command(std::string_view line) {
    const auto prefix = find_prefix(line);
    if (!prefix) return std::nullopt;
    auto text = line.substr(*prefix + 2);
    while (text.ends_with(' ')) text.remove_suffix(1);
    AtCommand command;
    if (text.starts_with('+')) {
        read_extended(text, command);
    } else {
        read_basic(text, command);
    }
    return command;
}

}  // namespace agent::modem::emulator
