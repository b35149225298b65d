// One AT command line as typed fields (QCOAP note 2.1.2): its name, its form and its parameters.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace agent::modem::emulator {

/// What stood between two commas.
struct Parameter {
    enum class Kind : std::uint8_t { absent, bare, quoted };
    Kind kind = Kind::absent;
    std::string text;  // without the quotes

    /// An unsigned decimal number; nullopt when quoted, absent, not all digits or above `limit`.
    std::optional<std::uint32_t> number(std::uint32_t limit = 0xFFFFFFFF) const;
    bool absent() const { return kind == Kind::absent; }
    bool quoted() const { return kind == Kind::quoted; }
};

struct AtCommand {
    enum class Form : std::uint8_t { execute, read, test, write };
    std::string name;  // upper case: "+QCOAPSEND", "I", "E", "&F"; empty for a bare AT
    Form form = Form::execute;
    std::vector<Parameter> parameters;  // of a write; a basic command's number ("ATE0") is its one bare parameter
    bool malformed = false;  // the name is known, the parameters are not a list (an open quote, text after one)

    const Parameter& parameter(std::size_t index) const;  // an absent one past the end
};

/// `line` is without its CR. What precedes the first "AT" of any case is noise and skipped (V.250 §5.2.1);
/// nullopt when there is no "AT": such a line gets no answer.
std::optional<AtCommand> parse_command(std::string_view line);

}  // namespace agent::modem::emulator
