// Where the configuration takes a secret from. The secret itself is read once, at load, and never printed.
#pragma once

#include <cstdint>
#include <string>

namespace agent::config {

struct SecretSource {
    enum class Kind : std::uint8_t { hex, text, file, credential };
    Kind kind = Kind::text;
    enum class Format : std::uint8_t { hex, text, raw };
    std::string name;  // path of a file, name of a credential; empty for those that stand in the configuration
    Format format = Format::hex;  // of what a file or credential holds; text and hex without the blanks around it
    friend bool operator==(const SecretSource&, const SecretSource&) = default;
};

}  // namespace agent::config
