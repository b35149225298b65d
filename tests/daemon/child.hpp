// A part of a test that ends its process.
#pragma once

#include <functional>

#include <sys/wait.h>
#include <unistd.h>

namespace agent::daemon::testing {

/// Runs `child` in a process of its own and gives its wait status.
inline int in_a_child(const std::function<void()>& child) {
    const pid_t pid = ::fork();
    if (pid == 0) {
        child();
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    return status;
}

}  // namespace agent::daemon::testing
