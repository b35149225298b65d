// A Write in blocks whose resource takes it piece by piece: what reaches the resource, and how the server is answered.
#include "lwm2m/coap/block.hpp"
#include "tests/client/rig.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;
using coap::Block;
using coap::OptionNumber;
constexpr unsigned opaque = 42, tlv = 11542;

/// A resource that holds what comes where a test can see it; it writes down what happens to it.
class Stream : public ResourceHandler, private BlockSink {
public:
    using Done = BlockSink::Done;  // that of ResourceHandler is the same
    BlockSink* block_sink() override { return this; }
    void prepare(const ResourceValue& value, Done done) override {
        events += "prepare ";
        kept = std::string(as_text(std::get<Bytes>(std::get<Value>(value))));
        done({});
    }

    std::string kept;
    std::string events;
    std::size_t most = 100;
    std::optional<Failure> failure;
    std::function<void(Outcome<void>)> waiting;  // of finish()
    bool slow = false;

private:
    std::size_t limit() const override { return most; }
    Outcome<TransferId> begin(std::optional<std::size_t> total) override {
        events += "begin" + (total ? " " + std::to_string(*total) : "") + "; ";
        if (total && *total > most) return Failure{code::request_entity_too_large, "no room"};
        kept.clear();
        return TransferId{++transfer_};
    }
    Outcome<void> append(TransferId transfer, std::size_t offset, BytesView bytes) override {
        EXPECT_EQ(transfer, TransferId{transfer_});
        EXPECT_EQ(offset, kept.size());
        if (failure) return *failure;
        if (kept.size() + bytes.size() > most) return Failure{code::request_entity_too_large, "no room"};
        kept += as_text(bytes);
        return {};
    }
    void finish(TransferId transfer, Done done) override {
        EXPECT_EQ(transfer, TransferId{transfer_});
        events += "finish; ";
        if (!slow) return failure ? done(*failure) : done({});
        waiting = std::move(done);
    }
    void abort(TransferId transfer) override {
        EXPECT_EQ(transfer, TransferId{transfer_});
        events += "abort; ";
    }

    std::uint32_t transfer_ = 0;
};

class Streaming : public ClientTest {
protected:
    Streaming() {
        settings.accepts_continue = true;
        settings.most_upload_bytes = 40;
        settings.servers.front().lifetime_s = 0;
        tree.add(*core_definition(5)).add_instance(0);
        auto handler = std::make_unique<Stream>();
        stream = handler.get();
        tree.add_resource({5, 0}, *tree.find(5)->definition().find(0), std::move(handler));
        start_registered();
    }
    static Ask part(std::uint32_t number, bool more, std::string payload) {
        return {.method = code::put,
                .path = "/5/0/0",
                .format = opaque,
                .payload = std::move(payload),
                .block1 = Block{.number = number, .more = more, .size_exponent = 0}.value()};
    }
    std::string send_part(std::uint32_t number, bool more, std::string payload) {
        return brief(exchange(part(number, more, std::move(payload))));
    }

    Stream* stream = nullptr;
    const std::string a = std::string(16, 'a'), b = std::string(16, 'b'), c = std::string(16, 'c');
};

TEST_F(Streaming, EachBlockReachesTheResourceAsItComes) {
    auto first = part(0, true, a);
    first.size1 = 51;
    EXPECT_EQ(brief(exchange(first)), "2.31");
    EXPECT_EQ(stream->kept, a);
    EXPECT_EQ(send_part(1, true, b), "2.31");
    EXPECT_EQ(stream->kept, a + b);
    EXPECT_EQ(send_part(2, true, c), "2.31");  // more than is ever put together in memory
    const auto last = exchange(part(3, false, "end"));
    EXPECT_EQ(last.code, code::changed);
    EXPECT_EQ(last.uint_option(OptionNumber::block1), (Block{.number = 3, .size_exponent = 0}.value()));
    EXPECT_EQ(stream->kept, a + b + c + "end");
    EXPECT_EQ(stream->events, "begin 51; finish; ");
    EXPECT_EQ(listener.operations, std::vector<std::string>{"Write /5/0/0 2.04"});
    EXPECT_EQ(send_part(4, false, "late"), "4.08");
}

TEST_F(Streaming, TheLastAnswerWaitsForTheResource) {
    stream->slow = true;
    EXPECT_EQ(send_part(0, true, a), "2.31");
    send(part(1, false, "end"));
    EXPECT_TRUE(take_sent().empty());
    advance(1500ms);
    EXPECT_TRUE(take_one().code.is_empty());
    stream->waiting(Failure{code::internal_server_error, "the disk broke"});
    const auto answer = take_one();
    EXPECT_EQ(answer.code, code::internal_server_error);
    EXPECT_EQ(answer.type, coap::Type::confirmable);
}

TEST_F(Streaming, ARepeatedBlockIsAnsweredAndNotTakenAgain) {
    EXPECT_EQ(send_part(0, true, a), "2.31");
    EXPECT_EQ(send_part(1, true, b), "2.31");
    EXPECT_EQ(send_part(1, true, b), "2.31");  // under a message id of its own
    EXPECT_EQ(send_part(2, false, "end"), "2.04");
    EXPECT_EQ(stream->kept, a + b + "end");
}

TEST_F(Streaming, AMissingBlockEndsIt) {
    EXPECT_EQ(send_part(1, true, a), "4.08");
    EXPECT_EQ(stream->events, "");
    EXPECT_EQ(send_part(0, true, a), "2.31");
    EXPECT_EQ(send_part(2, true, c), "4.08");
    EXPECT_EQ(stream->events, "begin; abort; ");
    EXPECT_EQ(send_part(1, true, b), "4.08");
    EXPECT_TRUE(log.has("upload refused server=0 path=/5/0/0 code=4.08 reason=\"a block is missing\""));
}

