#include "modem/qcoap/urc_scanner.hpp"

#include <algorithm>

namespace agent::modem::qcoap {
namespace {

using Kind = at::Extent::Kind;

constexpr std::size_t longest_option_text = 600;  // 255 bytes in hexadecimal, and room
constexpr unsigned longest_data = 4096;
constexpr unsigned content_format_name = 12;

bool is_hex_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'); }
bool is_line_end(char c) { return c == '\r' || c == '\n'; }

/// "If <opt_name>=12 and <opt_value>=0/41/50, the data is in string format, otherwise in hexadecimal format."
bool announces_text(const std::vector<UrcParts::Option>& options) {
    return std::ranges::any_of(options, [](const UrcParts::Option& option) {
        return option.name == content_format_name &&
               (option.value == "0" || option.value == "41" || option.value == "50");
    });
}

}  // namespace

Kind UrcScanner::scan(UrcParts& parts) {
    if (!head(parts)) return stopped_;
    const auto body = at_;
    // Some firmware counts a Content-Format or an Accept that it does not know and does not print it: then the URC
    // makes sense with fewer options than it counts. Where more are missing, the module was reset in the midst of it.
    const unsigned most_options_missing = has_data_ ? 2 : 1;
    const auto fewest = option_count_ - std::min(option_count_, most_options_missing);
    for (auto count = option_count_;; --count) {
        at_ = body;
        parts.options.clear();
        const bool done = options(parts, count) && (!has_data_ || data(parts, count == option_count_)) && line_end();
        if (done) {
            parts.options_missing = option_count_ - count;
            parts.size = at_;
            return Kind::complete;
        }
        if (stopped_ == Kind::need_more || count == fewest) return stopped_;
        stopped_ = Kind::complete;
    }
}

bool UrcScanner::head(UrcParts& parts) {
    at_ = urc_prefix.size();
    unsigned existence = 0;
    if (!number(4, parts.client) || !comma() || !number(3, parts.type) || !comma() || !number(731, parts.code) ||
        !comma() || !number(65535, parts.message_id) || !comma() || !number(255, existence)) {
        return false;
    }
    has_data_ = (existence & 0x01U) != 0;
    option_count_ = existence >> 1 & 0x3FU;
    has_token_ = (existence & 0x80U) != 0;
    if (!has_token_) return true;
    unsigned length = 0;
    return comma() && number(8, length) && comma() && hex_digits(2 * std::size_t{length}, parts.token);
}

bool UrcScanner::options(UrcParts& parts, unsigned count) {
    for (; count > 0; --count) {
        UrcParts::Option option{};
        if (!comma() || !number(65535, option.name) || !comma() || !option_value(option.value)) return false;
        parts.options.push_back(option);
    }
    return true;
}

bool UrcScanner::option_value(std::string_view& value) {
    skip_blanks();
    if (!has(1)) return false;
    const bool quoted = text_[at_] == '"';
    if (quoted) ++at_;
    for (auto end = at_; end - at_ <= longest_option_text; ++end) {
        if (end + (quoted ? 1 : 0) >= text_.size()) return stop(Kind::need_more, text_.size() + 1);
        if (is_line_end(text_[end])) {
            if (quoted) return damaged();
        } else if (!quoted) {
            if (text_[end] != ',') continue;
        } else if (text_[end] != '"' || (text_[end + 1] != ',' && !is_line_end(text_[end + 1]))) {
            continue;
        }
        value = text_.substr(at_, end - at_);
        at_ = end + (quoted ? 1 : 0);
        return true;
    }
    return damaged();
}

bool UrcScanner::data(UrcParts& parts, bool any_form) {
    unsigned length = 0;
    if (!comma() || !number(longest_data, length) || !comma()) return false;
    skip_blanks();
    const auto start = at_;
    const auto promised = announces_text(parts.options) ? DataForm::text : DataForm::hex;
    if (data_as(promised, length, parts)) return true;
    if (stopped_ == Kind::need_more || !any_form) return false;
    // Printed in the other form than its content format promises: its shape decides, where the counts are right.
    at_ = start;
    stopped_ = Kind::complete;
    return data_as(promised == DataForm::text ? DataForm::hex : DataForm::text, length, parts);
}

bool UrcScanner::data_as(DataForm form, std::size_t length, UrcParts& parts) {
    parts.data_is_hex = form == DataForm::hex;
    if (form == DataForm::hex) return hex_digits(2 * length, parts.data) && line_end();
    if (!has(1)) return false;
    const std::size_t quote = text_[at_] == '"' ? 1 : 0;
    if (!has(length + 2 * quote + 1)) return false;
    if (quote != 0 && text_[at_ + 1 + length] != '"') return damaged();
    parts.data = text_.substr(at_ + quote, length);
    at_ += length + 2 * quote;
    return line_end();
}

bool UrcScanner::hex_digits(std::size_t count, std::string_view& digits) {
    skip_blanks();
    if (!has(1)) return false;
    const bool quoted = text_[at_] == '"';
    if (quoted) ++at_;
    const auto there = text_.substr(at_, count);
    if (!std::ranges::all_of(there, is_hex_digit)) return damaged();
    // No hint how much is missing: a digit that is none is to be noticed at once.
    if (text_.size() - at_ < count + 1) return stop(Kind::need_more, 0);
    digits = there;
    at_ += count;
    if (!quoted) return true;
    return text_[at_] == '"' ? (++at_, true) : damaged();
}

bool UrcScanner::line_end() { return has(1) && (is_line_end(text_[at_]) || damaged()); }

bool UrcScanner::comma() {
    skip_blanks();
    if (!has(1)) return false;
    if (text_[at_] != ',') return damaged();
    ++at_;
    return true;
}

bool UrcScanner::number(unsigned most, unsigned& value) {
    skip_blanks();
    const auto start = at_;
    value = 0;
    for (;; ++at_) {
        if (!has(1)) return false;
        if (text_[at_] < '0' || text_[at_] > '9') break;
        value = value * 10 + static_cast<unsigned>(text_[at_] - '0');
        if (value > most) return damaged();
    }
    return at_ > start || damaged();
}

void UrcScanner::skip_blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
}

bool UrcScanner::has(std::size_t count) { return text_.size() - at_ >= count || stop(Kind::need_more, at_ + count); }

bool UrcScanner::stop(Kind kind, std::size_t needed) {
    stopped_ = kind;
    needed_ = needed;
    return false;
}

namespace {

/// The end of a damaged URC: its line's, where a line end between quotes counts only if a new URC or reply follows it.
at::Extent damage(std::string_view text, bool last_chance) {
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto after = text.substr(i + 1, 2);
        if (text[i] == '"') {
            if (quoted && after.empty()) break;
            quoted = !quoted || (after.front() != ',' && !is_line_end(after.front()));
        } else if (is_line_end(text[i]) && (!quoted || after == "\n+")) {
            return {Kind::damaged, i};
        }
    }
    if (!last_chance) return {Kind::need_more, 0};
    return {Kind::damaged, std::min(text.find_first_of("\r\n"), text.size())};
}

}  // namespace

at::Extent measure_urc(std::string_view text, bool last_chance) {
    UrcParts parts;
    UrcScanner scanner(text);
    switch (scanner.scan(parts)) {
        case Kind::complete:
            return {Kind::complete, parts.size};
        case Kind::need_more:
            if (!last_chance) return {Kind::need_more, scanner.needed()};
            break;
        case Kind::damaged:
            break;
    }
    return damage(text, last_chance);
}

}  // namespace agent::modem::qcoap
