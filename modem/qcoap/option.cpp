#include "modem/qcoap/option.hpp"

#include <fmt/format.h>

#include "lwm2m/base/bytes.hpp"
#include "modem/qcoap/errors.hpp"
#include "modem/qcoap/option_rules.hpp"
#include "modem/qcoap/quoting.hpp"
#include "modem/qcoap/test_reply.hpp"

namespace agent::modem::qcoap::option {
namespace {

using Form = OptionRule::Form;

/// <opt_length> and <opt_value> as they are printed.
struct Value {
    std::size_t length;
    std::string text;
    bool quoted;
};

Result<Value> spell(const coap::Option& option, Form form, const EncodingSettings& settings) {
    switch (form) {
        case Form::nothing:
            return option.value.empty() ? Result<Value>(Value{0, "", true}) : Error::option_malformed;
        case Form::text:
            return Value{option.value.size(), option.value, true};
        case Form::opaque:
            if (settings.raw_opaque_options) return Value{option.value.size(), option.value, true};
            return Value{option.value.size(), to_hex(as_bytes(option.value)), true};
        case Form::decimal:
        case Form::integer:
            break;
    }
    const auto number = option.as_uint();
    if (!number) return Error::option_malformed;
    auto digits = fmt::format_int(*number).str();
    const auto length = digits.size();
    return Value{length, std::move(digits), form == Form::decimal || settings.quote_integer_options};
}

}  // namespace

at::Command test() { return at::Command("+QCOAPOPTION=?").answered_by("+QCOAPOPTION:"); }

Result<std::vector<at::Supported>> parse_test(const at::Reply& reply) { return parse_test_reply(reply); }

Result<at::Command> write(ClientId client, const coap::Option& option, const EncodingSettings& settings,
                          PathFlag flag) {
    const auto* rule = rule_of(option.number);
    if (rule == nullptr) return Error::option_not_in_note;
    const auto value = spell(option, rule->form, settings);
    if (!value) return value.error();
    if (value->length < rule->least) return Error::option_too_short;
    if (value->length > rule->most) return Error::option_too_long;
    if (!is_quotable(value->text)) return Error::option_not_expressible;

    const std::string_view quote = value->quoted ? "\"" : "";
    const std::string_view end = flag == PathFlag::whole ? ",1" : "";
    return at::Command(fmt::format("+QCOAPOPTION={},0,{},{},{}{}{}{}", client.value(),
                                   static_cast<unsigned>(option.number), value->length, quote, value->text, quote,
                                   end));
}

}  // namespace agent::modem::qcoap::option
