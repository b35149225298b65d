// Gathers everything that is wrong with one document, in the order of its places.
#pragma once

#include <cstddef>
#include <string>

#include "config/problem.hpp"
#include "config/yaml_document.hpp"

namespace agent::config {

class Report {
public:
    static constexpr std::size_t most = 200;  // of each kind; the rest is only counted

    explicit Report(std::string file) : file_(std::move(file)) {}

    void problem(Place place, std::string key, std::string message) {
        add(problems_, problem_count_, place, std::move(key), std::move(message));
    }
    void warning(Place place, std::string key, std::string message) {
        add(warnings_, warning_count_, place, std::move(key), std::move(message));
    }
    std::size_t problem_count() const { return problem_count_; }
    /// Sorted by place, with a last line for those past `most`.
    Problems problems() const { return sorted(problems_, problem_count_); }
    Problems warnings() const { return sorted(warnings_, warning_count_); }

private:
    void add(Problems& to, std::size_t& count, Place place, std::string key, std::string message);
    Problems sorted(Problems from, std::size_t count) const;

    std::string file_;
    Problems problems_;
    Problems warnings_;
    std::size_t problem_count_ = 0;
    std::size_t warning_count_ = 0;
};

}  // namespace agent::config
