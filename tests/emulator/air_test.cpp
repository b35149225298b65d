// Datagrams that are lost, doubled, late and overtaken, both ways, from one seed.
#include "tests/emulator/module_bench.hpp"

namespace agent::modem::emulator {
namespace {

class BadAir : public ModuleBench {
protected:
    BadAir() { open(); }
    void send(unsigned id) {
        tell("AT+QCOAPHEAD=0,3," + std::to_string(id));
        tell("AT+QCOAPSEND=0,1,1,0,0");
    }
    std::vector<unsigned> ids() {
        std::vector<unsigned> all;
        for (const auto& datagram : peer().sent) all.push_back(coap::decode(datagram)->message_id);
        return all;
    }
};

TEST_F(BadAir, LosesTheGivenShare) {
    let("up_loss", "0.25");
    for (unsigned i = 0; i < 2000; ++i) send(i);
    EXPECT_NEAR(static_cast<double>(peer().sent.size()), 1500, 80);
    EXPECT_EQ(module->air_counters().lost, 2000 - peer().sent.size());
    let("up_loss", "1");
    const auto count = peer().sent.size();
    send(1);
    EXPECT_EQ(peer().sent.size(), count);
}

TEST_F(BadAir, DoublesAndDelays) {
    let("up_duplication", "1");
    let("up_delay", "100ms..200ms");
    send(1);
    pass(99ms);
    EXPECT_TRUE(peer().sent.empty());
    pass(101ms);
    EXPECT_EQ(ids(), (std::vector<unsigned>{1, 1}));
}

TEST_F(BadAir, LetsTheNextOneOvertakeAndGivesUpWaitingForIt) {
    let("up_reorder", "1");
    send(1);
    EXPECT_TRUE(peer().sent.empty());
    send(2);
    EXPECT_EQ(ids(), (std::vector<unsigned>{2, 1}));
    send(3);
    pass(1s);
    EXPECT_EQ(ids(), (std::vector<unsigned>{2, 1, 3}));
}

TEST_F(BadAir, DoesTheSameOnTheWayDown) {
    let("down_loss", "1");
    deliver(message(coap::Type::confirmable, coap::code::get, 1));
    EXPECT_EQ(heard(), "");
    let("down_loss", "0");
    let("down_duplication", "1");
    deliver(message(coap::Type::confirmable, coap::code::get, 1));
    EXPECT_EQ(heard(), "\r\n+QCOAPURC: 0,0,1,1,0\r\n\r\n+QCOAPURC: 0,0,1,1,0\r\n");
}

TEST_F(BadAir, RepeatsItselfWithTheSameSeed) {
    const auto run = [this] {
        random = Random(42);
        settings = Settings{};
        heard();
        start();
        network.peers.clear();
        tell("ATE0");
        open();
        let("loss", "0.3");
        let("duplication", "0.3");
        let("reorder", "0.3");
        let("delay", "0..1s");
        for (unsigned i = 0; i < 100; ++i) send(i);
        pass(10s);
        return ids();
    };
    const auto first = run();
    EXPECT_EQ(run(), first);
    EXPECT_FALSE(std::is_sorted(first.begin(), first.end()));
}

TEST_F(BadAir, ClosingForgetsWhatIsOnItsWay) {
    let("delay", "1s");
    send(1);
    tell("AT+QCOAPCLOSE=0");
    pass(5s);
    EXPECT_TRUE(peer().sent.empty());
}

}  // namespace
}  // namespace agent::modem::emulator
