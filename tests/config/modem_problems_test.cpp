// What is said of mistakes in modem:: each document and every line of its problems.
#include <gtest/gtest.h>

#include "tests/config/problem_table.hpp"

namespace agent::config {
namespace {

TEST(ModemProblems, AreToldWithPlaceAndRemedy) {
    expect_problems({
        {.name = "not a map",
         .key = "modem",
         .text = "modem: /dev/ttyUSB0",
         .problems = {"2:8: modem: is a single value where a map belongs"}},
        {.name = "nothing in it",
         .key = "modem",
         .text = "modem:",
         .problems = {"2:1: modem: is empty: a map belongs here"}},
        {.name = "a relative device",
         .key = "modem",
         .text = "modem: { device: ttyUSB0 }",
         .problems = {"2:18: modem.device: \"ttyUSB0\" is not an absolute path"}},
        {.name = "no device",
         .key = "modem",
         .text = "modem: { baud: 115200 }",
         .problems = {"2:8: modem.device: is missing"}},
        {.name = "rates",
         .key = "modem",
         .text = "modem: { device: /dev/a, baud: [115200, 1234, 9600, 9600, fast] }",
         .problems =
             {"2:41: modem.baud[1]: 1234 is none of 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600",
              "2:53: modem.baud[3]: 9600 is listed twice", "2:59: modem.baud[4]: \"fast\" is not a whole number"}},
        {.name = "a rate with a leading zero",
         .key = "modem",
         .text = "modem: { device: /dev/a, baud: 0115200 }",
         .problems = {"2:32: modem.baud: 0115200 begins with 0: write it without"}},
        {.name = "a rate in hexadecimal",
         .key = "modem",
         .text = "modem: { device: /dev/a, baud: 0x1C200 }",
         .problems = {"2:32: modem.baud: \"0x1C200\": write the number in decimal"}},
        {.name = "no rate",
         .key = "modem",
         .text = "modem: { device: /dev/a, baud: [] }",
         .problems = {"2:32: modem.baud: is empty: a rate belongs here"}},
        {.name = "sleep as a boolean",
         .key = "modem",
         .text = "modem: { device: /dev/a, sleep: false }",
         .problems = {"2:33: modem.sleep: \"false\" is none of off, light, psm"}},
        {.name = "a wrong apn",
         .key = "modem",
         .text = R"(modem: { device: /dev/a, apn: "my apn" })",
         .problems =
             {"2:31: modem.apn: \"my apn\" is no access point name: 1..100 of letters, digits, '.', '-' and '_'"}},
        {.name = "a bare pin",
         .key = "modem",
         .text = "modem: { device: /dev/a, sim_pin: 1234 }",
         .problems = {"2:35: modem.sim_pin: write it as { text: ... }, { file: PATH } or { credential: NAME }"}},
        {.name = "a pin with letters",
         .key = "modem",
         .text = "modem: { device: /dev/a, sim_pin: { text: 12ab } }",
         .problems = {"2:35: modem.sim_pin: is no SIM PIN: 4 to 8 digits"}},
        {.name = "a pin in hexadecimal",
         .key = "modem",
         .text = "modem: { device: /dev/a, sim_pin: { hex: 31323334 } }",
         .problems = {"2:37: modem.sim_pin: holds a key that is none of text, file, credential"}},
        {.name = "durations",
         .key = "modem",
         .text = "modem: { device: /dev/a, recovery: { reset_after: 300, at_timeouts: 0 }, timing: { command: 5m, "
                 "poll: 1hour, context_open: soon, probe_first: 2min, back_off_first: 2h } }",
         .problems = {"2:51: modem.recovery.reset_after: 300 has no unit: write 300s, or 300 with ms, min, h or d",
                      "2:69: modem.recovery.at_timeouts: 0 is outside 1..100",
                      "2:93: modem.timing.command: \"m\" is no unit of time (did you mean min?): ms, s, min, h or d",
                      "2:103: modem.timing.poll: \"hour\" is no unit of time: ms, s, min, h or d",
                      "2:124: modem.timing.context_open: \"soon\" is not a duration: write 500ms, 10s, 5min, 1h or 2d",
                      "2:143: modem.timing.probe_first: 2min is outside 10ms..1min",
                      "2:165: modem.timing.back_off_first: 2h is outside 100ms..1h"}},
        {.name = "a program without a list",
         .key = "modem",
         .text = "modem: { device: /dev/a, recovery: { hard_reset: { command: /bin/reset now } } }",
         .problems = {"2:61: modem.recovery.hard_reset.command: is a single value: write the program and its arguments "
                      "as a list (there is no shell)"}},
        {.name = "no program",
         .key = "modem",
         .text = "modem: { device: /dev/a, recovery: { hard_reset: { command: [] } } }",
         .problems = {"2:61: modem.recovery.hard_reset.command: is empty: the program belongs here"}},
        {.name = "a relative program",
         .key = "modem",
         .text = "modem: { device: /dev/a, recovery: { hard_reset: { command: [reset, now] } } }",
         .problems = {"2:62: modem.recovery.hard_reset.command[0]: \"reset\" is not an absolute path"}},
        {.name = "a hard reset without command",
         .key = "modem",
         .text = "modem: { device: /dev/a, recovery: { hard_reset: {} } }",
         .problems = {"2:50: modem.recovery.hard_reset.command: is missing"}},
        {.name = "booleans of yaml 1 1",
         .key = "modem",
         .text =
             "modem: { device: /dev/a, encoding: { extended_codes: yes, raw_opaque_options: on, payload_form: hex } }",
         .problems =
             {"2:54: modem.encoding.extended_codes: \"yes\" is neither true nor false",
              "2:79: modem.encoding.raw_opaque_options: \"on\" is neither true nor false",
              "2:97: modem.encoding.payload_form: \"hex\" is none of inline_hex, prompt_length, prompt_ctrl_z"}},
    });
}

}  // namespace
}  // namespace agent::config
