// What a module is asked for `doctor` beyond its state: its address, its clock, and the addresses of the servers'
// names.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "lwm2m/base/result.hpp"
#include "modem/at/command.hpp"
#include "modem/module/clock.hpp"

namespace agent::daemon {

struct Examination {
    struct Name {
        std::string host;
        std::string address;  // empty: there is none, and
        std::string error;    // why
    };
    std::optional<std::vector<std::string>> addresses;  // of the module; absent: it did not say
    std::optional<modem::module::clock::NetworkTime> clock;
    std::vector<Name> names;  // that were asked of the module
};

/// The members that `doctor` reads: "addresses", "clock" (RFC 3339) and "names".
nlohmann::ordered_json to_json(const Examination& examination);

class Examiner {
public:
    struct Line {
        std::function<void(modem::at::Command, std::function<void(Result<modem::at::Reply>)>)> execute;
        std::function<void(const std::string& host, std::function<void(Result<std::string>)>)> resolve;
    };
    using Done = std::function<void(const Examination&)>;

    /// One question after the other; numeric `hosts` are none. `done` runs when all are answered or have failed,
    /// perhaps before the call returns. What `line` holds lives until then.
    static void examine(std::vector<std::string> hosts, Line line, Done done);

private:
    Examiner(std::vector<std::string> hosts, Line line, Done done);
    static void ask_address(const std::shared_ptr<Examiner>& self);
    static void ask_clock(const std::shared_ptr<Examiner>& self);
    static void ask_name(const std::shared_ptr<Examiner>& self);

    std::vector<std::string> hosts_;  // that are still to be asked for, the next one last
    Line line_;
    Done done_;
    Examination found_;
};

}  // namespace agent::daemon
