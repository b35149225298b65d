#include "config/yaml_document.hpp"

#include <gtest/gtest.h>

namespace agent::config {
namespace {

Node node(std::string_view text) {
    const auto parsed = parse_yaml(text);
    const auto* error = std::get_if<YamlError>(&parsed);
    EXPECT_EQ(error, nullptr) << (error ? error->message : "");
    return error ? Node{} : std::get<Node>(parsed);
}

YamlError refusal(std::string_view text) {
    const auto parsed = parse_yaml(text);
    const auto* error = std::get_if<YamlError>(&parsed);
    EXPECT_NE(error, nullptr);
    return error ? *error : YamlError{};
}

TEST(YamlDocument, KeepsEveryPairAndItsPlace) {
    const auto map = node("a: 1\nb: [x, \"2\"]\na: 3\n");
    ASSERT_EQ(map.entries.size(), 3u);
    EXPECT_EQ(map.entries[0].key.text, "a");
    EXPECT_EQ(map.entries[2].key.text, "a");
    EXPECT_EQ(map.entries[2].value.text, "3");
    EXPECT_EQ(map.entries[2].key.place, (Place{3, 1}));
    EXPECT_EQ(map.entries[2].value.place, (Place{3, 4}));
    ASSERT_EQ(map.entries[1].value.items.size(), 2u);
    EXPECT_FALSE(map.entries[1].value.items[0].quoted);
    EXPECT_TRUE(map.entries[1].value.items[1].quoted);
}

TEST(YamlDocument, TellsNothingFromAnEmptyText) {
    const auto map = node("a:\nb: ~\nc: null\nd: \"\"\ne: !!str\n");
    ASSERT_EQ(map.entries.size(), 5u);
    for (std::size_t index = 0; index < 3; ++index) EXPECT_EQ(map.entries[index].value.kind, Node::Kind::null);
    const auto spelled = node("a:\nb: ~\nc: null\nd: { e: , f: ~, g: [~, ] }\nh: \"\u00e4\"\ni: ~");
    EXPECT_EQ(spelled.entries[0].value.text, "");
    EXPECT_EQ(spelled.entries[1].value.text, "~");
    EXPECT_EQ(spelled.entries[2].value.text, "null");
    EXPECT_EQ(spelled.entries[3].value.entries[0].value.text, "");
    EXPECT_EQ(spelled.entries[3].value.entries[1].value.text, "~");
    EXPECT_EQ(spelled.entries[5].value.text, "~") << "bytes, not letters, are counted";
    EXPECT_EQ(map.entries[0].value.place, (Place{1, 1}));
    EXPECT_EQ(map.entries[3].value.kind, Node::Kind::scalar);
    EXPECT_EQ(map.entries[4].value.kind, Node::Kind::scalar);
    EXPECT_EQ(node("").kind, Node::Kind::null);
    EXPECT_EQ(node("# only a comment").kind, Node::Kind::null);
    EXPECT_EQ(node("\xef\xbb\xbf"
                   "a: 1")
                  .entries.size(),
              1u)
        << "a byte order mark is no content";
}

TEST(YamlDocument, ExpandsAliasesAndMerges) {
    const auto map =
        node("base: &base { a: 1, b: 2 }\none: *base\ntwo: { <<: *base, b: 3 }\nthree: { <<: [*base, { c: 4 }] }\n");
    const auto& one = map.entries[1].value;
    ASSERT_EQ(one.entries.size(), 2u);
    EXPECT_EQ(one.entries[1].value.text, "2");
    const auto& two = map.entries[2].value;
    ASSERT_EQ(two.entries.size(), 2u);
    EXPECT_EQ(two.entries[0].value.text, "3") << "what the map says itself wins";
    EXPECT_EQ(two.entries[1].value.text, "1");
    ASSERT_EQ(map.entries[3].value.entries.size(), 3u);
    EXPECT_EQ(refusal("a: { <<: 5 }").message, "<< takes a map or a list of maps");
}

TEST(YamlDocument, BoundsWhatAliasesExpandTo) {
    std::string laughs = "a: &a [x, x, x, x, x, x, x, x, x]\n";
    for (char letter = 'b'; letter <= 'z'; ++letter) {
        laughs += std::string(1, letter) + ": &" + letter + " [";
        for (int copy = 0; copy < 9; ++copy) laughs += std::string(copy ? ", *" : "*") + static_cast<char>(letter - 1);
        laughs += "]\n";
    }
    EXPECT_EQ(refusal(laughs).message, "the document holds more than 50000 values");

    std::string copies = "a: &a \"" + std::string(100'000, 'x') + "\"\nb: [";
    for (int copy = 0; copy < 1000; ++copy) copies += "*a, ";
    EXPECT_EQ(refusal(copies + "]").message, "the document holds more than 50000 values");
}

TEST(YamlDocument, BoundsDepthAndSize) {
    EXPECT_EQ(refusal(std::string(100'000, '[')).message, "nested more than 32 levels deep");
    std::string maps;
    for (int depth = 0; depth < 40; ++depth) maps += "{a: ";
    EXPECT_EQ(refusal(maps).message, "nested more than 32 levels deep");
    std::string wide = "[";
    for (int index = 0; index < 60'000; ++index) wide += "a,";
    EXPECT_EQ(refusal(wide + "]").message, "the document holds more than 50000 values");
    EXPECT_EQ(refusal(std::string(most_yaml_bytes + 1, '#')).message, "the file is larger than 512 KiB");
}

TEST(YamlDocument, NamesTheByteThatIsNotText) {
    EXPECT_EQ(refusal("a: 1\nb: \xc3\x28").place, (Place{2, 4}));
    EXPECT_EQ(refusal("a: \xed\xa0\x80").place, (Place{1, 4})) << "a surrogate";
    EXPECT_EQ(refusal("a: \xf4\x90\x80\x80").place, (Place{1, 4})) << "past U+10FFFF";
    EXPECT_EQ(refusal("a: \xc0\xaf").place, (Place{1, 4})) << "an overlong slash";
    EXPECT_EQ(refusal(std::string("a: x\0y", 6)).place, (Place{1, 5}));
    EXPECT_EQ(node("a: \xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80").entries[0].value.text,
              "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
}

}  // namespace
}  // namespace agent::config
