// Sources that somebody else answers: a program, the module, the clock.
#include <fmt/format.h>

#include "config/expression.hpp"
#include "daemon/handlers/sources.hpp"

namespace agent::daemon {
namespace {

class CommandSource final : public Source {
public:
    CommandSource(const config::CommandSettings& settings, const lwm2m::ResourceDefinition& definition,
                  ProcessRunner& processes)
        : settings_(settings), reading_(definition, settings.match, settings.scale), processes_(processes) {}
    ~CommandSource() override { processes_.cancel(run_); }

    void fetch(Fetched done) override {
        run_ = processes_.run(
            {settings_.argv, settings_.timeout, settings_.max_output},
            [this, done = std::move(done)](lwm2m::Outcome<std::string> output) {
                run_ = RunId::none;
                if (!output) return done(output.error());
                auto value = reading_(*output);
                if (!value) {
                    value = source_failure(fmt::format("{}: {}", settings_.argv.front(), value.error().reason));
                }
                done(std::move(value));
            });
    }

private:
    config::CommandSettings settings_;
    TextReading reading_;
    ProcessRunner& processes_;
    RunId run_ = RunId::none;
};

class AtSource final : public Source {
public:
    AtSource(const config::AtSettings& settings, const lwm2m::ResourceDefinition& definition,
             const ExecuteAt& execute_at)
        : settings_(settings),
          pattern_(compile_pattern(settings.match)),
          reading_(definition, std::nullopt, 1.0),
          execute_at_(execute_at) {
        if (!settings.map) return;
        std::string why;
        map_ = config::Expression::parse(*settings.map, pattern_.groups(), why);
        if (!map_) throw std::invalid_argument(why);
    }

    void fetch(Fetched done) override {
        auto command = modem::at::Command::parse(settings_.query);
        if (!command) return done(source_failure(settings_.query + ": " + command.error().message()));
        const std::weak_ptr<const int> alive = alive_;
        execute_at_(std::move(*command).within(settings_.timeout),
                    [this, alive, done = std::move(done)](Result<modem::at::Reply> reply) {
                        if (alive.expired()) return;
                        auto value = reply ? read(*reply) : source_failure(reply.error().message());
                        if (!value)
                            value = source_failure(fmt::format("{}: {}", settings_.query, value.error().reason));
                        done(std::move(value));
                    });
    }

private:
    lwm2m::Outcome<lwm2m::ResourceValue> read(const modem::at::Reply& reply) const {
        std::string text;
        for (const auto& line : reply.lines) text.append(text.empty() ? "" : "\n").append(line);
        if (!map_) {
            const auto part = pattern_.extract(text);
            return part ? reading_(*part) : source_failure("nothing matches");
        }
        const auto captures = pattern_.find(text);
        if (!captures) return source_failure("nothing matches");
        std::string why;
        const auto number = map_->evaluate(*captures, why);
        return number ? reading_.of_number(*number) : source_failure(why);
    }

    config::AtSettings settings_;
    config::Pattern pattern_;
    std::optional<config::Expression> map_;
    TextReading reading_;
    const ExecuteAt& execute_at_;
    // The channel can't take a command back: its completion asks whether we are still there.
    std::shared_ptr<const int> alive_ = std::make_shared<const int>(0);
};

class ClockSource final : public Source {
public:
    explicit ClockSource(const WallClock& clock) : clock_(clock) {}
    void fetch(Fetched done) override { done(lwm2m::ResourceValue(lwm2m::Value(lwm2m::Time{clock_()}))); }

private:
    const WallClock& clock_;
};

}  // namespace

std::unique_ptr<Source> make_source(const config::CommandSettings& settings,
                                    const lwm2m::ResourceDefinition& definition, ProcessRunner& processes) {
    return std::make_unique<CommandSource>(settings, definition, processes);
}

std::unique_ptr<Source> make_source(const config::AtSettings& settings, const lwm2m::ResourceDefinition& definition,
                                    const ExecuteAt& execute_at) {
    return std::make_unique<AtSource>(settings, definition, execute_at);
}

std::unique_ptr<Source> make_source(const config::ClockSettings& /*settings*/, const WallClock& clock) {
    return std::make_unique<ClockSource>(clock);
}

}  // namespace agent::daemon
