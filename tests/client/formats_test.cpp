// Content formats on the wire: which one an answer has, and which a request may have.
#include "rig.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;
constexpr unsigned text = 0, opaque = 42, json = 50, cbor = 60, senml_json = 110, senml_cbor = 112, tlv = 11542,
                   lwm2m_json = 11543;

class Formats : public ClientTest {
protected:
    Formats() { start_registered(); }
    std::string ask(const Ask& request) { return brief(exchange(request)); }
};

TEST_F(Formats, AResourceIsReadInEveryOneThatHasItsType) {
    const Ask read{code::get, "/3/0/9"};
    const auto in = [&](unsigned format) {
        auto ask = read;
        ask.accept = format;
        return exchange(ask);
    };
    EXPECT_EQ(brief(in(text)), "2.05 0 87");
    EXPECT_EQ(brief(in(cbor)), "2.05 60 1857");
    EXPECT_EQ(brief(in(tlv)), "2.05 11542 C10957");
    EXPECT_EQ(brief(in(senml_cbor)), "2.05 112 81A200662F332F302F39021857");
    EXPECT_EQ(text_of(in(senml_json)), R"([{"n":"/3/0/9","v":87}])");
    EXPECT_EQ(text_of(in(lwm2m_json)), R"({"bn":"/3/0/9","e":[{"v":87}]})");
    for (const auto format : {opaque, json}) EXPECT_EQ(brief(in(format)), "4.06") << format;
    for (const auto format : {text, opaque, cbor})
        for (const auto* path : {"/3", "/3/0", "/3/0/7"}) EXPECT_EQ(ask({code::get, path, format}), "4.06") << path;
}

TEST_F(Formats, AWriteIsTakenInEveryOneThatHasItsType) {
    const auto value = [&] { return std::get<std::string>(std::get<Value>(*resource({3, 0, 14}).value)); };
    const auto bytes = [](std::string_view hex) { return std::string(as_text(from_hex(hex).value())); };
    const std::tuple<unsigned, std::string, const char*> rows[] = {
        {text, "a", "a"},
        {cbor, bytes("6162"), "b"},
        {senml_cbor, bytes("81A221672F332F302F3134036163"), "c"},
        {senml_json, R"([{"n":"/3/0/14","vs":"d"}])", "d"},
        {lwm2m_json, R"({"e":[{"sv":"e"}]})", "e"},
        {tlv, bytes("C10E66"), "f"},
    };
    for (const auto& [format, payload, wanted] : rows) {
        EXPECT_EQ(ask({code::put, "/3/0/14", {}, format, payload}), "2.04") << format;
        EXPECT_EQ(value(), wanted);
    }
    EXPECT_EQ(ask({code::post, "/3/0", {}, senml_json, R"([{"bn":"/3/0/","n":"14","vs":"x"},{"n":"15","vs":"y"}])"}),
              "2.04");
    EXPECT_EQ(value(), "x");
}

TEST_F(Formats, APayloadForAnotherPathIsRefused) {
    EXPECT_EQ(ask({code::post, "/3/0", {}, senml_json, R"([{"n":"/1/0/1","v":5}])"}), "4.00");
    EXPECT_TRUE(log.has("/1/0/1 is not part of /3/0"));
    EXPECT_EQ(ask({code::put, "/3/0", {}, cbor, "5"}), "4.15");
    EXPECT_EQ(ask({code::put, "/3/0/14", {}, json, "{}"}), "4.15");
}

class WithoutAccept : public ClientTest {
protected:
    std::string ask(const char* path) { return brief(exchange({code::get, path})); }
};

TEST_F(WithoutAccept, OneValueIsTextAndSeveralAreSenmlCbor) {
    start_registered();
    EXPECT_EQ(ask("/3/0/9"), "2.05 0 87");
    EXPECT_EQ(ask("/3/0/7/1"), "2.05 0 5000");
    EXPECT_EQ(ask("/19/0/0/2"), "2.05 42 04");
    EXPECT_EQ(ask("/3/0/7"), "2.05 112 82A321672F332F302F372F00613002190E74A200613102191388");
    EXPECT_EQ(ask("/19"), "2.05 112 82A321682F31392F302F302F0061300843010203A2006132084104");
}

TEST_F(WithoutAccept, SeveralValuesAreTlvForVersion10) {
    settings.servers.front().version = {1, 0};
    start_registered();
    EXPECT_EQ(ask("/3/0/9"), "2.05 0 87");
    EXPECT_EQ(ask("/19/0/0/2"), "2.05 42 04");
    EXPECT_EQ(ask("/3/0/7"), "2.05 11542 88070842000E7442011388");
}

TEST_F(WithoutAccept, WhatTheDeploymentPrefersIsTakenWhereItFits) {
    settings.default_format = coap::ContentFormat::lwm2m_tlv;
    start_registered();
    EXPECT_EQ(ask("/3/0/7"), "2.05 11542 88070842000E7442011388");
    EXPECT_EQ(ask("/3/0/9"), "2.05 11542 C10957");
}

TEST_F(WithoutAccept, WhatDoesNotFitGivesWayToTheVersionsFormat) {
    settings.default_format = coap::ContentFormat::cbor;
    start_registered();
    EXPECT_EQ(ask("/3/0/9"), "2.05 60 1857");
    EXPECT_EQ(ask("/3/0/7"), "2.05 112 82A321672F332F302F372F00613002190E74A200613102191388");
}

}  // namespace
}  // namespace agent::lwm2m::testing
