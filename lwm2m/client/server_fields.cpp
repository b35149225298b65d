// Which member of an account each resource of object 1 is.
#include <algorithm>
#include <limits>

#include "lwm2m/client/account_resources.hpp"

namespace agent::lwm2m {
namespace {

constexpr std::uint32_t most = std::numeric_limits<std::uint32_t>::max();

/// nullopt for a negative number and for an Integer that is too large. The timers of the retry procedure are Unsigned
/// Integers whose MAX_VALUE means "never": they saturate.
std::optional<std::uint32_t> number_of(const Value& value) {
    if (const auto* count = std::get_if<std::uint64_t>(&value)) {
        return static_cast<std::uint32_t>(std::min<std::uint64_t>(*count, most));
    }
    const auto* integer = std::get_if<std::int64_t>(&value);
    if (integer == nullptr || *integer < 0 || *integer > most) return std::nullopt;
    return static_cast<std::uint32_t>(*integer);
}

template<auto Member>
std::optional<std::uint32_t> member_of(const ServerAccount& account) {
    return account.*Member;
}

template<auto Member, class Number>
std::optional<Value> get_number(const ServerAccount& account) {
    const auto number = member_of<Member>(account);
    return number ? std::optional<Value>(static_cast<Number>(*number)) : std::nullopt;
}
template<auto Member>
bool set_number(ServerAccount& account, const Value& value) {
    const auto number = number_of(value);
    if (number) account.*Member = *number;
    return number.has_value();
}

template<Id Resource, auto Member>
constexpr ServerField integer{Resource, get_number<Member, std::int64_t>, set_number<Member>};
template<Id Resource, auto Member>
constexpr ServerField count{Resource, get_number<Member, std::uint64_t>, set_number<Member>};
template<Id Resource, auto Member>
constexpr ServerField flag{Resource, [](const ServerAccount& account) { return std::optional<Value>(account.*Member); },
                           [](ServerAccount& account, const Value& value) {
                               const auto* truth = std::get_if<bool>(&value);
                               if (truth != nullptr) account.*Member = *truth;
                               return truth != nullptr;
                           }};

std::optional<Value> get_short_id(const ServerAccount& account) { return std::int64_t{account.short_id}; }
bool set_short_id(ServerAccount& account, const Value& value) {
    const auto id = number_of(value);
    if (!id || *id < 1 || *id > 65534) return false;
    account.short_id = static_cast<std::uint16_t>(*id);
    return true;
}

std::optional<Value> get_binding(const ServerAccount& account) { return account.binding; }
/// Transports, each once, UDP among them, and the queue's Q (LwM2M Core 1.1 §6.2.1.2).
bool set_binding(ServerAccount& account, const Value& value) {
    const auto* binding = std::get_if<std::string>(&value);
    if (binding == nullptr || binding->find('U') == std::string::npos) return false;
    for (std::size_t at = 0; at < binding->size(); ++at) {
        const auto letter = (*binding)[at];
        if (std::string_view("UMHTSNQ").find(letter) == std::string_view::npos) return false;
        if (binding->find(letter, at + 1) != std::string::npos) return false;
    }
    account.binding = *binding;
    return true;
}

std::optional<Value> get_apn_link(const ServerAccount& account) {
    return account.apn_link ? std::optional<Value>(*account.apn_link) : std::nullopt;
}
bool set_apn_link(ServerAccount& account, const Value& value) {
    constexpr Id apn_connection_profile = 11;
    const auto* link = std::get_if<ObjectLink>(&value);
    if (link == nullptr || (link->object != apn_connection_profile && *link != ObjectLink{})) return false;
    account.apn_link = *link;
    return true;
}

std::optional<Value> get_last_bootstrapped(const ServerAccount& account) {
    return account.last_bootstrapped ? std::optional<Value>(*account.last_bootstrapped) : std::nullopt;
}
bool set_last_bootstrapped(ServerAccount& account, const Value& value) {
    const auto* time = std::get_if<Time>(&value);
    if (time != nullptr) account.last_bootstrapped = *time;
    return time != nullptr;
}

// Only what is said already can be written.
std::optional<Value> get_trigger(const ServerAccount& /*account*/) { return false; }
bool set_trigger(ServerAccount& /*account*/, const Value& value) {
    const auto* wanted = std::get_if<bool>(&value);
    return wanted != nullptr && !*wanted;
}
std::optional<Value> get_preferred_transport(const ServerAccount& /*account*/) { return std::string("U"); }
bool set_preferred_transport(ServerAccount& /*account*/, const Value& value) {
    const auto* wanted = std::get_if<std::string>(&value);
    return wanted != nullptr && *wanted == "U";
}

using Account = ServerAccount;
constexpr ServerField fields[] = {
    {0, get_short_id, set_short_id},
    integer<1, &Account::lifetime_s>,
    integer<2, &Account::default_pmin_s>,
    integer<3, &Account::default_pmax_s>,
    integer<5, &Account::disable_timeout_s>,
    flag<6, &Account::store_notifications>,
    {7, get_binding, set_binding},
    {10, get_apn_link, set_apn_link, "it links no instance of object 11"},
    {12, get_last_bootstrapped, set_last_bootstrapped},
    count<13, &Account::priority>,
    count<14, &Account::initial_delay_s>,
    flag<15, &Account::block_on_failure>,
    flag<16, &Account::bootstrap_on_failure>,
    {21, get_trigger, set_trigger, "the module brings no SMS to the agent", true},
    {22, get_preferred_transport, set_preferred_transport, "UDP is the only transport", true},
    flag<23, &Account::mute_send>,
};

}  // namespace

std::span<const ServerField> server_fields() { return fields; }

const ServerField* find_server_field(Id resource) {
    const auto* found = std::ranges::find(fields, resource, &ServerField::id);
    return found != std::end(fields) ? found : nullptr;
}

}  // namespace agent::lwm2m
