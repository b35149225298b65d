#include "config/format_names.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace agent::config {
namespace {

using coap::ContentFormat;

constexpr std::array<std::pair<std::string_view, ContentFormat>, 7> names{{{"tlv", ContentFormat::lwm2m_tlv},
                                                                           {"senml-cbor", ContentFormat::senml_cbor},
                                                                           {"senml-json", ContentFormat::senml_json},
                                                                           {"json", ContentFormat::lwm2m_json},
                                                                           {"cbor", ContentFormat::cbor},
                                                                           {"text", ContentFormat::text},
                                                                           {"opaque", ContentFormat::octet_stream}}};

}  // namespace

std::optional<ContentFormat> format_named(std::string_view name) {
    const auto* found = std::ranges::find(names, name, [](const auto& entry) { return entry.first; });
    return found != names.end() ? std::optional(found->second) : std::nullopt;
}

std::string_view name_of_format(ContentFormat format) {
    const auto* found = std::ranges::find(names, format, [](const auto& entry) { return entry.second; });
    return found != names.end() ? found->first : std::string_view();
}

std::string format_names() {
    std::string all;
    for (const auto& [name, format] : names) all += (all.empty() ? "" : ", ") + std::string(name);
    return all;
}

}  // namespace agent::config
