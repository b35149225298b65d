#include <gtest/gtest.h>

#include "lwm2m/codec/codec.hpp"

namespace agent::lwm2m::codec {
namespace {

using coap::ContentFormat;

const ObjectDefinition& device() { return *core_definition(3); }

TEST(Text, CarriesOneValue) {
    const Content content{{0, {{9, Value(std::int64_t{95})}}}};
    EXPECT_EQ(encode(ContentFormat::text, {3, 0, 9}, content).value(), to_bytes("95"));
    EXPECT_EQ(decode(ContentFormat::text, {3, 0, 9}, to_bytes("95"), device()).value(), content);
    EXPECT_EQ(decode(ContentFormat::text, {3, 0, 9}, to_bytes("many"), device()).error().code, coap::code::bad_request);
}

TEST(Text, CarriesOneInstanceOfAMultipleResource) {
    const Content content{{0, {{7, InstanceValues{{1, Value(std::int64_t{5000})}}}}}};
    EXPECT_EQ(encode(ContentFormat::text, {3, 0, 7, 1}, content).value(), to_bytes("5000"));
    EXPECT_EQ(decode(ContentFormat::text, {3, 0, 7, 1}, to_bytes("5000"), device()).value(), content);
}

TEST(Text, IsNotForMoreThanOneValue) {
    const Content many{{0, {{7, InstanceValues{{0, Value(std::int64_t{1})}, {1, Value(std::int64_t{2})}}}}}};
    EXPECT_EQ(encode(ContentFormat::text, {3, 0, 7}, many).error().code, coap::code::not_acceptable);
    EXPECT_EQ(encode(ContentFormat::text, {3, 0}, many).error().code, coap::code::not_acceptable);
    for (const auto path : {ObjectPath(3), ObjectPath(3, 0), ObjectPath(3, 0, 7), ObjectPath(3, 0, 99)})
        EXPECT_EQ(decode(ContentFormat::text, path, to_bytes("1"), device()).error().code,
                  coap::code::unsupported_content_format)
            << path.text();
}

TEST(Opaque, IsForOpaqueValuesAlone) {
    const auto& container = *core_definition(19);
    const Content content{{0, {{0, InstanceValues{{0, Value(Bytes{1, 2, 255})}}}}}};
    EXPECT_EQ(encode(ContentFormat::octet_stream, {19, 0, 0, 0}, content).value(), (Bytes{1, 2, 255}));
    EXPECT_EQ(decode(ContentFormat::octet_stream, {19, 0, 0, 0}, Bytes{1, 2, 255}, container).value(), content);
    EXPECT_EQ(encode(ContentFormat::octet_stream, {3, 0, 9}, {{0, {{9, Value(std::int64_t{1})}}}}).error().code,
              coap::code::not_acceptable);
    EXPECT_EQ(decode(ContentFormat::octet_stream, {3, 0, 9}, Bytes{1}, device()).error().code,
              coap::code::unsupported_content_format);
}

TEST(Codec, RefusesFormatsItDoesNotHave) {
    EXPECT_EQ(decode(ContentFormat::xml, {3, 0, 9}, Bytes{1}, device()).error().code,
              coap::code::unsupported_content_format);
    EXPECT_EQ(encode(ContentFormat::xml, {3, 0, 9}, {}).error().code, coap::code::not_acceptable);
    EXPECT_FALSE(can_encode(ContentFormat::xml, {3, 0}));
    EXPECT_FALSE(can_encode(ContentFormat::text, {3, 0}));
    EXPECT_TRUE(can_encode(ContentFormat::lwm2m_tlv, ObjectPath(3)));
    EXPECT_FALSE(can_encode(ContentFormat::lwm2m_tlv, ObjectPath()));
}

}  // namespace
}  // namespace agent::lwm2m::codec
