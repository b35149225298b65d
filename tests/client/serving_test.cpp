// Device management over the wire: one request in, its answer out.
#include "rig.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;
constexpr unsigned text = 0, links = 40, opaque = 42, exi = 47, tlv = 11542;

class Serving : public ClientTest {
protected:
    Serving() { start_registered(); }
};

TEST_F(Serving, ReadsAResourceAsText) {  // LightweightM2M-1.1-int-203
    const auto id = send({code::get, "/3/0/9"});
    const auto answer = take_one();
    EXPECT_EQ(answer.type, coap::Type::acknowledgement);
    EXPECT_EQ(answer.message_id, id);
    EXPECT_EQ(answer.token, token_of("T"));
    EXPECT_EQ(brief(answer), "2.05 0 87");
    EXPECT_EQ(listener.operations, std::vector<std::string>{"Read /3/0/9 2.05"});
}

TEST_F(Serving, ReadsAnInstanceInTlvWithoutWhatFails) {
    resource({3, 0, 0}).failure = Failure{code::internal_server_error, "timed out"};
    resource({3, 0, 7}).failure = Failure{code::internal_server_error, "timed out"};
    EXPECT_EQ(ask({code::get, "/3/0", tlv}), "2.05 11542 C10957C60E2B30313A3030C80F0D4575726F70652F4265726C696E");
    EXPECT_TRUE(log.has("read failed path=/3/0/7 reason=\"timed out\""));
}

TEST_F(Serving, ReadsEveryLevelInTheFormatThatFitsIt) {
    EXPECT_EQ(ask({code::get, "/3/0/7"}),
              "2.05 112 82A321672F332F302F372F0061300219"
              "0E74A2006131021913"
              "88");
    EXPECT_EQ(ask({code::get, "/3/0/7/1"}), "2.05 0 5000");
    EXPECT_EQ(ask({code::get, "/19/0/0/2"}), "2.05 42 04");
    EXPECT_EQ(ask({code::get, "/19", tlv}),
              "2.05 11542 08000B880008430001020341020"
              "4");
    EXPECT_EQ(ask({code::get, "/3/0/9", tlv}), "2.05 11542 C10957");
}

struct Row {
    Ask ask;
    const char* code;
};

