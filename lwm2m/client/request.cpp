#include "lwm2m/client/request.hpp"

#include <array>

#include "lwm2m/codec/recognize.hpp"

namespace agent::lwm2m {

using coap::ContentFormat;
using coap::OptionNumber;
namespace code = coap::code;

namespace {

Failure bad_option(OptionNumber number) { return {code::bad_option, coap::name_of(number) + " is not understood"}; }

/// Takes the options in one pass; what it finds beside the request's own fields.
class Options {
public:
    explicit Options(Request& request) : request_(request) {}

    Outcome<void> take(const coap::Option& option);
    Outcome<void> finish();
    std::optional<std::uint32_t> observe() const { return observe_; }

private:
    Outcome<void> take_block(const coap::Option& option, std::optional<coap::Block>& block);
    Outcome<void> take_accept(const coap::Option& option);

    Request& request_;
    std::array<std::string_view, ObjectPath::most_segments + 1> segments_;  // one more tells a path that is too long
    std::size_t segment_count_ = 0;
    std::optional<std::uint32_t> observe_;
    bool format_unprinted_ = false;
    std::optional<coap::Block> block1_;  // what it says has been seen to
};

Outcome<void> Options::take(const coap::Option& option) {
    switch (option.number) {
        case OptionNumber::uri_path:
            if (segment_count_ < segments_.size()) segments_[segment_count_++] = option.value;
            return {};
        case OptionNumber::uri_query:
            request_.query.emplace_back(option.value);
            return {};
        case OptionNumber::accept:
            return take_accept(option);
        case OptionNumber::block1:
            return take_block(option, block1_);
        case OptionNumber::block2:
            return take_block(option, request_.block2);
        case OptionNumber::content_format: {
            const auto value = option.as_uint();
            format_unprinted_ = value == coap::unprinted_format;
            // Elective, but what a payload means can't be guessed: a format nobody knows is refused as 4.15.
            request_.format = static_cast<ContentFormat>(value && *value <= 0xFFFF ? *value : 0xFFFF);
            return {};
        }
        case OptionNumber::observe:
            observe_ = option.as_uint();
            return {};
        case OptionNumber::uri_host:
        case OptionNumber::uri_port:
            return {};
        case OptionNumber::if_match:
            if (option.value.empty()) return {};  // "it exists", which every operation asks for anyway
            return Failure{code::precondition_failed, "no resource has an entity tag to match"};
        case OptionNumber::if_none_match:
            return Failure{code::precondition_failed, "nothing here can be created"};
        case OptionNumber::proxy_uri:
        case OptionNumber::proxy_scheme:
            return Failure{code::proxying_not_supported, "this is no proxy"};
        default:
            if (coap::is_critical(option.number)) return bad_option(option.number);
            return {};
    }
}

Outcome<void> Options::take_accept(const coap::Option& option) {
    const auto value = option.as_uint();
    if (request_.accept || !value || *value > 0xFFFF) return bad_option(option.number);
    request_.accept = static_cast<ContentFormat>(*value);
    return {};
}

Outcome<void> Options::take_block(const coap::Option& option, std::optional<coap::Block>& block) {
    const auto value = option.as_uint();
    if (block || !value || option.value.size() > 3) return bad_option(option.number);
    block = coap::Block::from(*value);
    if (!block) return bad_request(coap::name_of(option.number) + " has the reserved size 7");
    return {};
}

Outcome<void> Options::finish() {
    const auto path = ObjectPath::from_segments(std::span(segments_).first(segment_count_));
    if (!path) return Failure{code::not_found, "the path is none of the data model's"};
    request_.path = *path;
    if (const auto format = format_unprinted_ ? codec::recognize(*path, request_.payload) : std::nullopt)
        request_.format = format;
    return {};
}

Operation get_operation(const Request& request, std::optional<std::uint32_t> observe) {
    const auto levels = request.path.size();
    if (request.accept == ContentFormat::link_format) {
        return levels >= 1 && !observe ? Operation::discover : Operation::unknown;
    }
    if (levels == 0) return Operation::unknown;
    if (observe == 0U) return Operation::observe;
    return observe == 1U ? Operation::cancel : Operation::read;
}

Operation put_operation(const Request& request) {
    const auto levels = request.path.size();
    if (!request.format && request.payload.empty()) {
        return levels >= 1 && !request.query.empty() ? Operation::write_attributes : Operation::unknown;
    }
    return levels >= 2 ? Operation::write : Operation::unknown;
}

Operation post_operation(const Request& request) {
    switch (request.path.size()) {
        case 1:
            return Operation::create;
        case 2:
            return Operation::update;
        // Arguments are plain text; a payload of any other format is a Write to a multiple resource.
        case 3:
            return !request.format || request.format == ContentFormat::text ? Operation::execute : Operation::update;
        case 4:
            return request.format ? Operation::update : Operation::unknown;
        default:
            return Operation::unknown;
    }
}

Operation fetch_operation(const Request& request, std::optional<std::uint32_t> observe) {
    if (!request.path.is_root()) return Operation::unknown;
    if (observe == 0U) return Operation::observe_composite;
    return observe == 1U ? Operation::cancel_composite : Operation::read_composite;
}

Operation operation_of(coap::Code method, const Request& request, std::optional<std::uint32_t> observe) {
    if (method == code::get) return get_operation(request, observe);
    if (method == code::put) return put_operation(request);
    if (method == code::post) return post_operation(request);
    if (method == code::fetch) return fetch_operation(request, observe);
    if (method == code::ipatch && request.path.is_root()) return Operation::write_composite;
    if (method == code::del && request.path.size() == 2) return Operation::remove;
    return Operation::unknown;
}

}  // namespace

Outcome<Request> read_request(const coap::Message& message) {
    Request request;
    request.payload = message.payload;
    Options options(request);
    for (const auto& option : message.options) {
        if (auto taken = options.take(option); !taken) return taken.error();
    }
    if (auto finished = options.finish(); !finished) return finished.error();
    request.operation = operation_of(message.code, request, options.observe());
    return request;
}

}  // namespace agent::lwm2m
