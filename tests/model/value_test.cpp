#include "lwm2m/model/value.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "lwm2m/model/base64.hpp"

namespace agent::lwm2m {
namespace {

struct Row {
    const char* name;
    DataType type;
    const char* text;
    Value value;
};

class TextForm : public ::testing::TestWithParam<Row> {};

TEST_P(TextForm, ReadsAndWrites) {  // LwM2M Core 1.1 §7.4.1, Appendix C
    const auto& row = GetParam();
    EXPECT_EQ(parse_text(row.type, row.text).value(), row.value);
    EXPECT_EQ(to_text(row.value), row.text);
    EXPECT_EQ(type_of(row.value), row.type);
}

INSTANTIATE_TEST_SUITE_P(
    Types, TextForm,
    ::testing::Values(
        Row{"String", DataType::string, "a \xC3\xBC", Value(std::string("a \xC3\xBC"))},
        Row{"EmptyString", DataType::string, "", Value(std::string())},
        Row{"LeastInteger", DataType::integer, "-9223372036854775808", Value(std::numeric_limits<std::int64_t>::min())},
        Row{"GreatestUnsigned", DataType::unsigned_integer, "18446744073709551615",
            Value(std::numeric_limits<std::uint64_t>::max())},
        Row{"Float", DataType::floating, "0.1", Value(0.1)}, Row{"WholeFloat", DataType::floating, "-40", Value(-40.0)},
        Row{"SmallFloat", DataType::floating, "5e-324", Value(std::numeric_limits<double>::denorm_min())},
        Row{"True", DataType::boolean, "1", Value(true)}, Row{"False", DataType::boolean, "0", Value(false)},
        Row{"Opaque", DataType::opaque, "AAH/", Value(Bytes{0, 1, 255})},
        Row{"OpaquePadded", DataType::opaque, "AA==", Value(Bytes{0})},
        Row{"Time", DataType::time, "1367491215", Value(Time{1367491215})},
        Row{"ObjectLink", DataType::object_link, "10:3", Value(ObjectLink{10, 3})},
        Row{"NullLink", DataType::object_link, "65535:65535", Value(ObjectLink{})},
        Row{"CoreLink", DataType::core_link, "</3/0>", Value(CoreLink{"</3/0>"})}),
    [](const auto& row) { return row.param.name; });

TEST(TextForm, RefusesWhatIsNoValueOfTheType) {
    const std::pair<DataType, const char*> bad[] = {{DataType::integer, ""},
                                                    {DataType::integer, "1.0"},
                                                    {DataType::integer, "0x10"},
                                                    {DataType::integer, " 1"},
                                                    {DataType::integer, "9223372036854775808"},
                                                    {DataType::unsigned_integer, "-1"},
                                                    {DataType::floating, "nan"},
                                                    {DataType::floating, "inf"},
                                                    {DataType::floating, "1e999"},
                                                    {DataType::floating, "1,5"},
                                                    {DataType::boolean, "true"},
                                                    {DataType::boolean, "2"},
                                                    {DataType::opaque, "A"},
                                                    {DataType::opaque, "AAH/="},
                                                    {DataType::opaque, "AB=="},
                                                    {DataType::object_link, "3"},
                                                    {DataType::object_link, "3:70000"},
                                                    {DataType::string, "\xFF"},
                                                    {DataType::core_link, "\xC0\x80"},
                                                    {DataType::none, ""}};
    for (const auto& [type, text] : bad) {
        const auto value = parse_text(type, text);
        ASSERT_FALSE(value) << name_of(type) << " " << text;
        EXPECT_EQ(value.error().code, coap::code::bad_request);
        EXPECT_NE(value.error().reason, "");
    }
}

TEST(TextForm, NeverRepeatsAnOpaqueValueInItsReasonNorControlCharacters) {
    EXPECT_EQ(parse_text(DataType::opaque, "c2VjcmV0!").error().reason.find("c2Vj"), std::string::npos);
    EXPECT_EQ(parse_text(DataType::integer, "1\r\nfaked=line").error().reason.find('\n'), std::string::npos);
}

TEST(Convert, LosesNothing) {
    EXPECT_EQ(convert(Value(std::int64_t{5}), DataType::unsigned_integer).value(), Value(std::uint64_t{5}));
    EXPECT_EQ(convert(Value(std::int64_t{5}), DataType::floating).value(), Value(5.0));
    EXPECT_EQ(convert(Value(5.0), DataType::integer).value(), Value(std::int64_t{5}));
    EXPECT_EQ(convert(Value(std::int64_t{9}), DataType::time).value(), Value(Time{9}));
    EXPECT_FALSE(convert(Value(5.5), DataType::integer));
    EXPECT_FALSE(convert(Value(std::int64_t{-1}), DataType::unsigned_integer));
    EXPECT_FALSE(convert(Value((std::int64_t{1} << 53) + 1), DataType::floating));
    EXPECT_FALSE(convert(Value(1e300), DataType::integer));
    EXPECT_FALSE(convert(Value(std::nan("")), DataType::integer));
    EXPECT_FALSE(convert(Value(std::string("5")), DataType::integer));
}

TEST(Base64, RoundTripsEveryLength) {
    Bytes bytes;
    for (int i = 0; i < 40; ++i) {
        EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
        EXPECT_EQ(from_base64(to_base64(bytes, Base64::url), Base64::url), bytes);
        bytes.push_back(static_cast<std::uint8_t>(i * 37));
    }
}

}  // namespace
}  // namespace agent::lwm2m
