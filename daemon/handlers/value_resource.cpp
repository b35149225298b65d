#include "daemon/handlers/value_resource.hpp"

#include <fmt/format.h>

namespace agent::daemon {
namespace {

std::size_t size_of(const lwm2m::Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return text->size();
    if (const auto* bytes = std::get_if<Bytes>(&value)) return bytes->size();
    if (const auto* link = std::get_if<lwm2m::CoreLink>(&value)) return link->text.size();
    return 0;
}

std::size_t size_of(const lwm2m::ResourceValue& value) {
    if (const auto* single = std::get_if<lwm2m::Value>(&value)) return size_of(*single);
    std::size_t size = 0;
    for (const auto& [instance, element] : std::get<lwm2m::InstanceValues>(value)) size += size_of(element);
    return size;
}

}  // namespace

lwm2m::Outcome<void> check_size(const lwm2m::ResourceValue& value, std::optional<std::size_t> most) {
    if (!most || size_of(value) <= *most) return {};
    return lwm2m::Failure{coap::code::request_entity_too_large,
                          fmt::format("{} bytes are more than max_size: {}", size_of(value), *most)};
}

void ValueResource::read(ReadDone done) {
    if (value_) return done(*value_);
    done(lwm2m::Failure{coap::code::not_found, "it was never written"});
}

void ValueResource::prepare(const lwm2m::ResourceValue& value, Done done) {
    if (!options_.writable) return ResourceHandler::prepare(value, std::move(done));
    if (auto fits = check_size(value, options_.max_size); !fits) return done(std::move(fits));
    if (!options_.on_write) return done({});
    options_.on_write->run(value, std::move(done));
}

void ValueResource::revert(const lwm2m::ResourceValue& /*value*/) {
    // What the program did is undone by handing it the value that still holds.
    if (options_.on_write && value_) options_.on_write->run(*value_, [](auto) {});
}

}  // namespace agent::daemon
