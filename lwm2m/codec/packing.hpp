// Which names and times the records of a SenML pack take from a base, so that the pack has the fewest bytes
// (RFC 8428 §4.1). Bases are whole paths; names are cut at their slashes only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "lwm2m/codec/record_view.hpp"

namespace agent::lwm2m::codec {

inline constexpr std::size_t longest_path_text = sizeof("//65535/65535/65535/65535") - 1 + DevicePrefix::longest;

/// Bytes that a field with a text of each length takes in a format, its label and separators included; 0 without text.
using TextSizes = std::array<std::uint8_t, longest_path_text + 1>;
constexpr TextSizes text_sizes(std::size_t (*size)(std::size_t length)) {
    TextSizes sizes{};
    for (std::size_t length = 1; length < sizes.size(); ++length)
        sizes[length] = static_cast<std::uint8_t>(size(length));
    return sizes;
}

struct FieldSizes {
    TextSizes name;
    TextSizes base_name;
    std::size_t (*time)(Timestamp time);
    std::size_t (*base_time)(Timestamp time);
};

/// The text of a path with the places where it may be cut, without memory of its own. The prefix of a device behind the
/// gateway is a level, too.
class PathText {
public:
    explicit PathText(const ObjectPath& path);

    std::string_view view() const { return {text_.data(), size_}; }
    /// Length of the text of the first `levels` levels, and of the slash after it where there are more. 1 for no level.
    std::size_t cut(std::size_t levels) const { return cuts_[levels]; }

private:
    std::array<char, longest_path_text> text_;
    std::array<std::uint8_t, 6> cuts_;
    std::uint8_t size_ = 0;
};

/// The fields of one record beside its value; what is empty is left out.
struct PackedFields {
    explicit PackedFields(const ObjectPath& path) : text(path) {}
    std::string_view base_name() const { return text.view().substr(0, base_end); }
    std::string_view name() const { return text.view().substr(name_begin); }

    PathText text;
    std::uint8_t base_end = 0;
    std::uint8_t name_begin = 0;
    std::optional<Timestamp> base_time;
    std::optional<Timestamp> time;
};

std::vector<PackedFields> pack(std::span<const RecordView> records, const FieldSizes& sizes);

}  // namespace agent::lwm2m::codec
