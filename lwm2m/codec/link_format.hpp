// CoRE link format, content format 40 (RFC 6690): the object list of a Register and the answer to a Discover.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lwm2m/model/failure.hpp"
#include "lwm2m/model/path.hpp"

namespace agent::lwm2m::codec {

/// Builds `</1/0>,</3/0>;pmin=10`: links in the order of the calls, attributes after the link they belong to.
class LinkWriter {
public:
    /// Without the prefix of its device (LwM2M Gateway 1.1 §8.3.1).
    LinkWriter& link(const ObjectPath& path);
    /// name=value as it is, or name alone.
    LinkWriter& attribute(std::string_view name, std::string_view value);
    LinkWriter& attribute(std::string_view name);
    /// name="value"; a quote or backslash in it is escaped.
    LinkWriter& quoted(std::string_view name, std::string_view value);
    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

struct Link {
    std::string target;
    std::vector<std::pair<std::string, std::optional<std::string>>> attributes;  // values without their quotes
    friend bool operator==(const Link&, const Link&) = default;
};

/// 4.00 with the offset for text that is no list of links.
Outcome<std::vector<Link>> parse_links(std::string_view text);

}  // namespace agent::lwm2m::codec
