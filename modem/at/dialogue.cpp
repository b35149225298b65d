#include "modem/at/dialogue.hpp"

#include <optional>

#include "modem/at/errors.hpp"
#include "modem/at/fields.hpp"

namespace agent::modem::at {
namespace {

constexpr std::size_t most_lines = 256;  // of one reply

/// nullopt when the line is no final result code; otherwise no error for OK.
std::optional<error_code> final_result(std::string_view line) {
    if (line == "OK") return error_code{};
    if (line == "ERROR") return error_code(Error::command_failed);
    constexpr std::string_view cme = "+CME ERROR:";
    if (!line.starts_with(cme)) return std::nullopt;
    const auto number = Fields(line.substr(cme.size())).number(0, 65535);
    return number ? error_code(static_cast<int>(*number), cme_category()) : error_code(Error::command_failed);
}

bool is_echo(std::string_view line, const Command& command) {
    return line.size() == command.text().size() + 2 && line.starts_with("AT") && line.substr(2) == command.text();
}

}  // namespace

void Dialogue::begin(const Command& command) {
    pending_ = &command;
    awaits_prompt_ = command.data().has_value();
    collected_.lines.clear();
}

void Dialogue::abandon() {
    pending_ = nullptr;
    awaits_prompt_ = false;
    collected_.lines.clear();
}

Event Dialogue::feed(const Frame& frame) {
    if (frame.kind == Frame::Kind::prompt) {
        if (!awaits_prompt_) return StrayPrompt{};
        awaits_prompt_ = false;
        return WantsData{};
    }
    if (frame.kind == Frame::Kind::urc) return Urc{frame.text};
    return feed_line(frame.text);
}

Event Dialogue::feed_line(std::string_view line) {
    if (const auto result = final_result(line)) {
        if (pending_ == nullptr) return StrayResult{!result->failed()};
        return finish(result->failed() ? Result<Reply>(*result) : Result<Reply>(std::move(collected_)));
    }
    if (pending_ == nullptr) return Urc{line};
    if (is_echo(line, *pending_)) return Nothing{};
    if (!pending_->owns(line)) return Urc{line};
    return collect(line);
}

Event Dialogue::collect(std::string_view line) {
    auto& lines = collected_.lines;
    if (pending_->wants_one_line() && !lines.empty()) {
        released_ = std::move(lines.front());
        lines.front() = line;
        return Urc{released_};
    }
    if (lines.size() < most_lines) lines.emplace_back(line);
    return Nothing{};
}

Event Dialogue::finish(Result<Reply> result) {
    abandon();
    return Finished{std::move(result)};
}

}  // namespace agent::modem::at
