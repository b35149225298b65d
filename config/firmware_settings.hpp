// Object 5, Firmware Update, as a deployment wants it: how large a package may be, who verifies it, who installs it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "config/handler_settings.hpp"
#include "config/secret.hpp"
#include "lwm2m/client/firmware_machine.hpp"
#include "lwm2m/client/server_account.hpp"

namespace agent::config {

/// Runs before the package counts as downloaded; "{file}" in an argument becomes the package's path.
struct VerifySettings {
    Argv argv;
    Duration timeout = 5min;
    std::optional<int> unsupported;  // this exit status says that the package is of no supported type
    friend bool operator==(const VerifySettings&, const VerifySettings&) = default;
};

/// Says with its exit status, after the installation or the restart it made, whether the new firmware runs.
struct ConfirmSettings {
    Argv argv;
    Duration timeout = 30s;
    friend bool operator==(const ConfirmSettings&, const ConfirmSettings&) = default;
};

struct InstallSettings {
    Argv argv;                               // "{file}" as above
    Duration delay = 5s;                     // between the answer to Update and the start
    Duration timeout = 30min;                // for the program, and for the restart it may make
    std::optional<ConfirmSettings> confirm;  // absent: the version must have changed
    friend bool operator==(const InstallSettings&, const InstallSettings&) = default;
};

/// What the coaps server of that host knows the device by.
struct PackageKey {
    std::string host;
    lwm2m::Psk psk;  // its identity may hold placeholders until resolve_templates()
    SecretSource source;
    friend bool operator==(const PackageKey&, const PackageKey&) = default;
};

struct FirmwareSettings {
    std::size_t max_size = 64 * 1024 * 1024;  // bytes of a package
    std::optional<VerifySettings> verify;
    InstallSettings install;
    bool push = true;                                                        // the package may be written to /5/0/0
    std::vector<lwm2m::firmware::Protocol> pull;                             // of /5/0/1, ascending; empty: none
    lwm2m::RetrySettings retry{.first = 10s, .most = 10min, .attempts = 8};  // of a pull that is interrupted
    std::vector<PackageKey> keys;                                            // one a host
    std::optional<std::string> ca;  // path of the certificates that https trusts; absent: the system's
    friend bool operator==(const FirmwareSettings&, const FirmwareSettings&) = default;
};

}  // namespace agent::config
