// The Device object instance that the specifications write in every format (LwM2M TS 1.0 §6.4, LwM2M Core 1.1 §7.4).
#pragma once

#include "lwm2m/codec/content.hpp"
#include "lwm2m/model/definition.hpp"

namespace agent::lwm2m::codec {

inline const ObjectDefinition& device() { return *core_definition(3); }

inline Content device_content() {
    const auto two = [](std::int64_t first, std::int64_t second) {
        return InstanceValues{{0, Value(first)}, {1, Value(second)}};
    };
    return {{0,
             {{0, Value(std::string("Open Mobile Alliance"))},
              {1, Value(std::string("Lightweight M2M Client"))},
              {2, Value(std::string("345000123"))},
              {3, Value(std::string("1.0"))},
              {6, two(1, 5)},
              {7, two(3800, 5000)},
              {8, two(125, 900)},
              {9, Value(std::int64_t{100})},
              {10, Value(std::int64_t{15})},
              {11, InstanceValues{{0, Value(std::int64_t{0})}}},
              {13, Value(Time{1367491215})},
              {14, Value(std::string("+02:00"))},
              {16, Value(std::string("U"))}}}};
}

/// An object /100 with a resource of each type, and /100/x/300 with several integers.
inline ObjectDefinition everything() {
    ObjectDefinition object{.id = 100};
    Id id = 0;
    for (const auto type :
         {DataType::string, DataType::integer, DataType::unsigned_integer, DataType::floating, DataType::boolean,
          DataType::opaque, DataType::time, DataType::object_link, DataType::core_link})
        object.resources.push_back({.id = id++, .type = type});
    object.resources.push_back({.id = 300, .multiple = true, .type = DataType::integer});
    return object;
}

}  // namespace agent::lwm2m::codec
