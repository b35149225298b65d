#include "daemon/handlers/execute_resource.hpp"

#include "daemon/handlers/placeholder.hpp"

namespace agent::daemon {

std::array<std::string, 10> execute_arguments(std::string_view text) {
    std::array<std::string, 10> values;
    while (!text.empty()) {
        const auto digit = static_cast<std::size_t>(text.front() - '0');
        text.remove_prefix(1);
        if (text.starts_with("='")) {
            const auto end = text.find('\'', 2);
            if (digit < values.size() && end != std::string_view::npos) values[digit] = text.substr(2, end - 2);
            text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        }
        const auto comma = text.find(',');
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    return values;
}

ExecuteResource::ExecuteResource(config::ExecuteSettings settings, const lwm2m::ObjectPath& path, Loop& loop,
                                 ProcessRunner& processes, Log log)
    : settings_(std::move(settings)), path_(path), timers_(loop.timers()), processes_(processes), log_(log) {}

ExecuteResource::~ExecuteResource() {
    timers_.cancel(delay_);
    processes_.cancel(run_);
}

void ExecuteResource::execute(std::string_view arguments, Done done) {
    if (delay_ != TimerId::none || run_ != RunId::none)
        return done(lwm2m::Failure{coap::code::service_unavailable, "it is being executed"});
    const auto values = execute_arguments(arguments);
    auto argv = settings_.argv;
    for (auto& word : argv) {
        word = filled(word, {{"{arguments}", arguments},
                             {"{0}", values[0]},
                             {"{1}", values[1]},
                             {"{2}", values[2]},
                             {"{3}", values[3]},
                             {"{4}", values[4]},
                             {"{5}", values[5]},
                             {"{6}", values[6]},
                             {"{7}", values[7]},
                             {"{8}", values[8]},
                             {"{9}", values[9]}});
    }
    if (settings_.delay == Duration::zero()) return run(std::move(argv), std::move(done));
    delay_ = timers_.after(settings_.delay, [this, argv = std::move(argv)]() mutable {
        delay_ = TimerId::none;
        run(std::move(argv), [this](const lwm2m::Outcome<void>& outcome) {
            if (!outcome) log_.error("execute_failed path={} reason=\"{}\"", path_.text(), outcome.error().reason);
        });
    });
    done({});
}

void ExecuteResource::run(std::vector<std::string> argv, Done done) {
    constexpr std::size_t ignored_output = 64 * 1024;
    run_ = processes_.run({std::move(argv), settings_.timeout, ignored_output},
                          [this, done = std::move(done)](const lwm2m::Outcome<std::string>& output) {
                              run_ = RunId::none;
                              if (output) return done({});
                              done(output.error());
                          });
}

}  // namespace agent::daemon
