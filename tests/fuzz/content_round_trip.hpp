// A payload from a server in one format: whatever it is, it is refused or it says the same when it is written again.
#pragma once

#include <cstdlib>

#include "lwm2m/codec/codec.hpp"
#include "lwm2m/codec/composite.hpp"
#include "lwm2m/codec/records.hpp"
#include "tests/codec/device_example.hpp"

namespace agent::lwm2m::codec {

inline void require(bool holds) {
    if (!holds) std::abort();
}

/// The first byte chooses the path that the rest was sent to.
inline void round_trip_content(coap::ContentFormat format, BytesView input) {
    static const auto definition = everything();
    static constexpr ObjectPath paths[] = {ObjectPath(100),  {100, 0},    {100, 0, 0}, {100, 0, 1}, {100, 0, 300},
                                           {100, 0, 300, 1}, {100, 0, 3}, {100, 0, 5}, {100, 0, 6}, {100, 0, 7}};
    if (input.empty()) return;
    const auto& path = paths[input[0] % std::size(paths)];
    const auto content = decode(format, path, input.subspan(1), definition);
    if (!content) return;
    const auto bytes = encode(format, path, *content);
    require(bytes.has_value());
    const auto again = decode(format, path, *bytes, definition);
    // Where no definition says that a number is a Float, a whole one is not known as one in JSON.
    require(again && encode(format, path, *again).value() == *bytes);
}

/// A pack on its own, as a list of paths, and as what is written to several objects.
inline void round_trip_records(coap::ContentFormat format, BytesView input) {
    const auto records = decode_records(format, input);
    if (!records) return;
    const auto bytes = encode_records(format, *records);
    require(bytes.has_value());
    const auto again = decode_records(format, *bytes);
    require(again && encode_records(format, *again).value() == *bytes);
    if (const auto paths = decode_paths(format, input)) require(!paths->empty() && paths->size() <= records->size());
    const auto definition_of = [](const ObjectPath& object) { return core_definition(object.object()); };
    const auto objects = decode_composite(format, input, definition_of);
    if (!objects) return;
    const auto composite = encode_composite(format, *objects);
    require(composite.has_value());
    const auto same = decode_composite(format, *composite, definition_of);
    require(same && encode_composite(format, *same).value() == *composite);
}

}  // namespace agent::lwm2m::codec
