#include "lwm2m/demo_server/command.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace agent::demo_server {
namespace {

struct Verb {
    std::string_view name;
    std::size_t words;  // with the verb, at least
    std::string_view usage;
    std::string_view meaning;
    DeviceRequest (*request)(TypedLine&);  // null: the server does it by itself
};

using enum DeviceRequest::Watch;

constexpr std::array verbs{
    Verb{"read", 2, "PATH [FORMAT] [block=SIZE]", "of an object, instance, resource or resource instance",
         [](TypedLine& line) { return line.read(); }},
    Verb{"discover", 2, "PATH", "what there is, with its attributes", [](TypedLine& line) { return line.discover(); }},
    Verb{"write", 2, "PATH TEXT", "a resource, as text", [](TypedLine& line) { return line.write_text(); }},
    Verb{"write-opaque", 3, "PATH HEX", "a resource, as bytes", [](TypedLine& line) { return line.write_opaque(); }},
    Verb{"write-tlv", 3, "PATH VALUE | PATH RESOURCE=VALUE...", "a resource, or an instance that is replaced",
         [](TypedLine& line) { return line.write_tlv(coap::code::put); }},
    Verb{"update-tlv", 3, "PATH RESOURCE=VALUE...", "some resources of an instance; it keeps the others",
         [](TypedLine& line) { return line.write_tlv(coap::code::post); }},
    Verb{"create", 2, "/OBJECT[/INSTANCE] RESOURCE=VALUE...", "an instance",
         [](TypedLine& line) { return line.create(); }},
    Verb{"delete", 2, "PATH", "an instance", [](TypedLine& line) { return line.remove(); }},
    Verb{"execute", 2, "PATH [ARGUMENTS]", "a resource", [](TypedLine& line) { return line.execute(); }},
    Verb{"observe", 2, "PATH [FORMAT]", "be notified of changes", [](TypedLine& line) { return line.watch(start); }},
    Verb{"cancel", 2, "PATH", "end an observation by Observe=1", [](TypedLine& line) { return line.watch(stop); }},
    Verb{"forget", 2, "PATH", "end an observation by a reset to its next notification", nullptr},
    Verb{"attributes", 3, "PATH pmin=N pmax=N ...", "when to notify",
         [](TypedLine& line) { return line.write_attributes(); }},
    Verb{"raw", 3, "METHOD PATH [format=F] [accept=F] [query=Q] [option=NUMBER:HEX] [hex=H] [text=T] [non]",
         "any request", [](TypedLine& line) { return line.raw(); }},
    Verb{"again", 2, "COMMAND", "an earlier request with its message id, as a retransmission", nullptr},
    Verb{"clients", 1, "", "who is registered", nullptr},
    Verb{"use", 2, "ENDPOINT", "which device the commands are for, when there are several", nullptr},
    Verb{"drop", 1, "[ENDPOINT]", "forget a registration, as a server that restarts would", nullptr},
    Verb{"help", 1, "", "this list", nullptr},
    Verb{"quit", 1, "", "end the server", nullptr},
};

}  // namespace

std::optional<Command> parse_command(std::string_view text, std::string& why) {
    TypedLine line(text);
    const auto& words = line.words();
    Command command{.line = line.text()};
    if (words.empty() || words[0].starts_with('#')) return command;

    const auto* verb = std::ranges::find(verbs, words[0], &Verb::name);
    if (verb == verbs.end()) {
        why = fmt::format("{} is not a command (help lists them)", words[0]);
        return std::nullopt;
    }
    if (words.size() < verb->words) {
        why = fmt::format("usage: {} {}", verb->name, verb->usage);
        return std::nullopt;
    }
    command.verb = verb->name;
    command.arguments.assign(words.begin() + 1, words.end());
    if (verb->request != nullptr) command.request = verb->request(line);
    if (line.problem().empty()) return command;
    why = line.problem();
    return std::nullopt;
}

std::string help_text() {
    std::string text;
    for (const auto& verb : verbs) {
        text += fmt::format("  {:<60} {}\n", fmt::format("{} {}", verb.name, verb.usage), verb.meaning);
    }
    return text;
}

}  // namespace agent::demo_server