TEST_F(Streaming, AFirstBlockBeginsAnew) {
    EXPECT_EQ(send_part(0, true, a), "2.31");
    EXPECT_EQ(send_part(0, true, b), "2.31");
    EXPECT_EQ(send_part(1, false, "end"), "2.04");
    EXPECT_EQ(stream->kept, b + "end");
    EXPECT_EQ(stream->events, "begin; abort; begin; finish; ");
}

TEST_F(Streaming, AWriteInOneMessageTakesItsPlace) {
    EXPECT_EQ(send_part(0, true, a), "2.31");
    EXPECT_EQ(ask({.method = code::put, .path = "/5/0/0", .format = opaque, .payload = "whole"}), "2.04");
    EXPECT_EQ(stream->kept, "whole");
    EXPECT_EQ(stream->events, "begin; abort; prepare ");
    EXPECT_EQ(send_part(1, false, "end"), "4.08");
}

TEST_F(Streaming, WhatIsTooLargeIsRefusedWithTheLimit) {
    auto first = part(0, true, a);
    first.size1 = 101;
    auto answer = exchange(first);
    EXPECT_EQ(answer.code, code::request_entity_too_large);
    EXPECT_EQ(answer.uint_option(OptionNumber::size1), 100U);
    EXPECT_EQ(text_of(answer), "at most 100 bytes");
    stream->most = 20;
    EXPECT_EQ(send_part(0, true, a), "2.31");
    answer = exchange(part(1, true, b));
    EXPECT_EQ(answer.code, code::request_entity_too_large);
    EXPECT_EQ(answer.uint_option(OptionNumber::size1), 20U);
    EXPECT_EQ(send_part(1, true, b), "4.08");
}

TEST_F(Streaming, WhatTheResourceCannotTakeEndsIt) {
    EXPECT_EQ(send_part(0, true, a), "2.31");
    stream->failure = Failure{code::internal_server_error, "the disk broke"};
    EXPECT_EQ(send_part(1, true, b), "5.00");
    stream->failure.reset();
    EXPECT_EQ(send_part(2, true, c), "4.08");
}

TEST_F(Streaming, AStalledTransferIsGivenUpByTime) {
    EXPECT_EQ(send_part(0, true, a), "2.31");
    advance(92s);
    EXPECT_EQ(send_part(1, true, b), "2.31");
    advance(92s);
    EXPECT_EQ(stream->events, "begin; ");
    advance(1s);
    EXPECT_EQ(stream->events, "begin; abort; ");
    EXPECT_EQ(send_part(2, false, "end"), "4.08");
}

TEST_F(Streaming, ItGoesOnOverTheNextConnection) {
    EXPECT_EQ(send_part(0, true, a), "2.31");
    client->on_disconnected(0, make_error_code(boost::system::errc::connection_reset));
    advance(2s);
    client->on_connected(0);
    answer(take_one(), code::changed);  // the Update over the new connection
    EXPECT_EQ(send_part(1, false, "end"), "2.04");
    EXPECT_EQ(stream->kept, a + "end");
}

TEST_F(Streaming, OtherFormatsArePutTogetherWithinTheLimitOfMemory) {
    // Resource 0 in TLV: type byte, id, length of 19.
    const std::string value = "\xC8" + std::string(1, '\0') + "\x13" + std::string(19, 'x');
    auto first = part(0, true, value.substr(0, 16));
    first.format = tlv;
    EXPECT_EQ(brief(exchange(first)), "2.31");
    auto last = part(1, false, value.substr(16));
    last.format = tlv;
    EXPECT_EQ(brief(exchange(last)), "2.04");
    EXPECT_EQ(stream->events, "prepare ");
    EXPECT_EQ(stream->kept, std::string(19, 'x'));
    first.size1 = 41;
    const auto answer = exchange(first);
    EXPECT_EQ(answer.code, code::request_entity_too_large);
    EXPECT_EQ(answer.uint_option(OptionNumber::size1), 40U);
}

TEST_F(Streaming, ABlockOfAnotherFormatEndsIt) {
    EXPECT_EQ(send_part(0, true, a), "2.31");
    auto other = part(1, false, b);
    other.format = tlv;
    EXPECT_EQ(brief(exchange(other)), "4.08");
    EXPECT_EQ(stream->events, "begin; abort; ");
}

TEST_F(Streaming, WithoutContinueItHasToComeInOneMessage) {
    settings.accepts_continue = false;
    restart();
    const auto answer = exchange(part(0, true, a));
    EXPECT_EQ(answer.code, code::request_entity_too_large);
    EXPECT_EQ(answer.uint_option(OptionNumber::size1), 40U);
    EXPECT_EQ(stream->events, "");
}

class StreamingOfSeveral : public Streaming {
protected:
    StreamingOfSeveral() {
        auto second = settings.servers.front();
        second.short_id = 124;
        second.uri.host = "192.0.2.2";
        settings.servers.push_back(second);
    }
};

TEST_F(StreamingOfSeveral, OnlyWhoMayWriteReachesTheResource) {
    client.reset();
    transport.sent.clear();
    start();
    for (const ServerIndex server : {ServerIndex{0}, ServerIndex{1}}) {
        client->on_connected(server);
        answer(take_one(), code::created, {"rd", "1"}, server);
    }
    auto foreign = part(0, true, a);
    foreign.server = 1;
    EXPECT_EQ(brief(exchange(foreign)), "4.01");
    EXPECT_EQ(stream->events, "");
    EXPECT_EQ(send_part(0, true, a), "2.31");
    EXPECT_EQ(stream->events, "begin; ");
}

}  // namespace
}  // namespace agent::lwm2m::testing
