// What the OMA registry says of an object: its resources, their operations, multiplicity, types and ranges.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lwm2m/model/value.hpp"

namespace agent::lwm2m {

struct Version {
    std::uint8_t major = 1;
    std::uint8_t minor = 0;
    std::string text() const;
    friend auto operator<=>(const Version&, const Version&) = default;
};

struct Operations {
    bool read = false;
    bool write = false;
    bool execute = false;
    friend bool operator==(const Operations&, const Operations&) = default;
};

/// Limits of a value: of the number for numeric types, of the length in bytes for string and opaque.
struct Range {
    std::optional<double> least;
    std::optional<double> most;
    friend bool operator==(const Range&, const Range&) = default;
};

struct ResourceDefinition {
    Id id = 0;
    std::string name;
    Operations operations;
    bool multiple = false;
    bool mandatory = false;
    DataType type = DataType::string;
    std::optional<Range> range;  // where the registry's RangeEnumeration is a plain range
    std::string range_text;      // RangeEnumeration as it stands
    std::string units;

    /// 4.00 with the reason when `value` has another type or lies outside the range.
    Outcome<void> check(const Value& value) const;
    friend bool operator==(const ResourceDefinition&, const ResourceDefinition&) = default;
};

struct ObjectDefinition {
    Id id = 0;
    std::string name;
    std::string urn;
    Version version;        // of the object
    Version lwm2m_version;  // the least enabler version it needs
    bool multiple = false;
    bool mandatory = false;
    std::vector<ResourceDefinition> resources;  // ascending ids

    const ResourceDefinition* find(Id resource) const;
    friend bool operator==(const ObjectDefinition&, const ObjectDefinition&) = default;
};

/// Built in: 0 to 7 (Security, Server, Access Control, Device, Connectivity Monitoring, Firmware Update, Location,
/// Connectivity Statistics), 10 Cellular Connectivity, 19 BinaryAppDataContainer, 25 Gateway. nullptr for any other.
const ObjectDefinition* core_definition(Id object);

}  // namespace agent::lwm2m
