#include "modem/qcoap/option_rules.hpp"

namespace agent::modem::qcoap {
namespace {

using Form = OptionRule::Form;
using enum coap::OptionNumber;

constexpr OptionRule table[] = {
    {if_match, Form::opaque, 0, 8},       {uri_host, Form::text, 1, 255},          {etag, Form::opaque, 1, 8},
    {if_none_match, Form::nothing, 0, 0}, {observe, Form::integer, 0, 255},        {location_path, Form::text, 0, 255},
    {uri_path, Form::text, 0, 255},       {content_format, Form::decimal, 1, 255}, {max_age, Form::integer, 0, 255},
    {uri_query, Form::text, 0, 255},      {accept, Form::decimal, 1, 255},         {location_query, Form::text, 0, 255},
    {block2, Form::integer, 0, 255},      {block1, Form::integer, 0, 255},         {size2, Form::integer, 0, 255},
    {proxy_uri, Form::text, 1, 255},
};

}  // namespace

std::span<const OptionRule> option_rules() { return table; }

const OptionRule* rule_of(coap::OptionNumber number) {
    for (const auto& rule : table)
        if (rule.number == number) return &rule;
    return nullptr;
}

}  // namespace agent::modem::qcoap
