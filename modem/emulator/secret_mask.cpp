#include "modem/emulator/secret_mask.hpp"

namespace agent::modem::emulator {
namespace {

constexpr std::size_t looked_at = 256;  // the names stand at the beginning of a line

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool has(std::string_view line, std::string_view part) { return line.find(part) != std::string_view::npos; }

/// Whether the line is a message for /0, whose payload holds keys, or for /5, whose Package URI may hold a password.
/// The first Uri-Path (option 11) says so.
bool is_about_secrets(std::string_view line) {
    constexpr std::string_view uri_path = ",11,\"";
    if (!has(line, "+QCOAPURC:")) return false;
    const auto at = line.find(uri_path);
    if (at == std::string_view::npos) return false;
    const auto segment = line.substr(at + uri_path.size());
    return segment.starts_with("0\"") || segment.starts_with("5\"");
}

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
    // All that is quoted from there on: the options after the path tell less than the payload gives away.
    const bool in_payload = in_quotes_ && byte != '"' && is_about_secrets(line_);
    const bool in_pin = has(line_, "+CPIN=") && byte != '"' && byte != ',' && byte != '?';
    if (byte == '"') in_quotes_ = !in_quotes_;
    if (byte == ',' && !in_quotes_) ++commas_;
    if (line_.size() < looked_at) line_.push_back(upper(byte));
    return in_key || in_pin || in_payload;
}

}  // namespace agent::modem::emulator
