// Which operation each message is counted for.
#include "daemon/traffic_meter.hpp"

#include <gtest/gtest.h>

#include "lwm2m/coap/wire.hpp"

namespace agent::daemon {
namespace {

using coap::Message;
using coap::OptionNumber;
using coap::Type;
namespace code = coap::code;

class Metering : public ::testing::Test {
protected:
    static Message message(coap::Code method, std::string_view path, Type type = Type::confirmable) {
        Message made{.type = type, .code = method, .message_id = 7};
        while (!path.empty()) {
            path.remove_prefix(1);
            const auto end = std::min(path.find('/'), path.size());
            made.add_string(OptionNumber::uri_path, path.substr(0, end));
            path.remove_prefix(end);
        }
        return made;
    }
    /// "Read 1/8 1/12": messages and bytes sent and received of each operation of server 0.
    std::string rows() const {
        std::string text;
        for (const auto& row : meter.rows())
            text += std::string(row.operation) + " " + std::to_string(row.sent.messages) + "/" +
                    std::to_string(row.sent.bytes) + " " + std::to_string(row.received.messages) + "/" +
                    std::to_string(row.received.bytes) + "; ";
        return text;
    }

    TrafficMeter meter;
};

TEST_F(Metering, CountsAReadAndItsAnswerByTheirSizeOnTheWire) {
    const auto request = message(code::get, "/3/0/9");
    meter.received(0, request);
    Message answer{.type = Type::acknowledgement, .code = code::content, .message_id = 7, .payload = to_bytes("87")};
    meter.sent(0, answer);
    EXPECT_EQ(coap::encode(request).size(), 10U);
    EXPECT_EQ(coap::encode(answer).size(), 7U);
    EXPECT_EQ(rows(), "Read 1/7 1/10; ");
}

TEST_F(Metering, TellsTheAnswerToAnObserveFromItsNotifications) {
    auto request = message(code::get, "/3/0/9");
    request.token = *coap::Token::from(as_bytes("T"));
    request.add_uint(OptionNumber::observe, 0);
    meter.received(0, request);
    Message answer{.type = Type::acknowledgement, .code = code::content, .message_id = 7, .token = request.token};
    meter.sent(0, answer);
    answer.type = Type::non_confirmable;
    for (answer.message_id = 8; answer.message_id < 11; ++answer.message_id) meter.sent(0, answer);
    meter.received(0, {.type = Type::reset, .message_id = 10});
    EXPECT_EQ(rows(), "Notify 3/15 0/0; Observe 1/5 1/12; Reset 0/0 1/4; ");
}

TEST_F(Metering, KnowsOurOwnRequestsAndTheirAnswers) {
    meter.sent(0, message(code::post, "/rd"));
    meter.received(0, {.type = Type::acknowledgement, .code = code::created, .message_id = 7});
    meter.sent(0, message(code::post, "/rd/5a3f"));
    meter.received(0, {.type = Type::acknowledgement, .message_id = 7});  // empty: the answer comes by itself
    meter.received(0, {.type = Type::confirmable, .code = code::changed, .message_id = 900});
    EXPECT_EQ(rows(), "Acknowledgement 0/0 1/4; Register 1/7 1/4; Update 1/12 1/4; ");
}

TEST_F(Metering, KeepsServersApart) {
    meter.received(0, message(code::get, "/3"));
    meter.received(4, message(code::post, "/bs"));
    const auto rows = meter.rows();
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].server, 0);
    EXPECT_EQ(rows[1].server, 4);
    EXPECT_EQ(rows[1].operation, "Bootstrap-Finish");
}

TEST_F(Metering, ForgetsRequestsThatAreNeverAnswered) {
    for (unsigned i = 0; i < 100'000; ++i) {
        auto request = message(code::get, "/3");
        request.message_id = static_cast<coap::MessageId>(i);
        meter.received(0, request);
    }
    EXPECT_EQ(meter.rows().size(), 1U);
    EXPECT_EQ(meter.rows()[0].received.messages, 100'000U);
}

struct Row {
    coap::Code method;
    const char* path;
    std::optional<unsigned> format;
    const char* payload;
    const char* operation;
};

TEST(TrafficOperations, AreToldByMethodPathAndOptions) {
    const Row table[] = {
        {code::get, "/3/0/9", {}, "", "Read"},
        {code::put, "/3/0/14", 0, "x", "Write"},
        {code::put, "/3/0/14", {}, "", "Write-Attributes"},
        {code::post, "/3/0/4", {}, "", "Execute"},
        {code::post, "/3/0/4", 0, "0", "Execute"},
        {code::post, "/3/0", 11542, "x", "Write (partial update)"},
        {code::post, "/3/0/7", 112, "x", "Write (partial update)"},
        {code::post, "/19", 11542, "x", "Create"},
        {code::del, "/19/0", {}, "", "Delete"},
        {code::post, "/bs", {}, "", "Bootstrap-Finish"},
        {code::fetch, "", 112, "x", "Read-Composite"},
        {code::ipatch, "", 112, "x", "Write-Composite"},
        {code::patch, "", 112, "x", "Request"},
    };
    for (const auto& row : table) {
        Message request{.code = row.method, .payload = to_bytes(row.payload)};
        std::string_view path = row.path;
        while (!path.empty()) {
            path.remove_prefix(1);
            const auto end = std::min(path.find('/'), path.size());
            request.add_string(OptionNumber::uri_path, path.substr(0, end));
            path.remove_prefix(end);
        }
        if (row.format) request.add_uint(OptionNumber::content_format, *row.format);
        EXPECT_EQ(operation_of_request(request), row.operation) << row.method.name() << " " << row.path;
    }
}

}  // namespace
}  // namespace agent::daemon
