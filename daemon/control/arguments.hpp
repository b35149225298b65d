// The arguments of one request, asked for by name and checked. What nobody asked for is a mistake.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "daemon/control/command.hpp"
#include "daemon/control/problem.hpp"

namespace agent::daemon::control {

/// "/3/0/9"; a problem underlines the part that is no id.
Checked<lwm2m::ObjectPath> parse_path(std::string_view text);

class Arguments {
public:
    /// `request` is an object with a command, and outlives the arguments.
    explicit Arguments(const nlohmann::json& request) : request_(request), asked_{"command"} {}

    // Each is absent, or a default where it is required, when it is not there or, after a problem, is none.
    std::optional<std::string> text(std::string_view name);
    std::optional<lwm2m::ObjectPath> path();
    lwm2m::ObjectPath required_path();
    std::vector<lwm2m::ObjectPath> paths();
    std::optional<std::uint16_t> server();
    std::uint16_t required_server();
    std::optional<LogLevel> level();
    bool flag(std::string_view name);
    ValueText value();
    GivenText given();

    /// The first mistake, once all that the command knows was asked for.
    std::optional<Problem> problem();

private:
    const nlohmann::json* find(std::string_view name);
    /// The first mistake counts: what follows may come from it.
    void refuse(Problem problem);
    lwm2m::ObjectPath checked_path(const std::string& text);

    const nlohmann::json& request_;
    std::vector<std::string_view> asked_;
    std::optional<Problem> problem_;
};

}  // namespace agent::daemon::control
