// When a numeric value is worth a notification: gt, lt and st (LwM2M Core 1.1 §5.1.2).
#pragma once

#include <optional>

#include "lwm2m/client/attributes.hpp"
#include "lwm2m/codec/content.hpp"
#include "lwm2m/model/path.hpp"

namespace agent::lwm2m {

bool is_numeric(DataType type);
/// nullopt for a value that is no number.
std::optional<double> as_number(const Value& value);
/// The number a resource or resource instance path leads to in `value`; nullopt when there is none.
std::optional<double> number_at(const ObjectPath& path, const ResourceValue& value);
/// From `before`, what the server knows, to `now`; true as well without thresholds or numbers to compare.
bool crosses(const Attributes& attributes, std::optional<double> before, std::optional<double> now);

}  // namespace agent::lwm2m
