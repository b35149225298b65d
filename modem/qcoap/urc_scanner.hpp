// Finds the parts of a +QCOAPURC by its own counts and lengths (QCOAP note 3), in text that may still be growing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "modem/at/framer.hpp"

namespace agent::modem::qcoap {

inline constexpr std::string_view urc_prefix = "+QCOAPURC:";

/// Views into the URC's text; nothing is decoded yet.
struct UrcParts {
    struct Option {
        unsigned name;
        std::string_view value;
    };
    unsigned client = 0;
    unsigned type = 0;
    unsigned code = 0;
    unsigned message_id = 0;
    std::string_view token;  // hexadecimal
    std::vector<Option> options;
    unsigned options_missing = 0;  // counted in <existence> and not printed
    std::string_view data;
    bool data_is_hex = false;
    std::size_t size = 0;  // of the whole URC
};

class UrcScanner {
public:
    /// `text` starts with urc_prefix.
    explicit UrcScanner(std::string_view text) : text_(text) {}

    /// complete: `parts` is filled. need_more: `needed()` bytes are needed at least. damaged: nothing is known.
    at::Extent::Kind scan(UrcParts& parts);
    std::size_t needed() const { return needed_; }

private:
    using Kind = at::Extent::Kind;
    enum class DataForm : std::uint8_t { hex, text };

    bool head(UrcParts& parts);
    bool options(UrcParts& parts, unsigned count);
    bool option_value(std::string_view& value);
    bool data(UrcParts& parts, bool any_form);
    bool data_as(DataForm form, std::size_t length, UrcParts& parts);
    bool hex_digits(std::size_t count, std::string_view& digits);
    bool line_end();
    bool comma();
    bool number(unsigned most, unsigned& value);
    void skip_blanks();
    bool has(std::size_t count);
    bool damaged() { return stop(Kind::damaged, 0); }
    bool stop(Kind kind, std::size_t needed);

    std::string_view text_;
    std::size_t at_ = 0;
    bool has_token_ = false;
    bool has_data_ = false;
    unsigned option_count_ = 0;
    Kind stopped_ = Kind::complete;
    std::size_t needed_ = 0;
};

/// How far a +QCOAPURC reaches. A damaged one reaches to where the next output of the module seems to begin.
at::Extent measure_urc(std::string_view text, bool last_chance);

inline constexpr at::UrcRecogniser urc_recogniser{urc_prefix, measure_urc};

}  // namespace agent::modem::qcoap
