#include "lwm2m/codec/cbor.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "device_example.hpp"
#include "lwm2m/codec/cbor_writer.hpp"
#include "lwm2m/codec/codec.hpp"

namespace agent::lwm2m::codec {
namespace {

constexpr auto format = coap::ContentFormat::cbor;

Outcome<Content> read(Id resource, std::string_view hex) {
    return decode(format, {100, 0, resource}, from_hex(hex).value(), everything());
}

struct Row {
    const char* name;
    Id resource;
    Value value;
    const char* hex;
};

class CborValue : public ::testing::TestWithParam<Row> {};

TEST_P(CborValue, IsOneItem) {
    const auto& row = GetParam();
    const Content content{{0, {{row.resource, row.value}}}};
    EXPECT_EQ(to_hex(encode(format, {100, 0, row.resource}, content).value()), row.hex);
    EXPECT_EQ(read(row.resource, row.hex).value(), content);
}

INSTANTIATE_TEST_SUITE_P(Types, CborValue,
                         ::testing::Values(Row{"String", 0, Value(std::string("a\xC3\xA9")), "6361C3A9"},
                                           Row{"Integer", 1, Value(std::int64_t{95}), "185F"},
                                           Row{"NegativeInteger", 1, Value(std::int64_t{-1}), "20"},
                                           Row{"Unsigned", 2, Value(~std::uint64_t{0}), "1BFFFFFFFFFFFFFFFF"},
                                           Row{"Float", 3, Value(21.5), "F94D60"},
                                           Row{"WholeFloat", 3, Value(0.0), "F90000"},
                                           Row{"Boolean", 4, Value(true), "F5"},
                                           Row{"Opaque", 5, Value(Bytes{1, 2}), "420102"},
                                           Row{"Time", 6, Value(Time{1367491215}), "C11A5182428F"},
                                           Row{"ObjectLink", 7, Value(ObjectLink{66, 1}), "6436363A31"},
                                           Row{"CoreLink", 8, Value(CoreLink{"</3>"}), "643C2F333E"}),
                         [](const auto& row) { return row.param.name; });

TEST(Cbor, ReadsEverySpellingOfAValue) {
    const auto value = [](Id resource, std::string_view hex) {
        return std::get<Value>(read(resource, hex).value().front().resources.front().value);
    };
    EXPECT_EQ(value(6, "1A5182428F"), Value(Time{1367491215}));
    EXPECT_EQ(value(6, "C1FB41D46090A3C00000"), Value(Time{1367491215}));
    EXPECT_EQ(value(6, "C1FA4EA30485"), Value(Time{1367491200}));  // single precision
    EXPECT_EQ(value(6, "C1F94500"), Value(Time{5}));
    EXPECT_EQ(value(6, "C120"), Value(Time{-1}));
    EXPECT_EQ(value(1, "F94500"), Value(std::int64_t{5}));
    EXPECT_EQ(value(3, "05"), Value(5.0));
    EXPECT_EQ(value(3, "C48221196AB3"), Value(273.15));  // the example of RFC 8949 §3.4.4
    EXPECT_EQ(value(3, "1B0020000000000001"), Value(9007199254740992.0));
    EXPECT_EQ(value(3, "C49F2118FFFF"), Value(2.55));  // of indefinite length
    EXPECT_EQ(value(3, "C48221C243010000"), Value(655.36));
    EXPECT_EQ(value(0, "7F6161FF"), Value(std::string("a")));
    EXPECT_EQ(value(0, "7F6161606162FF"), Value(std::string("ab")));
    EXPECT_EQ(value(0, "7FFF"), Value(std::string()));
    EXPECT_EQ(value(5, "5F41014102FF"), Value(Bytes{1, 2}));
    EXPECT_EQ(value(7, "7F6336363A6131FF"), Value(ObjectLink{66, 1}));
}

TEST(Cbor, ReadsBignumsThatFit) {  // RFC 8949 §3.4.3
    const auto value = [](Id resource, std::string_view hex) {
        return std::get<Value>(read(resource, hex).value().front().resources.front().value);
    };
    EXPECT_EQ(value(1, "C24105"), Value(std::int64_t{5}));
    EXPECT_EQ(value(1, "C240"), Value(std::int64_t{0}));
    EXPECT_EQ(value(1, "C24B0000000000000000000105"), Value(std::int64_t{261}));  // leading zeros
    EXPECT_EQ(value(1, "C25F41014105FF"), Value(std::int64_t{261}));
    EXPECT_EQ(value(1, "C2487FFFFFFFFFFFFFFF"), Value(std::numeric_limits<std::int64_t>::max()));
    EXPECT_EQ(value(2, "C248FFFFFFFFFFFFFFFF"), Value(~std::uint64_t{0}));
    EXPECT_EQ(value(1, "C34105"), Value(std::int64_t{-6}));
    EXPECT_EQ(value(1, "C3487FFFFFFFFFFFFFFF"), Value(std::numeric_limits<std::int64_t>::min()));
    EXPECT_EQ(value(3, "C24105"), Value(5.0));
    EXPECT_EQ(value(6, "C24105"), Value(Time{5}));
}

struct Date {
    const char* text;
    std::int64_t seconds;
};

TEST(Cbor, ReadsTimesOfText) {  // RFC 8949 §3.4.1
    const auto item = [](std::string_view text) {
        CborWriter out;
        out.tag(0);
        out.text(text);
        return out.take();
    };
    const Date dates[] = {
        {"2013-03-21T20:04:00Z", 1363896240},  // the example of RFC 8949 Appendix A
        {"1970-01-01T00:00:00Z", 0},
        {"1969-12-31T23:59:59z", -1},
        {"2013-03-21t20:04:00.000Z", 1363896240},
        {"1985-04-12T23:20:50+00:00", 482196050},
        {"1996-12-19T16:39:57-08:00", 851042397},  // the examples of RFC 3339 §5.8
        {"1990-12-31T23:59:60Z", 662688000},
        {"1990-12-31T15:59:60-08:00", 662688000},
        {"2024-02-29T00:00:00Z", 1709164800},
        {"0000-01-01T00:00:00Z", -62167219200},
        {"9999-12-31T23:59:59Z", 253402300799},
    };
    for (const auto& [text, seconds] : dates) {
        const auto content = decode(format, {100, 0, 6}, item(text), everything());
        ASSERT_TRUE(content) << text << ": " << content.error().reason;
        EXPECT_EQ(content->front().resources.front().value, ResourceValue(Value(Time{seconds}))) << text;
    }
    for (const auto* text :
         {"2013-03-21", "2013-03-21T20:04:00", "2013-03-21 20:04:00Z", "2013-03-21T20:04Z", "2013-13-21T20:04:00Z",
          "2013-02-29T20:04:00Z", "2013-03-21T24:04:00Z", "2013-03-21T20:60:00Z", "2013-03-21T20:04:61Z",
          "2013-03-21T20:04:00.Z", "2013-03-21T20:04:00+0100", "2013-03-21T20:04:00+24:00", "2013-03-21T20:04:00Zz",
          "+013-03-21T20:04:00Z", "13-03-21T20:04:00Z"})
        EXPECT_EQ(decode(format, {100, 0, 6}, item(text), everything()).error().reason,
                  "CBOR at byte 1: the text is no date and time of RFC 3339")
            << text;
    EXPECT_EQ(decode(format, {100, 0, 6}, item("2013-03-21T20:04:00.5Z"), everything()).error().reason,
              "CBOR at byte 1: a Time has whole seconds");
}

TEST(Cbor, CarriesOneInstanceOfAMultipleResource) {
    const Content content{{0, {{300, InstanceValues{{2, Value(std::int64_t{7})}}}}}};
    EXPECT_EQ(to_hex(encode(format, {100, 0, 300, 2}, content).value()), "07");
    EXPECT_EQ(decode(format, {100, 0, 300, 2}, Bytes{7}, everything()).value(), content);
}

TEST(Cbor, IsNotForMoreThanOneValue) {
    const Content many{{0, {{300, InstanceValues{{0, Value(std::int64_t{1})}, {1, Value(std::int64_t{2})}}}}}};
    EXPECT_EQ(encode(format, {100, 0, 300}, many).error().code, coap::code::not_acceptable);
    EXPECT_FALSE(can_encode(format, {100, 0}));
    for (const auto path : {ObjectPath(100), ObjectPath(100, 0), ObjectPath(100, 0, 300), ObjectPath(100, 0, 99)})
        EXPECT_EQ(decode(format, path, Bytes{1}, everything()).error().code, coap::code::unsupported_content_format)
            << path.text();
}

struct Refused {
    Id resource;
    const char* hex;
    const char* reason;
};

TEST(Cbor, RefusesWhatIsNotOneValueOfTheType) {
    const Refused rows[] = {
        {1, "", "CBOR at byte 0: the payload is cut off"},
        {1, "18", "CBOR at byte 0: the payload is cut off"},
        {0, "7BFFFFFFFFFFFFFFFF", "CBOR at byte 0: the payload is cut off"},
        {1, "0505", "CBOR: something follows the value"},
        {1, "FF", "CBOR at byte 0: this is no value of a resource"},
        {1, "F6", "CBOR at byte 0: this is no value of a resource"},
        {1, "8105", "CBOR at byte 0: this is no value of a resource"},
        {1, "A0", "CBOR at byte 0: this is no value of a resource"},
        {1, "F0", "CBOR at byte 0: this is no CBOR"},
        {1, "C105", "a value of type Time cannot be one of type Integer"},
        {3, "C105", "a value of type Time cannot be one of type Float"},
        {1, "D8206161", "CBOR at byte 0: tag 32 has no meaning here"},
        {6, "C1", "CBOR at byte 1: the payload is cut off"},
        {6, "C1C105", "CBOR at byte 1: the time is no number"},
        {6, "C16131", "CBOR at byte 1: the time is no number"},
        {6, "C1F93E00", "CBOR at byte 1: a Time has whole seconds"},
        {6, "C1F97E00", "CBOR at byte 1: this is no finite number"},
        {6, "C1FB43E0000000000000", "CBOR at byte 1: the time is out of range"},
        {6, "C11B8000000000000000", "CBOR at byte 1: the time is out of range"},
        {6, "C005", "CBOR at byte 1: the time is no text"},
        {6, "C060", "CBOR at byte 1: the text is no date and time of RFC 3339"},
        {6, "C061FF", "CBOR at byte 1: the text is not UTF-8"},
        {1, "C2", "CBOR at byte 1: the payload is cut off"},
        {1, "C205", "CBOR at byte 1: a bignum is a byte string"},
        {1, "C26105", "CBOR at byte 1: a bignum is a byte string"},
        {1, "C249010000000000000000", "CBOR at byte 1: the bignum has more than 64 bits"},
        {1, "C3488000000000000000", "CBOR at byte 1: the bignum has more than 64 bits"},
        {1, "C248FFFFFFFFFFFFFFFF", "a value of type Unsigned Integer cannot be one of type Integer"},
        {3, "C49F0102", "CBOR at byte 4: the payload is cut off"},
        {3, "C49F010203", "CBOR at byte 4: this is no decimal fraction"},
        {1, "3BFFFFFFFFFFFFFFFF", "CBOR at byte 0: the integer is out of range"},
        {1, "1BFFFFFFFFFFFFFFFF", "a value of type Unsigned Integer cannot be one of type Integer"},
        {1, "F93E00", "a value of type Float cannot be one of type Integer"},
        {1, "F5", "a value of type Boolean cannot be one of type Integer"},
        {2, "20", "a value of type Integer cannot be one of type Unsigned Integer"},
        {3, "F97E00", "CBOR at byte 0: this is no finite number"},
        {3, "6131", "a value of type String cannot be one of type Float"},
        {4, "01", "a value of type Integer cannot be one of type Boolean"},
        {0, "4161", "a value of type Opaque cannot be one of type String"},
        {0, "61FF", "CBOR at byte 0: the text is not UTF-8"},
        {0, "7F6161", "CBOR at byte 3: the payload is cut off"},
        {0, "7F4161FF", "CBOR at byte 1: this is no piece of the string"},
        {0, "7F7F6161FFFF", "CBOR at byte 1: this is no piece of the string"},
        {0, "7F61FFFF", "CBOR at byte 3: the text is not UTF-8"},
        {5, "5F4101", "CBOR at byte 3: the payload is cut off"},
        {5, "5F6161FF", "CBOR at byte 1: this is no piece of the string"},
        {5, "6161", "a value of type String cannot be one of type Opaque"},
        {7, "6136", "'6' is not a value of type Objlnk"},
        {7, "05", "a value of type Integer cannot be one of type Objlnk"},
        {8, "4161", "a value of type Opaque cannot be one of type Corelnk"},
    };
    for (const auto& [resource, hex, reason] : rows) {
        const auto content = read(resource, hex);
        ASSERT_FALSE(content) << hex;
        EXPECT_EQ(content.error().code, coap::code::bad_request) << hex;
        EXPECT_EQ(content.error().reason, reason) << hex;
    }
}

}  // namespace
}  // namespace agent::lwm2m::codec
