// Gathers everything that is wrong with a configuration, in the order of its places.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"
#include "config/yaml_document.hpp"

namespace agent::config {

/// The keys that the decoder knows, by the key path of their map: what documentation and schema are held against.
using KnownKeys = std::map<std::string, std::set<std::string, std::less<>>>;

class Report {
public:
    static constexpr std::size_t most = 200;  // of each kind; the rest is only counted

    /// Places are of these, the first of which stands for the whole.
    explicit Report(std::vector<std::string> files) : files_(std::move(files)) {}

    void problem(Place place, std::string key, std::string message) {
        add(problems_, problem_count_, {place, std::move(key), std::move(message)});
    }
    void warning(Place place, std::string key, std::string message) {
        add(warnings_, warning_count_, {place, std::move(key), std::move(message)});
    }
    /// What is wrong with a key whose first place is another.
    std::string given_twice(Place first, Place again) const;
    void known(const std::string& map, std::span<const std::string_view> keys);
    const KnownKeys& known_keys() const { return known_keys_; }
    std::size_t problem_count() const { return problem_count_; }
    /// Sorted by place, with a last line for those past `most`.
    Problems problems() const { return sorted(problems_, problem_count_); }
    Problems warnings() const { return sorted(warnings_, warning_count_); }

private:
    struct Entry {
        Place place;
        std::string key;
        std::string message;
    };
    using Entries = std::vector<Entry>;

    static void add(Entries& to, std::size_t& count, Entry entry);
    Problems sorted(Entries from, std::size_t count) const;

    std::vector<std::string> files_;
    KnownKeys known_keys_;
    Entries problems_;
    Entries warnings_;
    std::size_t problem_count_ = 0;
    std::size_t warning_count_ = 0;
};

}  // namespace agent::config
