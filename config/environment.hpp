// What loading a configuration asks of the host, so that a test can be the host.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lwm2m/base/result.hpp"

namespace agent::config {

struct FileContent {
    std::string text;
    unsigned mode = 0;  // permission bits
};

struct Environment {
    std::function<std::optional<std::string>(const std::string& name)> variable;
    /// A regular file of at most `limit` bytes; errc::file_too_large otherwise.
    std::function<Result<FileContent>(const std::string& path, std::size_t limit)> read;
    /// The names of what is in a folder, in any order.
    std::function<Result<std::vector<std::string>>(const std::string& folder)> list;
};

/// The real one.
Environment host_environment();

}  // namespace agent::config
