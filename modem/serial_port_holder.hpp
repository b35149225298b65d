// Who else has a device open, for the error that says so.
#pragma once

#include <string>

namespace agent::modem {

/// "minicom (pid 123)" of another process that holds the device `fd` is open on, as far as /proc tells this user;
/// empty when it does not.
std::string holder_of(int fd);
/// The same for a device that cannot be opened.
std::string holder_of(const std::string& device);

}  // namespace agent::modem
