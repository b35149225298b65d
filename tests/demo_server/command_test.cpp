#include "lwm2m/demo_server/command.hpp"

#include <gtest/gtest.h>

namespace agent::demo_server {
namespace {

/// "PUT /1/0/1 Content-Format=0 payload=2B 3630", or the reason why the line is no command.
std::string understood(std::string_view line) {
    std::string why;
    const auto command = parse_command(line, why);
    if (!command) return why;
    if (!command->request) return command->verb;
    const auto& message = command->request->message;
    auto text = message.summary() + ' ' + to_hex(message.payload);
    for (const auto query : message.values(coap::OptionNumber::uri_query)) text += " ?" + std::string(query);
    return text;
}

TEST(DemoServerCommand, SpellsTheRequestsThatAPersonTypes) {
    struct Row {
        std::string_view line, request;
    };
    for (const auto& row : {
             Row{"read /3/0/0", "CON GET /3/0/0 mid=0 "},
             Row{"  read   /3/0 tlv ", "CON GET /3/0 mid=0 Accept=11542 "},
             Row{"read /3/0 tlv block=64", "CON GET /3/0 mid=0 Accept=11542 Block2=2 "},
             Row{"discover /3", "CON GET /3 mid=0 Accept=40 "},
             Row{"write /3/0/14  +02:00 a  b",
                 "CON PUT /3/0/14 mid=0 Content-Format=0 payload=11B 2B30323A303020612020"
                 "62"},
             Row{"write /3/0/14", "CON PUT /3/0/14 mid=0 Content-Format=0 "},
             Row{"write-tlv /1/0/1 60", "CON PUT /1/0/1 mid=0 Content-Format=11542 payload=3B C1013C"},
             Row{"write-tlv /1/0 1=60 7=U", "CON PUT /1/0 mid=0 Content-Format=11542 payload=6B C1013CC10755"},
             Row{"update-tlv /3/0 6/0=1 6/1=5", "CON POST /3/0 mid=0 Content-Format=11542 payload=8B 8606410001410105"},
             Row{"create /3303/2 5701=Cel", "CON POST /3303 mid=0 Content-Format=11542 payload=8B 0602E3164543656C"},
             Row{"create /d0/3303/2 5701=Cel",
                 "CON POST /d0/3303 mid=0 Content-Format=11542 payload=8B 0602E3164543656C"},
             Row{"write-tlv /d0/1/0/1 60", "CON PUT /d0/1/0/1 mid=0 Content-Format=11542 payload=3B C1013C"},
             Row{"delete /3303/2", "CON DELETE /3303/2 mid=0 "},
             Row{"execute /3/0/4 0='now'", "CON POST /3/0/4 mid=0 Content-Format=0 payload=7B 303D276E6F7727"},
             Row{"execute /3/0/4", "CON POST /3/0/4 mid=0 "},
             Row{"attributes /3/0/9 pmin=1 pmax=5", "CON PUT /3/0/9 mid=0  ?pmin=1 ?pmax=5"},
             Row{"write-opaque /19/0/0 0A0B", "CON PUT /19/0/0 mid=0 Content-Format=42 payload=2B 0A0B"},
             Row{"raw fetch / format=60 hex=80 accept=112 non",
                 "NON FETCH / mid=0 Content-Format=60 Accept=112 payload=1B 80"},
             Row{"clients", "clients"},
             Row{"again execute /3/0/4", "again"},
             Row{"", ""},
             Row{"# read /3/0", ""},
             Row{"reed /3/0", "reed is not a command (help lists them)"},
             Row{"read", "usage: read PATH [FORMAT] [block=SIZE]"},
             Row{"read 3/0", "3/0 is not a path: a path begins with /"},
             Row{"read /3/0 cobr", "cobr is not a format"},
             Row{"write-opaque /19/0/0 0A0", "0A0 is not hexadecimal"},
             Row{"create /3303 5700", "5700 is not RESOURCE=VALUE"},
             Row{"raw get /3 text=1 what=2", "what is not one of format= accept= option= query= hex= text= non"},
         })
        EXPECT_EQ(understood(row.line), row.request) << row.line;
}

TEST(DemoServerCommand, ObservesAndCancelsWithTheObserveOption) {
    std::string why;
    const auto observe = parse_command("observe /3303/0/5700 text", why);
    ASSERT_TRUE(observe && observe->request);
    EXPECT_EQ(observe->request->message.uint_option(coap::OptionNumber::observe), 0U);
    EXPECT_EQ(observe->request->watch, DeviceRequest::Watch::start);
    const auto cancel = parse_command("cancel /3303/0/5700", why);
    ASSERT_TRUE(cancel && cancel->request);
    EXPECT_EQ(cancel->request->message.uint_option(coap::OptionNumber::observe), 1U);
}

TEST(DemoServerCommand, HelpNamesEveryCommand) {
    for (const auto* verb :
         {"read", "write-tlv", "execute", "observe", "cancel", "forget", "discover", "attributes", "quit"})
        EXPECT_NE(help_text().find(verb), std::string::npos) << verb;
}

}  // namespace
}  // namespace agent::demo_server
