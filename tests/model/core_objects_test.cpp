#include <gtest/gtest.h>

#include "lwm2m/model/registry_xml.hpp"
#include "tests/model/registry_files.hpp"

namespace agent::lwm2m {
namespace {

std::string one_line(const std::string& text) {
    std::string line;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
        if (!blank)
            line.push_back(c);
        else if (!line.empty() && line.back() != ' ')
            line.push_back(' ');
    }
    return line;
}

class CoreObject : public ::testing::TestWithParam<const char*> {};

TEST_P(CoreObject, IsWhatTheRegistrySays) {
    const auto registered = parse_registry_xml(testing::registry_file(GetParam()));
    ASSERT_TRUE(registered) << registered.error().text();
    const auto* built_in = core_definition(registered->id);
    ASSERT_NE(built_in, nullptr);
    EXPECT_EQ(built_in->name, registered->name);
    EXPECT_EQ(built_in->urn, registered->urn);
    EXPECT_EQ(built_in->version, registered->version);
    EXPECT_EQ(built_in->lwm2m_version, registered->lwm2m_version);
    EXPECT_EQ(built_in->multiple, registered->multiple);
    EXPECT_EQ(built_in->mandatory, registered->mandatory);
    ASSERT_EQ(built_in->resources.size(), registered->resources.size());
    for (std::size_t i = 0; i < built_in->resources.size(); ++i) {
        const auto& mine = built_in->resources[i];
        const auto& theirs = registered->resources[i];
        EXPECT_EQ(mine.id, theirs.id);
        EXPECT_EQ(mine.name, one_line(theirs.name));
        EXPECT_EQ(mine.operations, theirs.operations) << mine.id;
        EXPECT_EQ(mine.multiple, theirs.multiple) << mine.id;
        EXPECT_EQ(mine.mandatory, theirs.mandatory) << mine.id;
        EXPECT_EQ(mine.type, theirs.type) << mine.id;
        EXPECT_EQ(mine.range_text, one_line(theirs.range_text)) << mine.id;
        EXPECT_EQ(mine.units, theirs.units) << mine.id;
    }
}

INSTANTIATE_TEST_SUITE_P(Registry, CoreObject,
                         ::testing::Values("version_history/0-1_1.xml", "version_history/1-1_1.xml",
                                           "version_history/2-1_0.xml", "version_history/3-1_1.xml",
                                           "version_history/4-1_2.xml", "version_history/5-1_0.xml",
                                           "version_history/6-1_0.xml", "version_history/7-1_0.xml", "10.xml", "19.xml",
                                           "25.xml"));

}  // namespace
}  // namespace agent::lwm2m
