// Faults on demand: what happens (`reset`, `lose-ok`, ...) and when (a time, a command, a byte).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lwm2m/base/result.hpp"
#include "modem/emulator/module.hpp"

namespace agent::modem::emulator {

class Faults final : public FaultPoints {
public:
    /// `module` outlives this; the faults watch it until then.
    explicit Faults(Module& module);
    Faults(const Faults&) = delete;
    Faults& operator=(const Faults&) = delete;
    ~Faults() override;

    /// "WHEN:WHAT". WHEN: a duration from now ("5s"), "in=N" or "out=N" (the Nth byte from now, to or from the module),
    /// or the beginning of a command, with "#N" for its Nth time or "#*" for every time ("AT+QCOAPSEND#3").
    Result<void> schedule(std::string_view text);
    /// "WHAT" or "WHAT=ARGUMENT", at once.
    Result<void> apply(std::string_view what);
    /// What apply() understands, one line each, for --help.
    static std::string help();

    void on_command(std::string_view line) override;
    void on_input(std::size_t bytes) override;
    std::size_t output_before_fault(std::size_t bytes) override;
    bool on_output(std::size_t bytes) override;

private:
    struct AtCommandLine {
        std::string prefix;
        std::uint64_t countdown;  // 0: every time
        std::string what;
    };
    struct AtByte {
        std::uint64_t countdown;
        std::string what;
    };

    void pass(std::vector<AtByte>& entries, std::size_t bytes);
    Result<void> schedule_command(std::string_view when, std::string_view what);

    Module& module_;
    std::vector<AtCommandLine> commands_;
    std::vector<AtByte> inputs_;
    std::vector<AtByte> outputs_;
    std::vector<TimerId> timers_;
    TimerId unmute_ = TimerId::none;
    TimerId cover_ = TimerId::none;
};

}  // namespace agent::modem::emulator
