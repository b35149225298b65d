// <NOTIFICATION> attributes of a path (LwM2M Core 1.1 §5.1.2, 1.2 §7.3.2): what a server, a configuration or object 1
// asks of the reports on it. A level that does not set an attribute inherits it from the level above.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "lwm2m/model/definition.hpp"
#include "lwm2m/model/failure.hpp"

namespace agent::lwm2m {

struct Attributes {
    std::optional<std::uint32_t> pmin;   // seconds between two notifications, at least
    std::optional<std::uint32_t> pmax;   // seconds between two notifications, at most
    std::optional<std::uint32_t> epmin;  // seconds between two evaluations of whether to notify, at least
    std::optional<std::uint32_t> epmax;  // seconds between two evaluations, at most
    std::optional<double> gt;            // notify when the value crosses it upwards or downwards
    std::optional<double> lt;
    std::optional<double> st;            // notify when the value moved by it since the last notification
    std::optional<bool> edge;            // notify when the value becomes this one
    std::optional<bool> con;             // notifications are confirmable
    std::optional<std::uint32_t> hqmax;  // notifications stored while the server can't be reached, at most

    bool empty() const { return *this == Attributes{}; }
    bool has_threshold() const { return gt || lt || st; }
    /// What this level does not set comes from `above`.
    void inherit(const Attributes& above);
    /// "pmin=10&gt=5.5": what AttributeChange::parse() reads, in the order of a Discover; empty when none is set.
    std::string text() const;

    friend bool operator==(const Attributes&, const Attributes&) = default;
};

/// Calls visit(name, member pointer) for each attribute, in the order a Discover lists them.
void each_attribute(auto&& visit) {
    visit("pmin", &Attributes::pmin);
    visit("pmax", &Attributes::pmax);
    visit("epmin", &Attributes::epmin);
    visit("epmax", &Attributes::epmax);
    visit("gt", &Attributes::gt);
    visit("lt", &Attributes::lt);
    visit("st", &Attributes::st);
    visit("edge", &Attributes::edge);
    visit("con", &Attributes::con);
    visit("hqmax", &Attributes::hqmax);
}

/// An attribute's value as Discover and Write-Attributes spell it: 1*DIGIT ["." 1*DIGIT], a boolean as 0 or 1.
std::string attribute_text(std::uint32_t value);
std::string attribute_text(double value);
std::string attribute_text(bool value);

/// What a Write-Attributes says: attributes that are set to a value, set to nothing, or not mentioned.
class AttributeChange {
public:
    /// Of Uri-Queries joined by '&': "pmin=10&gt" sets the one and takes the other away. 4.00 as for parse().
    static Outcome<AttributeChange> parse_all(std::string_view queries);
    /// Adds one Uri-Query: "pmin=10", or "pmin" to take it away. 4.00 for any other name, a bad value or a name that
    /// came before.
    Outcome<void> parse(std::string_view query);

    void apply(Attributes& to) const;
    /// The mentioned attributes that are set.
    const Attributes& values() const { return values_; }
    bool takes_away() const;
    bool empty() const { return mentioned_ == 0; }
    /// Where and to what an attribute applies: gt, lt and st to numbers and edge to booleans, of a resource or resource
    /// instance. `resource` is nullptr for an object or instance. 4.00 otherwise.
    Outcome<void> check_applies(const ResourceDefinition* resource) const;

private:
    void each_mentioned(auto&& visit) const;

    Attributes values_;
    std::uint32_t mentioned_ = 0;  // bit n: the n-th of each_attribute()
};

/// Attributes in an Observe request itself (LwM2M Core 1.2 §6.4.1), one in each query. 4.00 as for parse(), check() and
/// check_applies().
Outcome<Attributes> own_attributes(std::span<const std::string_view> queries, const ResourceDefinition* resource);

/// 4.00 when attributes contradict each other: lt + 2 st not below gt, epmax not above epmin. A pmax below pmin is
/// allowed and has no effect.
Outcome<void> check(const Attributes& attributes);

}  // namespace agent::lwm2m
