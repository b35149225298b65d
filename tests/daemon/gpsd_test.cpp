// gpsd's reports as a table, and a gpsd that a test plays over TCP.
#include "daemon/handlers/gpsd.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/daemon/temporary.hpp"

namespace agent::daemon {
namespace {

TEST(GpsdReport, IsAFixWhenItHasOne) {
    const auto fix = parse_gpsd_report(
        R"({"class":"TPV","device":"/dev/ttyS0","mode":3,"time":"2026-11-24T18:00:00.500Z","lat":52.52,"lon":13.4,)"
        R"("altMSL":34.5,"alt":80,"epx":3,"epy":4,"track":271.2,"speed":1.5})");
    ASSERT_TRUE(fix);
    EXPECT_EQ(*fix, (Fix{.latitude = 52.52,
                         .longitude = 13.4,
                         .time = 1795543200,
                         .altitude = 34.5,
                         .radius = 5,
                         .speed = 1.5,
                         .track = 271.2}));
    EXPECT_EQ(parse_gpsd_report(R"({"class":"TPV","mode":2,"lat":-1,"lon":2,"alt":7,"eph":9})"),
              (Fix{.latitude = -1, .longitude = 2, .altitude = 7, .radius = 9}));
}

TEST(GpsdReport, IsNoneOtherwise) {
    for (const auto* line :
         {"", "{", "7", R"({"class":"VERSION","release":"3.22"})", R"({"class":"TPV","mode":1})",
          R"({"class":"TPV","mode":3,"lat":91,"lon":0})", R"({"class":"TPV","mode":3,"lat":"1","lon":0})",
          R"({"class":"SKY","mode":3,"lat":1,"lon":0})"})
        EXPECT_FALSE(parse_gpsd_report(line)) << line;
}

TEST(GpsdReport, SpellsVelocityAs3gppDoes) {
    // 90 km/h to the west-north-west: bearing 300 has nine bits.
    EXPECT_EQ(velocity_of({.speed = 25, .track = 300}), (Bytes{0x01, 0x2C, 0x00, 0x5A}));
    EXPECT_EQ(velocity_of({.speed = 0, .track = 359.9}), (Bytes{0, 0, 0, 0}));
    EXPECT_EQ(velocity_of({.speed = 1}), std::nullopt);
}

/// Listens on a port of its own and says `text` to whoever connects.
class PlayedGpsd {
public:
    PlayedGpsd(Loop& loop, std::string text) : loop_(loop), text_(std::move(text)) {
        listener_ = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
        socklen_t size = sizeof address;
        EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(::listen(listener_.get(), 4), 0);
        EXPECT_EQ(::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
        port = ntohs(address.sin_port);
        watch_ = loop_.watch(listener_.get(), Readiness::readable, [this] { accept(); });
    }
    std::uint16_t port = 0;
    int connections = 0;
    std::string heard;

private:
    void accept() {
        peer_ = Descriptor(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        ++connections;
        heard.clear();
        peer_watch_ = loop_.watch(peer_.get(), Readiness::readable, [this] {
            std::array<char, 256> piece{};
            const auto got = ::read(peer_.get(), piece.data(), piece.size());
            if (got <= 0) return (void)(peer_watch_ = {});
            heard.append(piece.data(), static_cast<std::size_t>(got));
            EXPECT_EQ(::send(peer_.get(), text_.data(), text_.size(), MSG_NOSIGNAL),
                      static_cast<ssize_t>(text_.size()));
        });
    }
    Loop& loop_;
    std::string text_;
    Descriptor listener_;
    Descriptor peer_;
    Loop::Watch watch_;
    Loop::Watch peer_watch_;
};

class AskedGpsd : public ::testing::Test {
protected:
    lwm2m::Outcome<Fix> locate(Gpsd& gpsd) {
        std::optional<lwm2m::Outcome<Fix>> found;
        gpsd.locate([&](const auto& fix) { found = fix; });
        EXPECT_TRUE(testing::run_until(loop, [&] { return found.has_value(); }));
        return found.value_or(lwm2m::Failure{{}, "no answer"});
    }
    Loop loop;
};

TEST_F(AskedGpsd, IsWatchedUntilTheFirstFix) {
    PlayedGpsd played(loop,
                      "{\"class\":\"VERSION\"}\r\n{\"class\":\"TPV\",\"mode\":1}\r\n"
                      "{\"class\":\"TPV\",\"mode\":2,\"lat\":52.5,\"lon\":13.25}\r\n");
    Gpsd gpsd(loop, {.gpsd_port = played.port});
    int together = 0;
    gpsd.locate([&](const auto& fix) { together += fix ? 1 : 0; });
    const auto fix = locate(gpsd);
    ASSERT_TRUE(fix) << fix.error().reason;
    EXPECT_EQ(fix->latitude, 52.5);
    EXPECT_EQ(together, 1);
    EXPECT_EQ(played.heard, "?WATCH={\"enable\":true,\"json\":true};\n");
    EXPECT_TRUE(locate(gpsd));
    EXPECT_EQ(played.connections, 1) << "the fix is shared";
}

TEST_F(AskedGpsd, HasNoFixForAsLongAsTheTimeout) {
    PlayedGpsd played(loop, "{\"class\":\"TPV\",\"mode\":1}\n");
    Gpsd gpsd(loop, {.gpsd_port = played.port, .timeout = 50ms});
    EXPECT_EQ(locate(gpsd).error().code, coap::code::not_found);
}

TEST_F(AskedGpsd, IsAFailureWhenItIsNotThere) {
    std::uint16_t free_port = 0;
    {
        const PlayedGpsd gone(loop, "");
        free_port = gone.port;
    }
    Gpsd gpsd(loop, {.gpsd_port = free_port});
    const auto failed = locate(gpsd).error();
    EXPECT_EQ(failed.code, coap::code::internal_server_error);
    EXPECT_NE(failed.reason.find("Connection refused"), std::string::npos) << failed.reason;
}

TEST_F(AskedGpsd, IsNotBelievedWithoutEnd) {
    PlayedGpsd played(loop, std::string(20000, 'x'));
    Gpsd gpsd(loop, {.gpsd_port = played.port});
    EXPECT_EQ(locate(gpsd).error().code, coap::code::internal_server_error);
}

}  // namespace
}  // namespace agent::daemon
