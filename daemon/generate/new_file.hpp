// A file that was not there before, whole or not at all.
#pragma once

#include <string>
#include <string_view>

#include "lwm2m/base/result.hpp"

namespace agent::daemon::generate {

/// Mode 0640, with the group `group` where there is one and the caller may give it away, otherwise 0600. An existing
/// file is left alone (errc::file_exists) unless `replaces`.
Result<void> write_new_file(const std::string& path, std::string_view content, const char* group, bool replaces);

}  // namespace agent::daemon::generate
