#include "modem/serial_port_holder.hpp"

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace agent::modem {
namespace {

namespace fs = std::filesystem;

bool is_number(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

bool has_open(const fs::path& process, dev_t device) {
    std::error_code error;
    for (const auto& entry :
         fs::directory_iterator(process / "fd", fs::directory_options::skip_permission_denied, error)) {
        struct stat status {};
        if (::stat(entry.path().c_str(), &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == device)
            return true;
    }
    return false;
}

std::string describe(const fs::path& process) {
    std::string name;
    std::ifstream(process / "comm") >> name;
    return fmt::format("{} (pid {})", name.empty() ? "a process" : name, process.filename().string());
}

/// The pid that has locked the file, by /proc/locks: `1: FLOCK  ADVISORY  WRITE 123 00:05:678 0 EOF`.
std::optional<std::string> locker_of(const struct stat& status) {
    std::ifstream locks("/proc/locks");
    const auto inode = fmt::format(":{} ", status.st_ino);
    for (std::string line; std::getline(locks, line);) {
        std::istringstream words(line);
        std::string number, kind, advisory, access, pid;
        words >> number >> kind >> advisory >> access >> pid;
        if (kind == "FLOCK" && line.find(inode) != std::string::npos && is_number(pid)) return pid;
    }
    return std::nullopt;
}

std::string find_holder(const struct stat& status) {
    // Who has locked it is the one who uses it; a device may be kept open by others, as a pty is by its maker.
    if (const auto pid = locker_of(status)) return describe(fs::path("/proc") / *pid);
    const auto device = status.st_rdev;
    const auto self = std::to_string(::getpid());
    std::error_code error;
    for (const auto& entry : fs::directory_iterator("/proc", error)) {
        const auto pid = entry.path().filename().string();
        if (is_number(pid) && pid != self && has_open(entry.path(), device)) return describe(entry.path());
    }
    return {};
}

}  // namespace

std::string holder_of(int fd) {
    struct stat status {};
    return ::fstat(fd, &status) == 0 ? find_holder(status) : std::string();
}

std::string holder_of(const std::string& device) {
    struct stat status {};
    return ::stat(device.c_str(), &status) == 0 ? find_holder(status) : std::string();
}

}  // namespace agent::modem
