// The parameters of an information line: `0,"192.0.2.1",5683,3` (QCOAP note 2.1.2), read one after the other.
// A tolerant reader: blanks around a field are dropped, a quoted field ends at the quote before a comma or the end.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace agent::modem::at {

class Fields {
public:
    explicit Fields(std::string_view text) : rest_(text) {}
    /// Of `+CSQ: 10,0` what follows the colon; of a line without one, the line.
    static Fields of_line(std::string_view line);

    bool at_end() const { return ended_; }
    /// The next field without its quotes; nullopt behind the last one. An empty field is "".
    std::optional<std::string_view> text();
    /// nullopt when the field is absent, empty or not a decimal number; the field is passed over all the same.
    std::optional<std::int64_t> integer();
    /// The same, and within the limits.
    std::optional<unsigned> number(unsigned least, unsigned most);
    void skip(unsigned count = 1) {
        while (count-- > 0) text();
    }
    /// The field to come is quoted.
    bool next_is_quoted() const;

private:
    std::string_view rest_;
    bool ended_ = false;
};

std::optional<std::int64_t> parse_integer(std::string_view text);

/// What a test command prints for one parameter: `(0-4)`, `(0,1)`, `(0)`, or a name such as <port>.
struct Supported {
    struct Range {
        std::int64_t first;
        std::int64_t last;
        friend bool operator==(const Range&, const Range&) = default;
    };
    std::vector<Range> ranges;  // empty where only a name was given
    std::string_view name;      // of the parsed line

    bool contains(std::int64_t value) const;
};
/// The parameters of a test command's line; nullopt when a parenthesis is not closed or a range is not of numbers.
std::optional<std::vector<Supported>> parse_supported(std::string_view line);

}  // namespace agent::modem::at
