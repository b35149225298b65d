// The content formats of LwM2M by the names that a configuration has for them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lwm2m/coap/option.hpp"

namespace agent::config {

std::optional<coap::ContentFormat> format_named(std::string_view name);
/// Of one that format_named() gave.
std::string_view name_of_format(coap::ContentFormat format);
/// "tlv, senml-cbor, ..."
std::string format_names();

}  // namespace agent::config
