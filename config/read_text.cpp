// The kinds of text that several sections share: programs, paths, templates.
#include <algorithm>

#include <fmt/format.h>

#include "config/quoting.hpp"
#include "config/readers.hpp"
#include "config/templates.hpp"

namespace agent::config {

std::optional<std::string> read_path(const View& view) {
    auto path = view.text();
    if (!path || path->starts_with('/')) return path;
    view.problem(fmt::format("{} is not an absolute path", quoted(*path)));
    return std::nullopt;
}

std::optional<Argv> read_argv(const View& view) {
    if (view.is_scalar()) {
        view.problem("is a single value: write the program and its arguments as a list (there is no shell)");
        return std::nullopt;
    }
    const auto before = view.report().problem_count();
    Argv argv;
    for (const auto& item : view.items()) {
        const bool is_program = &item.node() == &view.node().items.front();
        if (item.is_scalar() && item.node().text.empty()) {
            argv.emplace_back();  // an empty argument is a fine argument
        } else if (auto text = is_program ? read_path(item) : item.text()) {
            argv.push_back(std::move(*text));
        }
    }
    if (view.report().problem_count() != before) return std::nullopt;
    if (!argv.empty() && !argv.front().empty()) return argv;
    view.problem(argv.empty() ? "is empty: the program belongs here" : "names no program");
    return std::nullopt;
}

std::optional<Argv> read_argv(std::optional<View> view) { return view ? read_argv(*view) : std::nullopt; }

std::optional<std::string> read_template(const View& view, std::string_view own) {
    auto text = view.text();
    if (!text) return std::nullopt;
    std::string why;
    const auto names = placeholders(*text, why);
    if (!names) {
        view.problem(std::move(why));
        return std::nullopt;
    }
    if (!own.empty() && std::ranges::find(*names, own) != names->end()) {
        view.problem(fmt::format("{{{}}} stands for this itself", own));
        return std::nullopt;
    }
    return text;
}

}  // namespace agent::config
