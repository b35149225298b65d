// What servers write, whose Content-Format a module did not print.
#include "lwm2m/codec/recognize.hpp"

#include <gtest/gtest.h>

namespace agent::lwm2m::codec {
namespace {

using enum coap::ContentFormat;

std::optional<coap::ContentFormat> recognized(std::string_view path, std::string_view hex) {
    return recognize(*ObjectPath::parse(path), *from_hex(hex));
}

TEST(Recognize, TlvByTheElementsOfItsPath) {
    EXPECT_EQ(recognized("/3/0", "C10E31"), lwm2m_tlv);
    EXPECT_EQ(recognized("/3/0/14", "C10E31"), lwm2m_tlv);
    EXPECT_EQ(recognized("/1", "0300C10005"), lwm2m_tlv);
    EXPECT_EQ(recognized("/1/0", "0300C10005"), lwm2m_tlv);
    EXPECT_EQ(recognized("/19/0/0", "8600410041410141"), lwm2m_tlv);
    EXPECT_EQ(recognized("/19/0/0/1", "410141"), lwm2m_tlv);
    EXPECT_EQ(recognized("/19/0/0/1", "8300410141"), lwm2m_tlv);
}

TEST(Recognize, TheOthersByTheirFirstBytes) {
    EXPECT_EQ(recognized("/1/0", "7B2265223A5B5D7D"), lwm2m_json);
    EXPECT_EQ(recognized("/", "5B7B226E223A222F33227D5D"), senml_json);
    EXPECT_EQ(recognized("/", "81A100622F33"), senml_cbor);
    EXPECT_EQ(recognized("/3/0", "80"), senml_cbor) << "no records";
}

TEST(Recognize, OneValueIsCbor) {
    for (const auto* value :
         {"05", "1901F4", "29", "F4", "F5", "FA41A40000", "FB4034800000000000", "43AABBCC", "6161", "C11A5EE0F000"})
        EXPECT_EQ(recognized("/1/0/1", value), cbor) << value;
    EXPECT_EQ(recognized("/1/0", "05"), std::nullopt) << "an instance is more than a value";
}

TEST(Recognize, NeitherOtherPathsNorWhatIsCutOffIsTlv) {
    EXPECT_EQ(recognized("/3/0/15", "C10E31"), cbor);
    EXPECT_EQ(recognized("/3/0", "C20E31"), std::nullopt);
    EXPECT_EQ(recognized("/1/0", "0301C10005"), std::nullopt) << "another instance";
    EXPECT_EQ(recognized("/19/0", "8300C10041"), std::nullopt) << "a resource within a resource";
    EXPECT_EQ(recognized("/3/0", ""), std::nullopt);
    EXPECT_EQ(recognized("/3/0/1", "A10102"), std::nullopt) << "a map is LwM2M CBOR";
}

}  // namespace
}  // namespace agent::lwm2m::codec
