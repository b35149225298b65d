#include "lwm2m/model/registry_xml.hpp"

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <stdexcept>

#include <fmt/format.h>
#include <pugixml.hpp>

namespace agent::lwm2m {
namespace {

using Definition = boost::system::result<ObjectDefinition, XmlProblem>;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto start = text.find_first_not_of(blanks);
    if (start == std::string_view::npos) return {};
    return text.substr(start, text.find_last_not_of(blanks) - start + 1);
}

std::string_view child_text(const pugi::xml_node& node, const char* name) {
    return trimmed(node.child(name).child_value());
}

template<class Number>
std::optional<Number> parse_number(std::string_view text) {
    Number number{};
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

std::optional<Id> parse_id(std::string_view text) {
    const auto id = parse_number<Id>(text);
    return id && *id != 65535 ? id : std::nullopt;
}

/// Major and minor of "1.1"; 1.0 when it is left out, as the registry does for first versions.
std::optional<Version> parse_version(std::string_view text) {
    if (text.empty()) return Version{};
    const auto dot = text.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto major = parse_number<std::uint8_t>(text.substr(0, dot));
    const auto minor = parse_number<std::uint8_t>(text.substr(dot + 1));
    if (!major || !minor) return std::nullopt;
    return Version{*major, *minor};
}

std::optional<Operations> parse_operations(std::string_view text) {
    Operations operations;
    for (const char letter : text) {
        if (letter == 'R')
            operations.read = true;
        else if (letter == 'W')
            operations.write = true;
        else if (letter == 'E')
            operations.execute = true;
        else
            return std::nullopt;
    }
    // Executable resources have no value (LwM2M Core 1.1 §7.1).
    if (operations.execute && text.size() > 1) return std::nullopt;
    return operations;
}

std::optional<DataType> parse_type(std::string_view text) {
    for (const auto type :
         {DataType::string, DataType::integer, DataType::unsigned_integer, DataType::floating, DataType::boolean,
          DataType::opaque, DataType::time, DataType::object_link, DataType::core_link})
        if (text == name_of(type)) return type;
    return std::nullopt;
}

/// true for `yes`, false for `no`; nullopt for any other text.
std::optional<bool> parse_choice(std::string_view text, std::string_view yes, std::string_view no) {
    if (text == yes) return true;
    if (text == no) return false;
    return std::nullopt;
}

class Parser {
public:
    explicit Parser(std::string_view xml) : xml_(xml) {}

    Definition run() {
        pugi::xml_document document;
        const auto parsed = document.load_buffer(
            xml_.data(), xml_.size(), pugi::parse_minimal | pugi::parse_escapes | pugi::parse_eol | pugi::parse_cdata);
        if (!parsed) return problem(parsed.offset, fmt::format("no XML: {}", parsed.description()));
        const auto root = document.child("LWM2M");
        const auto object = root.child("Object");
        if (!object) return problem(document.first_child(), "no LWM2M object is defined here");
        if (const auto second = object.next_sibling("Object")) return problem(second, "a second object in one file");
        return read_object(object);
    }

private:
    Definition problem(std::ptrdiff_t offset, std::string reason) const {
        const auto until = std::clamp<std::ptrdiff_t>(offset, 0, static_cast<std::ptrdiff_t>(xml_.size()));
        const auto lines = std::count(xml_.begin(), xml_.begin() + until, '\n');
        return XmlProblem{static_cast<std::size_t>(lines) + 1, std::move(reason)};
    }
    Definition problem(const pugi::xml_node& node, std::string reason) const {
        return problem(node.offset_debug(), std::move(reason));
    }

    Definition read_object(const pugi::xml_node& node);
    Definition read_resources(const pugi::xml_node& node, ObjectDefinition object);
    std::optional<std::string> read_resource(const pugi::xml_node& item, ResourceDefinition& resource) const;

    std::string_view xml_;
};

Definition Parser::read_object(const pugi::xml_node& node) {
    const auto id = parse_id(child_text(node, "ObjectID"));
    if (!id) return problem(node, "ObjectID is no number of 0..65534");
    const auto version = parse_version(child_text(node, "ObjectVersion"));
    const auto enabler = parse_version(child_text(node, "LWM2MVersion"));
    if (!version) return problem(node.child("ObjectVersion"), "ObjectVersion is no version such as 1.0");
    if (!enabler) return problem(node.child("LWM2MVersion"), "LWM2MVersion is no version such as 1.0");
    const auto multiple = parse_choice(child_text(node, "MultipleInstances"), "Multiple", "Single");
    if (!multiple) return problem(node, "MultipleInstances is neither Multiple nor Single");
    const auto mandatory = parse_choice(child_text(node, "Mandatory"), "Mandatory", "Optional");
    if (!mandatory) return problem(node, "Mandatory is neither Mandatory nor Optional");
    return read_resources(node, ObjectDefinition{.id = *id,
                                                 .name = std::string(child_text(node, "Name")),
                                                 .urn = std::string(child_text(node, "ObjectURN")),
                                                 .version = *version,
                                                 .lwm2m_version = *enabler,
                                                 .multiple = *multiple,
                                                 .mandatory = *mandatory});
}

Definition Parser::read_resources(const pugi::xml_node& node, ObjectDefinition object) {
    for (const auto item : node.child("Resources").children("Item")) {
        ResourceDefinition resource;
        if (auto reason = read_resource(item, resource)) return problem(item, std::move(*reason));
        if (std::ranges::find(object.resources, resource.id, &ResourceDefinition::id) != object.resources.end())
            return problem(item, fmt::format("resource {} is defined twice", resource.id));
        object.resources.push_back(std::move(resource));
    }
    std::ranges::sort(object.resources, {}, &ResourceDefinition::id);
    return object;
}

/// Why it is none; nullopt when `resource` was filled in.
std::optional<std::string> Parser::read_resource(const pugi::xml_node& item, ResourceDefinition& resource) const {
    const std::string_view number = trimmed(item.attribute("ID").value());
    const auto id = parse_id(number);
    if (!id) return fmt::format("resource ID '{}' is no number of 0..65534", number);
    resource.id = *id;
    resource.name = child_text(item, "Name");
    const auto called = fmt::format("resource {} ({})", *id, resource.name);
    const auto operations = parse_operations(child_text(item, "Operations"));
    if (!operations) return called + " has operations that are none of R, W, RW, E";
    resource.operations = *operations;
    const auto multiple = parse_choice(child_text(item, "MultipleInstances"), "Multiple", "Single");
    if (!multiple) return called + " is neither Multiple nor Single";
    resource.multiple = *multiple;
    const auto mandatory = parse_choice(child_text(item, "Mandatory"), "Mandatory", "Optional");
    if (!mandatory) return called + " is neither Mandatory nor Optional";
    resource.mandatory = *mandatory;
    const auto type_text = child_text(item, "Type");
    const auto type = parse_type(type_text);
    if (!type && !type_text.empty()) return fmt::format("{} has an unknown type '{}'", called, type_text);
    if (!type && !resource.operations.execute) return called + " has no type";
    resource.type = resource.operations.execute ? DataType::none : *type;
    resource.range_text = child_text(item, "RangeEnumeration");
    resource.range = parse_range(resource.type, resource.range_text);
    resource.units = child_text(item, "Units");
    return std::nullopt;
}

}  // namespace

std::string XmlProblem::text() const { return fmt::format("{}: {}", line, reason); }

void throw_exception_from_error(const XmlProblem& problem, const boost::source_location&) {
    throw std::logic_error("the value of a refused definition was taken: " + problem.text());
}

Definition parse_registry_xml(std::string_view xml) { return Parser(xml).run(); }

}  // namespace agent::lwm2m
