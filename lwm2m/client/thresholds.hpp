// When the value of a numeric or boolean resource is worth a notification: gt, lt, st and edge (LwM2M Core 1.1 §5.1.2,
// 1.2 §7.3.2).
#pragma once

#include <utility>
#include <vector>

#include "lwm2m/client/attributes.hpp"
#include "lwm2m/codec/content.hpp"
#include "lwm2m/model/path.hpp"

namespace agent::lwm2m {

bool is_numeric(DataType type);

/// What thresholds look at: the one value of a resource, or those of its instances by their ids; a boolean counts as
/// 0 or 1. Empty when there is no number.
using Numbers = std::vector<std::pair<Id, double>>;
/// Those that a resource or resource instance path leads to in the resource's `value`.
Numbers numbers_at(const ObjectPath& path, const ResourceValue& value);

/// `content` of that path; of a resource or resource instance only.
Numbers numbers_in(const ObjectPath& path, const codec::Content& content);

/// What was seen of the value when it was looked at last, and what the server was told of it last.
struct Known {
    Numbers seen;
    Numbers told;  // empty: uncertain
};

/// Whether `now` is to be notified: a crossing of gt or lt, an edge since it was last seen, or a distance of st from
/// what was told, of any of the numbers; without any such attribute, every change.
bool is_noteworthy(const Attributes& attributes, const Known& known, const Numbers& now);

}  // namespace agent::lwm2m
