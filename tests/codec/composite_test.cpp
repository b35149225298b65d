#include "lwm2m/codec/composite.hpp"

#include <gtest/gtest.h>

#include "lwm2m/codec/records.hpp"

namespace agent::lwm2m::codec {
namespace {

using coap::ContentFormat;

Outcome<std::vector<ObjectPath>> paths(std::string_view json) {
    return decode_paths(ContentFormat::senml_json, as_bytes(json));
}
const ObjectDefinition* definition_of(const ObjectPath& object) { return core_definition(object.object()); }
Outcome<std::vector<ObjectContent>> written(std::string_view json) {
    return decode_composite(ContentFormat::senml_json, as_bytes(json), definition_of);
}

const std::vector<ObjectContent> several{
    {1, {{0, {{1, Value(std::int64_t{300})}}}}},
    {3,
     {{0,
       {{7, InstanceValues{{0, Value(std::int64_t{3800})}, {1, Value(std::int64_t{5000})}}},
        {14, Value(std::string("+02:00"))}}}}},
    {19, {{0, {{0, InstanceValues{{0, Value(Bytes{1, 2})}}}}}, {5, {{1, Value(std::int64_t{9})}}}}}};

TEST(Composite, ReadsTheListOfPaths) {
    EXPECT_EQ(paths(R"([{"n":"/3/0/0"},{"n":"/1/0/1"},{"n":"/19/0/0/3"}])").value(),
              (std::vector{ObjectPath(1, 0, 1), ObjectPath(3, 0, 0), ObjectPath(19, 0, 0, 3)}));
    EXPECT_EQ(paths(R"([{"bn":"/3/0/","n":"0"},{"n":"9"},{"bn":"/1/0/"}])").value(),
              (std::vector{ObjectPath(1, 0), ObjectPath(3, 0, 0), ObjectPath(3, 0, 9)}));
    EXPECT_EQ(paths(R"([{"n":"/"}])").value(), (std::vector{ObjectPath()}));
    // [{0: "/3/0/9"}, {0: "/3303"}]
    EXPECT_EQ(decode_paths(ContentFormat::senml_cbor, *from_hex("82A100662F332F302F39A100652F33333033")).value(),
              (std::vector{ObjectPath(3, 0, 9), ObjectPath(3303)}));
}

TEST(Composite, LeavesOutPathsThatLieInOthers) {
    EXPECT_EQ(
        paths(R"([{"n":"/3/0/9"},{"n":"/3/0/9"},{"n":"/3/0/7/1"},{"n":"/3/0/7"},{"n":"/30"},{"n":"/3/1"}])").value(),
        (std::vector{ObjectPath(3, 0, 7), ObjectPath(3, 0, 9), ObjectPath(3, 1), ObjectPath(30)}));
    EXPECT_EQ(paths(R"([{"n":"/3/0/9"},{"n":"/3/1/0"},{"n":"/3"}])").value(), (std::vector{ObjectPath(3)}));
    EXPECT_EQ(paths(R"([{"n":"/0/0/0"},{"n":"/"},{"n":"/3"}])").value(), (std::vector{ObjectPath()}));
}

TEST(Composite, RefusesAListThatIsNone) {
    EXPECT_EQ(paths("[]").error().reason, "no path");
    EXPECT_EQ(paths(R"([{"n":"/3/0/9","v":1}])").error().reason, "/3/0/9 has a value where a path is asked for");
    EXPECT_EQ(paths(R"([{"n":"3303/0/x"}])").error().reason, "record 1: the name is no path");
    EXPECT_EQ(paths("{").error().code, coap::code::bad_request);
    EXPECT_EQ(decode_paths(ContentFormat::lwm2m_tlv, {}).error().code, coap::code::unsupported_content_format);
}

TEST(Composite, WritesContentOfSeveralObjects) {
    EXPECT_EQ(
        as_text(encode_composite(ContentFormat::senml_json, several).value()),
        R"([{"n":"/1/0/1","v":300},{"n":"/3/0/7/0","v":3800},{"n":"/3/0/7/1","v":5000},{"n":"/3/0/14","vs":"+02:00"},)"
        R"({"n":"/19/0/0/0","vd":"AQI"},{"n":"/19/5/1","v":9}])");
    for (const auto format : {ContentFormat::senml_json, ContentFormat::senml_cbor}) {
        const auto bytes = encode_composite(format, several).value();
        EXPECT_EQ(decode_composite(format, bytes, definition_of).value(), several);
        EXPECT_TRUE(can_be_composite(format));
    }
    EXPECT_EQ(to_hex(encode_composite(ContentFormat::senml_cbor, {}).value()), "80");
    EXPECT_FALSE(can_be_composite(ContentFormat::lwm2m_tlv));
    EXPECT_EQ(encode_composite(ContentFormat::lwm2m_tlv, several).error().code, coap::code::not_acceptable);
}

TEST(Composite, AnObjectMayComeInParts) {
    const std::vector<ObjectContent> parts{{3, {{0, {{9, Value(std::int64_t{87})}}}}},
                                           {1, {{0, {{1, Value(std::int64_t{300})}}}}},
                                           {3, {{0, {{14, Value(std::string("Z"))}}}}}};
    const auto bytes = encode_composite(ContentFormat::senml_json, parts).value();
    EXPECT_EQ(as_text(bytes), R"([{"n":"/3/0/9","v":87},{"n":"/1/0/1","v":300},{"n":"/3/0/14","vs":"Z"}])");
    EXPECT_EQ(decode_composite(ContentFormat::senml_json, bytes, definition_of).value(),
              (std::vector<ObjectContent>{{1, {{0, {{1, Value(std::int64_t{300})}}}}},
                                          {3, {{0, {{9, Value(std::int64_t{87})}, {14, Value(std::string("Z"))}}}}}}));
}

TEST(Composite, MixesTheGatewayAndTheDevicesBehindIt) {
    EXPECT_EQ(paths(R"([{"n":"/d0/3/0/9"},{"n":"/3/0/9"},{"n":"/d0/3"},{"n":"/"}])").value(),
              (std::vector{ObjectPath(), *ObjectPath::parse("/d0/3")}));
    const auto d0 = DevicePrefix::parse("d0").value(), e = DevicePrefix::parse("e").value();
    const std::vector<ObjectContent> content{{3, {{0, {{9, Value(std::int64_t{1})}}}}},
                                             {3, {{0, {{9, Value(std::int64_t{2})}}}}, e},
                                             {3, {{0, {{9, Value(std::int64_t{3})}}}}, d0}};
    EXPECT_EQ(as_text(encode_composite(ContentFormat::senml_json, content).value()),
              R"([{"n":"/3/0/9","v":1},{"n":"/e/3/0/9","v":2},{"n":"/d0/3/0/9","v":3}])");
    for (const auto format : {ContentFormat::senml_json, ContentFormat::senml_cbor})
        EXPECT_EQ(decode_composite(format, encode_composite(format, content).value(), definition_of).value(), content);
    EXPECT_EQ(written(R"([{"n":"/d0/4711/0/9","v":1}])").error().reason, "/d0/4711 is not there");
}

TEST(Composite, TypesWhatIsWrittenByTheDefinitionOfItsObject) {
    EXPECT_EQ(
        written(R"([{"n":"/3/0/13","v":1367491215},{"n":"/6/0/0","v":52}])").value(),
        (std::vector<ObjectContent>{{3, {{0, {{13, Value(Time{1367491215})}}}}}, {6, {{0, {{0, Value(52.0)}}}}}}));
}

TEST(Composite, ReadsWhatEclipseLeshanWrites) {
    EXPECT_EQ(decode_paths(ContentFormat::senml_cbor,
                           *from_hex("82A100662F332F302F30A100622F31"))  // [{0: "/3/0/0"}, {0: "/1"}]
                  .value(),
              (std::vector{ObjectPath(1), ObjectPath(3, 0, 0)}));
    const std::vector<ObjectContent> content{{1, {{0, {{1, Value(std::int64_t{300})}}}}},
                                             {3, {{0, {{14, Value(std::string("+02:00"))}}}}},
                                             {6, {{0, {{0, Value(52.5)}}}}}};
    EXPECT_EQ(written(R"([{"bn":"/3/0/14","vs":"+02:00"},{"bn":"/1/0/1","v":300},{"bn":"/6/0/0","v":52.5}])").value(),
              content);
    const auto cbor = from_hex(
        "83A203662B30323A303021672F332F302F3134"
        "A20219012C21662F312F302F31"
        "A202F9529021662F362F302F30");
    EXPECT_EQ(decode_composite(ContentFormat::senml_cbor, *cbor, definition_of).value(), content);
}

TEST(Composite, RefusesWhatCanNotBeWritten) {
    const std::tuple<const char*, coap::Code, const char*> rows[] = {
        {R"([{"n":"/3/0/9","v":1},{"n":"/4711/0/1","v":1}])", coap::code::not_found, "/4711 is not there"},
        {R"([{"n":"/","v":1}])", coap::code::bad_request, "/ is no resource"},
        {R"([{"n":"/3","v":1}])", coap::code::bad_request, "/3 is no resource"},
        {R"([{"n":"/3"}])", coap::code::bad_request, "/3 has no value"},
        {R"([{"n":"/3/0/9"}])", coap::code::bad_request, "/3/0/9 has no value"},
        {R"([{"n":"/3/0/9","v":1},{"n":"/1/0/1","v":1},{"n":"/3/0/9","v":1}])", coap::code::bad_request,
         "/3/0/9 comes twice"},
        {R"([{"n":"/3/0/7","v":1}])", coap::code::bad_request, "/3/0/7 is multiple"},
        {R"([{"n":"/3/0/9","v":1,"t":-1}])", coap::code::bad_request, "/3/0/9 has a time"},
        {R"([{"n":"/3/0/9","v":1,"must_":1}])", coap::code::bad_request, "record 1: a label that is not understood"},
    };
    for (const auto& [text, code, reason] : rows) {
        const auto content = written(text);
        ASSERT_FALSE(content) << text;
        EXPECT_EQ(content.error().code, code) << text;
        EXPECT_EQ(content.error().reason, reason) << text;
    }
    EXPECT_EQ(decode_composite(ContentFormat::lwm2m_json, {}, definition_of).error().code,
              coap::code::unsupported_content_format);
    EXPECT_TRUE(written("[]").value().empty());
}

}  // namespace
}  // namespace agent::lwm2m::codec
