// A folder of a test's own, and a loop that runs until something came true.
#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <string>

#include <stdlib.h>

#include "daemon/loop.hpp"

namespace agent::daemon::testing {

class TemporaryFolder {
public:
    TemporaryFolder() {
        auto name = (std::filesystem::temp_directory_path() / "lwm2m-agent-test-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
        path_ = name;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

inline void write(const std::filesystem::path& path, std::string_view text) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

inline std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Runs the loop until `done()`; false when that took too long.
inline bool run_until(Loop& loop, const std::function<bool()>& done, Duration limit = 20s) {
    bool timed_out = false;
    auto give_up = loop.timers().at(Clock::now() + limit, [&] { timed_out = true; });
    std::function<void()> look = [&] {
        if (done() || timed_out) return loop.stop();
        loop.timers().after(2ms, look);
    };
    loop.timers().after(0ms, look);
    loop.run();
    loop.timers().cancel(give_up);
    return !timed_out;
}

}  // namespace agent::daemon::testing
