// Where a value comes from that the agent does not hold itself: a file, a program, the module, the clock.
#pragma once

#include <functional>
#include <string_view>

#include "config/handler_settings.hpp"
#include "config/pattern.hpp"
#include "lwm2m/model/definition.hpp"
#include "lwm2m/model/value.hpp"

namespace agent::daemon {

class Source {
public:
    using Fetched = std::function<void(lwm2m::Outcome<lwm2m::ResourceValue>)>;

    Source() = default;
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;
    virtual ~Source() = default;
    /// Runs `done` once, before it returns or later; never after the source's destruction. Not called again before.
    virtual void fetch(Fetched done) = 0;
};

inline lwm2m::Failure source_failure(std::string reason) {
    return {coap::code::internal_server_error, std::move(reason)};
}

/// Text of a source -> a value of the resource: the part that `match` finds, without the blanks around it, times
/// `scale` for numbers. A multiple resource gets it as its instance 0.
class TextReading {
public:
    /// Throws std::invalid_argument for a pattern that does not compile; the configuration has checked it.
    TextReading(const lwm2m::ResourceDefinition& definition, const std::optional<std::string>& match, double scale);
    lwm2m::Outcome<lwm2m::ResourceValue> operator()(std::string_view text) const;
    /// A number as it was computed.
    lwm2m::Outcome<lwm2m::ResourceValue> of_number(double number) const;

private:
    lwm2m::Outcome<lwm2m::ResourceValue> of_text(std::string_view text) const;

    const lwm2m::ResourceDefinition& definition_;
    std::optional<config::Pattern> pattern_;
    double scale_;
};

/// Without what binary arithmetic leaves behind: 23400 x 0.001 is 23.4, not 23.400000000000002.
double in_decimal(double number);

/// A pattern that the configuration has checked. Throws std::invalid_argument when it does not compile all the same.
config::Pattern compile_pattern(const std::string& expression);

}  // namespace agent::daemon
