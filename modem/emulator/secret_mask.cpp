#include "modem/emulator/secret_mask.hpp"

namespace agent::modem::emulator {
namespace {

constexpr std::size_t looked_at = 96;  // the names stand at the beginning of a line

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool has(std::string_view line, std::string_view part) { return line.find(part) != std::string_view::npos; }

/// After how many commas the secret begins; 0 in a line without one.
unsigned commas_before_secret(std::string_view line) {
    if (has(line, "+QCOAPCFG=") && has(line, "PSK")) return 3;  // AT+QCOAPCFG="psk",0,"identity","key"
    if (has(line, "+QCOAPCFG:") && has(line, "PSK")) return 2;  // +QCOAPCFG: "psk","identity","key"
    return 0;
}

}  // namespace

std::string SecretMask::mask(std::string_view bytes) {
    std::string masked(bytes);
    for (auto& byte : masked)
        if (hides(byte)) byte = '*';
    return masked;
}

bool SecretMask::hides(char byte) {
    if (byte == '\r' || byte == '\n') {
        line_.clear();
        in_quotes_ = false;
        commas_ = 0;
        return false;
    }
    const auto commas = commas_before_secret(line_);
    const bool in_key = commas != 0 && commas_ >= commas && byte != '"' && byte != ' ' && byte != ',';
    const bool in_pin = has(line_, "+CPIN=") && byte != '"' && byte != ',' && byte != '?';
    if (byte == '"') in_quotes_ = !in_quotes_;
    if (byte == ',' && !in_quotes_) ++commas_;
    if (line_.size() < looked_at) line_.push_back(upper(byte));
    return in_key || in_pin;
}

}  // namespace agent::modem::emulator
