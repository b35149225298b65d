// Lines of JSON as a control client says them, to an Executor over a FakeSubject.
#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "daemon/control/decode.hpp"
#include "daemon/control/executor.hpp"
#include "tests/daemon/control/fake_subject.hpp"

namespace agent::daemon::control::testing {

class ExecutorTest : public ::testing::Test {
protected:
    std::string ask(std::string_view line) {
        const auto command = decode(line);
        if (!command) return "not a command: " + command.error().message;
        std::string answer = "nothing";
        executor.run(*command, [&](const std::string& said) { answer = said; });
        return answer;
    }

    FakeSubject subject;
    Executor executor{subject};
};

}  // namespace agent::daemon::control::testing
