// What is said of mistakes in the values of objects:: each document and every line of its problems.
#include <gtest/gtest.h>

#include "tests/config/problem_table.hpp"

namespace agent::config {
namespace {

TEST(ValueProblems, AreToldWithPlaceAndRemedy) {
    expect_problems({
        {.name = "of another type",
         .key = "objects",
         .text =
             R"(objects: [{ id: 3, resources: { 9: { value: full }, 13: { value: noon }, 22: { value: { 0: "1" } } } }])",
         .problems = {"4:45: objects[0].resources.9.value: \"full\" is not of type Integer",
                      "4:66: objects[0].resources.13.value: \"noon\" is not of type Time",
                      "4:92: objects[0].resources.22.value.0: \"1\" is not of type Objlnk"}},
        {.name = "outside the range",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 9: { value: 101 } } }]",
         .problems = {"4:45: objects[0].resources.9.value: 9 (Battery Level): 101 is not 0..100"}},
        {.name = "booleans",
         .key = "objects",
         .text = "objects: [{ id: 3303, resources: { 5850: { type: boolean, operations: RW, value: on } } }]",
         .problems = {"4:82: objects[0].resources.5850.value: \"on\" is neither true nor false"}},
        {.name = "a map for a single value",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 9: { value: { 0: 1 } } } }]",
         .problems = {"4:45: objects[0].resources.9.value: is a map, but the resource has a single value"}},
        {.name = "a single value for instances",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 11: { value: 0 } } }]",
         .problems =
             {"4:46: objects[0].resources.11.value: the resource has instances: write { 0: FIRST, 1: SECOND }"}},
        {.name = "a list for instances",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 11: { value: [0, 1] } } }]",
         .problems =
             {"4:46: objects[0].resources.11.value: the resource has instances: write { 0: FIRST, 1: SECOND }"}},
        {.name = "instances of the wrong kind",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 11: { value: { 0: none, first: 1 } } } }]",
         .problems = {"4:51: objects[0].resources.11.value.0: \"none\" is not of type Integer",
                      "4:57: objects[0].resources.11.value.first: \"first\" is not a resource instance id: a number of "
                      "0..65534 belongs here"}},
        {.name = "nothing",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 0: { value: } } }]",
         .problems = {"4:38: objects[0].resources.0.value: is empty: a single value belongs here"}},
        {.name = "an unknown placeholder",
         .key = "objects",
         .text = R"(objects: [{ id: 3, resources: { 2: { value: "{imei}" } } }])",
         .problems = {"4:45: objects[0].resources.2.value: unknown placeholder {imei}: modem.imei, modem.iccid, "
                      "modem.imsi, hostname, machine_id, endpoint are known; write {{ for a brace itself"}},
        {.name = "json in a string",
         .key = "objects",
         .text = R"(objects: [{ id: 3, resources: { 2: { value: '{"a":1}' } } }])",
         .problems = {"4:45: objects[0].resources.2.value: unknown placeholder {\"a\":1}: modem.imei, modem.iccid, "
                      "modem.imsi, hostname, machine_id, endpoint are known; write {{ for a brace itself"}},
        {.name = "bytes",
         .key = "objects",
         .text = R"(objects: [{ id: 19, resources: { 0: { value: { 0: { hex: "0g" }, 1: "***" } } } }])",
         .problems = {"4:58: objects[0].resources.0.value.0.hex: \"0g\" is not hexadecimal: pairs of 0-9 and a-f",
                      "4:69: objects[0].resources.0.value.1: \"***\" is not of type Opaque"}},
        {.name = "longer than max size",
         .key = "objects",
         .text = R"(objects: [{ id: 3, resources: { 14: { value: "+01:00", writable: true, max_size: 4B } } }])",
         .problems = {"4:39: objects[0].resources.14.value: is longer than max_size"}},
        {.name = "max size of a number",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 9: { value: 1, max_size: 4KiB } } }]",
         .problems =
             {"4:48: objects[0].resources.9.max_size: limits text and bytes, but the resource is of type Integer"}},
        {.name = "sizes",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 14: { writable: true, max_size: 4096 }, 15: { writable: true, "
                 "max_size: 4K } } }]",
         .problems = {"4:65: objects[0].resources.14.max_size: 4096 has no unit: write 4096B, or 4096 with KiB or MiB",
                      "4:105: objects[0].resources.15.max_size: \"K\" is no unit of size (did you mean KiB?): B, KiB, "
                      "MiB, kB or MB"}},
    });
}

}  // namespace
}  // namespace agent::config
