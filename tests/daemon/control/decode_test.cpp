// Lines of the control socket and what is made of them.
#include "daemon/control/decode.hpp"

#include <gtest/gtest.h>

#include "daemon/control/arguments.hpp"
#include "daemon/control/replies.hpp"

namespace agent::daemon::control {
namespace {

using lwm2m::ObjectPath;

/// The line that the command would be sent as, or what is wrong with it: the message, <what is underlined>, the help.
std::string outcome(std::string_view line) {
    const auto command = decode(line);
    if (command) return encode(*command);
    const auto& problem = command.error();
    auto text = problem.kind + ": " + problem.message;
    if (problem.where) text += " <" + problem.where->text.substr(problem.where->from, problem.where->length) + ">";
    return problem.help.empty() ? text : text + "; " + problem.help;
}

TEST(Requests, AreReadAsTheyAreWritten) {
    const Command commands[] = {
        command::Status{},
        command::Status{.examine = true},
        command::Objects{},
        command::Objects{ObjectPath(3, 0)},
        command::Read{ObjectPath(3)},
        command::Write{ObjectPath(3, 0, 14), std::string("+02:00 \"quoted\" \n \x01 ü")},
        command::Write{ObjectPath(3, 0, 11), std::map<lwm2m::Id, std::string>{{0, "0"}, {65534, "x"}}},
        command::Create{ObjectPath(19), {}},
        command::Create{ObjectPath(19, 2), {{{0, 0}, "AQI="}, {{0, 65534}, ""}, {{1, std::nullopt}, "5"}}},
        command::Delete{ObjectPath(19, 2)},
        command::Send{{ObjectPath(3, 0, 9), ObjectPath(3303)}, std::nullopt},
        command::Send{{ObjectPath(3, 0, 9)}, 123},
        command::Execute{ObjectPath(3, 0, 4), ""},
        command::Execute{ObjectPath(3, 0, 4), "0='a',1"},
        command::Update{},
        command::Update{123},
        command::Stop{1},
        command::Start{65534},
        command::Bootstrap{},
        command::Reload{},
        command::Observations{},
        command::Statistics{},
        command::SetLogLevel{},
        command::SetLogLevel{LogLevel::trace},
        command::Events{},
        command::Trace{},
    };
    for (const auto& command : commands) {
        const auto again = decode(encode(command));
        ASSERT_TRUE(again) << encode(command) << ": " << again.error().message;
        EXPECT_TRUE(*again == command) << encode(command);
        EXPECT_EQ(encode(command).find('\n'), std::string::npos);
    }
    EXPECT_EQ(encode(commands[5]).substr(0, 45), R"({"command":"write","path":"/3/0/14","value":")");
}

TEST(Requests, ThatAreWrongAreToldWhatAndWhere) {
    const std::string shape = R"(; a request is one line: {"command":"status"})";
    const std::string ids = "; ids are 0 to 65534, without zeros before them: /3/0/9";
    const std::pair<std::string, std::string> table[] = {
        {"", "malformed: the line is no JSON" + shape},
        {"status", "malformed: the line is no JSON" + shape},
        {"[]", "malformed: the line is no JSON object" + shape},
        {"{}", "malformed: the request has no command" + shape},
        {R"({"command":7})", "malformed: the request has no command" + shape},
        {R"({"command":"status"} x)", "malformed: the line is no JSON" + shape},
        {"{\"command\":\"\xFF\"}", "malformed: the line is no JSON" + shape},
        {R"({"command":"status","a":[[[[[[1]]]]]]})", "malformed: the line is no JSON" + shape},
        {R"({"command":"staus"})",
         "malformed: there is no such command (did you mean status?) <staus>; one of status, objects, read, write, "
         "create, delete, execute, send, update, stop, start, bootstrap, reload, observations, stats, log-level, "
         "events, "
         "trace"},
        {R"({"command":"read"})", "bad_argument: a path is missing; for example /3/0/9"},
        {R"({"command":"read","path":3})", "bad_argument: path is not a string"},
        {R"({"command":"read","path":"/3/x/9"})", "bad_argument: this is no id <x>" + ids},
        {R"({"command":"read","path":"/d0/3/x"})", "bad_argument: this is no id <x>" + ids},
        {R"({"command":"read","path":"/d0"})", "bad_argument: this is no id <d0>" + ids},
        {R"({"command":"read","path":"/d0/3/0/7/1/2"})",
         "bad_argument: a path has at most four ids </2>; object, instance, resource and resource instance: /3/0/11/0"},
        {R"({"command":"read","path":"/3/65535"})", "bad_argument: this is no id <65535>" + ids},
        {R"({"command":"read","path":"/3/007"})", "bad_argument: this is no id <007>" + ids},
        {R"({"command":"read","path":"/3//9"})", "bad_argument: an id is missing <>" + ids},
        {R"({"command":"read","path":"/3/0/"})", "bad_argument: an id is missing <>" + ids},
        {R"({"command":"read","path":"/3/0/7/0/1"})",
         "bad_argument: a path has at most four ids </1>; object, instance, resource and resource instance: /3/0/11/0"},
        {R"({"command":"read","pth":"/3"})", "bad_argument: a path is missing; for example /3/0/9"},
        {R"({"command":"read","path":"/3","server":1})", R"(bad_argument: "read" takes no "server")"},
        {R"({"command":"objects","paht":"/3"})", R"(bad_argument: "objects" takes no "paht" (did you mean path?))"},
        {R"({"command":"write","path":"/3/0/14"})", "bad_argument: a value is missing"},
        {R"({"command":"write","path":"/3/0/14","value":5})", "bad_argument: value is not a string"},
        {R"({"command":"write","path":"/3/0/11","values":{"x":"1"}})",
         R"(bad_argument: values: "x" is no id with a string)"},
        {R"({"command":"write","path":"/3/0/11","values":{"0":1}})",
         R"(bad_argument: values: "0" is no id with a string)"},
        {R"({"command":"create","path":"/19","values":{"0/x":"1"}})",
         R"(bad_argument: values: "0/x" is no resource with a string)"},
        {R"({"command":"create","path":"/19","values":7})", "bad_argument: values is no object"},
        {R"({"command":"send"})", R"(bad_argument: paths are missing; for example "paths":["/3/0/9"])"},
        {R"({"command":"send","paths":[]})", R"(bad_argument: paths are missing; for example "paths":["/3/0/9"])"},
        {R"({"command":"send","paths":["/3",7]})", "bad_argument: paths: 7 is not a string"},
        {R"({"command":"send","paths":["/3","/x"]})", "bad_argument: this is no id <x>" + ids},
        {R"({"command":"stop"})",
         "bad_argument: the short id of a server is missing; `lwm2m-agentctl status` lists the servers"},
        {R"({"command":"stop","server":"one"})",
         R"(bad_argument: "one" is no short server id; it is a number of 1 to 65534)"},
        {R"({"command":"stop","server":-1})", "bad_argument: -1 is no short server id; it is a number of 1 to 65534"},
        {R"({"command":"update","server":65536})",
         "bad_argument: 65536 is no short server id; it is a number of 1 to 65534"},
        {R"({"command":"log-level","level":"loud"})",
         R"(bad_argument: "loud" is no log level <loud>; one of trace, debug, info, warning, error and off)"},
    };
    for (const auto& [line, expected] : table) EXPECT_EQ(outcome(line), expected) << line;
}

TEST(Requests, NestedWithoutEndCostNothing) {
    const std::string deep = R"({"command":)" + std::string(60'000, '[');
    EXPECT_EQ(outcome(deep).substr(0, 31), "malformed: the line is no JSON;");
}

TEST(Requests, AreToldApartByWhatTheyUnderline) {
    const auto path = parse_path("/3/0/x9");
    ASSERT_FALSE(path);
    EXPECT_EQ(path.error().where, (Excerpt{"/3/0/x9", 5, 2}));
    EXPECT_EQ(parse_path("3/0/9").value(), ObjectPath(3, 0, 9));
    EXPECT_EQ(parse_path("/").value(), ObjectPath());
    EXPECT_LE(parse_path(std::string(5000, 'x')).error().where->text.size(), 200U);
}

}  // namespace
}  // namespace agent::daemon::control
