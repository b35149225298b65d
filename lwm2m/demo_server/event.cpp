#include "lwm2m/demo_server/event.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace agent::demo_server {
namespace {

using coap::ContentFormat;

constexpr std::array<std::pair<std::string_view, ContentFormat>, 10> formats{{
    {"text", ContentFormat::text},
    {"link-format", ContentFormat::link_format},
    {"opaque", ContentFormat::octet_stream},
    {"json", ContentFormat::json},
    {"cbor", ContentFormat::cbor},
    {"senml-json", ContentFormat::senml_json},
    {"senml-cbor", ContentFormat::senml_cbor},
    {"tlv", ContentFormat::lwm2m_tlv},
    {"lwm2m-json", ContentFormat::lwm2m_json},
    {"lwm2m-cbor", ContentFormat::lwm2m_cbor},
}};

bool is_text(ContentFormat format) {
    return format == ContentFormat::text || format == ContentFormat::link_format || format == ContentFormat::json ||
           format == ContentFormat::senml_json || format == ContentFormat::lwm2m_json;
}

bool is_printable(BytesView bytes) {
    return std::ranges::all_of(bytes, [](auto byte) { return byte >= 0x20 && byte != 0x7F; });
}

std::optional<std::int64_t> as_integer(BytesView bytes) {
    if (bytes.size() != 1 && bytes.size() != 2 && bytes.size() != 4 && bytes.size() != 8) return std::nullopt;
    auto number = static_cast<std::int64_t>((bytes[0] & 0x80) != 0 ? -1 : 0);
    for (const auto byte : bytes) number = static_cast<std::int64_t>(static_cast<std::uint64_t>(number) << 8 | byte);
    return number;
}

nlohmann::ordered_json json_value(const PlacedValue& placed) {
    nlohmann::ordered_json value{{"path", placed.path}, {"hex", to_hex(placed.value)}};
    if (is_printable(placed.value)) value["text"] = as_text(placed.value);
    if (const auto number = as_integer(placed.value)) value["integer"] = *number;
    return value;
}

/// TLV does not say the type of a value: text where it can be text of some length, else a number, else bytes.
std::string human_value(const PlacedValue& placed) {
    const auto number = as_integer(placed.value);
    if (is_printable(placed.value) && !(number && placed.value.size() == 1))
        return fmt::format("{}=\"{}\"", placed.path, as_text(placed.value));
    if (number) return fmt::format("{}={}", placed.path, *number);
    return fmt::format("{}=0x{}", placed.path, to_hex(placed.value));
}

std::string json_line(const Event& event) {
    nlohmann::ordered_json line{{"event", event.name}};
    if (!event.endpoint.empty()) line["endpoint"] = event.endpoint;
    for (const auto& [name, value] : event.fields)
        std::visit([&line, name = std::string(name)](const auto& held) { line[name] = held; }, value);
    if (!event.values.empty()) {
        auto& values = line["values"] = nlohmann::ordered_json::array();
        for (const auto& placed : event.values) values.push_back(json_value(placed));
    }
    return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string human_line(const Event& event) {
    auto line = fmt::format("{:<12}", event.name);
    if (!event.endpoint.empty()) line += "  " + event.endpoint;
    for (const auto& [name, value] : event.fields) {
        const auto text = std::holds_alternative<std::string>(value) ? std::get<std::string>(value)
                                                                     : fmt::to_string(std::get<1>(value));
        const bool named = name != "command" && name != "code" && name != "code_name";
        if (name != "code" && !text.empty()) line += named ? fmt::format("  {}={}", name, text) : "  " + text;
    }
    for (const auto& placed : event.values) line += "  " + human_value(placed);
    return line;
}

}  // namespace

void describe(Event& event, const coap::Message& message, std::string_view path) {
    event.fields.emplace_back("code", message.code.text());
    event.fields.emplace_back("code_name", message.code.name());
    const auto format = message.content_format();
    if (format) event.fields.emplace_back("format", name_of(*format));
    if (message.payload.empty() && !format) return;
    event.fields.emplace_back("size", static_cast<std::int64_t>(message.payload.size()));
    if (format == ContentFormat::lwm2m_tlv) {
        if (const auto records = decode_tlv(message.payload)) {
            event.values = place(path, *records);
            return;
        }
        event.fields.emplace_back("problem", "the TLV's lengths do not add up");
    }
    const bool text = format ? is_text(*format) : is_printable(message.payload);
    if (text)
        event.fields.emplace_back("value", std::string(as_text(message.payload)));
    else
        event.fields.emplace_back("hex", to_hex(message.payload));
}

void Reporter::operator()(const Event& event) const {
    out_ << (json_ ? json_line(event) : human_line(event)) << std::endl;
}

std::optional<ContentFormat> format_named(std::string_view name) {
    const auto* known = std::ranges::find(formats, name, [](const auto& entry) { return entry.first; });
    if (known != formats.end()) return known->second;
    std::uint16_t number = 0;
    const auto* end = name.data() + name.size();
    if (name.empty() || std::from_chars(name.data(), end, number).ptr != end) return std::nullopt;
    return static_cast<ContentFormat>(number);
}

std::string name_of(ContentFormat format) {
    const auto* known = std::ranges::find(formats, format, [](const auto& entry) { return entry.second; });
    return known != formats.end() ? std::string(known->first) : fmt::to_string(static_cast<unsigned>(format));
}

}  // namespace agent::demo_server