TEST_F(Serving, RefusesWithExactlyTheCodeOfTheSpecification) {
    const Row rows[] = {
        {{code::get, ""}, "4.05"},
        {{.method = code::get, .path = "", .observe = 0}, "4.05"},
        {{code::put, "", {}, tlv, "x"}, "4.05"},
        {{code::put, "", {}, {}, "", {"pmin=1"}}, "4.05"},
        {{code::del, "/3/0/7/0/1"}, "4.04"},
        {{code::get, "/99"}, "4.04"},
        {{code::get, "/3/1"}, "4.04"},
        {{code::get, "/3/0/99"}, "4.04"},
        {{code::get, "/3/0/7/5"}, "4.04"},
        {{code::get, "/3/0/9/0"}, "4.04"},
        {{code::get, "/3/0/7/0/1"}, "4.04"},
        {{code::get, "/3/x"}, "4.04"},
        {{code::get, "/3/0/65535"}, "4.04"},
        {{code::get, "/.well-known/core"}, "4.04"},
        {{code::get, "/3/0/4"}, "4.05"},
        {{code::get, "/3/0/4", links}, "2.05"},
        {{code::get, "/3/0", text}, "4.06"},
        {{code::get, "/3/0/7", text}, "4.06"},
        {{code::get, "/3/0/9", opaque}, "4.06"},
        {{code::get, "/3/0/9", exi}, "4.06"},
        {{code::get, "/3/0/9", 9999}, "4.06"},
        {{code::get, "/3/0/7/9", links}, "4.04"},
        {{code::get, "/3/0/9/0", links}, "4.04"},
        {{code::get, "/3/0/7/0/0", links}, "4.04"},
        {{code::get, "", links}, "4.05"},
        {{code::get, "/0"}, "4.01"},
        {{code::get, "/0/0/0"}, "4.01"},
        {{code::get, "/0/0", links}, "4.01"},
        {{code::put, "/0/0/0", {}, text, "coap://x"}, "4.01"},
        {{code::del, "/0/0"}, "4.01"},
        {{code::get, "/21"}, "4.01"},
        {{code::put, "/3/0/0", {}, text, "x"}, "4.05"},
        {{code::put, "/3/0/4", {}, text, "x"}, "4.05"},
        {{code::put, "/3/0/14", {}, opaque, "x"}, "4.15"},
        {{code::put, "/3/0/14", {}, 9999, "x"}, "4.15"},
        {{code::put, "/3/0/14", {}, {}, "x"}, "4.15"},
        {{code::put, "/3/0/99", {}, text, "x"}, "4.04"},
        {{code::put, "/3", {}, tlv, "x"}, "4.05"},
        {{code::put, "/3/0", {}, text, "x"}, "4.15"},
        {{code::put, "/3/0", {}, tlv, "\xC8"}, "4.00"},
        {{code::put, "/3/0/14"}, "4.05"},
        {{code::put, "/1/0/1", {}, text, "soon"}, "4.00"},
        {{code::put, "/1/0/1", {}, text, "-1"}, "4.00"},
        {{code::put, "/1/0/7", {}, text, "SMS"}, "4.00"},
        {{code::put, "/1/0/0", {}, text, "5"}, "4.05"},
        {{code::put, "/3/0/9", {}, {}, "", {"pmin=x"}}, "4.00"},
        {{code::put, "/3/0/9", {}, {}, "", {"pmin=-1"}}, "4.00"},
        {{code::put, "/3/0/9", {}, {}, "", {"colour=red"}}, "4.00"},
        {{code::put, "/3/0/9", {}, {}, "", {"st=-1"}}, "4.00"},
        {{code::put, "/3/0/9", {}, {}, "", {"lt=10", "gt=11", "st=1"}}, "4.00"},
        {{code::put, "/3/0", {}, {}, "", {"gt=5"}}, "4.00"},
        {{code::put, "/3/0/14", {}, {}, "", {"gt=5"}}, "4.00"},
        {{code::put, "/3/0/99", {}, {}, "", {"pmin=5"}}, "4.04"},
        {{code::post, "/3/0/0"}, "4.05"},
        {{code::post, "/3/0/9", {}, text, "5"}, "4.05"},
        {{code::post, "/3/0/4", {}, text, "a"}, "4.00"},
        {{code::post, "/3/0/4", {}, {}, "0='a"}, "4.00"},
        {{code::post, "/3/0/99"}, "4.04"},
        {{code::post, "/3/0/7/1"}, "4.05"},
        {{code::post, "/3", {}, tlv, ""}, "4.05"},
        {{code::post, "/99", {}, tlv, ""}, "4.04"},
        {{code::post, ""}, "4.05"},
        {{code::del, "/3/0"}, "4.05"},
        {{code::del, "/3"}, "4.05"},
        {{code::del, "/3/0/9"}, "4.05"},
        {{code::del, "/3/9"}, "4.04"},
        {{code::del, ""}, "4.05"},
        {{code::fetch, "/3/0"}, "4.05"},
        {{code::ipatch, "/3/0"}, "4.05"},
        {{coap::Code::of(0, 30), "/3/0"}, "4.05"},
    };
    for (const auto& row : rows) {
        const auto answer = exchange(row.ask);
        EXPECT_EQ(answer.code.text(), row.code)
            << row.ask.method.name() << " " << row.ask.path << " " << row.ask.payload;
        EXPECT_EQ(answer.payload.empty(), !answer.code.is_success());
    }
}

