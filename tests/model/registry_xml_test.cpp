#include "lwm2m/model/registry_xml.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include <gtest/gtest.h>

#include "tests/model/registry_files.hpp"

namespace agent::lwm2m {
namespace {

/// The files of the registry that are no usable definition, each with the reason and the line it names.
const std::map<std::string, std::string> refused{
    {"DDF.xml", "2: no LWM2M object is defined here"},
    {"10482.xml", "96: resource 5 (Read data) has no type"},
};

std::vector<std::string> files() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(REGISTRY))
        if (entry.path().extension() == ".xml")
            names.push_back(std::filesystem::relative(entry.path(), REGISTRY).string());
    std::ranges::sort(names);
    return names;
}

class RegistryFile : public ::testing::TestWithParam<std::string> {};

TEST_P(RegistryFile, LoadsOrIsRefusedWithALine) {
    const auto definition = parse_registry_xml(testing::registry_file(GetParam()));
    if (const auto reason = refused.find(GetParam()); reason != refused.end()) {
        ASSERT_FALSE(definition);
        EXPECT_EQ(definition.error().text(), reason->second);
        return;
    }
    ASSERT_TRUE(definition) << definition.error().text();
    const auto stem = std::filesystem::path(GetParam()).stem().string();
    EXPECT_EQ(std::to_string(definition->id), stem.substr(0, stem.find('-')));
    EXPECT_FALSE(definition->name.empty());
    EXPECT_FALSE(definition->resources.empty());
}

INSTANTIATE_TEST_SUITE_P(All, RegistryFile, ::testing::ValuesIn(files()), [](const auto& row) {
    std::string name = row.param;
    std::ranges::replace_if(
        name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
    return name;
});

TEST(RegistryFiles, AreAllThere) { EXPECT_GT(files().size(), 300U); }

std::string object(std::string_view inner) {
    return "<LWM2M>\n<Object>\n<Name>N</Name>\n<ObjectID>1000</ObjectID>\n<MultipleInstances>Single</"
           "MultipleInstances>\n"
           "<Mandatory>Optional</Mandatory>\n<Resources>\n" +
           std::string(inner) + "\n</Resources></Object></LWM2M>";
}

std::string item(std::string_view id, std::string_view operations, std::string_view type) {
    return "<Item ID=\"" + std::string(id) + "\"><Name>R</Name><Operations>" + std::string(operations) +
           "</Operations><MultipleInstances>Single</MultipleInstances><Mandatory>Optional</Mandatory><Type>" +
           std::string(type) + "</Type></Item>";
}

TEST(RegistryXml, NamesTheLineOfWhatItRefuses) {
    const std::pair<std::string, std::string> rows[] = {
        {"", "1: no XML: No document element found"},
        {"<LWM2M>\n<Object>\n", "2: no XML: Start-end tags mismatch"},
        {"<html/>", "1: no LWM2M object is defined here"},
        {"<LWM2M>\n<Object/></LWM2M>", "2: ObjectID is no number of 0..65534"},
        {object(item("1", "RX", "String")), "8: resource 1 (R) has operations that are none of R, W, RW, E"},
        {object(item("1", "R", "Text")), "8: resource 1 (R) has an unknown type 'Text'"},
        {object(item("65535", "R", "String")), "8: resource ID '65535' is no number of 0..65534"},
        {object(item("1", "R", "String") + "\n" + item("1", "R", "String")), "9: resource 1 is defined twice"},
        {object(item("1", "R", "")), "8: resource 1 (R) has no type"},
        {"<LWM2M><Object><ObjectID>1</ObjectID><MultipleInstances>Single</MultipleInstances><Mandatory>Optional"
         "</Mandatory></Object>\n<Object/></LWM2M>",
         "2: a second object in one file"},
    };
    for (const auto& [xml, reason] : rows) {
        const auto definition = parse_registry_xml(xml);
        ASSERT_FALSE(definition) << xml;
        EXPECT_EQ(definition.error().text(), reason);
    }
}

TEST(RegistryXml, ExpandsNoEntitiesOfItsOwn) {
    const auto bomb =
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>" + object(item("1", "R", "String"));
    const auto definition = parse_registry_xml(bomb);
    EXPECT_TRUE(!definition || definition->resources.front().name == "R");
}

struct RangeRow {
    DataType type;
    const char* text;
    std::optional<std::pair<double, double>> range;
};

TEST(Range, IsReadWhereItIsPlain) {
    using Limits = std::pair<double, double>;
    const RangeRow rows[] = {
        {DataType::integer, "0..255", Limits(0, 255)},
        {DataType::integer, "1-65534", Limits(1, 65534)},
        {DataType::integer, "-30..-120", Limits(-120, -30)},
        {DataType::integer, "1...63", Limits(1, 63)},
        {DataType::floating, "0.000001..1.0", Limits(0.000001, 1.0)},
        {DataType::floating, " -180 .. 180 ", Limits(-180, 180)},
        {DataType::string, "0..255 bytes", Limits(0, 255)},
        {DataType::opaque, "1..64 Bytes", Limits(1, 64)},
        {DataType::string, "0..255", std::nullopt},  // of what?
        {DataType::integer, "0..3, 99", std::nullopt},
        {DataType::integer, "0,1,2", std::nullopt},
        {DataType::integer, "64", std::nullopt},
        {DataType::integer, "8-Bits", std::nullopt},
        {DataType::integer, "", std::nullopt},
        {DataType::integer, "0..", std::nullopt},
        {DataType::boolean, "0..1", std::nullopt},
    };
    for (const auto& row : rows) {
        const auto range = parse_range(row.type, row.text);
        ASSERT_EQ(range.has_value(), row.range.has_value()) << row.text;
        if (!range) continue;
        EXPECT_EQ(std::pair(*range->least, *range->most), *row.range) << row.text;
    }
}

}  // namespace
}  // namespace agent::lwm2m
