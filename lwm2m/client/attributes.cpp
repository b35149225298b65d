#include "lwm2m/client/attributes.hpp"

#include <charconv>
#include <cmath>
#include <string>

#include <fmt/format.h>

namespace agent::lwm2m {
namespace {

template<class T>
void take(std::optional<T>& own, const std::optional<T>& above) {
    if (!own) own = above;
}

template<class T>
Outcome<void> parse_value(std::string_view name, std::optional<std::string_view> text,
                          std::optional<std::optional<T>>& into) {
    if (!text) {
        into.emplace(std::nullopt);
        return {};
    }
    T number{};
    const auto* end = text->data() + text->size();
    const auto [stop, error] = std::from_chars(text->data(), end, number);
    bool good = error == std::errc{} && stop == end;
    if constexpr (std::is_floating_point_v<T>) good = good && std::isfinite(number);
    if (!good) return bad_request(fmt::format("{}={} is not a number for it", name, *text));
    into.emplace(number);
    return {};
}

}  // namespace

void Attributes::inherit(const Attributes& above) {
    take(pmin, above.pmin);
    take(pmax, above.pmax);
    take(gt, above.gt);
    take(lt, above.lt);
    take(st, above.st);
}

Outcome<void> AttributeChange::parse(std::string_view query) {
    const auto equals = query.find('=');
    const auto name = query.substr(0, equals);
    std::optional<std::string_view> value;
    if (equals != std::string_view::npos) value = query.substr(equals + 1);
    if (name == "pmin") return parse_value(name, value, pmin);
    if (name == "pmax") return parse_value(name, value, pmax);
    if (name == "gt") return parse_value(name, value, gt);
    if (name == "lt") return parse_value(name, value, lt);
    if (name == "st") {
        auto parsed = parse_value(name, value, st);
        if (parsed && *st && **st < 0) return bad_request("st is negative");
        return parsed;
    }
    return bad_request(fmt::format("{} is no attribute that can be written", name));
}

void AttributeChange::apply(Attributes& to) const {
    if (pmin) to.pmin = *pmin;
    if (pmax) to.pmax = *pmax;
    if (gt) to.gt = *gt;
    if (lt) to.lt = *lt;
    if (st) to.st = *st;
}

Outcome<void> check(const Attributes& attributes) {
    if (attributes.lt && attributes.gt) {
        const auto steps = 2 * attributes.st.value_or(0);
        if (*attributes.lt + steps >= *attributes.gt) return bad_request("lt + 2 st is not below gt");
    }
    return {};
}

}  // namespace agent::lwm2m
