#include "modem/qcoap/kept_options.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

namespace agent::modem::qcoap {
namespace {

using coap::Option;
using coap::OptionNumber;
using Options = std::span<const Option>;

constexpr std::uint32_t first_and_only_block = 6;  // number 0, no more, 1024 bytes (RFC 7959 §2.2)
constexpr std::uint32_t usual_age = 60;            // seconds (RFC 7252 §5.10.5)

/// Those of one number, of options in the order of their numbers.
Options of(Options options, OptionNumber number) {
    const auto begin = std::ranges::lower_bound(options, number, {}, &Option::number);
    return {begin, std::ranges::upper_bound(begin, options.end(), number, {}, &Option::number)};
}

/// What says nothing in a message that would not have the option; nullopt: it has to stay as it is.
std::optional<Option> silenced(OptionNumber number, const coap::Message& message) {
    switch (number) {
        case OptionNumber::location_path:
        case OptionNumber::uri_path:
        case OptionNumber::uri_query:
        case OptionNumber::location_query:
            return Option{number, ""};
        case OptionNumber::content_format:
            if (message.payload.empty()) return std::nullopt;
            return Option::uint(number, static_cast<std::uint32_t>(coap::ContentFormat::text));  // a diagnostic
        case OptionNumber::max_age:
            return Option::uint(number, usual_age);
        case OptionNumber::block2:
        case OptionNumber::block1:
            return Option::uint(number, first_and_only_block);
        case OptionNumber::size2:
            return Option::uint(number, static_cast<std::uint32_t>(message.payload.size()));
        default:
            return std::nullopt;
    }
}

}  // namespace

coap::Message KeptOptions::difference(const coap::Message& message) const {
    auto difference = message;
    difference.sort_options();
    if (options_.empty() || message.code.is_empty()) return difference;
    const auto wanted = std::exchange(difference.options, {});
    for (auto next = wanted.begin(); next != wanted.end();) {
        const auto all = of(wanted, next->number);
        if (!std::ranges::equal(all, of(options_, next->number)))
            difference.options.insert(difference.options.end(), all.begin(), all.end());
        next += static_cast<std::ptrdiff_t>(all.size());
    }
    for (auto next = options_.begin(); next != options_.end();) {
        const auto all = of(options_, next->number);
        next += static_cast<std::ptrdiff_t>(all.size());
        if (!of(wanted, all.front().number).empty()) continue;
        auto option = silenced(all.front().number, message);
        if (option && (all.size() > 1 || all.front() != *option)) difference.options.push_back(std::move(*option));
    }
    // Californium takes an answer with Block1 for that of a transfer which it knows nothing of and drops it, but not
    // one that says beside it that it is a whole one.
    const auto is_absent = [&](OptionNumber number) { return of(wanted, number).empty(); };
    if (is_absent(OptionNumber::block1) && !of(options_, OptionNumber::block1).empty() &&
        is_absent(OptionNumber::block2) && of(options_, OptionNumber::block2).empty() && !message.code.is_request())
        difference.options.push_back(Option::uint(OptionNumber::block2, first_and_only_block));
    difference.sort_options();
    return difference;
}

void KeptOptions::sent(const coap::Message& difference) {
    if (difference.code.is_empty()) return;
    std::erase_if(options_, [&](const Option& option) { return !of(difference.options, option.number).empty(); });
    options_.insert(options_.end(), difference.options.begin(), difference.options.end());
    std::ranges::stable_sort(options_, {}, &Option::number);
}

}  // namespace agent::modem::qcoap
