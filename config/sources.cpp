#include "config/sources.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace agent::config {
namespace {

void add(Gathered& gathered, Source source, std::string_view text) {
    const auto file = static_cast<std::uint16_t>(gathered.sources.size());
    auto parsed = parse_yaml(text, file);
    if (const auto* error = std::get_if<YamlError>(&parsed)) {
        gathered.problems.push_back({source.name, error->place.line, error->place.column, "", error->message});
    } else {
        gathered.documents.push_back(std::get<Node>(std::move(parsed)));
    }
    gathered.sources.push_back(std::move(source));
}

void add_file(Gathered& gathered, const std::string& path, const Environment& environment) {
    const auto content = environment.read(path, most_yaml_bytes);
    if (content) return add(gathered, {path, content->mode}, content->text);
    gathered.problems.push_back({.file = path, .message = content.error().message()});
}

/// What is dropped into `folder`, in the order of the names. A folder that is not there holds nothing.
void add_folder(Gathered& gathered, const std::string& folder, const Environment& environment) {
    auto names = environment.list(folder);
    if (!names) {
        const bool is_missing = names.error() == boost::system::errc::no_such_file_or_directory ||
                                names.error() == boost::system::errc::not_a_directory;
        if (!is_missing) gathered.problems.push_back({.file = folder, .message = names.error().message()});
        return;
    }
    std::ranges::sort(*names);
    for (const auto& name : *names) {
        const auto path = folder + "/" + name;
        if (name.starts_with('.')) continue;
        if (name.ends_with(".yml")) {
            gathered.warnings.push_back({.file = path, .message = "is not read: the names of drop-ins end in .yaml"});
        }
        if (!name.ends_with(".yaml")) continue;
        if (gathered.sources.size() > most_drop_ins) {
            gathered.problems.push_back(
                {.file = path, .message = fmt::format("one of more than {} drop-ins", most_drop_ins)});
            return;
        }
        add_file(gathered, path, environment);
    }
}

}  // namespace

Gathered gather(const std::string& path, const Environment& environment) {
    Gathered gathered;
    add_file(gathered, path, environment);
    if (gathered.sources.empty()) return gathered;
    constexpr std::string_view ending = ".yaml";
    const auto shared = folder_of(path) + "conf.d";
    add_folder(gathered, shared, environment);
    const auto own = path.substr(0, path.size() - (path.ends_with(ending) ? ending.size() : 0)) + ".d";
    if (own != shared) add_folder(gathered, own, environment);
    return gathered;
}

Gathered gather_text(std::string_view text, const std::string& name) {
    Gathered gathered;
    add(gathered, {.name = name, .mode = std::nullopt}, text);
    return gathered;
}

std::string folder_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

}  // namespace agent::config