TEST_F(Serving, AnExecutableResourceIsExecutedWithItsArguments) {  // LightweightM2M-1.1-int-281
    for (const auto* arguments : {"", "5", "0='a',1", "0='http://x/y z?',9='\xC3\xA9'", "2=''"}) {
        EXPECT_EQ(ask({code::post, "/3/0/4", {}, text, arguments}), "2.04") << arguments;
        EXPECT_EQ(resource({3, 0, 4}).last_arguments, arguments);
    }
    EXPECT_EQ(resource({3, 0, 4}).executions, 5);
    for (const auto* wrong : {",", "0,", "a", "10", "0=a", "0='a'b", "0='a',", "0 ='a'", "0='\n'"}) {
        EXPECT_EQ(ask({code::post, "/3/0/4", {}, text, wrong}), "4.00") << wrong;
    }
    resource({3, 0, 4}).failure = Failure{code::internal_server_error, "exit status 1"};
    EXPECT_EQ(ask({code::post, "/3/0/4"}), "5.00");
    EXPECT_TRUE(log.has("execute failed path=/3/0/4 reason=\"exit status 1\""));
}

TEST_F(Serving, CriticalOptionsAreUnderstoodOrRefused) {  // RFC 7252 §5.4.1
    struct OptionRow {
        unsigned number;
        std::string value;
        const char* code;
    };
    for (const auto& row :
         {OptionRow{1, "", "2.05"}, OptionRow{1, "abcd", "4.12"}, OptionRow{3, "host", "2.05"},
          OptionRow{5, "", "4.12"}, OptionRow{7, "\x16\x33", "2.05"}, OptionRow{9, "x", "4.02"},
          OptionRow{17, "12345", "4.02"}, OptionRow{23, "1234", "4.02"}, OptionRow{23, "\x07", "4.00"},
          OptionRow{27, "\x08", "4.13"}, OptionRow{27, std::string(1, '\0'), "2.05"}, OptionRow{35, "coap://x", "5.05"},
          OptionRow{39, "coap", "5.05"}, OptionRow{2050, "x", "2.05"}, OptionRow{2051, "x", "4.02"}}) {
        coap::Message request{.code = code::get, .message_id = ++next_id, .token = token_of("O")};
        for (const auto* segment : {"3", "0", "9"}) request.add_string(coap::OptionNumber::uri_path, segment);
        request.add({static_cast<coap::OptionNumber>(row.number), row.value});
        client->on_message(0, request);
        EXPECT_EQ(take_one().code.text(), row.code) << row.number;
        if (row.code != std::string("4.02")) continue;
        request.type = coap::Type::non_confirmable;
        request.message_id = ++next_id;
        client->on_message(0, request);
        EXPECT_TRUE(take_sent().empty()) << row.number;
    }
}

TEST_F(Serving, AHandlerThatHangsIsGivenUpAndTheOthersAreAnswered) {
    auto& slow = resource({3, 0, 0});
    slow.slow = true;
    send({code::get, "/3/0"});
    advance(1500ms);
    EXPECT_TRUE(take_one().code.is_empty());
    advance(119s);
    const auto answer = take_one();
    EXPECT_EQ(answer.type, coap::Type::confirmable);
    EXPECT_EQ(answer.code, code::content);
    slow.finish();  // too late, and harmless
    receive(coap::Type::acknowledgement, code::empty, answer.message_id);
    EXPECT_TRUE(take_sent().empty());
    slow.slow = false;
    EXPECT_EQ(ask({code::get, "/3/0/0"}), "2.05 0 Acme");
}

TEST_F(Serving, AnUpdateOvertakesTheSeparateResponsesThatWait) {
    std::vector<FakeResource*> slow{&resource({3, 0, 14}), &resource({3, 0, 15})};
    for (auto* of : slow) of->slow = true;
    send({code::get, "/3/0/14"});
    send({code::get, "/3/0/15"});
    advance(1500ms);
    take_sent();
    for (auto* of : slow) of->finish();
    const auto first = take_one();
    EXPECT_EQ(first.code, code::content);
    client->update(0);
    receive(coap::Type::acknowledgement, code::empty, first.message_id);
    const auto update = take_one();
    EXPECT_EQ(update.code, code::post);
    answer(update, code::changed);
    EXPECT_EQ(take_one().code, code::content);
}

}  // namespace
}  // namespace agent::lwm2m::testing
