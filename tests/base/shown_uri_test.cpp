// A password in a URI is shown nowhere.
#include "lwm2m/base/shown_uri.hpp"

#include <gtest/gtest.h>

namespace agent {
namespace {

TEST(ShownUri, LeavesOutWhatGivesAccess) {
    const std::pair<const char*, const char*> rows[]{
        {"https://fleet:hunter2@files.example.net/fw.bin", "https://***@files.example.net/fw.bin"},
        {"https://fleet@files.example.net", "https://***@files.example.net"},
        {"https://a:b@c@files.example.net/", "https://***@files.example.net/"},
        {"http://files.example.net/fw.bin?X-Amz-Signature=0123", "http://files.example.net/fw.bin?***"},
        {"https://u:p@h/f?token=1@2", "https://***@h/f?***"},
        {"coaps://server/fw@2", "coaps://server/fw@2"},
        {"mailto:somebody@example.net", "mailto:somebody@example.net"},
        {"", ""},
        {"://", "://"},
    };
    for (const auto& [uri, shown] : rows) EXPECT_EQ(shown_uri(uri), shown);
}

TEST(ShownUri, IsMaskedInsideOtherText) {
    const std::pair<std::string, std::string> rows[]{
        {"https://fleet:hunter2@files/fw", "https://*************@files/fw"},
        {R"({"v":"https:\/\/fleet:hunter2@files\/fw"})", R"({"v":"https:\/\/*************@files\/fw"})"},
        {"\xC8\x01\x20http://u:p@h \xC8\x02\x20http://v:q@h", "\xC8\x01\x20http://***@h \xC8\x02\x20http://***@h"},
        {"https://files/fw@2 somebody@example.net", "https://files/fw@2 somebody@example.net"},
        {"", ""},
    };
    for (auto [text, masked] : rows) {
        mask_userinfo(text);
        EXPECT_EQ(text, masked);
    }
}

}  // namespace
}  // namespace agent
