// Which names and times the records of a SenML pack take from a base, so that the pack has the fewest bytes
// (RFC 8428 §4.1). Bases are whole paths; names are cut at their slashes only.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lwm2m/codec/record_view.hpp"

namespace agent::lwm2m::codec {

/// Bytes that a field takes in a format, its label and separators included.
struct FieldSizes {
    std::size_t (*name)(std::size_t length);
    std::size_t (*base_name)(std::size_t length);
    std::size_t (*time)(Timestamp time);
    std::size_t (*base_time)(Timestamp time);
};

/// The fields of one record beside its value; what is empty is left out.
struct PackedFields {
    std::string base_name;
    std::string name;
    std::optional<Timestamp> base_time;
    std::optional<Timestamp> time;
};

std::vector<PackedFields> pack(std::span<const RecordView> records, const FieldSizes& sizes);

}  // namespace agent::lwm2m::codec
