// Object 5 with real files and programs: pushing, verifying, installing, and starting again in every state.
#include <sys/resource.h>
#include <sys/stat.h>

#include "tests/daemon/firmware_fixture.hpp"

namespace agent::daemon {
namespace {

using testing::contents;
using testing::run_until;

using FirmwareUpdate = testing::FirmwareTest;

TEST_F(FirmwareUpdate, BeginsIdle) {
    start();
    EXPECT_EQ(now(), "0/0");
    EXPECT_EQ(update(), "4.05");
}

TEST_F(FirmwareUpdate, TakesAPackageInOneMessage) {
    start();
    EXPECT_EQ(put_package("firmware"), "2.04");
    comes_to("2/0");
    EXPECT_EQ(contents(package()), "firmware");
    EXPECT_EQ(put_package("another"), "4.05");
    EXPECT_EQ(put_uri("http://127.0.0.1/fw"), "4.05");
    EXPECT_EQ(contents(package()), "firmware");
}

TEST_F(FirmwareUpdate, TakesAPackageInBlocks) {
    start();
    auto& sink = *resource(0).block_sink();
    const auto bytes = content(5000);
    const auto transfer = sink.begin(bytes.size());
    ASSERT_TRUE(transfer);
    EXPECT_EQ(now(), "1/0");
    EXPECT_EQ(sink.begin(bytes.size()).error().code.text(), "4.05");
    for (std::size_t at = 0; at < bytes.size(); at += 1024)
        ASSERT_TRUE(sink.append(*transfer, at, as_bytes(std::string_view(bytes).substr(at, 1024))));
    EXPECT_FALSE(std::filesystem::exists(package()));
    EXPECT_TRUE(wait([&](auto done) { sink.finish(*transfer, std::move(done)); }));
    EXPECT_EQ(contents(package()), bytes);
    comes_to("2/0");
}

TEST_F(FirmwareUpdate, KeepsThePackageFromOthers) {
    start();
    put_package("firmware");
    struct stat status {};
    ASSERT_EQ(::stat(package().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(FirmwareUpdate, EndsATransferThatIsGivenUp) {
    start();
    auto& sink = *resource(0).block_sink();
    const auto transfer = sink.begin({});
    ASSERT_TRUE(transfer);
    ASSERT_TRUE(sink.append(*transfer, 0, as_bytes("begin")));
    sink.abort(*transfer);
    EXPECT_EQ(now(), "0/4");
    EXPECT_EQ(sink.append(*transfer, 5, as_bytes("late")).error().code.text(), "4.08");
    EXPECT_FALSE(wait([&](auto done) { sink.finish(*transfer, std::move(done)); }));
    EXPECT_EQ(now(), "0/4");
    EXPECT_TRUE(std::filesystem::is_empty(folder / "state/firmware"));
}

TEST_F(FirmwareUpdate, EndsATransferWithAHoleInIt) {
    start();
    auto& sink = *resource(0).block_sink();
    const auto transfer = sink.begin({});
    ASSERT_TRUE(transfer);
    ASSERT_TRUE(sink.append(*transfer, 0, as_bytes("begin")));
    EXPECT_EQ(sink.append(*transfer, 6, as_bytes("more")).error().code.text(), "4.08");
    EXPECT_EQ(now(), "0/4");
}

TEST_F(FirmwareUpdate, KeepsATransferThatWasReplacedOutOfTheOneThatReplacedIt) {
    start();
    auto& sink = *resource(0).block_sink();
    const auto replaced = sink.begin({});
    ASSERT_TRUE(replaced);
    EXPECT_EQ(put_package(std::string_view("\0", 1)), "2.04");
    const auto transfer = sink.begin({});
    ASSERT_TRUE(transfer);
    EXPECT_EQ(sink.append(*replaced, 0, as_bytes("old")).error().code.text(), "4.08");
    sink.abort(*replaced);
    EXPECT_FALSE(wait([&](auto done) { sink.finish(*replaced, std::move(done)); }));
    EXPECT_EQ(now(), "1/0");
    ASSERT_TRUE(sink.append(*transfer, 0, as_bytes("new")));
    EXPECT_TRUE(wait([&](auto done) { sink.finish(*transfer, std::move(done)); }));
    EXPECT_EQ(contents(package()), "new");
}

TEST_F(FirmwareUpdate, RefusesMoreThanItsLimit) {
    settings.max_size = 8;
    start();
    EXPECT_EQ(resource(0).block_sink()->limit(), 8U);
    EXPECT_EQ(put_package("nine char"), "4.13");
    EXPECT_EQ(now(), "0/2");
    auto& sink = *resource(0).block_sink();
    const auto transfer = sink.begin({});
    ASSERT_TRUE(transfer);
    EXPECT_EQ(now(), "1/0");
    ASSERT_TRUE(sink.append(*transfer, 0, as_bytes("12345678")));
    EXPECT_EQ(sink.append(*transfer, 8, as_bytes("9")).error().code.text(), "4.13");
    EXPECT_EQ(now(), "0/2");
}

TEST_F(FirmwareUpdate, SaysThatTheDiskIsFull) {
    constexpr std::size_t disk = 1024 * 1024;
    settings.max_size = 4 * disk;
    start();
    auto& sink = *resource(0).block_sink();
    const auto transfer = sink.begin({});
    ASSERT_TRUE(transfer);
    // A write beyond the limit fails as on a full disk, with another error number.
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const rlimit full{disk, before.rlim_max};
    ::signal(SIGXFSZ, SIG_IGN);
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &full), 0);
    const auto first = sink.append(*transfer, 0, Bytes(disk));
    const auto second = first ? sink.append(*transfer, disk, Bytes(1)) : first;
    ::setrlimit(RLIMIT_FSIZE, &before);
    EXPECT_TRUE(first);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code.text(), "4.13");
    EXPECT_EQ(now(), "0/2");
    EXPECT_TRUE(std::filesystem::is_empty(folder / "state/firmware"));
}

TEST_F(FirmwareUpdate, ResetsByAnEmptyPackageAByteZeroOrAnEmptyUri) {
    for (const auto& reset :
         std::vector<std::pair<lwm2m::Id, lwm2m::Value>>{{0, Bytes{}}, {0, Bytes{0}}, {1, std::string()}}) {
        start();
        ASSERT_EQ(put_package("firmware"), "2.04");
        comes_to("2/0");
        EXPECT_EQ(put(reset.first, reset.second), "2.04");
        EXPECT_EQ(now(), "0/0");
        EXPECT_FALSE(std::filesystem::exists(package()));
    }
}

TEST_F(FirmwareUpdate, TellsObserversOfStateAndResult) {
    start();
    turn();
    gateway->changes.clear();
    auto& sink = *resource(0).block_sink();
    const auto transfer = sink.begin({});
    ASSERT_TRUE(transfer);
    EXPECT_EQ(gateway->changes, "");  // never from inside a write
    turn();
    EXPECT_EQ(gateway->changes, "/5/0/3 ");
    gateway->changes.clear();
    sink.abort(*transfer);
    turn();
    EXPECT_EQ(gateway->changes, "/5/0/3 /5/0/5 ");
}

TEST_F(FirmwareUpdate, RefusesWhatTheVerifierRefuses) {
    settings.verify =
        config::VerifySettings{.argv = shell("grep -q good \"$1\" || exit $(cat \"$1\")"), .unsupported = 3};
    start();
    put_package("a good one");
    comes_to("2/0");
    put_package("");
    put_package("1");
    comes_to("0/5");
    put_package("3");
    comes_to("0/6");
    EXPECT_FALSE(std::filesystem::exists(package()));
}

TEST_F(FirmwareUpdate, InstallsAndConfirmsByTheVersion) {
    settings.install.argv = shell("test \"$(cat \"$1\")\" = firmware && echo 2.0 > " + (folder / "version").string());
    start();
    put_package("firmware");
    comes_to("2/0");
    turn();
    gateway->changes.clear();
    EXPECT_EQ(update(), "2.04");
    EXPECT_EQ(now(), "3/0");
    EXPECT_EQ(update(), "4.05");
    EXPECT_EQ(put_package(""), "4.05");
    EXPECT_EQ(put_uri(""), "4.05");
    comes_to("0/1");
    turn();
    EXPECT_EQ(gateway->changes, "/5/0/3 /5/0/3 /5/0/5 /5/0/7 ");
    EXPECT_FALSE(std::filesystem::exists(package()));
}

TEST_F(FirmwareUpdate, ConfirmsByAProgram) {
    settings.install.confirm = config::ConfirmSettings{.argv = {"/bin/true"}};
    start();
    put_package("firmware");
    comes_to("2/0");
    update();
    comes_to("0/1");
}

TEST_F(FirmwareUpdate, KeepsThePackageWhenTheInstallerFails) {
    settings.install.argv = shell("test -e " + (folder / "ready").string());
    settings.install.confirm = config::ConfirmSettings{.argv = {"/bin/true"}};
    start();
    put_package("firmware");
    comes_to("2/0");
    update();
    comes_to("2/8");
    testing::write(folder / "ready", "");
    EXPECT_EQ(update(), "2.04");
    EXPECT_EQ(now(), "3/0");
    comes_to("0/1");
}

TEST_F(FirmwareUpdate, WaitsForTheRestartOnlySoLong) {
    settings.install.timeout = 1s;
    start();
    put_package("firmware");
    comes_to("2/0");
    update();
    ASSERT_TRUE(run_until(loop, [&] { return lines.has("effect=\"a restart is expected\""); }));
    EXPECT_EQ(now(), "3/0");
    comes_to("0/8");
}

TEST_F(FirmwareUpdate, RefusesAPushWhereOnlyPullsAreAllowed) {
    settings.push = false;
    start();
    EXPECT_EQ(put_package("firmware"), "4.05");
    EXPECT_EQ(put_package(""), "2.04");
    EXPECT_EQ(now(), "0/0");
}

TEST_F(FirmwareUpdate, TellsBadUris) {
    start();
    EXPECT_EQ(put_uri("nonsense"), "2.04");
    EXPECT_EQ(now(), "0/7");
    EXPECT_EQ(put_uri("ftp://127.0.0.1/fw"), "2.04");
    EXPECT_EQ(now(), "0/9");
    EXPECT_EQ(put_uri(""), "2.04");
    EXPECT_EQ(now(), "0/0");
}

TEST_F(FirmwareUpdate, StartsAgainIdleWithItsResult) {
    start();
    put_uri("ftp://127.0.0.1/fw");
    start();
    EXPECT_EQ(now(), "0/9");
}

TEST_F(FirmwareUpdate, StartsAgainInAPush) {
    start();
    auto& sink = *resource(0).block_sink();
    const auto transfer = sink.begin({});
    ASSERT_TRUE(transfer);
    ASSERT_TRUE(sink.append(*transfer, 0, as_bytes("begin")));
    start();
    comes_to("0/4");
    EXPECT_TRUE(std::filesystem::is_empty(folder / "state/firmware"));
}

TEST_F(FirmwareUpdate, StartsAgainInTheVerification) {
    settings.verify = config::VerifySettings{.argv = shell("test -e " + (folder / "go").string() + " || sleep 100")};
    start();
    EXPECT_EQ(put_package("firmware"), "2.04");
    EXPECT_EQ(now(), "1/0");
    testing::write(folder / "go", "");
    start();
    comes_to("2/0");
    EXPECT_EQ(contents(package()), "firmware");
}

TEST_F(FirmwareUpdate, StartsAgainWithAPackage) {
    start();
    put_package("firmware");
    comes_to("2/0");
    start();
    EXPECT_EQ(now(), "2/0");
    std::filesystem::remove(package());
    start();
    EXPECT_EQ(now(), "0/5");
}

TEST_F(FirmwareUpdate, StartsAgainWithTheNewVersion) {
    settings.install.argv = shell("touch " + (folder / "installing").string() + "; sleep 100");
    start();
    put_package("firmware");
    comes_to("2/0");
    update();
    ASSERT_TRUE(run_until(loop, [&] { return std::filesystem::exists(folder / "installing"); }));
    testing::write(folder / "version", "2.0\n");
    start();
    EXPECT_EQ(now(), "3/0");
    comes_to("0/1");
}

TEST_F(FirmwareUpdate, StartsAgainWithTheOldVersion) {
    start();
    put_package("firmware");
    comes_to("2/0");
    update();
    ASSERT_TRUE(run_until(loop, [&] { return lines.has("a restart is expected"); }));
    start();
    comes_to("0/8");
    EXPECT_FALSE(std::filesystem::exists(package()));
}

TEST_F(FirmwareUpdate, StartsAgainBeforeTheInstallerRan) {
    settings.install.delay = 1h;
    start();
    put_package("firmware");
    comes_to("2/0");
    EXPECT_EQ(update(), "2.04");
    start();
    comes_to("0/8");
}

TEST_F(FirmwareUpdate, LetsTheInstallerGoOnWhenTheAgentEnds) {
    settings.install.argv =
        shell("touch " + (folder / "begun").string() + "; while ! test -e " + (folder / "go").string() +
              "; do sleep 0.01; done; touch " + (folder / "done").string());
    start();
    put_package("firmware");
    comes_to("2/0");
    update();
    ASSERT_TRUE(run_until(loop, [&] { return std::filesystem::exists(folder / "begun"); }));
    gateway->firmware->stop();
    gateway.reset();
    testing::write(folder / "go", "");
    EXPECT_TRUE(run_until(loop, [&] { return std::filesystem::exists(folder / "done"); }));
}

}  // namespace
}  // namespace agent::daemon
