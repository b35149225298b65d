#include "lwm2m/codec/senml_json.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "device_example.hpp"
#include "lwm2m/codec/codec.hpp"

namespace agent::lwm2m::codec {
namespace {

constexpr auto format = coap::ContentFormat::senml_json;

/// LwM2M Core 1.1 §7.4, the example of a Read of /3/0, without its blanks.
const char* const device_json =
    R"([{"bn":"/3/0/","n":"0","vs":"Open Mobile Alliance"},{"n":"1","vs":"Lightweight M2M Client"},)"
    R"({"n":"2","vs":"345000123"},{"n":"3","vs":"1.0"},{"n":"6/0","v":1},{"n":"6/1","v":5},{"n":"7/0","v":3800},)"
    R"({"n":"7/1","v":5000},{"n":"8/0","v":125},{"n":"8/1","v":900},{"n":"9","v":100},{"n":"10","v":15},)"
    R"({"n":"11/0","v":0},{"n":"13","v":1367491215},{"n":"14","vs":"+02:00"},{"n":"16","vs":"U"}])";

std::string written(const ObjectPath& path, const Content& content) {
    return std::string(as_text(encode(format, path, content).value()));
}
Outcome<Content> read(const ObjectPath& path, std::string_view text, const ObjectDefinition& definition = device()) {
    return decode(format, path, as_bytes(text), definition);
}

TEST(SenmlJson, WritesTheSpecificationsDevice) {
    EXPECT_EQ(written({3, 0}, device_content()), device_json);
    EXPECT_EQ(written(ObjectPath(3), device_content()), device_json);
}

TEST(SenmlJson, ReadsTheSpecificationsDevice) {
    EXPECT_EQ(read({3, 0}, device_json).value(), device_content());
    EXPECT_EQ(read(ObjectPath(3), device_json).value(), device_content());
}

TEST(SenmlJson, ReadsRecordsInAnyOrderAndSpellingOfTheirNames) {
    const Content content{{0,
                           {{7, InstanceValues{{0, Value(std::int64_t{1})}, {1, Value(std::int64_t{2})}}},
                            {14, Value(std::string("+01:00"))}}}};
    for (const auto* text : {
             R"([{"n":"/3/0/14","vs":"+01:00"},{"n":"/3/0/7/1","v":2},{"n":"/3/0/7/0","v":1}])",
             R"([{"bn":"/3/0/7/1","v":2},{"vs":"+01:00","n":"14","bn":"/3/0/"},{"n":"7/0","v":1}])",
             R"([{"bn":"/3/0","n":"/14","vs":"+01:00"},{"n":"/7/1","v":2},{"n":"/7/0","v":1}])",
             R"([{"bn":"/3/0/1","n":"4","vs":"+01:00"},{"bn":"/3/0/7/","n":"1","v":2.0},{"n":"0","v":1e0}])",
             R"([{"bn":"3/0/","bver":10,"n":"14","vs":"+01:00"},{"n":"7/1","v":2},{"n":"7/0","v":1}])",
             R"([{"bn":"/3/0/","bv":1,"n":"14","vs":"+01:00"},{"n":"7/1","v":1},{"n":"7/0","v":0}])",
             " [ {\"bn\" "
             ":\"/3/0/\",\n\"n\":\"14\",\"vs\":\"\\u002b01:00\"},{\"n\":\"7/1\",\"v\":2},{\"n\":\"7/0\",\"v\":1}]\n",
         })
        EXPECT_EQ(read({3, 0}, text).value(), content) << text;
}

TEST(SenmlJson, NamesOfADeviceHaveItsPrefix) {  // LwM2M Gateway 1.1 §9
    const auto path = *ObjectPath::parse("/d0/3/0");
    const Content content{{0, {{9, Value(std::int64_t{5})}, {14, Value(std::string("a"))}}}};
    const auto* const text = R"([{"n":"/d0/3/0/9","v":5},{"n":"/d0/3/0/14","vs":"a"}])";
    EXPECT_EQ(written(path, content), text);
    EXPECT_EQ(written(path.prefix(1), content), text);
    for (const auto* spelled : {text, R"([{"bn":"/d0/3/0/","n":"9","v":5},{"n":"14","vs":"a"}])",
                                R"([{"bn":"/d0/","n":"3/0/9","v":5},{"n":"3/0/14","vs":"a"}])",
                                R"([{"bn":"/","n":"d0/3/0/9","v":5},{"bn":"/d","n":"0/3/0/14","vs":"a"}])"})
        EXPECT_EQ(read(path, spelled).value(), content) << spelled;
    EXPECT_EQ(read(path, R"([{"n":"/3/0/9","v":5}])").error().reason, "/3/0/9 is not part of /d0/3/0");
    EXPECT_EQ(read({3, 0}, text).error().reason, "/d0/3/0/9 is not part of /3/0");
    EXPECT_EQ(read(path, R"([{"bn":"/3/0/","n":"d0/9","v":5}])").error().reason, "record 1: the name is no path");
}

TEST(SenmlJson, IgnoresWhatNeedsNoUnderstanding) {  // RFC 8428 §4.4
    const Content content{{0, {{9, Value(std::int64_t{5})}}}};
    for (const auto* text : {
             R"([{"n":"/3/0/9","v":5,"u":"%","bu":"%","ut":60,"s":3,"bs":1,"colour":"red"}])",
             R"([{"n":"/3/0/9","x":{"v":[1,{"bn":"/1","v":2}],"n":null},"y":[],"z":null,"v":5}])",
         })
        EXPECT_EQ(read({3, 0}, text).value(), content) << text;
}

TEST(SenmlJson, EmptyThingsAreReadAsEmpty) {
    EXPECT_EQ(written({3, 0}, {{0, {}}}), "[]");
    EXPECT_EQ(read(ObjectPath(3), "[]").value(), Content{});
    EXPECT_EQ(read({3, 0}, "[]").value(), (Content{{0, {}}}));
    EXPECT_EQ(read({3, 0, 7}, "[]").value(), (Content{{0, {{7, InstanceValues{}}}}}));
    EXPECT_EQ(read(ObjectPath(3), R"([{"bn":"/3/5/"},{"n":"","bn":"/3/2"}])").value(), (Content{{2, {}}, {5, {}}}));
}

TEST(SenmlJson, KeepsTheTypeOfAResourceWithoutADefinition) {
    EXPECT_EQ(read({100, 0}, R"([{"n":"/100/0/99","v":-1},{"n":"/100/0/98/1","vb":true}])", everything()).value(),
              (Content{{0, {{98, InstanceValues{{1, Value(true)}}}, {99, Value(std::int64_t{-1})}}}}));
}

struct Row {
    const char* name;
    Id resource;
    Value value;
    const char* json;
};

class SenmlJsonValue : public ::testing::TestWithParam<Row> {};

TEST_P(SenmlJsonValue, HasTheFewestBytes) {
    const auto& row = GetParam();
    const Content content{{0, {{row.resource, row.value}}}};
    const ObjectPath path(100, 0, row.resource);
    const auto text = "[{\"n\":\"" + path.text() + "\"," + row.json + "}]";
    EXPECT_EQ(written(path, content), text);
    EXPECT_EQ(read(path, text, everything()).value(), content);
}

INSTANTIATE_TEST_SUITE_P(
    Types, SenmlJsonValue,
    ::testing::Values(
        Row{"String", 0, Value(std::string("\xC3\xA9\xF0\x9F\x98\x80")), "\"vs\":\"\xC3\xA9\xF0\x9F\x98\x80\""},
        Row{"EmptyString", 0, Value(std::string()), R"("vs":"")"},
        Row{"Escapes", 0, Value(std::string("\"\\/\b\f\n\r\t\x01\x1F\x7F")),
            "\"vs\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7F\""},
        Row{"Integer", 1, Value(std::int64_t{-95}), R"("v":-95)"},
        Row{"LeastInteger", 1, Value(std::numeric_limits<std::int64_t>::min()), R"("v":-9223372036854775808)"},
        Row{"Unsigned", 2, Value(~std::uint64_t{0}), R"("v":18446744073709551615)"},
        Row{"Float", 3, Value(0.1), R"("v":0.1)"}, Row{"WholeFloat", 3, Value(21.0), R"("v":21)"},
        Row{"LargeFloat", 3, Value(-1e300), R"("v":-1e+300)"}, Row{"SmallFloat", 3, Value(5e-324), R"("v":5e-324)"},
        Row{"NegativeZero", 3, Value(-0.0), R"("v":-0.0)"}, Row{"True", 4, Value(true), R"("vb":true)"},
        Row{"False", 4, Value(false), R"("vb":false)"},
        Row{"Opaque", 5, Value(Bytes{0xFB, 0xFF, 0xFE, 1}), R"("vd":"-__-AQ")"},
        Row{"EmptyOpaque", 5, Value(Bytes{}), R"("vd":"")"},
        Row{"Time", 6, Value(Time{1367491215}), R"("v":1367491215)"},
        Row{"ObjectLink", 7, Value(ObjectLink{66, 1}), R"("vlo":"66:1")"},
        Row{"NullLink", 7, Value(ObjectLink{}), R"("vlo":"65535:65535")"},
        Row{"CoreLink", 8, Value(CoreLink{"</3>;a=\"b\""}), R"("vs":"</3>;a=\"b\"")"}),
    [](const auto& row) { return row.param.name; });

TEST(SenmlJson, SaysWhichReadingIsNoNumber) {
    const auto bytes = encode(format, {100, 0, 3}, {{0, {{3, Value(std::nan(""))}}}});
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().code, coap::code::internal_server_error);
    EXPECT_EQ(bytes.error().reason, "/100/0/3 is not a finite number");
}

struct Refused {
    ObjectPath path;
    std::string text;
    const char* reason;
};

TEST(SenmlJson, RefusesWhatIsMalformedAndSaysWhere) {
    const std::string deep = R"([{"x":)" + std::string(100'000, '[') + "1" + std::string(100'000, ']') + "}]";
    const Refused rows[] = {
        {{100, 0}, "", "JSON at byte 0: malformed"},
        {{100, 0}, "[", "JSON at byte 1: malformed"},
        {{100, 0}, R"([{"n":"/100/0/1","v":1})", "JSON at byte 23: malformed"},
        {{100, 0}, R"([{"n":"/100/0/1","v":1}]x)", "JSON at byte 24: malformed"},
        {{100, 0}, R"([{"n":"/100/0/1","v":1,}])", "JSON at byte 23: malformed"},
        {{100, 0}, R"([{"n":"/100/0/1","v":01}])", "JSON at byte 22: malformed"},
        {{100, 0}, R"([{"n":"/100/0/3","v":NaN}])", "JSON at byte 21: malformed"},
        {{100, 0}, R"([{"n":"/100/0/3","v":-Infinity}])", "JSON at byte 22: malformed"},
        {{100, 0}, R"([{"n":"/100/0/3","v":1e999}])", "JSON at byte 26: the number is out of range"},
        {{100, 0}, "[{\"n\":\"/100/0/0\",\"vs\":\"\xFF\"}]", "JSON at byte 23: malformed"},
        {{100, 0}, "[{\"n\":\"/100/0/0\",\"vs\":\"\n\"}]", "JSON at byte 23: malformed"},
        {{100, 0}, R"([{"n":"/100/0/0","vs":"\ud800"}])", "JSON at byte 29: malformed"},
        {{100, 0}, "{}", "record 1: not an array of records with values"},
        {{100, 0}, "5", "record 1: not an array of records with values"},
        {{100, 0}, "[5]", "record 1: not an array of records with values"},
        {{100, 0}, "[[]]", "record 1: not an array of records with values"},
        {{100, 0}, R"([{"n":"/100/0/1","v":[1]}])", "record 1: not an array of records with values"},
        {{100, 0}, R"([{"n":{"v":1}}])", "record 1: not an array of records with values"},
        {{100, 0}, R"([{"n":"/100/0/1","v":null}])", "JSON: null is no value"},
        {{100, 0}, R"([{"n":"/100/0/1","v":1,"v":1}])", "record 1: v comes twice"},
        {{100, 0}, R"([{"n":"/100/0/1","n":"","v":1}])", "record 1: n comes twice"},
        {{100, 0}, R"([{"n":"/100/0/1","v":1,"vs":"1"}])", "record 1: two values"},
        {{100, 0},
         R"([{"n":"/100/0/1","v":1},{"n":"/100/0/2","v":1,"k_":1}])",
         "record 2: a label that is not understood"},
        {{100, 0}, R"([{"bver":11,"n":"/100/0/1","v":1}])", "record 1: bver is not 10 or below"},
        {{100, 0}, R"([{"bver":0,"n":"/100/0/1","v":1}])", "record 1: bver is not 10 or below"},
        {{100, 0}, R"([{"bver":9.5,"n":"/100/0/1","v":1}])", "record 1: bver is not 10 or below"},
        {{100, 0}, R"([{"n":1,"v":1}])", "record 1: n has a value of the wrong type"},
        {{100, 0}, R"([{"n":"/100/0/1","v":"1"}])", "record 1: v has a value of the wrong type"},
        {{100, 0}, R"([{"n":"/100/0/4","vb":1}])", "record 1: vb has a value of the wrong type"},
        {{100, 0}, R"([{"n":"/100/0/5","vd":7}])", "record 1: vd has a value of the wrong type"},
        {{100, 0}, R"([{"n":"/100/0/1","v":1,"u":5}])", "record 1: u has a value of the wrong type"},
        {{100, 0}, R"([{"n":"/100/0/5","vd":"AQ=="}])", "record 1: vd is not base64url"},
        {{100, 0}, R"([{"n":"/100/0/5","vd":"+/+/"}])", "record 1: vd is not base64url"},
        {{100, 0}, R"([{"n":"/100/0/5","vd":"A"}])", "record 1: vd is not base64url"},
        {{100, 0}, R"([{"n":"/100/0/7","vlo":"66"}])", "record 1: '66' is not a value of type Objlnk"},
        {{100, 0}, R"([{"n":"/100/0/7","vlo":"65536:1"}])", "record 1: '65536:1' is not a value of type Objlnk"},
        {{100, 0}, R"([{"v":1}])", "record 1: no name"},
        {{100, 0}, R"([{}])", "record 1: no name"},
        {{100, 0}, R"([{"n":"/100/0/x","v":1}])", "record 1: the name is no path"},
        {{100, 0}, R"([{"n":"/100/0/01","v":1}])", "record 1: the name is no path"},
        {{100, 0}, R"([{"n":"/100/0/65535","v":1}])", "record 1: the name is no path"},
        {{100, 0}, R"([{"n":"/100/0/1/1/1","v":1}])", "record 1: the name is no path"},
        {{100, 0}, R"([{"n":"/100/0/1/","v":1}])", "record 1: the name is no path"},
        {{100, 0}, R"([{"bn":"/100/0/","n":"../1/1","v":1}])", "record 1: the name is no path"},
        {{100, 0}, R"([{"n":")" + std::string(1000, '1') + R"(","v":1}])", "record 1: the name is too long for a path"},
        {{100, 0}, R"([{"n":"/100/0/1","bt":1e12,"v":1}])", "record 1: the time is out of range"},
        {{100, 0}, R"([{"n":"/100/0/1","bt":1e308,"t":1e308,"v":1}])", "record 1: the time is out of range"},
        {{100, 0}, R"([{"n":"/100/0/1","bt":1700000000,"v":1}])", "/100/0/1 has a time"},
        {{100, 0}, R"([{"n":"/100/0/1","t":-5,"v":1}])", "/100/0/1 has a time"},
        {{100, 0},
         R"([{"n":"/100/0/1","bv":9223372036854775807,"v":1}])",
         "record 1: the sum of bv and v is out of range"},
        {{100, 0}, R"([{"n":"/100/0/3","bv":1e308,"v":1e308}])", "record 1: the sum of bv and v is out of range"},
        {{100, 0},
         R"([{"n":"/100/0/1","v":9223372036854775808}])",
         "/100/0/1: a value of type Unsigned Integer cannot be one of type Integer"},
        {{100, 0}, R"([{"n":"/100/0/1","v":1.5}])", "/100/0/1: a value of type Float cannot be one of type Integer"},
        {{100, 0},
         R"([{"n":"/100/0/2","v":18446744073709551616}])",
         "/100/0/2: a value of type Float cannot be one of type Unsigned Integer"},
        {{100, 0},
         R"([{"n":"/100/0/2","v":-1}])",
         "/100/0/2: a value of type Integer cannot be one of type Unsigned Integer"},
        {{100, 0}, R"([{"n":"/100/0/6","v":1.5}])", "/100/0/6: a value of type Float cannot be one of type Time"},
        {{100, 0},
         R"([{"n":"/100/0/1","vb":true}])",
         "/100/0/1: a value of type Boolean cannot be one of type Integer"},
        {{100, 0}, R"([{"n":"/100/0/4","v":1}])", "/100/0/4: a value of type Integer cannot be one of type Boolean"},
        {{100, 0}, R"([{"n":"/100/0/5","vs":"AQ"}])", "/100/0/5: a value of type String cannot be one of type Opaque"},
        {{100, 0},
         R"([{"n":"/100/0/7","vs":"66:1"}])",
         "/100/0/7: a value of type String cannot be one of type Objlnk"},
        {{100, 0}, R"([{"n":"/100/0/1","v":1},{"bn":"/100/","n":"0/1","v":2}])", "/100/0/1 comes twice"},
        {{100, 0}, R"([{"n":"/100/0/300","v":1}])", "/100/0/300 is multiple"},
        {{100, 0}, R"([{"n":"/100/0/1/0","v":1}])", "/100/0/1/0 is not multiple"},
        {{100, 0}, R"([{"n":"/100/0/99","v":1},{"n":"/100/0/99/0","v":1}])", "/100/0/99/0 is also single"},
        {{100, 0}, R"([{"n":"/100/0/1"}])", "/100/0/1 has no value"},
        {{100, 0}, R"([{"n":"/100/0","v":1}])", "/100/0 is no resource"},
        {ObjectPath(100), R"([{"n":"/100","v":1}])", "/100 is no resource"},
        {{100, 0}, R"([{"n":"/100/1/1","v":1}])", "/100/1/1 is not part of /100/0"},
        {{100, 0}, R"([{"bn":"/1/0/","n":"1","v":1}])", "/1/0/1 is not part of /100/0"},
        {{100, 0}, R"([{"n":"/","v":1}])", "/ is not part of /100/0"},
        {{100, 0}, R"([{"n":"/100","v":1}])", "/100 is not part of /100/0"},
        {{100, 0, 1}, R"([{"n":"/100/0/2","v":1}])", "/100/0/2 is not part of /100/0/1"},
        {{100, 0, 300, 2}, R"([{"n":"/100/0/300/3","v":1}])", "/100/0/300/3 is not part of /100/0/300/2"},
        {{100, 0, 1}, "[]", "/100/0/1 has no value"},
        {{100, 0, 300, 2}, "[]", "/100/0/300/2 has no value"},
        {{100, 0}, std::string(100'000, '['), "record 1: not an array of records with values"},
        {{100, 0}, deep, "JSON: nested too deeply"},
    };
    for (const auto& [path, text, reason] : rows) {
        const auto content = read(path, text, everything());
        ASSERT_FALSE(content) << text;
        EXPECT_EQ(content.error().code, coap::code::bad_request) << text;
        EXPECT_EQ(content.error().reason, reason) << text;
    }
}

TEST(SenmlJson, AFloatTakesEveryNumberAsTheNearestOne) {
    const auto number = [](std::string_view text) {
        const auto json = R"([{"n":"/100/0/3","v":)" + std::string(text) + "}]";
        const auto content = read({100, 0, 3}, json, everything());
        return std::get<double>(std::get<Value>(content.value().front().resources.front().value));
    };
    EXPECT_EQ(number("9007199254740993"), 9007199254740992.0);
    EXPECT_EQ(number("18446744073709551615"), 18446744073709551616.0);
    EXPECT_EQ(number("123456789012345678901234567890"), 1.2345678901234568e29);
    EXPECT_EQ(number("1e-400"), 0.0);
}

}  // namespace
}  // namespace agent::lwm2m::codec
