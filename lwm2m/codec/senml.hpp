// What the two SenML formats have in common: labels, and how records inherit from those before them (RFC 8428 §4).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lwm2m/codec/records.hpp"
#include "lwm2m/codec/scalar.hpp"

namespace agent::lwm2m::codec {

/// The numbers are the labels of SenML CBOR (RFC 8428 Table 4); the object link is LwM2M's own and has a name there,
/// too.
enum class SenmlLabel : std::int8_t {
    base_sum = -6,
    base_value = -5,
    base_unit = -4,
    base_time = -3,
    base_name = -2,
    base_version = -1,
    name = 0,
    unit = 1,
    value = 2,
    string_value = 3,
    boolean_value = 4,
    sum = 5,
    time = 6,
    update_time = 7,
    data_value = 8,
    object_link = 9,
};
inline constexpr std::string_view object_link_name = "vlo";

/// "bn", "v", "vlo"...
std::string_view name_of(SenmlLabel label);
std::optional<SenmlLabel> senml_label(std::string_view name);
std::optional<SenmlLabel> senml_label(std::int64_t number);
/// A receiver that does not know the name has to refuse the pack, not to ignore it (RFC 8428 §4.4).
constexpr bool must_be_understood(std::string_view name) { return name.ends_with('_'); }

/// Puts records together, label by label, and resolves them (RFC 8428 §4.6).
class RecordAssembler {
public:
    /// So many records are to come.
    void expect(std::size_t records) { records_.reserve(records); }
    /// A string (bytes for vd), number or boolean of the record under way; what it shows is copied. 4.00 when it has
    /// the wrong type for the label, or the label came before.
    Outcome<void> set(SenmlLabel label, const Scalar& value);
    /// 4.00 for a record whose name is no path.
    Outcome<void> end_record();
    std::vector<Record> take() { return std::move(records_); }
    Failure failure(std::string_view what) const;

private:
    Outcome<void> set_value(SenmlLabel label, const Scalar& value);
    Outcome<void> set_version(const Scalar& value) const;
    void set_base_name(std::string_view name);
    Outcome<void> resolve_path(ObjectPath& path) const;
    Outcome<void> resolve_time(std::optional<Timestamp>& time) const;
    Outcome<void> add_base_value();

    std::vector<Record> records_;
    std::string base_name_;                // base values hold until they are given anew
    std::optional<ObjectPath> base_path_;  // of a base name that ends with a slash
    double base_time_ = 0;
    std::optional<Scalar> base_value_;  // a number
    std::string name_;                  // the rest is of the record under way
    double time_ = 0;
    std::optional<Value> value_;
    std::uint32_t seen_ = 0;  // a bit for each label
};

}  // namespace agent::lwm2m::codec
