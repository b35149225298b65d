#include "config/environment.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace agent::config {
namespace {

error_code last_error() { return {errno, boost::system::system_category()}; }

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int number() const { return number_; }

private:
    int number_;
};

Result<FileContent> read_file(const std::string& path, std::size_t limit) {
    // not blocking: a FIFO without a writer would hold the agent up before it is seen to be none of our business
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat status {};
    if (file.number() < 0 || ::fstat(file.number(), &status) != 0) return last_error();
    namespace errc = boost::system::errc;
    if (S_ISDIR(status.st_mode)) return errc::make_error_code(errc::is_a_directory);
    if (!S_ISREG(status.st_mode)) return errc::make_error_code(errc::invalid_argument);
    FileContent content{.text = {}, .mode = static_cast<unsigned>(status.st_mode) & 07777u};
    content.text.resize(limit + 1);
    std::size_t size = 0;
    while (size < content.text.size()) {
        const auto count = ::read(file.number(), content.text.data() + size, content.text.size() - size);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return last_error();
        if (count == 0) break;
        size += static_cast<std::size_t>(count);
    }
    if (size > limit) return errc::make_error_code(errc::file_too_large);
    content.text.resize(size);
    return content;
}

Result<std::vector<std::string>> list_folder(const std::string& folder) {
    std::error_code error;
    std::filesystem::directory_iterator entries(folder, error);
    std::vector<std::string> names;
    for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
        names.push_back(entries->path().filename().string());
    }
    if (error) return error_code(error);
    return names;
}

}  // namespace

Environment host_environment() {
    return {.variable = [](const std::string& name) -> std::optional<std::string> {
                const auto* value = std::getenv(name.c_str());
                return value ? std::optional<std::string>(value) : std::nullopt;
            },
            .read = read_file,
            .list = list_folder};
}

}  // namespace agent::config
