#include "daemon/handlers/on_write.hpp"

#include "daemon/handlers/placeholder.hpp"

namespace agent::daemon {

std::string text_of(const lwm2m::ResourceValue& value) {
    if (const auto* single = std::get_if<lwm2m::Value>(&value)) return to_text(*single);
    std::string text;
    for (const auto& [instance, element] : std::get<lwm2m::InstanceValues>(value)) {
        if (!text.empty()) text.push_back(',');
        text.append(std::to_string(instance)).append("=").append(to_text(element));
    }
    return text;
}

void OnWrite::run(const lwm2m::ResourceValue& value, lwm2m::ResourceHandler::Done done) {
    auto argv = settings_.argv;
    const auto text = text_of(value);
    if (text.find('\0') != std::string::npos)
        return done(lwm2m::Failure{coap::code::bad_request, "a zero byte can't be handed to a program"});
    for (auto& word : argv) word = filled(word, {{"{value}", text}, {"{path}", path_.text()}});
    constexpr std::size_t ignored_output = 64 * 1024;
    run_ = processes_.run({std::move(argv), settings_.timeout, ignored_output},
                          [this, done = std::move(done)](const lwm2m::Outcome<std::string>& output) {
                              run_ = RunId::none;
                              if (output) return done({});
                              done(output.error());
                          });
}

}  // namespace agent::daemon
