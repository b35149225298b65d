// What of a message is shown to people.
#include "lwm2m/coap/secrets.hpp"

#include <gtest/gtest.h>

namespace agent::coap {
namespace {

std::string shown(std::initializer_list<const char*> path, std::string_view payload) {
    Message message{.code = code::put, .payload = to_bytes(payload)};
    for (const auto* segment : path) message.add_string(OptionNumber::uri_path, segment);
    mask_secrets(message);
    return std::string(as_text(message.payload));
}

TEST(Secrets, AreMaskedOnTheirWayToTheSecurityObject) {
    EXPECT_EQ(shown({"0"}, "keys"), "****");
    EXPECT_EQ(shown({"0", "1"}, "keys"), "****");
    EXPECT_EQ(shown({"0", "1", "5"}, "key"), "***");
    EXPECT_EQ(shown({"0", "1"}, ""), "");
}

TEST(Secrets, AreNotWhatOtherMessagesHold) {
    EXPECT_EQ(shown({"3", "0"}, "keys"), "keys");
    EXPECT_EQ(shown({"1", "0"}, "keys"), "keys");
    EXPECT_EQ(shown({}, "keys"), "keys");
}

TEST(Secrets, AreMaskedInUris) { EXPECT_EQ(shown({"5", "0", "1"}, "http://u:p@h/f"), "http://***@h/f"); }

}  // namespace
}  // namespace agent::coap
