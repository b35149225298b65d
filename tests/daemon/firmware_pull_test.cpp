// Object 5 pulling a package from a real HTTP server on the loopback.
#include "tests/daemon/firmware_fixture.hpp"

namespace agent::daemon {
namespace {

using testing::contents;
using testing::PackageServer;

class FirmwarePull : public testing::FirmwareTest {
protected:
    FirmwarePull() { testing::write(folder / "fw", bytes); }
    const std::string bytes = content(300'000);
};

TEST_F(FirmwarePull, FetchesByHttp) {
    PackageServer server(loop, folder / "fw");
    start();
    EXPECT_EQ(put_uri(server.uri("/fw")), "2.04");
    EXPECT_EQ(now(), "1/0");
    comes_to("2/0");
    EXPECT_EQ(contents(package()), bytes);
    EXPECT_EQ(server.requests(), "GET /fw all\n");
}

TEST_F(FirmwarePull, GoesOnWhereItWasCutOff) {
    PackageServer server(loop, folder / "fw");
    start();
    put_uri(server.uri("/cut"));
    comes_to("2/0");
    EXPECT_EQ(contents(package()), bytes);
    EXPECT_EQ(server.requests(), "GET /cut all\nGET /cut bytes=100000-\n");
}

TEST_F(FirmwarePull, BeginsAnewWhenTheFileChanged) {
    PackageServer server(loop, folder / "fw");
    start();
    put_uri(server.uri("/changed"));
    comes_to("2/0");
    EXPECT_EQ(contents(package()), std::string(bytes.rbegin(), bytes.rend()));
}

TEST_F(FirmwarePull, GoesOnAfterARestart) {
    PackageServer server(loop, folder / "fw");
    settings.retry.first = settings.retry.most = 1h;
    testing::write(folder / "fw", content(900'000));
    start();
    put_uri(server.uri("/cut"));
    ASSERT_TRUE(testing::run_until(loop, [&] { return lines.has("package_interrupted"); }));
    const auto state = folder / "state/firmware";
    EXPECT_EQ(std::filesystem::file_size(state / "package.part"), 100'000U);
    // As if more of it had come: what is surely on disk is kept.
    testing::write(state / "package.part", content(500'000));
    start();
    EXPECT_EQ(now(), "1/0");
    comes_to("2/0");
    EXPECT_EQ(contents(package()), content(900'000));
    EXPECT_EQ(server.requests(), "GET /cut all\nGET /cut bytes=393216-\n");
}

TEST_F(FirmwarePull, TriesAgainWhenTheServerIsBusy) {
    PackageServer server(loop, folder / "fw");
    start();
    put_uri(server.uri("/busy"));
    comes_to("2/0");
    EXPECT_EQ(server.requests(), "GET /busy all\nGET /busy all\n");
}

TEST_F(FirmwarePull, FollowsFiveRedirectionsAndNoMore) {
    PackageServer server(loop, folder / "fw");
    start();
    put_uri(server.uri("/hop/4"));
    comes_to("2/0");
    put_uri("");
    put_uri(server.uri("/hop/5"));
    comes_to("0/4");
    EXPECT_TRUE(lines.has("Maximum (5) redirects followed"));
}

TEST_F(FirmwarePull, SaysThatThereIsNoSuchFile) {
    PackageServer server(loop, folder / "fw");
    start();
    put_uri(server.uri("/nothing"));
    comes_to("0/7");
    EXPECT_TRUE(lines.has("the server answered 404"));
    EXPECT_FALSE(std::filesystem::exists(folder / "state/firmware")) << "made before a package came";
}

TEST_F(FirmwarePull, EndsAfterItsAttempts) {
    settings.retry.attempts = 2;
    start();
    put_uri("http://127.0.0.1:9/fw");
    comes_to("0/4");
    EXPECT_TRUE(lines.has("effect=\"it is asked for again\""));
}

TEST_F(FirmwarePull, RefusesAFileThatIsTooLarge) {
    settings.max_size = 200'000;
    PackageServer server(loop, folder / "fw");
    start();
    put_uri(server.uri("/fw"));
    comes_to("0/2");
    EXPECT_TRUE(lines.has("package_too_large size=300000"));
}

TEST_F(FirmwarePull, TrustsOnlyCertificatesItCanVerify) {
    PackageServer server(loop, folder / "fw", folder.path().string());
    settings.ca = (folder / "cert.pem").string();
    start();
    put_uri(server.uri("/fw", "https"));
    comes_to("2/0");
    EXPECT_EQ(contents(package()), bytes);
    put_uri("");
    settings.ca.reset();
    start();
    put_uri(server.uri("/fw", "https"));
    comes_to("0/4");
    EXPECT_TRUE(lines.has("certificate"));
    EXPECT_FALSE(std::filesystem::exists(package()));
}

TEST_F(FirmwarePull, NeverLeavesHttpsForHttp) {
    PackageServer server(loop, folder / "fw", folder.path().string());
    settings.ca = (folder / "cert.pem").string();
    start();
    put_uri(server.uri("/plain", "https"));
    comes_to("0/9");
}

TEST_F(FirmwarePull, StopsWhenItIsReset) {
    PackageServer server(loop, folder / "fw");
    settings.retry.first = settings.retry.most = 1h;
    start();
    put_uri(server.uri("/cut"));
    ASSERT_TRUE(testing::run_until(loop, [&] { return lines.has("package_interrupted"); }));
    EXPECT_EQ(put_uri(""), "2.04");
    EXPECT_EQ(now(), "0/0");
    EXPECT_TRUE(std::filesystem::is_empty(folder / "state/firmware"));
}

TEST_F(FirmwarePull, SurvivesAProgramThatFetchesNothing) {
    const auto program = folder / "fetch";
    settings.retry.attempts = 1;
    struct Row {
        const char* script;
        const char* said;
    };
    for (const auto& row :
         std::initializer_list<Row>{{"kill -9 $$", "was ended by signal 9"},
                                    {"echo nonsense", "says something else than it should"},
                                    {"head -c 5000 /dev/zero", "says something else than it should"},
                                    {"exit 0", "brought nothing"},
                                    {"echo '0 10 tag'; printf 12345; echo broken >&2; exit 20", "reason=\"broken\""}}) {
        testing::write(program, std::string("#!/bin/sh\n") + row.script + "\n");
        std::filesystem::permissions(program, std::filesystem::perms::owner_all);
        fetch_program = program.string();
        start();
        lines.all.clear();
        EXPECT_EQ(put_uri("http://127.0.0.1/fw"), "2.04");
        comes_to("0/4");
        EXPECT_TRUE(lines.has(row.said)) << row.script << "\n" << lines.all;
    }
    fetch_program = (folder / "missing").string();
    start();
    put_uri("http://127.0.0.1/fw");
    comes_to("0/4");
    EXPECT_TRUE(lines.has("cannot be started"));
}

TEST_F(FirmwarePull, AsksTheModuleForACoapContext) {
    start();
    put_uri("coap://192.0.2.1/fw");
    turn();
    EXPECT_EQ(gateway->transport.connects, 1);
    EXPECT_EQ(now(), "1/0");
    gateway->firmware->coap().on_disconnected(make_error_code(boost::system::errc::host_unreachable));
    EXPECT_TRUE(lines.has("package_interrupted"));
}

TEST_F(FirmwarePull, NeedsAContextThatNoServerHas) {
    start();
    gateway->free_context.reset();
    EXPECT_EQ(put_uri("coap://192.0.2.1/fw"), "2.04");
    comes_to("0/4");
    EXPECT_TRUE(lines.has("servers need all of the module's contexts"));
    EXPECT_EQ(gateway->transport.connects, 0);
}

}  // namespace
}  // namespace agent::daemon
