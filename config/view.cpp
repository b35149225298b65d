#include "config/view.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "config/quoting.hpp"
#include "config/suggestion.hpp"
#include "config/units.hpp"

namespace agent::config {
namespace {

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Why text that looks like a whole number to somebody is none here.
std::string why_no_integer(std::string_view text) {
    const auto digits = text.starts_with('-') ? text.substr(1) : text;
    if (digits.size() > 1 && digits.front() == '0' && is_digits(digits)) {
        return fmt::format("{} begins with 0: write it without", printable(text));
    }
    if (digits.starts_with("0x") || digits.starts_with("0o") || digits.starts_with("0X")) {
        return fmt::format("{}: write the number in decimal", quoted(text));
    }
    return fmt::format("{} is not a whole number", quoted(text));
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t number = 0;
    const auto end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    const auto digits = text.starts_with('-') ? text.substr(1) : text;
    if (error != std::errc{} || rest != end || (digits.size() > 1 && digits.front() == '0')) return std::nullopt;
    return number;
}

}  // namespace

std::string_view name_of(Node::Kind kind) {
    switch (kind) {
        case Node::Kind::null:
            return "nothing";
        case Node::Kind::scalar:
            return "a single value";
        case Node::Kind::sequence:
            return "a list";
        case Node::Kind::map:
            return "a map";
    }
    return "";
}

View View::child(const Node& node, std::string_view name) const {
    const auto shown = printable(name);
    return {node, key_.empty() ? shown : key_ + "." + shown, *report_};
}

bool View::expect(Node::Kind kind) const {
    if (node_->kind == kind) return true;
    problem(is_null() ? fmt::format("is empty: {} belongs here", name_of(kind))
                      : fmt::format("is {} where {} belongs", name_of(node_->kind), name_of(kind)));
    return false;
}

std::optional<std::string> View::text() const {
    if (!expect(Node::Kind::scalar)) return std::nullopt;
    if (!node_->text.empty()) return node_->text;
    problem("is empty");
    return std::nullopt;
}

std::optional<std::int64_t> View::integer(std::int64_t least, std::int64_t most) const {
    if (!expect(Node::Kind::scalar)) return std::nullopt;
    const auto number = parse_integer(node_->text);
    const bool overflows = !number && is_digits(node_->text) && node_->text.front() != '0';
    if (!number && !overflows) {
        problem(why_no_integer(node_->text));
    } else if (node_->quoted) {
        problem(fmt::format("\"{0}\" is text: write {0} without quotes", printable(node_->text)));
    } else if (overflows || *number < least || *number > most) {
        problem(fmt::format("{} is outside {}..{}", printable(node_->text), least, most));
    } else {
        return number;
    }
    return std::nullopt;
}

std::optional<double> View::number() const {
    if (!expect(Node::Kind::scalar)) return std::nullopt;
    double number = 0;
    const auto end = node_->text.data() + node_->text.size();
    const auto [rest, error] = std::from_chars(node_->text.data(), end, number);
    if (error == std::errc{} && rest == end && std::isfinite(number) && !node_->quoted) return number;
    problem(fmt::format("{} is not a number", quoted(node_->text)));
    return std::nullopt;
}

std::optional<bool> View::boolean() const {
    if (!expect(Node::Kind::scalar)) return std::nullopt;
    const auto& text = node_->text;
    if (!node_->quoted && (text == "true" || text == "True" || text == "TRUE")) return true;
    if (!node_->quoted && (text == "false" || text == "False" || text == "FALSE")) return false;
    problem(fmt::format("{} is neither true nor false", quoted(text)));
    return std::nullopt;
}

std::optional<Duration> View::duration(Duration least, Duration most) const {
    if (!expect(Node::Kind::scalar)) return std::nullopt;
    std::string why;
    const auto duration = parse_duration(node_->text, why);
    if (!duration) {
        problem(std::move(why));
    } else if (*duration < least || *duration > most) {
        problem(fmt::format("{} is outside {}..{}", printable(node_->text), duration_text(least), duration_text(most)));
    } else {
        return duration;
    }
    return std::nullopt;
}

std::optional<std::uint32_t> View::whole_seconds() const {
    const auto value = duration(0s, std::chrono::seconds(0xffff'ffff));
    if (!value) return std::nullopt;
    if (*value % 1s == 0s) return static_cast<std::uint32_t>(*value / 1s);
    problem(fmt::format("{} is not a whole number of seconds, as LwM2M counts", printable(node_->text)));
    return std::nullopt;
}

std::optional<std::size_t> View::size(std::size_t least, std::size_t most) const {
    if (!expect(Node::Kind::scalar)) return std::nullopt;
    std::string why;
    const auto size = parse_size(node_->text, why);
    if (!size) {
        problem(std::move(why));
    } else if (*size < least || *size > most) {
        problem(fmt::format("{} is outside {}..{}", printable(node_->text), size_text(least), size_text(most)));
    } else {
        return size;
    }
    return std::nullopt;
}

std::optional<std::size_t> View::choice(std::initializer_list<std::string_view> words) const {
    if (!expect(Node::Kind::scalar)) return std::nullopt;
    const auto found = std::ranges::find(words, std::string_view(node_->text));
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    problem(fmt::format("{} is {} {}{}", quoted(node_->text), words.size() > 1 ? "none of" : "not",
                        fmt::join(words, ", "), did_you_mean(node_->text, {words.begin(), words.size()})));
    return std::nullopt;
}

std::vector<View> View::items() const {
    std::vector<View> views;
    if (!expect(Node::Kind::sequence)) return views;
    for (const auto& item : node_->items) views.emplace_back(item, fmt::format("{}[{}]", key_, views.size()), *report_);
    return views;
}

std::optional<lwm2m::Id> View::id_of(const Node& key, std::string_view what) const {
    const auto number = parse_integer(key.text);
    if (number && *number >= 0 && *number <= 65534) return static_cast<lwm2m::Id>(*number);
    const auto where = child(key, key.text);
    if (number || (is_digits(key.text) && key.text.front() != '0')) {
        where.problem(fmt::format("{} is outside 0..65534", printable(key.text)));
    } else if (is_digits(key.text)) {
        where.problem(why_no_integer(key.text));
    } else {
        where.problem(fmt::format("{} is not a {} id: a number of 0..65534 belongs here", quoted(key.text), what));
    }
    return std::nullopt;
}

std::vector<std::pair<lwm2m::Id, View>> View::by_id(std::string_view what) const {
    std::vector<std::pair<lwm2m::Id, View>> found;
    if (!expect(Node::Kind::map)) return found;
    std::map<lwm2m::Id, Place> places;
    for (const auto& [key, value] : node_->entries) {
        const auto id = id_of(key, what);
        if (!id) continue;
        const auto [first, is_new] = places.emplace(*id, key.place);
        if (!is_new) {
            child(key, key.text).problem(report_->given_twice(first->second, key.place));
            continue;
        }
        found.emplace_back(*id, child(value, key.text));
    }
    std::ranges::sort(found, {}, &std::pair<lwm2m::Id, View>::first);
    return found;
}

}  // namespace agent::config
