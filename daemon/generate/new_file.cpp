#include "daemon/generate/new_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/spawn.hpp"

namespace agent::daemon::generate {
namespace {

error_code last_error() { return {errno, boost::system::system_category()}; }

Result<void> write_all(int file, std::string_view content) {
    while (!content.empty()) {
        const auto count = ::write(file, content.data(), content.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return last_error();
        content.remove_prefix(static_cast<std::size_t>(count));
    }
    if (::fsync(file) != 0) return last_error();
    return {};
}

/// The group may read it, if there is such a group and it can be given to it.
void share(int file, const char* group) {
    const auto* entry = ::getgrnam(group);
    if (entry != nullptr && ::fchown(file, static_cast<uid_t>(-1), entry->gr_gid) == 0) ::fchmod(file, 0640);
}

}  // namespace

Result<void> write_new_file(const std::string& path, std::string_view content, const char* group, bool replaces) {
    auto temporary = path + ".XXXXXX";
    const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));  // mode 0600
    if (!file) return last_error();
    share(file.get(), group);
    auto written = write_all(file.get(), content);
    // link() never replaces what is there.
    if (written && !replaces && ::link(temporary.c_str(), path.c_str()) != 0) written = last_error();
    if (written && replaces && ::rename(temporary.c_str(), path.c_str()) != 0) written = last_error();
    if (!written || !replaces) ::unlink(temporary.c_str());
    return written;
}

}  // namespace agent::daemon::generate
