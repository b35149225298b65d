// A gateway's own files, in a folder that stands for its root.
#include "daemon/handlers/host_facts.hpp"

#include <gtest/gtest.h>

#include "tests/daemon/temporary.hpp"

namespace agent::daemon {
namespace {

class Host : public ::testing::Test {
protected:
    void file(const std::string& path, std::string_view text) {
        const auto whole = root / path;
        std::filesystem::create_directories(whole.parent_path());
        testing::write(whole, text);
    }
    HostFacts facts() const { return HostFacts(root.path().string()); }
    testing::TemporaryFolder root;
};

TEST_F(Host, SaysNothingWhereThereIsNothing) {
    EXPECT_EQ(facts().manufacturer(), "");
    EXPECT_EQ(facts().model(), "");
    EXPECT_EQ(facts().serial_number(), "");
    EXPECT_EQ(facts().hardware_version(), "");
    EXPECT_EQ(facts().timezone(), "");
    EXPECT_FALSE(facts().memory_available());
    EXPECT_FALSE(facts().power().battery);
    EXPECT_FALSE(facts().power().mains);
}

TEST_F(Host, IsDescribedByDmi) {
    file("sys/class/dmi/id/sys_vendor", "Acme Industrial\n");
    file("sys/class/dmi/id/product_name", "To Be Filled By O.E.M.\n");
    file("sys/class/dmi/id/board_name", "GW-100\n");
    file("sys/class/dmi/id/product_serial", "0000000\n");
    file("sys/class/dmi/id/board_serial", "SN 4711 \n");
    file("sys/class/dmi/id/product_version", "Rev. C\n");
    EXPECT_EQ(facts().manufacturer(), "Acme Industrial");
    EXPECT_EQ(facts().model(), "GW-100");
    EXPECT_EQ(facts().serial_number(), "SN 4711");
    EXPECT_EQ(facts().hardware_version(), "Rev. C");
}

TEST_F(Host, IsDescribedByItsDeviceTree) {
    file("proc/device-tree/compatible", std::string_view("raspberrypi,4-model-b\0brcm,bcm2711\0", 36));
    file("proc/device-tree/model", std::string_view("Raspberry Pi 4 Model B Rev 1.2\0", 31));
    file("proc/device-tree/serial-number", std::string_view("10000000a1b2c3d4\0", 17));
    EXPECT_EQ(facts().manufacturer(), "raspberrypi");
    EXPECT_EQ(facts().model(), "Raspberry Pi 4 Model B Rev 1.2");
    EXPECT_EQ(facts().serial_number(), "10000000a1b2c3d4");
}

TEST_F(Host, SaysItsTimeZone) {
    std::filesystem::create_directories(root / "etc");
    std::filesystem::create_symlink("/usr/share/zoneinfo/America/Argentina/Ushuaia", root / "etc/localtime");
    EXPECT_EQ(facts().timezone(), "America/Argentina/Ushuaia");
    file("etc/timezone", "Europe/Berlin\n");
    EXPECT_EQ(facts().timezone(), "Europe/Berlin");
}

TEST_F(Host, SaysItsMemory) {
    file("proc/meminfo", "MemTotal:         500000 kB\nMemFree:            1000 kB\nMemAvailable:     123456 kB\n");
    EXPECT_EQ(facts().memory_available(), 123456U);
}

TEST_F(Host, KnowsItsBatteryFromThatOfAMouse) {
    file("sys/class/power_supply/hid-mouse/type", "Battery\n");
    file("sys/class/power_supply/hid-mouse/scope", "Device\n");
    file("sys/class/power_supply/hid-mouse/capacity", "3\n");
    EXPECT_FALSE(facts().power().battery);
    file("sys/class/power_supply/BAT0/type", "Battery\n");
    file("sys/class/power_supply/BAT0/capacity", "87\n");
    file("sys/class/power_supply/BAT0/status", "Discharging\n");
    file("sys/class/power_supply/AC/type", "Mains\n");
    file("sys/class/power_supply/AC/online", "0\n");
    const auto power = facts().power();
    ASSERT_TRUE(power.battery);
    EXPECT_EQ(power.battery->level, 87);
    EXPECT_EQ(power.battery->status, "Discharging");
    EXPECT_EQ(power.mains, false);
}

}  // namespace
}  // namespace agent::daemon
