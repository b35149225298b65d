// Starting a program with nothing of ours but its pipes (posix_spawn in a process group of its own).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <sys/types.h>

#include "lwm2m/base/result.hpp"

namespace agent::daemon {

/// A file descriptor that closes itself.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() { reset(); }
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    int get() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }
    void reset();

private:
    int number_ = -1;
};

struct Spawned {
    pid_t pid = -1;     // also the id of its process group
    Descriptor ended;   // a pidfd: readable when the program has ended
    Descriptor output;  // non-blocking
    Descriptor errors;  // non-blocking
};

/// argv[0] is a path. Standard input holds `input`, which nobody else sees as everybody sees argv (message_size when
/// it is more than a pipe takes, 64 KiB); without one it is /dev/null.
Result<Spawned> spawn(std::span<const std::string> argv, std::string_view input = {});

}  // namespace agent::daemon
