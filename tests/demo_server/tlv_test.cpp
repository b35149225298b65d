#include "lwm2m/demo_server/tlv.hpp"

#include <gtest/gtest.h>

namespace agent::demo_server {
namespace {

Bytes bytes(std::string_view hex) { return *from_hex(hex); }

// LwM2M Core 1.1 §7.4.3.2, example C: Read /3/0, with the multiple resources 6, 7 and 8.
constexpr std::string_view device_instance =
    "C800144F70656E204D6F62696C6520416C6C69616E6365"
    "C801164C69676874776569676874204D324D20436C69656E74"
    "C80209333435303030313233"
    "C303312E30"
    "860641000141010588070842000ED842011388870841007D42010384"
    "C10964C10A0F830B410000C40D5182428FC60E2B30323A3030C11055";

TEST(DemoServerTlv, ReadsTheExampleOfTheSpecification) {
    const auto records = decode_tlv(bytes(device_instance));
    ASSERT_TRUE(records);
    ASSERT_EQ(records->size(), 13U);
    EXPECT_EQ(as_text(records->front().value), "Open Mobile Alliance");
    const auto& voltages = records->at(5);
    EXPECT_EQ(voltages.kind, TlvKind::multiple_resource);
    EXPECT_EQ(voltages.id, 7);
    ASSERT_EQ(voltages.children.size(), 2U);
    EXPECT_EQ(voltages.children[1].value, bytes("1388"));
}

TEST(DemoServerTlv, WritesTheExampleOfTheSpecificationByteForByte) {
    EXPECT_EQ(encode_tlv(*decode_tlv(bytes(device_instance))), bytes(device_instance));
}

TEST(DemoServerTlv, WritesLongLengthsAndIds) {
    const std::vector<TlvRecord> records{{TlvKind::resource, 5700, Bytes(300, 7), {}}};
    const auto encoded = encode_tlv(records);
    EXPECT_EQ(Bytes(encoded.begin(), encoded.begin() + 5), bytes("F01644012C"));
    EXPECT_EQ(decode_tlv(encoded), records);
}

TEST(DemoServerTlv, RefusesLengthsThatDoNotAddUp) {
    for (const auto* hex : {"C3", "C30331", "C80014", "880702420", "860341000141", "C8"})
        EXPECT_FALSE(decode_tlv(from_hex(hex).value_or(bytes("C30331")))) << hex;
}

TEST(DemoServerTlv, PlacesEveryValueUnderThePathThatWasRead) {
    struct Row {
        std::string_view path, hex, first;
        std::size_t count;
    };
    for (const auto& row : {Row{"/3/0",
                                "C10964860641000141010"
                                "5",
                                "/3/0/9", 3},
                            Row{"/3/0/9", "C10964", "/3/0/9", 1},
                            Row{"/3/0/6",
                                "860641000141"
                                "0105",
                                "/3/0/6/0", 2},
                            Row{"/3", "0300C10964", "/3/0/9", 1}, Row{"/3", "C10964", "/3/0/9", 1},
                            Row{"/3/0/6/1", "410105", "/3/0/6/1", 1}, Row{"/3/0", "0300C10964", "/3/0/9", 1}}) {
        const auto records = decode_tlv(bytes(row.hex));
        ASSERT_TRUE(records) << row.hex;
        const auto values = place(row.path, *records);
        ASSERT_EQ(values.size(), row.count) << row.path;
        EXPECT_EQ(values.front().path, row.first);
    }
}

TEST(DemoServerTlv, TakesValuesAsPeopleTypeThem) {
    EXPECT_EQ(tlv_value("60"), bytes("3C"));
    EXPECT_EQ(tlv_value("-1"), bytes("FF"));
    EXPECT_EQ(tlv_value("128"), bytes("0080"));
    EXPECT_EQ(tlv_value("86400"), bytes("00015180"));
    EXPECT_EQ(tlv_value("4294967296"), bytes("0000000100000000"));
    EXPECT_EQ(tlv_value("true"), bytes("01"));
    EXPECT_EQ(tlv_value("x:0102"), bytes("0102"));
    EXPECT_EQ(tlv_value("s:60"), to_bytes("60"));
    EXPECT_EQ(tlv_value("+01:00"), to_bytes("+01:00"));
    EXPECT_EQ(tlv_value(""), Bytes{});
}

}  // namespace
}  // namespace agent::demo_server
