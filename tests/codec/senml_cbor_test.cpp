#include "lwm2m/codec/senml_cbor.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "device_example.hpp"
#include "lwm2m/codec/codec.hpp"

namespace agent::lwm2m::codec {
namespace {

constexpr auto format = coap::ContentFormat::senml_cbor;

/// LwM2M Core 1.1.1 §7.4, the example of a Read of /3/0.
const char* const device_cbor =
    "90"
    "A321652F332F302F00613003744F70656E204D6F62696C6520416C6C69616E6365"
    "A200613103764C69676874776569676874204D324D20436C69656E74"
    "A20061320369333435303030313233"
    "A20061330363312E30"
    "A20063362F300201"
    "A20063362F310205"
    "A20063372F3002190ED8"
    "A20063372F3102191388"
    "A20063382F3002187D"
    "A20063382F3102190384"
    "A2006139021864"
    "A200623130020F"
    "A2006431312F300200"
    "A200623133021A5182428F"
    "A20062313403662B30323A3030"
    "A200623136036155";

Outcome<Content> read(const ObjectPath& path, std::string_view hex, const ObjectDefinition& definition = everything()) {
    return decode(format, path, from_hex(hex).value(), definition);
}

/// [{0: name, ...}] with other pairs, as hexadecimal.
std::string pack_of(std::string_view name, std::string_view pairs, unsigned count = 1) {
    return fmt::format("81{:02X}00{:02X}{}{}", 0xA1 + count, 0x60 + name.size(), to_hex(as_bytes(name)), pairs);
}

TEST(SenmlCbor, WritesTheSpecificationsDevice) {
    EXPECT_EQ(to_hex(encode(format, {3, 0}, device_content()).value()), device_cbor);
    EXPECT_EQ(to_hex(encode(format, ObjectPath(3), device_content()).value()), device_cbor);
}

TEST(SenmlCbor, ReadsTheSpecificationsDevice) {
    EXPECT_EQ(read({3, 0}, device_cbor, device()).value(), device_content());
    EXPECT_EQ(read(ObjectPath(3), device_cbor, device()).value(), device_content());
}

TEST(SenmlCbor, ReadsEverySpellingOfOneRecord) {
    const Content content{{0, {{9, Value(std::int64_t{5})}}}};
    for (const auto* hex : {
             "81A200662F332F302F390205",                              // [{0: "/3/0/9", 2: 5}]
             "81A2020500662F332F302F39",                              // the labels the other way round
             "9FBF00662F332F302F390205FFFF",                          // indefinite lengths
             "9B0000000000000001B90002180078062F332F302F3902190005",  // more bytes than it needs
             "81A200662F332F302F3902F94500",                          // 5.0 in half precision
             "81A200662F332F302F3902FA40A00000",                      // and single
             "81A200662F332F302F3902FB4014000000000000",              // and double
             "81A200662F332F302F3902C482201832",                      // 50 * 10^-1
             "81A421652F332F302F24030061390202",                      // [{-2: "/3/0/", -5: 3, 0: "9", 2: 2}]
             "81A221662F332F302F390205",                              // a base name alone
             "81A200662F332F302F3902C24105",                          // a bignum
             "81A2007F632F332F63302F39FF0205",                        // a name in pieces
             "81A32165"
             "2F332F302F"
             "0061390205",  // both
         })
        EXPECT_EQ(read({3, 0}, hex, device()).value(), content) << hex;
}

TEST(SenmlCbor, ReadsTimesThatSayThatTheyAre) {  // RFC 8949 §3.4.1, §3.4.2
    const Content content{{0, {{6, Value(Time{1363896240})}}}};
    for (const auto* value : {
             "021A514B67B0",                                    // 1363896240
             "02C11A514B67B0",                                  // 1(1363896240)
             "02C1FB41D452D9EC000000",                          // 1(1363896240.0)
             "02C074323031332D30332D32315432303A30343A30305A",  // 0("2013-03-21T20:04:00Z")
         })
        EXPECT_EQ(read({100, 0}, pack_of("/100/0/6", value)).value(), content) << value;
    // What has a base value is a sum, whatever it is.
    EXPECT_EQ(read({100, 0}, pack_of("/100/0/6", "02C11A514B67AF2401", 2)).value(), content);
}

TEST(SenmlCbor, ReadsStringsInPieces) {
    EXPECT_EQ(read({100, 0}, pack_of("/100/0/0", "037F6161626263FF")).value(),
              (Content{{0, {{0, Value(std::string("abc"))}}}}));
    EXPECT_EQ(read({100, 0}, pack_of("/100/0/5", "085F4101420203FF")).value(),
              (Content{{0, {{5, Value(Bytes{1, 2, 3})}}}}));
    EXPECT_EQ(read({100, 0}, pack_of("/100/0/7", "7F6176626C6FFF6436363A31")).value(),
              (Content{{0, {{7, Value(ObjectLink{66, 1})}}}}));
}

TEST(SenmlCbor, IgnoresWhatNeedsNoUnderstanding) {  // RFC 8428 §4.4
    const Content content{{0, {{9, Value(std::int64_t{5})}}}};
    for (const auto* hex : {
             // u, bu, ut, s, bs, "colour", 99: [{0: 1}, {}], -99: {"v": [null]}
             "81AB21652F332F302F006139020501612523612507183C0503250166636F6C6F757263726564186382A10001A03862A1617681F6",
             "81A300662F332F302F3902051863BF61619F01FF6162C0F7FF",    // 99: {_ "a": [_ 1], "b": 0(undefined)}
             "81A300662F332F302F3902053BFFFFFFFFFFFFFFFF00",          // -2^64: 0
             "81A400662F332F302F39020518637F6161FF7F6162FF5F4101FF",  // 99: (_ "a"), (_ "b"): (_ h'01')
         })
        EXPECT_EQ(read({3, 0}, hex, device()).value(), content) << hex;
}

TEST(SenmlCbor, EmptyThingsAreReadAsEmpty) {
    EXPECT_EQ(to_hex(encode(format, {3, 0}, {{0, {}}}).value()), "80");
    EXPECT_EQ(read(ObjectPath(100), "80").value(), Content{});
    EXPECT_EQ(read({100, 0}, "9FFF").value(), (Content{{0, {}}}));
    EXPECT_EQ(read({100, 0, 300}, "80").value(), (Content{{0, {{300, InstanceValues{}}}}}));
    EXPECT_EQ(read(ObjectPath(100), "81A121662F3130302F35").value(), (Content{{5, {}}}));
}

struct Row {
    const char* name;
    Id resource;
    Value value;
    const char* hex;
};

class SenmlCborValue : public ::testing::TestWithParam<Row> {};

TEST_P(SenmlCborValue, HasTheFewestBytes) {
    const auto& row = GetParam();
    const Content content{{0, {{row.resource, row.value}}}};
    const ObjectPath path(100, 0, row.resource);
    const auto hex = pack_of(path.text(), row.hex);
    EXPECT_EQ(to_hex(encode(format, path, content).value()), hex);
    EXPECT_EQ(read(path, hex).value(), content);
}

INSTANTIATE_TEST_SUITE_P(
    Types, SenmlCborValue,
    ::testing::Values(
        Row{"String", 0, Value(std::string("\xC3\xA9")), "0362C3A9"},
        Row{"EmptyString", 0, Value(std::string()), "0360"}, Row{"Integer", 1, Value(std::int64_t{23}), "0217"},
        Row{"Integer8", 1, Value(std::int64_t{-25}), "023818"},
        Row{"Integer16", 1, Value(std::int64_t{256}), "02190100"},
        Row{"Integer32", 1, Value(std::int64_t{65536}), "021A00010000"},
        Row{"LeastInteger", 1, Value(std::numeric_limits<std::int64_t>::min()), "023B7FFFFFFFFFFFFFFF"},
        Row{"Unsigned", 2, Value(~std::uint64_t{0}), "021BFFFFFFFFFFFFFFFF"}, Row{"Half", 3, Value(-21.5), "02F9CD60"},
        Row{"WholeFloat", 3, Value(300.0), "02F95CB0"}, Row{"LargestHalf", 3, Value(65504.0), "02F97BFF"},
        Row{"SmallestHalf", 3, Value(0x1p-24), "02F90001"}, Row{"SubnormalHalf", 3, Value(0x3FFp-24), "02F903FF"},
        Row{"LeastNormalHalf", 3, Value(0x1p-14), "02F90400"}, Row{"NegativeZero", 3, Value(-0.0), "02F98000"},
        Row{"TooLargeForHalf", 3, Value(65536.0), "02FA47800000"},
        Row{"TooSmallForHalf", 3, Value(0x1p-25), "02FA33000000"},
        Row{"TooFineForHalf", 3, Value(1.0 + 0x1p-11), "02FA3F801000"},
        Row{"SubnormalSingle", 3, Value(0x1p-149), "02FA00000001"},
        Row{"Double", 3, Value(0.1), "02FB3FB999999999999A"}, Row{"True", 4, Value(true), "04F5"},
        Row{"False", 4, Value(false), "04F4"}, Row{"Opaque", 5, Value(Bytes{1, 255}), "084201FF"},
        Row{"EmptyOpaque", 5, Value(Bytes{}), "0840"}, Row{"Time", 6, Value(Time{1367491215}), "021A5182428F"},
        Row{"ObjectLink", 7, Value(ObjectLink{66, 1}), "63766C6F6436363A31"},
        Row{"CoreLink", 8, Value(CoreLink{"</3>"}), "03643C2F333E"}),
    [](const auto& row) { return row.param.name; });

TEST(SenmlCbor, SaysWhichReadingIsNoNumber) {
    for (const double number : {std::nan(""), HUGE_VAL}) {
        const auto bytes = encode(format, {100, 0, 3}, {{0, {{3, Value(number)}}}});
        ASSERT_FALSE(bytes);
        EXPECT_EQ(bytes.error().code, coap::code::internal_server_error);
        EXPECT_EQ(bytes.error().reason, "/100/0/3 is not a finite number");
    }
}

struct Refused {
    std::string hex;
    const char* reason;
};

TEST(SenmlCbor, RefusesWhatIsMalformedAndSaysWhere) {
    std::string deep = "81A11863";
    for (int i = 0; i < 100'000; ++i) deep += "81";
    const Refused rows[] = {
        {"", "CBOR at byte 0: the payload is cut off"},
        {"81", "CBOR at byte 1: the payload is cut off"},
        {"9F", "CBOR at byte 1: the payload is cut off"},
        {"98", "CBOR at byte 0: the payload is cut off"},
        {"81A2", "CBOR at byte 2: the payload is cut off"},
        {"81A10061", "CBOR at byte 3: the payload is cut off"},
        {"9BFFFFFFFFFFFFFFFFA0", "record 1: no name"},
        {"9BFFFFFFFFFFFFFFFF", "CBOR at byte 9: the payload is cut off"},
        {"81BBFFFFFFFFFFFFFFFF", "CBOR at byte 10: the payload is cut off"},
        {"81A1007BFFFFFFFFFFFFFFFF31", "CBOR at byte 3: the payload is cut off"},
        {"81A1085B7FFFFFFFFFFFFFFF31", "CBOR at byte 3: the payload is cut off"},
        {"1C", "CBOR at byte 0: this is no CBOR"},
        {"81A1023D", "CBOR at byte 3: this is no CBOR"},
        {"81A102FC", "CBOR at byte 3: this is no CBOR"},
        {"05", "CBOR at byte 0: a pack is an array"},
        {"A0", "CBOR at byte 0: a pack is an array"},
        {"8105", "CBOR at byte 1: a record is a map"},
        {"8180", "CBOR at byte 1: a record is a map"},
        {"81FF", "CBOR at byte 1: an end where there is none"},
        {"81A1FF", "CBOR at byte 2: an end where there is none"},
        {"81A100FF", "CBOR at byte 3: this is no value of a resource"},
        {"8000", "CBOR: something follows the pack"},
        {"81A0", "record 1: no name"},
        {"81A10205", "record 1: no name"},
        {"81A1F900000205", "CBOR at byte 2: this is no label"},
        {"81A1416E0205", "CBOR at byte 2: this is no label"},
        {"81A1626B5F01", "CBOR at byte 2: a label that is not understood"},
        {"81A15F416EFF05", "CBOR at byte 2: this is no label"},
        {"81A17F616B615FFF05", "CBOR at byte 7: a label that is not understood"},
        {"81A17F61", "CBOR at byte 3: the payload is cut off"},
        {"81A1007F612F6131", "CBOR at byte 8: the payload is cut off"},
        {pack_of("/100/0/5", "085F6101FF"), "CBOR at byte 14: this is no piece of the string"},
        {pack_of("/100/0/5", "18637F6161"), "CBOR at byte 17: the payload is cut off"},
        {pack_of("/100/0/5", "1863FF"), "CBOR at byte 14: this is no value"},
        {pack_of("/100/0/1", "02050205", 2), "record 1: v comes twice"},
        {pack_of("/100/0/1",
                 "02050361"
                 "35",
                 2),
         "record 1: two values"},
        {pack_of("/100/0/1", "02F6"), "CBOR at byte 13: this is no value of a resource"},
        {pack_of("/100/0/1", "028105"), "CBOR at byte 13: this is no value of a resource"},
        {pack_of("/100/0/1", "02A0"), "CBOR at byte 13: this is no value of a resource"},
        {pack_of("/100/0/1", "02C105"), "/100/0/1: a value of type Time cannot be one of type Integer"},
        {pack_of("/100/0/1", "02C505"), "CBOR at byte 13: tag 5 has no meaning here"},
        {pack_of("/100/0/1", "02C249010000000000000000"), "CBOR at byte 14: the bignum has more than 64 bits"},
        {pack_of("/100/0/0", "03C105"), "record 1: vs has a value of the wrong type"},
        {pack_of("/100/0/6", "02C1F93E00"), "CBOR at byte 14: a Time has whole seconds"},
        {pack_of("/100/0/6", "020522C105", 2), "record 1: bt has a value of the wrong type"},
        {pack_of("/100/0/1", "026135"), "record 1: v has a value of the wrong type"},
        {pack_of("/100/0/4", "0401"), "record 1: vb has a value of the wrong type"},
        {pack_of("/100/0/5", "086135"), "record 1: vd has a value of the wrong type"},
        {pack_of("/100/0/7", "63766C6F05"), "record 1: vlo has a value of the wrong type"},
        {pack_of("/100/0/7", "63766C6F6135"), "record 1: '5' is not a value of type Objlnk"},
        {pack_of("/100/0/0", "0361FF"), "CBOR at byte 13: the text is not UTF-8"},
        {"81A10061FF", "CBOR at byte 3: the text is not UTF-8"},
        {pack_of("/100/0/1", "023BFFFFFFFFFFFFFFFF"), "CBOR at byte 13: the integer is out of range"},
        {pack_of("/100/0/1", "021B8000000000000000"),
         "/100/0/1: a value of type Unsigned Integer cannot be one of type Integer"},
        {pack_of("/100/0/3", "02F97E00"), "CBOR at byte 13: this is no finite number"},
        {pack_of("/100/0/3", "02F97C00"), "CBOR at byte 13: this is no finite number"},
        {pack_of("/100/0/3", "02FA7F800000"), "CBOR at byte 13: this is no finite number"},
        {pack_of("/100/0/3", "02FBFFF0000000000000"), "CBOR at byte 13: this is no finite number"},
        {pack_of("/100/0/3", "02C4"), "CBOR at byte 14: the payload is cut off"},
        {pack_of("/100/0/3", "02C405"), "CBOR at byte 14: this is no decimal fraction"},
        {pack_of("/100/0/3", "02C483010203"), "CBOR at byte 14: this is no decimal fraction"},
        {pack_of("/100/0/3", "02C4820181"), "CBOR at byte 16: this is no integer"},
        {pack_of("/100/0/3", "02C482F9000001"), "CBOR at byte 15: this is no integer"},
        {pack_of("/100/0/3", "02C4821903E801"), "CBOR at byte 18: the number is out of range"},
        {pack_of("/100/0/3", "02C4821B7FFFFFFFFFFFFFFF01"), "CBOR at byte 24: the number is out of range"},
        {pack_of("/100/0/3", "02C482003BFFFFFFFFFFFFFFFF"), "CBOR at byte 16: the integer is out of range"},
        {pack_of("/100/0/1", "0205200B", 2), "record 1: bver is not 10 or below"},
        {pack_of("/100/0/1", "0205221B7FFFFFFFFFFFFFFF", 2), "record 1: the time is out of range"},
        {pack_of("/100/0/1", "020506FB7FEFFFFFFFFFFFFF", 2), "record 1: the time is out of range"},
        {pack_of("/100/0/1", "0205221A6553F100", 2), "/100/0/1 has a time"},
        {pack_of("/100/0/1", "0205241B7FFFFFFFFFFFFFFF", 2), "record 1: the sum of bv and v is out of range"},
        {pack_of("/100/0/1", "021BFFFFFFFFFFFFFFFF2401", 2), "record 1: the sum of bv and v is out of range"},
        {pack_of("/100/0/65535", "0205"), "record 1: the name is no path"},
        {pack_of("/100/0/1\n", "0205"), "record 1: the name is no path"},
        {pack_of("/100/1/1", "0205"), "/100/1/1 is not part of /100/0"},
        {pack_of("/", "0205"), "/ is not part of /100/0"},
        {"82A200682F3130302F302F310205A200682F3130302F302F310206", "/100/0/1 comes twice"},
        {deep, "CBOR at byte 12: nested too deeply"},
    };
    for (const auto& [hex, reason] : rows) {
        const auto content = read({100, 0}, hex);
        ASSERT_FALSE(content) << hex;
        EXPECT_EQ(content.error().code, coap::code::bad_request) << hex;
        EXPECT_EQ(content.error().reason, reason) << hex;
    }
}

}  // namespace
}  // namespace agent::lwm2m::codec
