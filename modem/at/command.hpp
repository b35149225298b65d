// One AT command as a value: its text, which lines answer it, how long it may take (QCOAP note 2.1.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lwm2m/base/result.hpp"
#include "lwm2m/base/time.hpp"

namespace agent::modem::at {

enum class Direction : bool { to_module, from_module };

/// The information lines that came before the final OK, as they were printed.
struct Reply {
    std::vector<std::string> lines;
    friend bool operator==(const Reply&, const Reply&) = default;
};

class Command {
public:
    /// `text` is what follows "AT": "+QCOAPOPEN?"; empty for AT itself. Every line is a URC until answered_by() says
    /// otherwise.
    explicit Command(std::string text) : text_(std::move(text)) {}
    /// A whole line as people write it, "AT+CESQ": answered by lines of its own name and by bare text.
    /// Error::malformed_command when it does not start with AT or holds control characters.
    static Result<Command> parse(std::string_view line);

    /// Lines that start with `prefix` ("+CSQ: ") answer it.
    Command answered_by(std::string_view prefix) &&;
    /// ... and only those for which `is_answer` holds, where a URC has the same name.
    Command answered_by(std::string_view prefix, bool (*is_answer)(std::string_view line)) &&;
    /// Lines without a "+NAME:" answer it, as AT+CIMI's digits do.
    Command answered_by_text() &&;
    /// One line answers it: of several the last one, the ones before were URCs of the same name.
    Command answered_once() &&;
    Command within(Duration limit) &&;
    /// A probe: when it is not answered the channel just goes on, it neither resynchronises nor calls the module
    /// silent.
    Command as_probe() &&;
    /// What is written after the `>` prompt, as it is.
    Command with_data(std::string data) &&;
    /// From this byte of the text on (and its answers) nothing is shown in a trace or a log.
    Command secret_from(std::size_t offset) &&;

    const std::string& text() const { return text_; }
    /// For traces and logs: "AT" and the text, the secret part masked.
    std::string shown() const;
    bool owns(std::string_view line) const;
    bool is_probe() const { return probe_; }
    bool wants_one_line() const { return once_; }
    std::optional<Duration> limit() const { return limit_; }
    const std::optional<std::string>& data() const { return data_; }
    bool is_secret() const { return secret_from_ != std::string::npos; }

    friend bool operator==(const Command&, const Command&) = default;

private:
    std::string text_;
    std::string prefix_;
    bool (*is_answer_)(std::string_view) = nullptr;
    bool bare_text_ = false;
    bool once_ = false;
    bool probe_ = false;
    std::optional<Duration> limit_;
    std::optional<std::string> data_;
    std::size_t secret_from_ = std::string::npos;
};

}  // namespace agent::modem::at
