// What is said of mistakes in observe:, log:, start:, stop: and control:: each document and every line of its problems.
#include <gtest/gtest.h>

#include "tests/config/problem_table.hpp"

namespace agent::config {
namespace {

TEST(ObserveAndServiceProblems, AreToldWithPlaceAndRemedy) {
    expect_problems({
        {.name = "observe: paths",
         .key = "observe",
         .text = R"(observe:
- { path: /3/0/9, pmin: 1s }
- { path: /3/0/10 }
- { path: 3/0/9 }
- { path: / }
- { path: /3/0/9 }
- { path: /4 }
- { pmin: 1s })",
         .problems =
             {"7:11: observe[1].path: /3/0/10 is not among the objects",
              "8:11: observe[2].path: \"3/0/9\" is no path of an object, an instance or a resource: /3303/0/5700",
              "9:11: observe[3].path: \"/\" is no path of an object, an instance or a resource: /3303/0/5700",
              "10:11: observe[4].path: /3/0/9 is observe[0] already",
              "11:11: observe[5].path: /4 is not among the objects", "12:3: observe[6].path: is missing"}},
        {.name = "observe: times",
         .key = "observe",
         .text = "observe: [{ path: /3, pmin: 1min, pmax: 30s }, { path: /3/0, pmin: 1500ms, pmax: 60 }]",
         .problems = {"5:35: observe[0].pmax: is shorter than pmin",
                      "5:68: observe[1].pmin: 1500ms is not a whole number of seconds, as LwM2M counts",
                      "5:82: observe[1].pmax: 60 has no unit: write 60s, or 60 with ms, min, h or d"}},
        {.name = "send",
         .key = "send",
         .text = "send: [{ paths: [/3/0/9, /3/0/9, /3/0/77], every: 1s, pmin: 1s, servers: [9] }, { paths: [] }, "
                 "{ every: 10ms }]",
         .problems = {"5:26: send[0].paths[1]: /3/0/9 is listed twice",
                      "5:34: send[0].paths[2]: /3/0/77 is not among the objects",
                      "5:55: send[0].pmin: has no meaning without on_change: true",
                      "5:75: send[0].servers[0]: there is no server with short_id 9",
                      "5:81: send[1]: says no time: on_change: true, or every: 15min",
                      "5:90: send[1].paths: is empty: a path belongs here", "5:96: send[2].paths: is missing",
                      "5:105: send[2].every: 10ms is outside 1s..365d"}},
        {.name = "observe: evaluation periods and the rest",
         .key = "observe",
         .text = "observe: [{ path: /3/0/9, epmin: 5s, epmax: 5s, edge: rising }, { path: /3/0, edge: up, epmax: 0s, "
                 "con: 1,"
                 " hqmax: -1 }]",
         .problems = {"5:38: observe[0].epmax: has to be longer than epmin",
                      "5:49: observe[0].edge: is for booleans, which /3/0/9 is not",
                      "5:79: observe[1].edge: is for booleans, which /3/0 is not",
                      "5:85: observe[1].edge: \"up\" is none of falling, rising",
                      "5:89: observe[1].epmax: is nothing: leave it out",
                      "5:105: observe[1].con: \"1\" is neither true nor false",
                      "5:115: observe[1].hqmax: -1 is outside 0..4294967295"}},
        {.name = "observe: thresholds",
         .key = "observe",
         .text = "observe: [{ path: /3/0, gt: 5 }, { path: /3/0/9, gt: 10, lt: 20, st: 0 }]",
         .problems = {"5:25: observe[0].gt: is for numbers, which /3/0 is not",
                      "5:58: observe[1].lt: has to be less than gt",
                      "5:66: observe[1].st: a step has to be more than 0"}},
        {.name = "observe: a step too wide",
         .key = "observe",
         .text = "observe: [{ path: /3/0/9, gt: 10, lt: 0, st: 5 }]",
         .problems = {"5:42: observe[0].st: lt + 2 x st has to be less than gt"}},
        {.name = "observe: no numbers",
         .key = "observe",
         .text = "observe: [{ path: /3/0/9, gt: high, st: .nan }]",
         .problems = {"5:31: observe[0].gt: \"high\" is not a number",
                      "5:41: observe[0].st: \".nan\" is not a number"}},
        {.name = "service: levels",
         .key = "log",
         .text = "log: { level: verbose, to: file }",
         .problems = {"5:15: log.level: \"verbose\" is none of trace, debug, info, warning, error",
                      "5:28: log.to: \"file\" is none of auto, stderr, journal"}},
        {.name = "service: start",
         .key = "start",
         .text = "start: { ready_when: register, timeout: 0s }",
         .problems =
             {"5:22: start.ready_when: \"register\" is none of registered, module, started (did you mean registered?)",
              "5:41: start.timeout: 0s is outside 1s..1d"}},
        {.name = "service: stop",
         .key = "stop",
         .text = "stop: { timeout: 1d }",
         .problems = {"5:18: stop.timeout: 1d is outside 100ms..5min"}},
        {.name = "service: control",
         .key = "control",
         .text = "control: { socket: run/control, gruop: staff }",
         .problems = {"5:20: control.socket: \"run/control\" is not an absolute path",
                      "5:33: control.gruop: unknown key (did you mean group?)"}},
        {.name = "service: control, a path too long for a socket",
         .key = "control",
         .text = "control: { socket: /run/0123456789012345678901234567890123456789012345678901234567890123456789012345"
                 "67890123456789012345678901234567 }",
         .problems = {"5:20: control.socket: has 113 bytes; a socket's path has at most 107"}},
        {.name = "service: control, neither yes nor no",
         .key = "control",
         .text = "control: perhaps",
         .problems = {"5:10: control: \"perhaps\" is neither true nor false"}},
    });
}

}  // namespace
}  // namespace agent::config
