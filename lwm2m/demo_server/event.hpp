// What the server says on its standard output: one event a line, for people or (--json) for programs.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "lwm2m/coap/message.hpp"
#include "lwm2m/demo_server/tlv.hpp"

namespace agent::demo_server {

struct Event {
    std::string_view name;  // "registered", "response", "notification", ...
    std::string endpoint;   // empty when it is not about one
    std::vector<std::pair<std::string_view, std::variant<std::string, std::int64_t>>> fields;
    std::vector<PlacedValue> values;  // of a TLV payload
};

/// Adds what a message says: code, format, size, and its payload as text, as TLV values or as hexadecimal digits.
void describe(Event& event, const coap::Message& message, std::string_view path);

class Reporter {
public:
    Reporter(std::ostream& out, bool json) : out_(out), json_(json) {}
    /// Writes the event as one line and flushes it.
    void operator()(const Event& event) const;

private:
    std::ostream& out_;
    bool json_;
};

/// "text", "tlv", "link-format", ... or a number; nullopt when it is neither.
std::optional<coap::ContentFormat> format_named(std::string_view name);
std::string name_of(coap::ContentFormat format);

}  // namespace agent::demo_server
