#include "lwm2m/codec/lwm2m_json.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "device_example.hpp"
#include "lwm2m/codec/codec.hpp"

namespace agent::lwm2m::codec {
namespace {

constexpr auto format = coap::ContentFormat::lwm2m_json;

/// LwM2M TS 1.0 §6.4.4, the example of a Read of /3/0, without its blanks.
const char* const device_json =
    R"({"bn":"/3/0/","e":[{"n":"0","sv":"Open Mobile Alliance"},{"n":"1","sv":"Lightweight M2M Client"},)"
    R"({"n":"2","sv":"345000123"},{"n":"3","sv":"1.0"},{"n":"6/0","v":1},{"n":"6/1","v":5},{"n":"7/0","v":3800},)"
    R"({"n":"7/1","v":5000},{"n":"8/0","v":125},{"n":"8/1","v":900},{"n":"9","v":100},{"n":"10","v":15},)"
    R"({"n":"11/0","v":0},{"n":"13","v":1367491215},{"n":"14","sv":"+02:00"},{"n":"16","sv":"U"}]})";

std::string written(const ObjectPath& path, const Content& content) {
    return std::string(as_text(encode(format, path, content).value()));
}
Outcome<Content> read(const ObjectPath& path, std::string_view text,
                      const ObjectDefinition& definition = everything()) {
    return decode(format, path, as_bytes(text), definition);
}

TEST(Lwm2mJson, WritesTheSpecificationsDevice) { EXPECT_EQ(written({3, 0}, device_content()), device_json); }

TEST(Lwm2mJson, ReadsTheSpecificationsDevice) {
    EXPECT_EQ(read({3, 0}, device_json, device()).value(), device_content());
    EXPECT_EQ(read(ObjectPath(3), device_json, device()).value(), device_content());
}

TEST(Lwm2mJson, NamesWithoutABaseAreRelativeToTheRequest) {  // LwM2M TS 1.0 §6.4.4, the example of /72
    const Content single{{0, {{9, Value(std::int64_t{5})}}}};
    EXPECT_EQ(read(ObjectPath(3), R"({"e":[{"n":"0/9","v":5}]})", device()).value(), single);
    EXPECT_EQ(read({3, 0}, R"({"e":[{"n":"9","v":5}]})", device()).value(), single);
    EXPECT_EQ(read({3, 0, 9}, R"({"e":[{"v":5}]})", device()).value(), single);
    EXPECT_EQ(read({3, 0, 9}, R"({"e":[{"n":"","v":5}]})", device()).value(), single);
    EXPECT_EQ(read({3, 0, 9}, R"({"e":[{"n":"/3/0/9","v":5}]})", device()).value(), single);
    const Content multiple{{0, {{7, InstanceValues{{2, Value(std::int64_t{5})}}}}}};
    EXPECT_EQ(read({3, 0, 7}, R"({"e":[{"n":"2","v":5}]})", device()).value(), multiple);
    EXPECT_EQ(read({3, 0, 7, 2}, R"({"e":[{"v":5}]})", device()).value(), multiple);
}

TEST(Lwm2mJson, NamesOfADeviceHaveItsPrefix) {
    const auto path = *ObjectPath::parse("/d0/3/0");
    const Content content{{0, {{9, Value(std::int64_t{5})}, {14, Value(std::string("a"))}}}};
    const auto* const text = R"({"bn":"/d0/3/0/","e":[{"n":"9","v":5},{"n":"14","sv":"a"}]})";
    EXPECT_EQ(written(path, content), text);
    EXPECT_EQ(read(path, text, device()).value(), content);
    EXPECT_EQ(read(path, R"({"e":[{"n":"9","v":5},{"n":"14","sv":"a"}]})", device()).value(), content);
    EXPECT_EQ(read({3, 0}, text, device()).error().reason, "/d0/3/0/9 is not part of /3/0");
}

TEST(Lwm2mJson, TheBaseMayComeLast) {
    EXPECT_EQ(read({3, 0}, R"({"e":[{"v":5,"n":"9","x":{"e":[]}}],"x":[1],"bn":"/3/0/"})", device()).value(),
              (Content{{0, {{9, Value(std::int64_t{5})}}}}));
}

TEST(Lwm2mJson, EmptyThingsAreReadAsEmpty) {
    EXPECT_EQ(written({3, 0}, {{0, {}}}), R"({"e":[]})");
    EXPECT_EQ(read(ObjectPath(3), R"({"e":[]})", device()).value(), Content{});
    EXPECT_EQ(read({3, 0}, R"({"bn":"/3/0/","e":[]})", device()).value(), (Content{{0, {}}}));
    EXPECT_EQ(read({3, 0, 7}, R"({"e":[]})", device()).value(), (Content{{0, {{7, InstanceValues{}}}}}));
}

struct Row {
    const char* name;
    Id resource;
    Value value;
    const char* json;
};

class Lwm2mJsonValue : public ::testing::TestWithParam<Row> {};

TEST_P(Lwm2mJsonValue, HasTheFewestBytes) {
    const auto& row = GetParam();
    const Content content{{0, {{row.resource, row.value}}}};
    const ObjectPath path(100, 0, row.resource);
    const auto text = "{\"bn\":\"" + path.text() + "\",\"e\":[{" + row.json + "}]}";
    EXPECT_EQ(written(path, content), text);
    EXPECT_EQ(read(path, text).value(), content);
}

INSTANTIATE_TEST_SUITE_P(Types, Lwm2mJsonValue,
                         ::testing::Values(Row{"String", 0, Value(std::string("a\"")), R"("sv":"a\"")"},
                                           Row{"Integer", 1, Value(std::int64_t{-95}), R"("v":-95)"},
                                           Row{"Unsigned", 2, Value(~std::uint64_t{0}), R"("v":18446744073709551615)"},
                                           Row{"Float", 3, Value(0.1), R"("v":0.1)"},
                                           Row{"Boolean", 4, Value(true), R"("bv":true)"},
                                           Row{"Opaque", 5, Value(Bytes{0xFB, 0xFF, 0xFE, 1}), R"("sv":"+//+AQ==")"},
                                           Row{"Time", 6, Value(Time{1367491215}), R"("v":1367491215)"},
                                           Row{"ObjectLink", 7, Value(ObjectLink{66, 1}), R"("ov":"66:1")"},
                                           Row{"CoreLink", 8, Value(CoreLink{"</3>"}), R"("sv":"</3>")"}),
                         [](const auto& row) { return row.param.name; });

TEST(Lwm2mJson, TakesOpaqueInBothAlphabets) {
    const Content content{{0, {{5, Value(Bytes{0xFB, 0xFF, 0xFE, 1})}}}};
    EXPECT_EQ(read({100, 0, 5}, R"({"e":[{"sv":"+//+AQ=="}]})").value(), content);
    EXPECT_EQ(read({100, 0, 5}, R"({"e":[{"sv":"-__-AQ"}]})").value(), content);
}

TEST(Lwm2mJson, SaysWhichReadingIsNoNumber) {
    const auto bytes = encode(format, {100, 0, 3}, {{0, {{3, Value(HUGE_VAL)}}}});
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().reason, "/100/0/3 is not a finite number");
}

struct Refused {
    const char* text;
    const char* reason;
};

TEST(Lwm2mJson, RefusesWhatIsMalformedAndSaysWhere) {
    const Refused rows[] = {
        {"", "JSON at byte 0: malformed"},
        {R"({"e":[)", "JSON at byte 6: malformed"},
        {R"({"e":[{"n":"1","v":1e999}]})", "JSON at byte 24: the number is out of range"},
        {"{}", "not an object with an array of entries \"e\""},
        {"[]", "not an object with an array of entries \"e\""},
        {"5", "not an object with an array of entries \"e\""},
        {R"({"e":5})", "not an object with an array of entries \"e\""},
        {R"({"e":{}})", "not an object with an array of entries \"e\""},
        {R"({"e":[5]})", "not an object with an array of entries \"e\""},
        {R"({"e":[[]]})", "not an object with an array of entries \"e\""},
        {R"({"e":[{"v":[]}]})", "not an object with an array of entries \"e\""},
        {R"({"bn":[],"e":[]})", "not an object with an array of entries \"e\""},
        {R"({"bn":{},"e":[]})", "not an object with an array of entries \"e\""},
        {R"({"e":[],"e":[]})", "\"e\" comes twice"},
        {R"({"bn":"/100/0/","bn":"/1/0/","e":[]})", "record 1: bn comes twice"},
        {R"({"bn":5,"e":[]})", "record 1: bn has a value of the wrong type"},
        {R"({"e":[{"n":"1","n":"2","v":1}]})", "record 1: n comes twice"},
        {R"({"e":[{"n":"1","v":1,"sv":"1"}]})", "record 1: two values"},
        {R"({"e":[{"n":"1","v":1},{"n":"2","v":"1"}]})", "record 2: v has a value of the wrong type"},
        {R"({"e":[{"n":"1","v":null}]})", "JSON: null is no value"},
        {R"({"e":[{"n":"1","v":1,"k_":1}]})", "a label that is not understood"},
        {R"({"k_":1,"e":[]})", "a label that is not understood"},
        {R"({"e":[{"n":"x","v":1}]})", "record 1: the name is no path"},
        {R"({"e":[{"n":"../1/1","v":1}]})", "record 1: the name is no path"},
        {R"({"bn":"/1/0/","e":[{"n":"1","v":1}]})", "/1/0/1 is not part of /100/0"},
        {R"({"e":[{"n":"/1/0/1","v":1}]})", "/1/0/1 is not part of /100/0"},
        {R"({"bn":"/","e":[{"n":"100/1/1","v":1}]})", "/100/1/1 is not part of /100/0"},
        {R"({"e":[{"n":"1","v":1,"t":-5}]})", "/100/0/1 has a time"},
        {R"({"bt":1700000000,"e":[{"n":"1","v":1}]})", "/100/0/1 has a time"},
        {R"({"e":[{"n":"1","v":1,"t":1e300}]})", "record 1: the time is out of range"},
        {R"({"e":[{"n":"5","sv":"A"}]})", "/100/0/5 is not base64"},
        {R"({"e":[{"n":"7","ov":"x"}]})", "record 1: 'x' is not a value of type Objlnk"},
        {R"({"e":[{"n":"1","v":1.5}]})", "/100/0/1: a value of type Float cannot be one of type Integer"},
        {R"({"e":[{"n":"1","v":1},{"n":"1","v":1}]})", "/100/0/1 comes twice"},
        {R"({"e":[{"n":"1"}]})", "/100/0/1 has no value"},
    };
    for (const auto& [text, reason] : rows) {
        const auto content = read({100, 0}, text);
        ASSERT_FALSE(content) << text;
        EXPECT_EQ(content.error().code, coap::code::bad_request) << text;
        EXPECT_EQ(content.error().reason, reason) << text;
    }
}

}  // namespace
}  // namespace agent::lwm2m::codec
