#include "lwm2m/codec/tlv.hpp"

#include <gtest/gtest.h>

#include "device_example.hpp"
#include "lwm2m/base/bytes.hpp"

namespace agent::lwm2m::codec {
namespace {

/// The Device object instance of LwM2M TS 1.0 §6.4.3.1, as far as 1.1's definition has the same resources.
const char* const device_tlv =
    "C800144F70656E204D6F62696C6520416C6C69616E6365"
    "C801164C69676874776569676874204D324D20436C69656E74"
    "C80209333435303030313233"
    "C303312E30"
    "8606410001410105"
    "88070842000ED842011388"
    "870841007D42010384"
    "C10964"
    "C10A0F"
    "830B410000"
    "C40D5182428F"
    "C60E2B30323A3030"
    "C11055";

TEST(Tlv, WritesTheSpecificationsDevice) {
    EXPECT_EQ(to_hex(encode_tlv({3, 0}, device_content()).value()), device_tlv);
}

TEST(Tlv, ReadsTheSpecificationsDevice) {
    EXPECT_EQ(decode_tlv({3, 0}, from_hex(device_tlv).value(), device()).value(), device_content());
}

TEST(Tlv, PutsAnInstanceAroundOnTheObject) {  // LwM2M TS 1.0 §6.4.3.2
    const auto bytes = encode_tlv(ObjectPath(3), device_content()).value();
    EXPECT_EQ(to_hex(bytes), "080079" + std::string(device_tlv));
    EXPECT_EQ(decode_tlv(ObjectPath(3), bytes, device()).value(), device_content());
    EXPECT_EQ(decode_tlv({3, 0}, bytes, device()).value(), device_content());
}

TEST(Tlv, ReadsTheSpecificationsServerObject) {  // LwM2M TS 1.0 §6.4.3.4: /1
    const auto bytes = from_hex("08000FC10001C40100015180C10601C10755").value();
    const Content content{{0,
                           {{0, Value(std::int64_t{1})},
                            {1, Value(std::int64_t{86400})},
                            {6, Value(true)},
                            {7, Value(std::string("U"))}}}};
    EXPECT_EQ(decode_tlv(ObjectPath(1), bytes, *core_definition(1)).value(), content);
    EXPECT_EQ(encode_tlv(ObjectPath(1), content).value(), bytes);
}

struct Row {
    const char* name;
    Id resource;
    Value value;
    const char* hex;
};

class TlvValue : public ::testing::TestWithParam<Row> {};

TEST_P(TlvValue, HasTheFewestBytes) {
    const auto& row = GetParam();
    const Content content{{0, {{row.resource, row.value}}}};
    const ObjectPath path(100, 0, row.resource);
    EXPECT_EQ(to_hex(encode_tlv(path, content).value()), row.hex);
    EXPECT_EQ(decode_tlv(path, from_hex(row.hex).value(), everything()).value(), content);
}

INSTANTIATE_TEST_SUITE_P(Types, TlvValue,
                         ::testing::Values(Row{"Integer8", 1, Value(std::int64_t{-128}), "C10180"},
                                           Row{"Integer16", 1, Value(std::int64_t{128}), "C2010080"},
                                           Row{"Integer32", 1, Value(std::int64_t{-32769}), "C401FFFF7FFF"},
                                           Row{"Integer64", 1, Value(std::int64_t{1} << 40), "C801080000010000000000"},
                                           Row{"Unsigned8", 2, Value(std::uint64_t{255}), "C102FF"},
                                           Row{"Unsigned64", 2, Value(~std::uint64_t{0}), "C80208FFFFFFFFFFFFFFFF"},
                                           Row{"Float32", 3, Value(-0.5), "C403BF000000"},
                                           Row{"Float64", 3, Value(0.1), "C803083FB999999999999A"},
                                           Row{"Boolean", 4, Value(true), "C10401"},
                                           Row{"EmptyOpaque", 5, Value(Bytes{}), "C005"},
                                           Row{"SevenBytes", 5, Value(Bytes(7, 1)), "C70501010101010101"},
                                           Row{"EightBytes", 5, Value(Bytes(8, 1)), "C805080101010101010101"},
                                           Row{"Time", 6, Value(Time{1000}), "C20603E8"},
                                           Row{"ObjectLink", 7, Value(ObjectLink{66, 1}), "C40700420001"},
                                           Row{"CoreLink", 8, Value(CoreLink{"<>"}), "C2083C3E"}),
                         [](const auto& row) { return row.param.name; });

TEST(Tlv, SpellsLongLengthsAndIds) {
    const Content content{{0, {{5, Value(Bytes(256, 9))}}}};
    const auto bytes = encode_tlv({100, 0, 5}, content).value();
    EXPECT_EQ(to_hex(BytesView(bytes).first(4)), "D0050100");
    EXPECT_EQ(decode_tlv({100, 0, 5}, bytes, everything()).value(), content);
    const Content large{{0, {{5, Value(Bytes(70000, 9))}}}};
    const auto larger = encode_tlv({100, 0, 5}, large).value();
    EXPECT_EQ(to_hex(BytesView(larger).first(5)), "D805011170");
    EXPECT_EQ(decode_tlv({100, 0, 5}, larger, everything()).value(), large);
    const Content multiple{{0, {{300, InstanceValues{{0, Value(std::int64_t{1})}, {256, Value(std::int64_t{2})}}}}}};
    const auto wide = encode_tlv({100, 0, 300}, multiple).value();
    EXPECT_EQ(to_hex(wide),
              "A7012C4100016101000"
              "2");
    EXPECT_EQ(decode_tlv({100, 0, 300}, wide, everything()).value(), multiple);
    EXPECT_EQ(encode_tlv({100, 0, 5}, {{0, {{5, Value(Bytes(0x1000000, 9))}}}}).error().code,
              coap::code::not_acceptable);
}

TEST(Tlv, TakesOneInstanceOfAMultipleResourceWithAndWithoutTheResourceAroundIt) {
    const Content content{{0, {{300, InstanceValues{{2, Value(std::int64_t{7})}}}}}};
    for (const auto* hex : {"A3012C410207", "410207"})
        EXPECT_EQ(decode_tlv({100, 0, 300, 2}, from_hex(hex).value(), everything()).value(), content) << hex;
    EXPECT_FALSE(decode_tlv({100, 0, 300, 3}, from_hex("410207").value(), everything()));
}

TEST(Tlv, GivesResourcesWithoutADefinitionAsTheirBytes) {
    EXPECT_EQ(decode_tlv({100, 0}, from_hex("C26301FF").value(), everything()).value(),
              (Content{{0, {{99, Value(Bytes{1, 255})}}}}));
}

TEST(Tlv, RefusesWhatIsMalformedAndSaysWhere) {
    const std::tuple<ObjectPath, const char*, const char*> rows[] = {
        {{100, 0}, "C1", "TLV at byte 1: the identifier is cut off"},
        {{100, 0}, "E101", "TLV at byte 1: the identifier is cut off"},
        {{100, 0}, "C801", "TLV at byte 2: the length is cut off"},
        {{100, 0}, "C10101C10A", "TLV at byte 5: the length is past the end"},
        {{100, 0}, "D801FFFFFF", "TLV at byte 5: the length is past the end"},
        {{100, 0}, "E0FFFF", "TLV at byte 3: 65535 is no identifier"},
        {{100, 0}, "C301010203", "TLV at byte 0: 3 bytes are no Integer"},
        {{100, 0}, "C001", "TLV at byte 0: 0 bytes are no Integer"},
        {{100, 0}, "C10402", "TLV at byte 0: 1 bytes are no Boolean"},
        {{100, 0}, "C200FFFE", "TLV at byte 0: 2 bytes are no String"},
        {{100, 0}, "C10101C10102", "TLV at byte 3: resource 1 comes twice"},
        {{100, 0}, "C1C801C16301C1C802", "TLV at byte 6: resource 200 comes twice"},
        {{100, 0, 300}, "410001A3012C410002", "TLV at byte 3: resource 300 comes twice"},
        {{100, 0}, "A1012C00", "TLV at byte 4: the identifier is cut off"},
        {{100, 0}, "A6012C410001410002", "TLV at byte 0: resource instance 0 comes twice"},
        {{100, 0}, "A3012CC10001", "TLV at byte 3: not a resource instance"},
        {{100, 0},
         "83014100"
         "01",
         "TLV at byte 0: resource 1 is not multiple"},
        {{100, 0}, "E1012C01", "TLV at byte 0: resource 300 is multiple"},
        {{100, 0}, "410001", "TLV at byte 0: a resource instance has no place here"},
        {{100, 0}, "0300C10101C10102", "TLV at byte 5: object instances beside resources"},
        {{100, 0}, "0301C10101", "TLV at byte 0: 1 is not part of /100/0"},
        {ObjectPath(100), "0300C101010300C10101", "TLV at byte 5: instance 0 comes twice"},
        {{100, 0, 1}, "C10201", "TLV at byte 0: 2 is not part of /100/0/1"},
        {{100, 0}, "03000101AA", "TLV at byte 2: not a resource"},
    };
    for (const auto& [path, hex, reason] : rows) {
        const auto content = decode_tlv(path, from_hex(hex).value(), everything());
        ASSERT_FALSE(content) << hex;
        EXPECT_EQ(content.error().code, coap::code::bad_request) << hex;
        EXPECT_EQ(content.error().reason, reason) << hex;
    }
}

}  // namespace
}  // namespace agent::lwm2m::codec
