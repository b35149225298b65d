#include "lwm2m/codec/cbor.hpp"

#include <gtest/gtest.h>

#include "device_example.hpp"
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
    EXPECT_EQ(value(1, "F94500"), Value(std::int64_t{5}));
    EXPECT_EQ(value(3, "05"), Value(5.0));
    EXPECT_EQ(value(3, "C48221196AB3"), Value(273.15));  // the example of RFC 8949 §3.4.4
    EXPECT_EQ(value(3, "1B0020000000000001"), Value(9007199254740992.0));
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
        {1, "C105", "CBOR at byte 0: tag 1 has no meaning here"},
        {6, "C1", "CBOR at byte 1: the payload is cut off"},
        {6, "C1C105", "CBOR at byte 1: tag 1 has no meaning here"},
        {6, "C074323031332D30332D32315432303A30343A30305A", "CBOR at byte 0: tag 0 has no meaning here"},
        {6, "C16131", "a value of type String cannot be one of type Time"},
        {6, "C1F93E00", "a value of type Float cannot be one of type Time"},
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
        {0, "7F6161FF", "CBOR at byte 0: a string of indefinite length"},
        {5, "5F4101FF", "CBOR at byte 0: a string of indefinite length"},
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
