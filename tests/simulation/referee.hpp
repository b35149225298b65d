// What must never happen, whatever fails: how a broken rule is told, and what the servers were promised.
#pragma once

#include <map>
#include <set>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include "lwm2m/base/timers.hpp"
#include "lwm2m/model/path.hpp"

namespace agent::simulation {

/// A rule was broken; what() names the rule and says when.
class Broken : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// "3d 07:15:02.250" since the start of the run.
std::string time_text(TimePoint when);

class Referee {
public:
    explicit Referee(const Timers& timers) : timers_(timers) {}

    TimePoint now() const { return timers_.now(); }
    [[noreturn]] void broken(const std::string& rule) const;
    void require(bool holds, const char* rule) const {
        if (!holds) broken(rule);
    }

private:
    const Timers& timers_;
};

inline constexpr const char* gone = "(gone)";
inline constexpr const char* no_attributes = "(none)";

/// What a persistent resource, an instance or the attributes of a path may be: what the last acknowledged change said,
/// and what was asked since without an acknowledgement, for that may have been done all the same.
class Promises {
public:
    void begin(const lwm2m::ObjectPath& path, const std::string& value) { allowed_[path] = {value}; }
    void asked(const lwm2m::ObjectPath& path, const std::string& value) { allowed_[path].insert(value); }
    void acknowledged(const lwm2m::ObjectPath& path, const std::string& value) {
        allowed_[path] = {value};
        ++acknowledgements_;
    }
    /// So far, of all paths: an answer to what was asked before may be of before, too.
    std::uint64_t acknowledgements() const { return acknowledgements_; }
    bool allow(const lwm2m::ObjectPath& path, const std::string& value) const {
        return allowed_.at(path).contains(value);
    }
    bool is_only(const lwm2m::ObjectPath& path, const std::string& value) const {
        return allowed_.at(path) == std::set<std::string>{value};
    }
    const auto& all() const { return allowed_; }

private:
    std::map<lwm2m::ObjectPath, std::set<std::string>> allowed_;
    std::uint64_t acknowledgements_ = 0;
};

}  // namespace agent::simulation
