#include "daemon/agentctl/problem_reader.hpp"

#include <cstdio>

#include "daemon/agentctl/json_access.hpp"

namespace agent::daemon::agentctl {
namespace {

std::size_t size_at(const nlohmann::ordered_json& object, const char* name) {
    const auto number = number_at(object, name);
    constexpr double most = 1e6;
    return number && *number > 0 && *number < most ? static_cast<std::size_t>(*number) : 0;
}

std::optional<coap::Code> code_in(const std::string& text) {
    unsigned code_class = 0;
    unsigned detail = 0;
    if (std::sscanf(text.c_str(), "%1u.%2u", &code_class, &detail) != 2 || code_class > 7 || detail > 31)
        return std::nullopt;
    return coap::Code::of(code_class, detail);
}

}  // namespace

control::Problem problem_in(const nlohmann::ordered_json& answer) {
    const auto& error = object_at(answer, "error");
    control::Problem problem{.kind = text_at(error, "kind"),
                             .message = text_at(error, "message"),
                             .where = std::nullopt,
                             .help = text_at(error, "help"),
                             .code = code_in(text_at(error, "code"))};
    if (const auto& where = object_at(error, "where"); !where.empty()) {
        problem.where = control::Excerpt{text_at(where, "text"), size_at(where, "from"), size_at(where, "length")};
    }
    for (const auto& line : list_at(error, "details"))
        if (line.is_string()) problem.details.push_back(line.get<std::string>());
    return problem;
}

}  // namespace agent::daemon::agentctl
