#include "daemon/firmware/package_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "daemon/handlers/sources.hpp"

namespace agent::daemon {
namespace {

// So much of what an earlier run wrote may have been lost with the power.
constexpr std::size_t sync_every = 64 * 1024;
constexpr std::size_t longest_validator = 1024;

void sync_directory(const std::filesystem::path& directory) {
    const Descriptor folder(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder) ::fsync(folder.get());
}

}  // namespace

PackageFile::PackageFile(std::filesystem::path directory, std::size_t max_size, Log log)
    : directory_(std::move(directory)), max_size_(max_size), log_(log) {
    take_up();
}

void PackageFile::take_up() {
    std::error_code error;
    const auto found = std::filesystem::file_size(part(), error);
    auto validator = read_file(tag().string(), longest_validator);
    if (error || !validator || found <= 2 * sync_every) return;
    const auto sure = (found - sync_every) / sync_every * sync_every;
    if (!open(0) || ::ftruncate(file_.get(), static_cast<off_t>(sure)) != 0) return;
    size_ = sure;
    validator_ = std::move(*validator);
}

bool PackageFile::open(int flags) {
    std::error_code error;
    std::filesystem::create_directories(directory_, error);
    file_ = Descriptor(::open(part().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, S_IRUSR | S_IWUSR));
    return static_cast<bool>(file_);
}

PackageFile::UpdateResult PackageFile::failed(const char* doing) const {
    log_.error("package_not_kept file={} doing={} reason=\"{}\"", part().string(), doing, std::strerror(errno));
    return UpdateResult::not_enough_storage;
}

std::size_t PackageFile::room() const {
    struct statvfs space {};
    if (::statvfs(directory_.c_str(), &space) != 0) return max_size_;  // the writes will tell
    return static_cast<std::size_t>(space.f_bavail) * space.f_frsize;
}

std::size_t PackageFile::limit() const { return std::min(max_size_, room()); }

PackageFile::UpdateResult PackageFile::restart(std::optional<std::size_t> total, const std::string& validator) {
    discard();
    if (total && *total > max_size_) {
        log_.warning("package_too_large size={} max_size={}", *total, max_size_);
        return UpdateResult::not_enough_storage;
    }
    if (!open(O_TRUNC)) return failed("open");
    if (total && *total > room()) {
        log_.warning("package_too_large size={} reason=\"the disk has not that much room\"", *total);
        return UpdateResult::not_enough_storage;
    }
    // Before the first byte: bytes never stand beside the tag of another file.
    if (!validator.empty() && !write_file(tag().string(), validator)) return failed("tag");
    validator_ = validator;
    return UpdateResult::initial;
}

PackageFile::UpdateResult PackageFile::add(BytesView bytes) {
    if (bytes.size() > max_size_ - size_) {
        log_.warning("package_too_large max_size={}", max_size_);
        return UpdateResult::not_enough_storage;
    }
    while (!bytes.empty()) {
        const auto written = ::pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(size_));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return failed("write");
        size_ += static_cast<std::size_t>(written);
        unsynced_ += static_cast<std::size_t>(written);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    if (unsynced_ < sync_every) return UpdateResult::initial;
    unsynced_ = 0;
    return ::fdatasync(file_.get()) == 0 ? UpdateResult::initial : failed("sync");
}

PackageFile::UpdateResult PackageFile::seal() {
    if (!file_ || ::fsync(file_.get()) != 0) return failed("sync");
    if (::rename(part().c_str(), path().c_str()) != 0) return failed("rename");
    file_.reset();
    sync_directory(directory_);
    log_.info("package_received file={} size={}", path().string(), size_);
    return UpdateResult::initial;
}

void PackageFile::discard() {
    file_.reset();
    size_ = unsynced_ = 0;
    validator_.clear();
    for (const auto& file : {path(), part(), tag()}) ::unlink(file.c_str());
}

bool PackageFile::complete() const { return ::access(path().c_str(), F_OK) == 0; }

}  // namespace agent::daemon
