// The firmware package on disk: received into one file of the state directory, renamed when all of it is there.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "daemon/spawn.hpp"
#include "lwm2m/base/log.hpp"
#include "lwm2m/client/package_pull.hpp"

namespace agent::daemon {

class PackageFile final : public lwm2m::firmware::PackagePlace {
public:
    using UpdateResult = lwm2m::firmware::UpdateResult;

    /// `directory` is made when the first package comes. What was received in an earlier run is kept as far as it is
    /// sure to be on disk.
    PackageFile(std::filesystem::path directory, std::size_t max_size, Log log);

    std::size_t size() const override { return size_; }
    std::string validator() const override { return validator_; }
    UpdateResult restart(std::optional<std::size_t> total, const std::string& validator) override;
    UpdateResult add(BytesView bytes) override;
    /// All of it came: on disk under its final name when it returns with initial.
    UpdateResult seal();
    /// Bytes that a package may have at most: as the configuration says, or as the disk has room for.
    std::size_t limit() const;
    void discard();

    bool complete() const;
    std::filesystem::path path() const { return directory_ / "package"; }

private:
    std::filesystem::path part() const { return directory_ / "package.part"; }
    std::filesystem::path tag() const { return directory_ / "package.etag"; }
    bool open(int flags);
    UpdateResult failed(const char* doing) const;
    /// Bytes that the disk has for it.
    std::size_t room() const;
    void take_up();

    std::filesystem::path directory_;
    std::size_t max_size_;
    Log log_;
    Descriptor file_;
    std::size_t size_ = 0;
    std::size_t unsynced_ = 0;
    std::string validator_;
};

}  // namespace agent::daemon
