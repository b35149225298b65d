// What is said of mistakes in the objects and the definitions of objects:: each document and every line of its
// problems.
#include <gtest/gtest.h>

#include "tests/config/problem_table.hpp"

namespace agent::config {
namespace {

TEST(ObjectProblems, AreToldWithPlaceAndRemedy) {
    expect_problems({
        {.name = "not a list",
         .key = "objects",
         .text = "objects: { 3: {} }",
         .problems = {"4:10: objects: is a map where a list belongs"}},
        {.name = "no id",
         .key = "objects",
         .text = "objects: [{ resources: { 0: { value: a } } }]",
         .problems = {"4:11: objects[0].id: is missing"}},
        {.name = "ids",
         .key = "objects",
         .text = R"(objects:
- { id: 70000, resources: {} }
- { id: -1, resources: {} }
- { id: 08, resources: {} }
- { id: three, resources: {} }
- { id: "3", resources: {} })",
         .problems = {"5:9: objects[0].id: 70000 is outside 0..65534", "6:9: objects[1].id: -1 is outside 0..65534",
                      "7:9: objects[2].id: 08 begins with 0: write it without",
                      "8:9: objects[3].id: \"three\" is not a whole number",
                      "9:9: objects[4].id: \"3\" is text: write 3 without quotes"}},
        {.name = "objects of the agent",
         .key = "objects",
         .text = R"(objects:
- { id: 0, resources: {} }
- { id: 1, resources: {} }
- { id: 2, resources: {} })",
         .problems = {"5:9: objects[0].id: object 0 (Security) is made from servers:",
                      "6:9: objects[1].id: object 1 (Server) is made from servers:",
                      "7:9: objects[2].id: object 2 (Access Control) is made from owner: and access: of the objects"}},
        {.name = "whose and for whom",
         .key = "objects",
         .text = R"(objects:
- { id: 3, owner: 124, access: { 123: RX, 99: R, default: RR }, resources: { 9: { value: 1 } } }
- { id: 19, owner: me, access: R, instances: { 0: { resources: {} } } })",
         .problems = {"5:19: objects[0].owner: no server has the short_id 124",
                      "5:39: objects[0].access.123: \"RX\" is not made of R, W, E and D, nor none",
                      "5:43: objects[0].access.99: no server has the short_id 99",
                      "5:59: objects[0].access.default: \"RR\" is not made of R, W, E and D, nor none",
                      "6:20: objects[1].owner: \"me\" is not a whole number",
                      "6:32: objects[1].access: is a single value where a map belongs"}},
        {.name = "twice",
         .key = "objects",
         .text = R"(objects:
- { id: 3, resources: { 9: { value: 1 } } }
- { id: 3, resources: { 9: { value: 1 } } })",
         .problems = {"6:9: objects[1].id: object 3 is listed already: give it instances:"}},
        {.name = "resources and instances",
         .key = "objects",
         .text = "objects: [{ id: 19, resources: {}, instances: { 0: { resources: {} } } }]",
         .problems = {"4:36: objects[0].instances: stands beside resources, which are those of instance 0"}},
        {.name = "neither",
         .key = "objects",
         .text = "objects: [{ id: 3 }]",
         .problems = {"4:11: objects[0].resources: is missing: or instances: { 0: { resources: ... } }, or create:"}},
        {.name = "a second instance of a single object",
         .key = "objects",
         .text = "objects: [{ id: 3, instances: { 1: { resources: { 9: { value: 1 } } } } }]",
         .problems = {"4:36: objects[0].instances.1: Device has one instance, 0"}},
        {.name = "create: and deletable: of a single object",
         .key = "objects",
         .text = "objects: [{ id: 3, create: { resources: { 9: { value: 1 } } }, instances: { 0: { deletable: true, "
                 "resources: { 9: { value: 1 } } } } }]",
         .problems = {"4:28: objects[0].create: Device has one instance, 0",
                      "4:82: objects[0].instances.0.deletable: Device always has its instance"}},
        {.name = "create: and its parts",
         .key = "objects",
         .text = "objects: [{ id: 19, create: { most: 0, resource: {} } }, { id: 7, create: 5 }, "
                 "{ id: 4, create: { resources: { 99: {}, 0: { vale: 7 } } } }]",
         .problems = {"4:29: objects[0].create.resources: is missing: those that each created instance gets",
                      "4:37: objects[0].create.most: 0 is outside 1..65535",
                      "4:40: objects[0].create.resource: unknown key (did you mean resources?)",
                      "4:75: objects[1].create: Connectivity Statistics has one instance, 0",
                      "4:75: objects[1].create: is a single value where a map belongs",
                      "4:97: objects[2].create: Connectivity Monitoring has one instance, 0",
                      "4:116: objects[2].create.resources.99: object 4 (Connectivity Monitoring) has no resource 99",
                      "4:125: objects[2].create.resources.0.vale: unknown key (did you mean value?)"}},
        {.name = "resource ids",
         .key = "objects",
         .text =
             R"(objects: [{ id: 3, resources: { battery: { value: 1 }, 70000: { value: 1 }, 09: { value: 1 }, 9: { value: 1 }, "9": { value: 2 } } }])",
         .problems =
             {"4:33: objects[0].resources.battery: \"battery\" is not a resource id: a number of 0..65534 belongs here",
              "4:56: objects[0].resources.70000: 70000 is outside 0..65534",
              "4:77: objects[0].resources.09: 09 begins with 0: write it without",
              "4:112: objects[0].resources.9: given twice, first in line 4"}},
        {.name = "a resource that the definition lacks",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 99: { value: 1 } } }]",
         .problems = {"4:37: objects[0].resources.99: object 3 (Device) has no resource 99"}},
        {.name = "a resource that is no map",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 9: 50 } }]",
         .problems = {"4:36: objects[0].resources.9: is a single value where a map belongs"}},
        {.name = "an unknown key of a resource",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 9: { valeu: 50 } } }]",
         .problems = {"4:38: objects[0].resources.9.valeu: unknown key (did you mean value?)"}},
        {.name = "two handlers",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 9: { value: 50, file: { path: /x } } } }]",
         .problems = {"4:49: objects[0].resources.9.file: stands beside value: a resource has one handler"}},
        {.name = "a missing definition",
         .key = "objects",
         .text = "objects: [{ id: 26241, definition: /etc/none.xml, resources: { 0: { value: a } } }]",
         .problems = {"4:36: objects[0].definition: /etc/none.xml: No such file or directory"}},
        {.name = "a definition of another object",
         .key = "objects",
         .text = "objects: [{ id: 26242, definition: /etc/26241.xml, resources: { 0: { value: a } } }]",
         .problems = {"4:36: objects[0].definition: /etc/26241.xml defines object 26241, not 26242"}},
        {.name = "undeclared resources",
         .key = "objects",
         .text = "objects: [{ id: 3303, resources: { 5700: { value: 1.5 }, 5605: { operations: E, type: float, "
                 "execute: { command: [/bin/true] } }, 5701: { type: text, operations: RWX, value: a } } }]",
         .problems =
             {"4:42: objects[0].resources.5700.operations: is missing: R, W, RW or E, as the object has no definition",
              "4:42: objects[0].resources.5700.type: is missing: string, integer, float..., as the object has no "
              "definition",
              "4:81: objects[0].resources.5605.type: what is executed has no value",
              "4:145: objects[0].resources.5701.type: \"text\" is none of string, integer, unsigned, float, boolean, "
              "opaque, time, objlnk, corelnk",
              "4:163: objects[0].resources.5701.operations: \"RWX\" is none of R, W, RW, E (did you mean RW?)"}},
        {.name = "a declaration against the definition",
         .key = "objects",
         .text = "objects: [{ id: 3, name: Machine, resources: { 9: { type: float, operations: RW, multiple: true, "
                 "value: 1 } } }]",
         .problems = {"4:20: objects[0].name: the object is built in and has its own",
                      "4:59: objects[0].resources.9.type: Battery Level is of type Integer",
                      "4:78: objects[0].resources.9.operations: Battery Level has the operations R",
                      "4:92: objects[0].resources.9.multiple: Battery Level has a single value"}},
        {.name = "instances that disagree",
         .key = "objects",
         .text = "objects: [{ id: 3303, instances: { 0: { resources: { 5700: { type: float, operations: R, value: 1 } "
                 "} }, 1: { resources: { 5700: { type: integer, operations: R, value: 1 } } } } }]",
         .problems = {"4:138: objects[0].instances.1.resources.5700.type: /3303/x/5700 is of type Float"}},
        {.name = "a definition that is broken",
         .key = "objects",
         .text = "objects: [{ id: 26241, definition: /etc/broken.xml, resources: { 0: { value: a } } }]",
         .problems = {"4:36: objects[0].definition: /etc/broken.xml:2: no XML: Start-end tags mismatch"}},
    });
}

}  // namespace
}  // namespace agent::config
