#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/handlers/sources.hpp"
#include "daemon/spawn.hpp"

namespace agent::daemon {
namespace {

lwm2m::Failure failed(const std::string& path) {
    return source_failure(fmt::format("{}: {}", path, std::strerror(errno)));
}

bool write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

lwm2m::Outcome<void> write_in_place(const std::string& path, std::string_view text) {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_TRUNC | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!file || !write_all(file.get(), text)) return failed(path);
    return {};
}

class FileSource final : public Source {
public:
    FileSource(const config::FileSettings& settings, const lwm2m::ResourceDefinition& definition)
        : path_(settings.path), limit_(settings.max_size), reading_(definition, settings.match, settings.scale) {}

    void fetch(Fetched done) override {
        auto text = read_file(path_, limit_);
        if (!text) return done(text.error());
        auto value = reading_(*text);
        if (!value) value = source_failure(fmt::format("{}: {}", path_, value.error().reason));
        done(std::move(value));
    }

private:
    std::string path_;
    std::size_t limit_;
    TextReading reading_;
};

}  // namespace

lwm2m::Outcome<std::string> read_file(const std::string& path, std::size_t limit) {
    // Not blocking: a fifo without a writer must not stop the agent.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!file) return failed(path);
    std::string text;
    std::array<char, 4096> piece{};
    for (;;) {
        const auto got = ::read(file.get(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed(path);
        if (got == 0) return text;
        text.append(piece.data(), static_cast<std::size_t>(got));
        if (text.size() > limit) return source_failure(fmt::format("{} has more than {} bytes", path, limit));
    }
}

lwm2m::Outcome<void> write_file(const std::string& path, std::string_view text) {
    struct stat status {};
    const bool there = ::stat(path.c_str(), &status) == 0;
    if (there && !S_ISREG(status.st_mode)) return write_in_place(path, text);
    const auto beside = path + ".lwm2m-new";
    {
        const auto mode = there ? status.st_mode & 07777 : 0644;
        Descriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR));
        // A directory that takes no new file (as in /sys): the file itself may still be written.
        if (!file) return there ? write_in_place(path, text) : lwm2m::Outcome<void>(failed(path));
        if (write_all(file.get(), text) && ::fchmod(file.get(), mode) == 0 && ::fsync(file.get()) == 0 &&
            ::rename(beside.c_str(), path.c_str()) == 0)
            return {};
    }
    const auto failure = failed(path);
    ::unlink(beside.c_str());
    return failure;
}

std::unique_ptr<Source> make_source(const config::FileSettings& settings, const lwm2m::ResourceDefinition& definition) {
    return std::make_unique<FileSource>(settings, definition);
}

}  // namespace agent::daemon
