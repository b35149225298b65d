// What is said of mistakes in the handlers of objects:: each document and every line of its problems.
#include <gtest/gtest.h>

#include "tests/config/problem_table.hpp"

namespace agent::config {
namespace {

TEST(HandlerProblems, AreToldWithPlaceAndRemedy) {
    expect_problems({
        {.name = "a write to what is read only",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 9: { value: 1, writable: true, persist: true, on_write: { command: "
                 "[/bin/true] } } } }]",
         .problems = {"4:48: objects[0].resources.9.writable: Battery Level cannot be written",
                      "4:64: objects[0].resources.9.persist: Battery Level cannot be written",
                      "4:79: objects[0].resources.9.on_write: Battery Level cannot be written"}},
        {.name = "an execute of what is no action",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 9: { execute: { command: [/bin/true] } } } }]",
         .problems = {"4:38: objects[0].resources.9.execute: Battery Level cannot be executed"}},
        {.name = "an action with a value",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 4: { value: 1 } } }]",
         .problems = {"4:36: objects[0].resources.4: Reboot is executed, not read: execute: { command: [PROGRAM] } "
                      "belongs here"}},
        {.name = "an action with more",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 4: { execute: { command: [/bin/true] }, refresh: 1s, writable: true "
                 "} } }]",
         .problems = {"4:73: objects[0].resources.4.refresh: has no meaning beside execute",
                      "4:86: objects[0].resources.4.writable: has no meaning beside execute"}},
        {.name = "write only",
         .key = "objects",
         .text = "objects: [{ id: 5, resources: { 0: { command: { argv: [/bin/true] } } } }]",
         .problems = {"4:36: objects[0].resources.0: Package cannot be read: only a write reaches it"}},
        {.name = "a refresh of a value",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 9: { value: 1, refresh: 10s } } }]",
         .problems = {"4:48: objects[0].resources.9.refresh: a value that the agent holds itself is always fresh"}},
        {.name = "a refresh without a unit",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 9: { file: { path: /x }, refresh: 10 } } }]",
         .problems = {"4:67: objects[0].resources.9.refresh: 10 has no unit: write 10s, or 10 with ms, min, h or d"}},
        {.name = "a refresh too fast",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 9: { file: { path: /x }, refresh: 10ms } } }]",
         .problems = {"4:67: objects[0].resources.9.refresh: 10ms is outside 100ms..30d"}},
        {.name = "files",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 9: { file: /sys/x }, 10: { file: { path: x, match: '(', scale: 0 } "
                 "}, 17: { file: { path: /x, scale: 2, mach: y } } } }]",
         .problems = {"4:44: objects[0].resources.9.file: is a single value where a map belongs",
                      "4:74: objects[0].resources.10.file.path: \"x\" is not an absolute path",
                      "4:84: objects[0].resources.10.file.match: not a regular expression: Mismatched '(' and ')' in "
                      "regular expression",
                      "4:96: objects[0].resources.10.file.scale: 0 makes every value 0",
                      "4:134: objects[0].resources.17.file.scale: the resource is of type String, not a number",
                      "4:137: objects[0].resources.17.file.mach: unknown key (did you mean match?)"}},
        {.name = "a file written in part",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 15: { file: { path: /x, match: 'a(.)' }, writable: true } } }]",
         .problems = {"4:74: objects[0].resources.15.writable: match reads a part of the file, which cannot be "
                      "written: add on_write"}},
        {.name = "commands",
         .key = "objects",
         .text =
             R"(objects: [{ id: 3, resources: { 15: { command: [/bin/date] }, 17: { command: { argv: [date], timeout: 2, max_output: 0B } }, 18: { command: { argv: [""] } } } }])",
         .problems =
             {"4:48: objects[0].resources.15.command: is a list: write { argv: [PROGRAM, ARGUMENT] }",
              "4:87: objects[0].resources.17.command.argv[0]: \"date\" is not an absolute path",
              "4:103: objects[0].resources.17.command.timeout: 2 has no unit: write 2s, or 2 with ms, min, h or d",
              "4:118: objects[0].resources.17.command.max_output: 0B is outside 1B..1MiB",
              "4:149: objects[0].resources.18.command.argv: names no program"}},
        {.name = "a command that takes writes",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 15: { command: { argv: [/bin/date] }, writable: true, persist: true "
                 "} } }]",
         .problems =
             {"4:71: objects[0].resources.15.writable: nothing takes what is written: add on_write",
              "4:87: objects[0].resources.15.persist: keeps what the agent holds itself, not what a handler gives"}},
        {.name = "writable false beside a write",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 15: { writable: false, persist: true, on_write: { command: "
                 "[/bin/date] } } } }]",
         .problems = {"4:56: objects[0].resources.15.persist: stands beside writable: false",
                      "4:71: objects[0].resources.15.on_write: stands beside writable: false"}},
        {.name = "at",
         .key = "objects",
         .text =
             R"(objects: [{ id: 4, resources: { 2: { at: { query: CESQ, match: 'x', map: "$1 - 140" } }, 3: { at: { query: "AT+QCOAPOPEN?", match: '(a)', map: "$1 -" } }, 8: { at: { query: "AT+CSQ" } } } }])",
         .problems =
             {"4:51: objects[0].resources.2.at.query: \"CESQ\" is no AT command: write it with its AT",
              "4:74: objects[0].resources.2.at.map: \"$1 - 140\": at character 1: match has no group 1",
              "4:108: objects[0].resources.3.at.query: the CoAP commands are the agent's own",
              "4:144: objects[0].resources.3.at.map: \"$1 -\": at character 5: a number, $1 to $9 or ( belongs here",
              "4:165: objects[0].resources.8.at.match: is missing"}},
        {.name = "at maps to text",
         .key = "objects",
         .text = R"(objects: [{ id: 4, resources: { 7: { at: { query: "AT", match: '(a)', map: "$1" } } } }])",
         .problems = {"4:76: objects[0].resources.7.at.map: makes numbers, but the resource is of type String"}},
        {.name = "clocks",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 13: { clock: modem }, 14: { clock: system } } }]",
         .problems = {"4:46: objects[0].resources.13.clock: \"modem\" is not system",
                      "4:68: objects[0].resources.14.clock: gives a time, but the resource is of type String"}},
        {.name = "on write",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 15: { on_write: [/bin/date] } } }]",
         .problems = {"4:49: objects[0].resources.15.on_write: is a list where a map belongs"}},
    });
}

}  // namespace
}  // namespace agent::config
