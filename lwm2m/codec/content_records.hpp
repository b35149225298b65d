// Content as the records that SenML and LwM2M JSON have for it, and back.
#pragma once

#include "lwm2m/codec/content.hpp"
#include "lwm2m/codec/record_view.hpp"
#include "lwm2m/model/definition.hpp"

namespace agent::lwm2m::codec {

/// Appends a record for each value. They point into `content`, which is of the object. What is empty leaves no trace.
void append_records(const ObjectPath& object, const Content& content, std::vector<RecordView>& records);

/// The content that `path` gets from records in any order, whose values it takes, in ascending order of its ids. Values
/// have their definition's type; a resource the definition lacks keeps the type it came with. A record of an instance
/// without a value stands for an empty one. 4.00 with the path of a record that is not below `path`, has a time, or has
/// no value of its type, and for two of one path.
Outcome<Content> content_of(const ObjectPath& path, std::span<Record> records, const ObjectDefinition& definition);

}  // namespace agent::lwm2m::codec
