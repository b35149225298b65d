// Writes block YAML line by line: the same settings give the same text, and every text is quoted.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace agent::config {

class YamlWriter {
public:
    /// What is said of the value at a path ("objects[3].resources.9.value") in a comment behind it.
    using Remark = std::function<std::string(const std::string& path)>;

    explicit YamlWriter(Remark remark = {}) : remark_(std::move(remark)) {}

    void plain(std::string_view key, std::string_view value);  // a word or a number that needs no quotes
    void text(std::string_view key, std::string_view value);   // any text
    void boolean(std::string_view key, bool value) { plain(key, value ? "true" : "false"); }
    void number(std::string_view key, double value);
    void plain_item(std::string_view value);
    void text_item(std::string_view value);

    void open(std::string_view key);             // a map
    void open_list(std::string_view key);        // a list
    void open_item(std::string_view name = {});  // a map in a list; in paths it has its name, or its place
    void close();                                // what was opened last

    std::string take() && { return std::move(text_); }

private:
    struct Level {
        bool list = false;
        bool item = false;  // a map that began with the dash of its list
        bool empty = true;
        std::string path;
        std::size_t items = 0;
    };
    void line(std::string_view content);
    void value_line(std::string_view content, const std::string& path);
    std::string path_of(std::string_view key) const;
    std::string path_of_item(std::string_view name = {});

    Remark remark_;
    std::string text_;
    std::vector<Level> levels_;
};

}  // namespace agent::config
