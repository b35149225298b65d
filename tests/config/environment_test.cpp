#include "config/environment.hpp"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace agent::config {
namespace {

class HostEnvironment : public testing::Test {
protected:
    const Environment host_ = host_environment();
    const std::string path_ = testing::TempDir() + "config_environment_test";

    void SetUp() override {
        std::ofstream(path_) << "hello";
        ASSERT_EQ(::chmod(path_.c_str(), 0640), 0);
    }
    void TearDown() override { ::remove(path_.c_str()); }
};

TEST_F(HostEnvironment, ReadsAFileWithItsMode) {
    const auto content = host_.read(path_, 5);
    ASSERT_TRUE(content);
    EXPECT_EQ(content->text, "hello");
    EXPECT_EQ(content->mode, 0640u);
}

TEST_F(HostEnvironment, RefusesWhatIsTooLargeOrNoFile) {
    EXPECT_EQ(host_.read(path_, 4).error(), boost::system::errc::file_too_large);
    EXPECT_EQ(host_.read("/", 100).error(), boost::system::errc::is_a_directory);
    EXPECT_EQ(host_.read("/dev/zero", 100).error(), boost::system::errc::invalid_argument);
    EXPECT_EQ(host_.read("/nowhere", 100).error(), boost::system::errc::no_such_file_or_directory);
}

TEST_F(HostEnvironment, DoesNotWaitForAPipe) {
    const auto pipe = path_ + ".pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_EQ(host_.read(pipe, 100).error(), boost::system::errc::invalid_argument);
    ::remove(pipe.c_str());
}

TEST_F(HostEnvironment, KnowsVariablesThatAreSet) {
    ::setenv("CONFIG_ENVIRONMENT_TEST", "yes", 1);
    EXPECT_EQ(host_.variable("CONFIG_ENVIRONMENT_TEST"), "yes");
    ::unsetenv("CONFIG_ENVIRONMENT_TEST");
    EXPECT_EQ(host_.variable("CONFIG_ENVIRONMENT_TEST"), std::nullopt);
}

}  // namespace
}  // namespace agent::config
