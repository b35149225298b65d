// The OMA registry's files that the tests read.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace agent::lwm2m::testing {

inline std::string registry_file(const std::string& name) {
    std::ifstream file(std::filesystem::path(REGISTRY) / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace agent::lwm2m::testing
