// The configuration that --generate-config writes: from what the module says and what a person answers.
#pragma once

#include <cstdint>
#include <string>

#include "modem/module/identity.hpp"

namespace agent::daemon::generate {

struct ModuleFacts {
    std::string device;
    modem::module::Identity identity;  // as far as it is known
    std::string apn;                   // that it uses by itself; empty: none
    bool resolves_names = true;
};

struct Answers {
    std::string endpoint = "urn:imei:{modem.imei}";
    std::string uri;
    std::uint16_t short_id = 123;
    std::string psk_identity = "{endpoint}";
    std::string key_file;        // where the key is, for the configuration
    std::string key_credential;  // or its name
    std::string apn;             // to set; empty: the module's own
};

/// Commented YAML.
std::string document(const ModuleFacts& module, const Answers& answers);

}  // namespace agent::daemon::generate
