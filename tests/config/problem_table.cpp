#include "tests/config/problem_table.hpp"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/config/fake_host.hpp"

namespace agent::config {
namespace {

/// With the files that the rows name.
FakeHost host_of_the_rows() {
    std::ifstream model(AGENT_SOURCE_DIR "/config/examples/models/26241.xml");
    std::stringstream text;
    text << model.rdbuf();
    FakeHost host;
    host.files["/etc/26241.xml"] = {text.str(), 0644};
    host.files["/etc/broken.xml"] = {"<LWM2M>\n<Object>\n", 0644};
    host.files["/etc/open.key"] = {"00112233445566778899aabbccddeeff", 0644};
    host.files["/etc/text.key"] = {"correct horse battery staple", 0600};
    return host;
}

}  // namespace

void expect_problems(const std::vector<ProblemRow>& rows) {
    const auto host = host_of_the_rows();
    for (const auto& row : rows) {
        SCOPED_TRACE(row.name);
        const auto loaded = host.load_text(row.key == whole ? std::string(row.text) : document(row.key, row.text));
        std::vector<std::string> expected;
        for (const auto line : row.problems) expected.push_back("agent.yaml:" + std::string(line));
        EXPECT_THAT(texts(loaded.problems), testing::ElementsAreArray(expected));
        EXPECT_FALSE(loaded.settings.has_value());
    }
}

}  // namespace agent::config
