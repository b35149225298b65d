#include "lwm2m/client/attributes.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "lwm2m/client/thresholds.hpp"

namespace agent::lwm2m {
namespace {

template<class T>
bool parse_number(std::string_view text, T& number) {
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stop == end;
}
bool parse_value(std::string_view text, std::optional<std::uint32_t>& value) {
    return parse_number(text, value.emplace());
}
bool parse_value(std::string_view text, std::optional<double>& value) {
    return parse_number(text, value.emplace()) && std::isfinite(*value);
}
bool parse_value(std::string_view text, std::optional<bool>& value) {
    value = text == "1";
    return text == "1" || text == "0";
}

}  // namespace

std::string attribute_text(std::uint32_t value) { return std::to_string(value); }
std::string attribute_text(bool value) { return value ? "1" : "0"; }
std::string attribute_text(double value) {
    // The shortest text without an exponent that reads back the same.
    std::array<char, std::numeric_limits<double>::max_exponent10 + 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ptr;
    return {text.data(), end};
}

void Attributes::inherit(const Attributes& above) {
    each_attribute([&](auto, auto member) {
        if (!(this->*member)) this->*member = above.*member;
    });
}

std::string Attributes::text() const {
    std::string text;
    each_attribute([&](std::string_view name, auto member) {
        if (!(this->*member)) return;
        if (!text.empty()) text.push_back('&');
        text.append(name).append("=").append(attribute_text(*(this->*member)));
    });
    return text;
}

Outcome<AttributeChange> AttributeChange::parse_all(std::string_view queries) {
    AttributeChange change;
    while (!queries.empty()) {
        const auto end = std::min(queries.find('&'), queries.size());
        if (auto parsed = change.parse(queries.substr(0, end)); !parsed) return parsed.error();
        queries.remove_prefix(std::min(end + 1, queries.size()));
    }
    return change;
}

Outcome<void> AttributeChange::parse(std::string_view query) {
    const auto equals = query.find('=');
    const auto name = query.substr(0, equals);
    Outcome<void> parsed = bad_request(fmt::format("{} is no attribute that can be written", name));
    std::uint32_t bit = 1;
    each_attribute([&](std::string_view known, auto member) {
        const auto mine = std::exchange(bit, bit << 1);
        if (name != known) return;
        if ((mentioned_ & mine) != 0) {
            parsed = bad_request(fmt::format("{} comes twice", name));
        } else if (equals != std::string_view::npos && !parse_value(query.substr(equals + 1), values_.*member)) {
            parsed = bad_request(fmt::format("{} is no value for it", query));
        } else {
            parsed = Outcome<void>();
        }
        mentioned_ |= mine;
    });
    if (parsed && values_.st && *values_.st < 0) return bad_request("st is negative");
    return parsed;
}

void AttributeChange::each_mentioned(auto&& visit) const {
    std::uint32_t bit = 1;
    each_attribute([&](std::string_view name, auto member) {
        if ((mentioned_ & bit) != 0) visit(name, member);
        bit <<= 1;
    });
}

void AttributeChange::apply(Attributes& to) const {
    each_mentioned([&](auto, auto member) { to.*member = values_.*member; });
}

bool AttributeChange::takes_away() const {
    bool away = false;
    each_mentioned([&](auto, auto member) { away = away || !(values_.*member); });
    return away;
}

Outcome<void> AttributeChange::check_applies(const ResourceDefinition* resource) const {
    const bool numeric = resource != nullptr && is_numeric(resource->type);
    const bool boolean = resource != nullptr && resource->type == DataType::boolean;
    Outcome<void> applies;
    each_mentioned([&](std::string_view name, auto) {
        if (!numeric && (name == "gt" || name == "lt" || name == "st")) {
            applies = bad_request("gt, lt and st are for numeric resources");
        }
        if (!boolean && name == "edge") applies = bad_request("edge is for boolean resources");
    });
    return applies;
}

Outcome<void> check(const Attributes& attributes) {
    if (attributes.lt && attributes.gt) {
        const auto steps = 2 * attributes.st.value_or(0);
        if (*attributes.lt + steps >= *attributes.gt) return bad_request("lt + 2 st is not below gt");
    }
    if (attributes.epmin && attributes.epmax && *attributes.epmax <= *attributes.epmin) {
        return bad_request("epmax is not above epmin");
    }
    return {};
}

Outcome<Attributes> own_attributes(std::span<const std::string_view> queries, const ResourceDefinition* resource) {
    AttributeChange given;
    for (const auto query : queries) {
        if (auto parsed = given.parse(query); !parsed) return parsed.error();
    }
    if (given.takes_away()) return bad_request("an attribute without a value");
    if (auto applies = given.check_applies(resource); !applies) return applies.error();
    if (auto checked = check(given.values()); !checked) return checked.error();
    return given.values();
}

}  // namespace agent::lwm2m
