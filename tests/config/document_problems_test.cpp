// What is said of mistakes in the document as a whole: each document and every line of its problems.
#include <gtest/gtest.h>

#include "tests/config/problem_table.hpp"

namespace agent::config {
namespace {

TEST(DocumentProblems, AreToldWithPlaceAndRemedy) {
    expect_problems({
        {.name = "an empty file",
         .key = whole,
         .text = "",
         .problems = {" the file is empty: it needs version, modem, servers and objects"}},
        {.name = "only a comment",
         .key = whole,
         .text = "# nothing",
         .problems = {" the file is empty: it needs version, modem, servers and objects"}},
        {.name = "a list as the document",
         .key = whole,
         .text = "- version: 1",
         .problems = {"1:1: is a list where a map belongs"}},
        {.name = "plain text as the document",
         .key = whole,
         .text = "hello",
         .problems = {"1:1: is a single value where a map belongs"}},
        {.name = "two documents",
         .key = whole,
         .text = R"(version: 1
---
version: 1)",
         .problems = {"3:1: a second document (---): one file is one configuration"}},
        {.name = "a tab in the indentation",
         .key = whole,
         .text = "modem:\n\tdevice: /dev/ttyUSB0",
         .problems = {"2:1: a tab in the indentation: YAML wants spaces"}},
        {.name = "bytes that are not utf8",
         .key = whole,
         .text = "version: 1\nendpoint: \"gw-\xff\"",
         .problems = {"2:15: a byte that is not UTF-8 text, or a control character"}},
        {.name = "a control character",
         .key = whole,
         .text = "version: 1\nendpoint: \"gw-\x01\"",
         .problems = {"2:15: a byte that is not UTF-8 text, or a control character"}},
        {.name = "a brace that is not closed",
         .key = whole,
         .text = R"(version: 1
modem: { device: /dev/ttyUSB0)",
         .problems = {"2:1: not YAML: end of map flow not found"}},
        {.name = "an alias of nothing",
         .key = whole,
         .text = "version: *one",
         .problems = {"1:10: not YAML: the referenced anchor is not defined"}},
        {.name = "an alias inside of its anchor",
         .key = whole,
         .text = "version: &a [*a]",
         .problems = {"1:14: an alias inside of what it stands for"}},
        {.name = "a tag",
         .key = whole,
         .text = "version: !!int 1",
         .problems = {"1:10: tags (!...) have no meaning here"}},
        {.name = "a list as a key", .key = whole, .text = "[a, b]: 1", .problems = {"1:1: a key has to be plain text"}},
        {.name = "all that is missing",
         .key = whole,
         .text = "endpoint: x",
         .problems = {"1:1: version: is missing: write version: 1", "1:1: modem: is missing",
                      "1:1: servers: is missing: or a bootstrap: that provides them", "1:1: objects: is missing"}},
        {.name = "a version of the future",
         .key = "version",
         .text = "version: 2",
         .problems = {"1:10: version: 2 is not known: this agent reads version 1"}},
        {.name = "a quoted version",
         .key = "version",
         .text = R"(version: "1")",
         .problems = {"1:10: version: \"1\" is text: write 1 without quotes"}},
        {.name = "unknown and repeated keys",
         .key = "modem",
         .text = "modem: { device: /dev/ttyUSB0, bauds: 9600, device: /dev/ttyS0, sleeep: off, xyz: 1 }",
         .problems = {"2:32: modem.bauds: unknown key (did you mean baud?)",
                      "2:45: modem.device: given twice, first in line 2",
                      "2:65: modem.sleeep: unknown key (did you mean sleep?)", "2:78: modem.xyz: unknown key"}},
        {.name = "a repeated section",
         .key = "log",
         .text = R"(log: { level: info }
log: { level: debug })",
         .problems = {"6:1: log: given twice, first in line 5"}},
        {.name = "an unknown section",
         .key = "object",
         .text = "object: []",
         .problems = {"5:1: object: unknown key (did you mean objects?)"}},
    });
}

}  // namespace
}  // namespace agent::config
