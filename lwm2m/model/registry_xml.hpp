// Object definitions from the OMA registry's XML (its LWM2M.xsd and LWM2M-v1_1.xsd).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "lwm2m/model/definition.hpp"

namespace agent::lwm2m {

/// Why a definition was refused, and where.
struct XmlProblem {
    std::size_t line = 0;  // from 1
    std::string reason;
    /// "12: resource 5 (Read data) has no type", ready to stand behind the file's name and a colon.
    std::string text() const;
};

[[noreturn]] void throw_exception_from_error(const XmlProblem& problem, const boost::source_location& where);

/// The one object that a registry file defines. Refused: what is no XML, no or several objects, ids outside 0..65534
/// or given twice, unknown types, operations or multiplicities. Blanks and letter case are the registry's own matter.
boost::system::result<ObjectDefinition, XmlProblem> parse_registry_xml(std::string_view xml);

/// A RangeEnumeration such as "0..255", "1-65534", "0.0..1.0" or "1..64 bytes": of the number for numeric types, of the
/// length for strings and opaque when it counts bytes. nullopt for anything else, which then limits nothing.
std::optional<Range> parse_range(DataType type, std::string_view text);

}  // namespace agent::lwm2m
