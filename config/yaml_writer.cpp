#include "config/yaml_writer.hpp"

#include <fmt/format.h>

#include "config/expression.hpp"

namespace agent::config {
namespace {

std::string in_quotes(std::string_view value) {
    std::string quoted = "\"";
    for (const char letter : value) {
        const auto byte = static_cast<unsigned char>(letter);
        if (letter == '"' || letter == '\\') {
            quoted += '\\';
            quoted += letter;
        } else if (letter == '\n') {
            quoted += "\\n";
        } else if (byte < 0x20 || byte == 0x7f) {
            quoted += fmt::format("\\x{:02x}", byte);
        } else {
            quoted += letter;
        }
    }
    return quoted + '"';
}

}  // namespace

void YamlWriter::line(std::string_view content) {
    const bool first_of_item = !levels_.empty() && levels_.back().item && levels_.back().empty;
    const auto depth = levels_.size() - (first_of_item ? 1 : 0);
    text_.append(depth * 2, ' ');
    if (first_of_item) text_ += "- ";
    text_ += content;
    text_ += '\n';
    if (!levels_.empty()) levels_.back().empty = false;
}

void YamlWriter::value_line(std::string_view content, const std::string& path) {
    line(remark_ ? fmt::format("{}  # {}", content, remark_(path)) : std::string(content));
}

std::string YamlWriter::path_of(std::string_view key) const {
    if (levels_.empty() || levels_.back().path.empty()) return std::string(key);
    return fmt::format("{}.{}", levels_.back().path, key);
}

std::string YamlWriter::path_of_item(std::string_view name) {
    auto& list = levels_.back();
    const auto place = std::to_string(list.items++);
    return fmt::format("{}[{}]", list.path, name.empty() ? std::string_view(place) : name);
}

void YamlWriter::plain(std::string_view key, std::string_view value) {
    value_line(fmt::format("{}: {}", key, value), path_of(key));
}
void YamlWriter::text(std::string_view key, std::string_view value) { plain(key, in_quotes(value)); }
void YamlWriter::number(std::string_view key, double value) { plain(key, number_text(value)); }
void YamlWriter::plain_item(std::string_view value) { value_line(fmt::format("- {}", value), path_of_item()); }
void YamlWriter::text_item(std::string_view value) { plain_item(in_quotes(value)); }

void YamlWriter::open(std::string_view key) {
    auto path = path_of(key);
    line(fmt::format("{}:", key));
    levels_.push_back({.path = std::move(path)});
}
void YamlWriter::open_list(std::string_view key) {
    auto path = path_of(key);
    line(fmt::format("{}:", key));
    levels_.push_back({.list = true, .path = std::move(path)});
}
void YamlWriter::open_item(std::string_view name) {
    auto path = path_of_item(name);
    levels_.back().empty = false;
    levels_.push_back({.item = true, .path = std::move(path)});
}
void YamlWriter::close() {
    const auto level = levels_.back();
    if (level.empty && level.item) line("{}");
    levels_.pop_back();
    if (level.empty && !level.item) {
        text_.pop_back();  // the end of the line that opened it
        text_ += level.list ? " []\n" : " {}\n";
    }
}

}  // namespace agent::config
