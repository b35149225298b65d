// lwm2m-agentd --generate-config: a configuration for the module that is connected.
#pragma once

#include <cstdint>
#include <string>

namespace agent::daemon::generate {

/// What the command line says; what is empty is asked for where somebody is there, or has its default.
struct Wishes {
    std::string device;
    std::string endpoint;
    std::string server;
    std::uint16_t short_id = 123;
    std::string psk_identity;
    std::string psk_key_file;
    std::string psk_credential;
    std::string apn;
    bool force = false;  // replaces what is there
};

/// Writes the configuration to `path`, and a key that was typed to a file beside it. The process's exit code.
int generate_configuration(const std::string& path, const Wishes& wishes);

}  // namespace agent::daemon::generate
