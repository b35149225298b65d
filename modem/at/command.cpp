#include "modem/at/command.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "modem/at/errors.hpp"

namespace agent::modem::at {
namespace {

bool same_letter(char a, char upper) { return a == upper || a == upper + ('a' - 'A'); }

/// Text without a name of its own that is a URC all the same.
bool is_nameless_urc(std::string_view line) { return line == "RDY" || line == "NORMAL POWER DOWN"; }

}  // namespace

Result<Command> Command::parse(std::string_view line) {
    const bool control =
        std::ranges::any_of(line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    if (control || line.size() < 2 || !same_letter(line[0], 'A') || !same_letter(line[1], 'T')) {
        return Error::malformed_command;
    }
    const auto text = line.substr(2);
    auto command = Command(std::string(text)).answered_by_text();
    const auto name = text.substr(0, text.find_first_of("=?"));
    if (!name.starts_with('+')) return command;
    std::string prefix;
    for (const char c : name) prefix.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    return std::move(command).answered_by(prefix + ":");
}

Command Command::answered_by(std::string_view prefix) && {
    prefix_ = prefix;
    return std::move(*this);
}

Command Command::answered_by(std::string_view prefix, bool (*is_answer)(std::string_view line)) && {
    prefix_ = prefix;
    is_answer_ = is_answer;
    return std::move(*this);
}

Command Command::answered_by_text() && {
    bare_text_ = true;
    return std::move(*this);
}

Command Command::answered_once() && {
    once_ = true;
    return std::move(*this);
}

Command Command::within(Duration limit) && {
    limit_ = limit;
    return std::move(*this);
}

Command Command::as_probe() && {
    probe_ = true;
    return std::move(*this);
}

Command Command::with_data(std::string data) && {
    data_ = std::move(data);
    return std::move(*this);
}

Command Command::secret_from(std::size_t offset) && {
    secret_from_ = offset;
    return std::move(*this);
}

std::string Command::shown() const {
    if (!is_secret() || secret_from_ >= text_.size()) return "AT" + text_;
    return fmt::format("AT{}***", std::string_view(text_).substr(0, secret_from_));
}

bool Command::owns(std::string_view line) const {
    if (!prefix_.empty() && line.starts_with(prefix_)) return is_answer_ == nullptr || is_answer_(line);
    return bare_text_ && !line.starts_with('+') && !is_nameless_urc(line);
}

}  // namespace agent::modem::at
