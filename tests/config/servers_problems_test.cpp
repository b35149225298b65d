// What is said of mistakes in servers:, registration:, bootstrap: and endpoint:: each document and every line of its
// problems.
#include <gtest/gtest.h>

#include "tests/config/problem_table.hpp"

namespace agent::config {
namespace {

TEST(ServerProblems, AreToldWithPlaceAndRemedy) {
    expect_problems({
        {.name = "servers: none",
         .key = "servers",
         .text = "servers: []",
         .problems = {"3:10: servers: is empty: a server belongs here"}},
        {.name = "servers: not a list",
         .key = "servers",
         .text = "servers: { short_id: 1 }",
         .problems = {"3:10: servers: is a map where a list belongs"}},
        {.name = "servers: nothing known",
         .key = "servers",
         .text = "servers: [{}]",
         .problems = {"3:11: servers[0].short_id: is missing", "3:11: servers[0].uri: is missing"}},
        {.name = "servers: five",
         .key = "servers",
         .text = R"(servers:
- { short_id: 1, uri: "coap://a" }
- { short_id: 2, uri: "coap://a" }
- { short_id: 3, uri: "coap://a" }
- { short_id: 4, uri: "coap://a" }
- { short_id: 5, uri: "coap://a" })",
         .problems = {"8:3: servers[4]: the module serves 4 servers at most"}},
        {.name = "servers: the same short id",
         .key = "servers",
         .text = R"(servers:
- { short_id: 7, uri: "coap://a" }
- { short_id: 7, uri: "coap://b" })",
         .problems = {"5:15: servers[1].short_id: 7 is that of servers[0]"}},
        {.name = "servers: a reserved short id",
         .key = "servers",
         .text = R"(servers: [{ short_id: 65535, uri: "coap://a" }])",
         .problems = {"3:23: servers[0].short_id: 65535 is outside 1..65534"}},
        {.name = "servers: a short id past any number",
         .key = "servers",
         .text = R"(servers: [{ short_id: 99999999999999999999, uri: "coap://a" }])",
         .problems = {"3:23: servers[0].short_id: 99999999999999999999 is outside 1..65534"}},
        {.name = "servers: coaps without a key",
         .key = "servers",
         .text = R"(servers: [{ short_id: 1, uri: "coaps://a" }])",
         .problems = {"3:31: servers[0].uri: coaps needs a psk: (the module knows no certificates)"}},
        {.name = "servers: another scheme",
         .key = "servers",
         .text = R"(servers: [{ short_id: 1, uri: "http://a" }])",
         .problems = {"3:31: servers[0].uri: \"http://a\": it must begin with coap:// or coaps://"}},
        {.name = "servers: a bare key",
         .key = "servers",
         .text = R"(servers: [{ short_id: 1, uri: "coaps://a", psk: { identity: a, key: 0011223344556677 } }])",
         .problems = {"3:69: servers[0].psk.key: write it as { hex: ... }, { text: ... }, { file: PATH } or { "
                      "credential: NAME }"}},
        {.name = "servers: a key without its kind",
         .key = "servers",
         .text = R"(servers: [{ short_id: 1, uri: "coaps://a", psk: { identity: a, key: { 0011223344556677 } } }])",
         .problems = {"3:71: servers[0].psk.key: holds a key that is none of hex, text, file, credential"}},
        {.name = "servers: a misspelt kind",
         .key = "servers",
         .text =
             R"(servers: [{ short_id: 1, uri: "coaps://a", psk: { identity: a, key: { hexx: "0011223344556677" } } }])",
         .problems = {"3:71: servers[0].psk.key.hexx: unknown key (did you mean hex?)"}},
        {.name = "servers: a key that is not hexadecimal",
         .key = "servers",
         .text =
             R"(servers: [{ short_id: 1, uri: "coaps://a", psk: { identity: a, key: { hex: "0011223344556677x" } } }])",
         .problems = {"3:76: servers[0].psk.key.hex: is not hexadecimal: pairs of 0-9 and a-f"}},
        {.name = "servers: two kinds of key",
         .key = "servers",
         .text =
             R"(servers: [{ short_id: 1, uri: "coaps://a", psk: { identity: a, key: { hex: "0011223344556677", file: /k } } }])",
         .problems = {"3:69: servers[0].psk.key: has two sources: write it as { hex: ... }, { text: ... }, { file: "
                      "PATH } or { credential: NAME }"}},
        {.name = "servers: an empty key",
         .key = "servers",
         .text = R"(servers: [{ short_id: 1, uri: "coaps://a", psk: { identity: a, key: { text: "" } } }])",
         .problems = {"3:77: servers[0].psk.key.text: is empty"}},
        {.name = "servers: no key",
         .key = "servers",
         .text = R"(servers: [{ short_id: 1, uri: "coaps://a", psk: { identity: a } }])",
         .problems = {"3:49: servers[0].psk.key: is missing"}},
        {.name = "servers: a missing key file",
         .key = "servers",
         .text = R"(servers: [{ short_id: 1, uri: "coaps://a", psk: { identity: a, key: { file: /etc/none } } }])",
         .problems = {"3:77: servers[0].psk.key.file: /etc/none: No such file or directory"}},
        {.name = "servers: a world readable key file",
         .key = "servers",
         .text = R"(servers: [{ short_id: 1, uri: "coaps://a", psk: { identity: a, key: { file: /etc/open.key } } }])",
         .problems = {"3:77: servers[0].psk.key.file: /etc/open.key has mode 0644, which lets everybody at the secret: "
                      "chmod o= /etc/open.key"}},
        {.name = "servers: a key file of another kind",
         .key = "servers",
         .text = R"(servers: [{ short_id: 1, uri: "coaps://a", psk: { identity: a, key: { file: /etc/text.key } } }])",
         .problems = {"3:77: servers[0].psk.key.file: /etc/text.key does not hold hexadecimal: add format: text or "
                      "format: raw if that is the secret itself"}},
        {.name = "servers: a credential that nobody hands over",
         .key = "servers",
         .text = R"(servers: [{ short_id: 1, uri: "coaps://a", psk: { identity: a, key: { credential: psk } } }])",
         .problems = {"3:83: servers[0].psk.key.credential: $CREDENTIALS_DIRECTORY is not set: the unit needs "
                      "LoadCredential=psk:PATH"}},
        {.name = "servers: a credential with a path",
         .key = "servers",
         .text = R"(servers: [{ short_id: 1, uri: "coaps://a", psk: { identity: a, key: { credential: ../psk } } }])",
         .problems = {"3:83: servers[0].psk.key.credential: \"../psk\" is not the name of a credential"}},
        {.name = "servers: an identity with a quote",
         .key = "servers",
         .text =
             R"(servers: [{ short_id: 1, uri: "coaps://a", psk: { identity: 'a"b', key: { hex: "0011223344556677" } } }])",
         .problems =
             {"3:61: servers[0].psk.identity: holds a quote or a line's end, which the module's command cannot carry"}},
        {.name = "servers: an identity with an unknown placeholder",
         .key = "servers",
         .text =
             R"(servers: [{ short_id: 1, uri: "coaps://a", psk: { identity: "{modem.imie}", key: { hex: "0011223344556677" } } }])",
         .problems =
             {"3:61: servers[0].psk.identity: unknown placeholder {modem.imie} (did you mean modem.imei?): modem.imei, "
              "modem.iccid, modem.imsi, hostname, machine_id, endpoint are known; write {{ for a brace itself"}},
        {.name = "servers: lifetimes",
         .key = "servers",
         .text = R"(servers:
- { short_id: 1, uri: "coap://a", lifetime: 0s }
- { short_id: 2, uri: "coap://a", lifetime: 1500ms }
- { short_id: 3, uri: "coap://a", lifetime: 3600 })",
         .problems = {"4:45: servers[0].lifetime: a lifetime of nothing: write infinite for one without an end",
                      "5:45: servers[1].lifetime: 1500ms is not a whole number of seconds, as LwM2M counts",
                      "6:45: servers[2].lifetime: 3600 has no unit: write 3600s, or 3600 with ms, min, h or d"}},
        {.name = "servers: binding and version",
         .key = "servers",
         .text = R"(servers: [{ short_id: 1, uri: "coap://a", binding: T, version: 1.2 }])",
         .problems = {"3:52: servers[0].binding: \"T\" is none of U, UQ",
                      "3:64: servers[0].version: \"1.2\" is none of 1.0, 1.1 (did you mean 1.0?)"}},
        {.name = "servers: pmax below pmin",
         .key = "servers",
         .text = R"(servers: [{ short_id: 1, uri: "coap://a", pmin: 10s, pmax: 5s }])",
         .problems = {"3:54: servers[0].pmax: is shorter than pmin"}},
        {.name = "registration: format of Sends",
         .key = "registration",
         .text = "registration: { send_format: tlv }",
         .problems = {"5:30: registration.send_format: \"tlv\" is neither senml-cbor nor senml-json"}},
        {.name = "servers: retries",
         .key = "registration",
         .text = "registration: { retry: { first: 2h, most: 1h, attempts: 0, jitter: 2 } }",
         .problems = {"5:26: registration.retry.first: is longer than most",
                      "5:57: registration.retry.attempts: 0 is outside 1..1000",
                      "5:68: registration.retry.jitter: 2 is outside 0..1"}},
        {.name = "servers: bootstrap",
         .key = "bootstrap",
         .text = R"(bootstrap: { uri: "coaps://bs.example.net", hold_off: 10 })",
         .problems = {"5:19: bootstrap.uri: coaps needs a psk: (the module knows no certificates)",
                      "5:55: bootstrap.hold_off: 10 has no unit: write 10s, or 10 with ms, min, h or d"}},
        {.name = "bootstrap: nothing known",
         .key = "bootstrap",
         .text = R"(bootstrap: { short_id: 1, version: 2.0 })",
         .problems = {"5:12: bootstrap.uri: is missing", "5:14: bootstrap.short_id: unknown key",
                      "5:36: bootstrap.version: \"2.0\" is none of 1.0, 1.1 (did you mean 1.0?)"}},
        {.name = "bootstrap: times",
         .key = "bootstrap",
         .text = R"(bootstrap: { uri: "coap://b", hold_off: 2h, most: 1h, silence: 1s, forget_after: 0s })",
         .problems = {"5:31: bootstrap.hold_off: is longer than most", "5:64: bootstrap.silence: 1s is outside 10s..1d",
                      "5:68: bootstrap.forget_after: is at once: leave it out for never"}},
        {.name = "bootstrap: instead of servers, but not beside an empty list",
         .key = "servers",
         .text = "bootstrap: { uri: \"coap://b\" }\nservers: []",
         .problems = {"4:10: servers: is empty: a server belongs here"}},
        {.name = "servers: the procedure of registration",
         .key = "servers",
         .text = R"(servers:
- { short_id: 1, uri: "coap://a", order: -1, initial_delay: 1, block_on_failure: maybe, disable_timeout: 1500ms,
    retry: { pause: 0s, sequences: 0 } })",
         .problems = {"4:42: servers[0].order: -1 is outside 0..65535",
                      "4:61: servers[0].initial_delay: 1 has no unit: write 1s, or 1 with ms, min, h or d",
                      "4:82: servers[0].block_on_failure: \"maybe\" is neither true nor false",
                      "4:106: servers[0].disable_timeout: 1500ms is not a whole number of seconds, as LwM2M counts",
                      "5:21: servers[0].retry.pause: 0s is outside 1s..365d",
                      "5:36: servers[0].retry.sequences: 0 is outside 1..1000"}},
        {.name = "endpoint: unknown placeholders",
         .key = "endpoint",
         .text = R"(endpoint: "urn:{modem.serial}")",
         .problems = {"5:11: endpoint: unknown placeholder {modem.serial}: modem.imei, modem.iccid, modem.imsi, "
                      "hostname, machine_id, endpoint are known; write {{ for a brace itself"}},
        {.name = "endpoint: itself",
         .key = "endpoint",
         .text = R"(endpoint: "x{endpoint}")",
         .problems = {"5:11: endpoint: {endpoint} stands for this itself"}},
        {.name = "endpoint: a lone brace",
         .key = "endpoint",
         .text = R"(endpoint: "gw-}")",
         .problems = {"5:11: endpoint: a lone }: write }} for the brace itself"}},
        {.name = "endpoint: a quote",
         .key = "endpoint",
         .text = R"(endpoint: 'gw"1')",
         .problems = {"5:11: endpoint: holds a character that a query of the module's cannot carry"}},
        {.name = "endpoint: nothing",
         .key = "endpoint",
         .text = R"(endpoint: "")",
         .problems = {"5:11: endpoint: is empty"}},
    });
}

}  // namespace
}  // namespace agent::config
