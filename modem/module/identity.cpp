#include "modem/module/identity.hpp"

#include <algorithm>

#include "modem/module/reply_fields.hpp"

namespace agent::modem::module::identity {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex_digit(char c) { return is_digit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'); }

Result<std::string> digits(const at::Reply& reply, std::size_t least, std::size_t most, bool (*accepted)(char)) {
    const auto text = fields_of(reply).text().value_or("");
    if (text.size() < least || text.size() > most || !std::ranges::all_of(text, accepted))
        return at::Error::malformed_reply;
    return std::string(text);
}

at::Command text_command(const char* name) {
    return at::Command(name).answered_by(std::string(name) + ":").answered_by_text();
}

}  // namespace

at::Command imei() { return at::Command("+CGSN=1").answered_by("+CGSN:").answered_by_text(); }
at::Command imsi() { return text_command("+CIMI"); }
at::Command iccid() { return at::Command("+QCCID").answered_by("+QCCID:").answered_once(); }
at::Command manufacturer() { return text_command("+CGMI"); }
at::Command model() { return text_command("+CGMM"); }
at::Command revision() { return text_command("+CGMR"); }

Result<std::string> parse_imei(const at::Reply& reply) { return digits(reply, 14, 17, is_digit); }
Result<std::string> parse_imsi(const at::Reply& reply) { return digits(reply, 6, 15, is_digit); }
// Some cards' numbers end in a filler F.
Result<std::string> parse_iccid(const at::Reply& reply) { return digits(reply, 18, 22, is_hex_digit); }

Result<std::string> parse_text(const at::Reply& reply) {
    if (reply.lines.empty()) return at::Error::malformed_reply;
    std::string_view text = reply.lines.front();
    if (text.starts_with('+')) text.remove_prefix(std::min(text.find(':') + 1, text.size()));
    constexpr std::string_view label = "Revision:";
    const auto skip_blanks = [&text] { text.remove_prefix(std::min(text.find_first_not_of(" \""), text.size())); };
    skip_blanks();
    if (text.starts_with(label)) text.remove_prefix(label.size());
    skip_blanks();
    while (!text.empty() && (text.back() == ' ' || text.back() == '"')) text.remove_suffix(1);
    if (text.empty()) return at::Error::malformed_reply;
    return std::string(text);
}

}  // namespace agent::modem::module::identity
