#include "lwm2m/codec/records.hpp"

#include <gtest/gtest.h>

namespace agent::lwm2m::codec {
namespace {

using coap::ContentFormat;
using namespace std::chrono_literals;

constexpr Timestamp noon = 1'700'000'000s;
constexpr ObjectPath temperature(3303, 0, 5700);
constexpr ObjectPath humidity(3304, 0, 5700);

std::string json_of(std::span<const Record> records) {
    return std::string(as_text(encode_records(ContentFormat::senml_json, records).value()));
}
std::string cbor_of(std::span<const Record> records) {
    return to_hex(encode_records(ContentFormat::senml_cbor, records).value());
}
void expect_both_read_back(const std::vector<Record>& records) {
    for (const auto format : {ContentFormat::senml_json, ContentFormat::senml_cbor}) {
        const auto bytes = encode_records(format, records).value();
        EXPECT_EQ(decode_records(format, bytes).value(), records) << to_hex(bytes);
    }
}

TEST(Records, ASeriesSaysItsNameAndItsTimeOnce) {
    const std::vector<Record> series{{temperature, Value(21.5), noon},
                                     {temperature, Value(22.0), noon + 60s},
                                     {temperature, Value(22.5), noon + 120s}};
    EXPECT_EQ(json_of(series),
              R"([{"bn":"/3303/0/5700","bt":1700000000,"v":21.5},{"t":60,"v":22},{"t":120,"v":22.5}])");
    EXPECT_EQ(cbor_of(series),
              "83"
              "A3216C2F333330332F302F35373030221A6553F10002F94D60"
              "A206183C02F94D80"
              "A206187802F94DA0");
    const auto bytes = encode_records(ContentFormat::senml_cbor, series).value();
    EXPECT_EQ(decode_records(ContentFormat::senml_cbor, bytes).value(), series);
}

TEST(Records, ASeriesMayComeNewestFirst) {
    const std::vector<Record> series{{temperature, Value(2.5), noon}, {temperature, Value(1.5), noon - 30s}};
    EXPECT_EQ(json_of(series), R"([{"bn":"/3303/0/5700","bt":1700000000,"v":2.5},{"t":-30,"v":1.5}])");
    expect_both_read_back(series);
}

TEST(Records, OneReadingHasItsTimeForItself) {
    const std::vector<Record> one{{temperature, Value(21.5), noon}};
    EXPECT_EQ(json_of(one), R"([{"n":"/3303/0/5700","t":1700000000,"v":21.5}])");
    expect_both_read_back(one);
}

TEST(Records, ManyReadingsOfOneTimeShareANewBaseTime) {
    std::vector<Record> several;
    for (const auto time : {noon, noon + 5s, noon + 600s})
        for (const auto resource : {5700, 5601, 5602, 5603})
            several.push_back({{3303, 0, static_cast<Id>(resource)}, Value(1.5), time});
    EXPECT_EQ(json_of(several),
              R"([{"bn":"/3303/0/","bt":1700000000,"n":"5700","v":1.5},{"n":"5601","v":1.5},{"n":"5602","v":1.5},)"
              R"({"n":"5603","v":1.5},{"bt":1700000005,"n":"5700","v":1.5},{"n":"5601","v":1.5},{"n":"5602","v":1.5},)"
              R"({"n":"5603","v":1.5},{"bt":1700000600,"n":"5700","v":1.5},{"n":"5601","v":1.5},{"n":"5602","v":1.5},)"
              R"({"n":"5603","v":1.5}])");
    expect_both_read_back(several);
}

TEST(Records, TimesAreExactToTheMillisecond) {
    std::vector<Record> series;
    for (const auto apart : {0, 1, 125, 500, 999, 1000, 59'999, 86'400'001, -1, -333})
        series.push_back({temperature, Value(0.5), noon + 123ms + Timestamp(apart)});
    EXPECT_EQ(json_of(std::span(series).first(4)),
              R"([{"bn":"/3303/0/5700","bt":1700000000.123,"v":0.5},{"t":0.001,"v":0.5},{"t":0.125,"v":0.5},)"
              R"({"t":0.5,"v":0.5}])");
    // Half precision for 0.125 and 0.5, single for 0.001: still the same millisecond.
    EXPECT_EQ(cbor_of(std::span(series).first(4)),
              "84"
              "A3216C2F333330332F302F3537303022FB41D954FC4007DF3B02F93800"
              "A206FA3A83126F02F93800"
              "A206F9300002F93800"
              "A206F9380002F93800");
    expect_both_read_back(series);
}

TEST(Records, WhatHasNoTimeIsNowEvenBesideWhatHasOne) {
    const std::vector<Record> mixed{
        {temperature, Value(1.5), noon}, {humidity, Value(2.5), std::nullopt}, {temperature, Value(3.5), noon + 1s}};
    expect_both_read_back(mixed);
    expect_both_read_back({{humidity, Value(2.5), std::nullopt}, {temperature, Value(1.5), noon}});
}

TEST(Records, CarryEveryTypeAndPathsAlone) {
    expect_both_read_back({{{3, 0, 0}, Value(std::string("x")), {}},
                           {{3, 0, 9}, Value(std::int64_t{-1}), {}},
                           {{3, 0, 10}, Value(~std::uint64_t{0}), {}},
                           {{6, 0, 0}, Value(0.5), {}},
                           {{1, 0, 6}, Value(true), {}},
                           {{19, 0, 0, 1}, Value(Bytes{1, 2}), {}},
                           {{10, 0, 1}, Value(ObjectLink{1, 2}), {}}});
    const std::vector<Record> paths{{ObjectPath(3, 0, 9)}, {ObjectPath(1)}, {ObjectPath(3, 0)}};
    EXPECT_EQ(json_of(paths), R"([{"n":"/3/0/9"},{"n":"/1"},{"n":"/3/0"}])");
    expect_both_read_back(paths);
    EXPECT_EQ(json_of(std::vector<Record>{{ObjectPath()}}), R"([{"n":"/"}])");
}

TEST(Records, ResolveAsTheSenmlExampleDoes) {  // RFC 8428 §5.1.3 and §6, with names of the data model
    const std::vector<Record> wanted{{{3316, 0, 5700}, Value(120.1), 1276020076001ms},
                                     {{3317, 0, 5700}, Value(1.2), 1276020071001ms},
                                     {{3317, 0, 5700}, Value(1.3), 1276020072001ms},
                                     {{3317, 0, 5700}, Value(1.7), 1276020076001ms}};
    const auto* json =
        R"([{"bn":"/33","bt":1.276020076001e+09,"bu":"A","bver":5,"n":"16/0/5700","u":"V","v":120.1},)"
        R"({"n":"17/0/5700","t":-5,"v":1.2},{"n":"17/0/5700","t":-4,"v":1.3},{"n":"17/0/5700","v":1.7}])";
    EXPECT_EQ(decode_records(ContentFormat::senml_json, as_bytes(json)).value(), wanted);
    const auto cbor = from_hex(
        "84"
        "A721632F333322FB41D303A15B0010622361412005006931362F302F3537303001615602FB405E066666666666"
        "A3006931372F302F35373030062402FB3FF3333333333333"
        "A3006931372F302F35373030062302FB3FF4CCCCCCCCCCCD"
        "A2006931372F302F3537303002FB3FFB333333333333");
    EXPECT_EQ(decode_records(ContentFormat::senml_cbor, *cbor).value(), wanted);
}

TEST(Records, AreInSenmlAlone) {
    EXPECT_TRUE(carries_records(ContentFormat::senml_json));
    EXPECT_TRUE(carries_records(ContentFormat::senml_cbor));
    for (const auto format : {ContentFormat::lwm2m_tlv, ContentFormat::lwm2m_json, ContentFormat::cbor}) {
        EXPECT_FALSE(carries_records(format));
        EXPECT_EQ(encode_records(format, std::vector<Record>{}).error().code, coap::code::not_acceptable);
        EXPECT_EQ(decode_records(format, {}).error().code, coap::code::unsupported_content_format);
    }
}

}  // namespace
}  // namespace agent::lwm2m::codec
