#include "daemon/firmware/installation.hpp"

#include "daemon/handlers/placeholder.hpp"

namespace agent::daemon {

namespace firmware = lwm2m::firmware;
using firmware::UpdateResult;

namespace {

constexpr std::size_t ignored_output = 256 * 1024;
const lwm2m::ObjectPath version_path(5, 0, 7);

}  // namespace

Installation::Installation(const config::FirmwareSettings& settings, std::filesystem::path package,
                           lwm2m::ObjectTree& tree, lwm2m::Store& store, ProcessRunner& processes, Timers& timers,
                           Log log)
    : settings_(settings),
      package_(std::move(package)),
      tree_(tree),
      store_(store),
      processes_(processes),
      timers_(timers),
      log_(log) {}

Installation::~Installation() { stop(); }

void Installation::stop() {
    timers_.cancel(timer_);
    ++turn_;
    decided_ = nullptr;
    processes_.cancel(run_);  // not an installer, which would leave half a firmware
}

config::Argv Installation::filled_in(config::Argv argv) const {
    for (auto& word : argv) word = filled(word, {{"{file}", package_.native()}});
    return argv;
}

void Installation::verify(Verified done) {
    stop();
    if (!settings_.verify) {
        timer_ = timers_.after(Duration::zero(), [done = std::move(done)] { done(UpdateResult::initial); });
        return;
    }
    const auto& verify = *settings_.verify;
    run_ =
        processes_.run({.argv = filled_in(verify.argv),
                        .timeout = verify.timeout,
                        .max_output = ignored_output,
                        .declines = verify.unsupported},
                       [this, done = std::move(done)](const lwm2m::Outcome<std::string>& outcome) {
                           run_ = RunId::none;
                           if (outcome) return done(UpdateResult::initial);
                           log_.warning("package_refused reason=\"{}\"", outcome.error().reason);
                           const bool unsupported = outcome.error().code == coap::code::unsupported_content_format;
                           done(unsupported ? UpdateResult::unsupported_package : UpdateResult::integrity_check_failed);
                       });
}

void Installation::install(Decided done) {
    stop();
    decided_ = std::move(done);
    timer_ = timers_.after(settings_.install.delay, [this] { remember_version(); });
}

void Installation::remember_version() {
    read_version([this](const std::optional<std::string>& version) {
        std::optional<lwm2m::ResourceValue> before;
        if (version) before = lwm2m::Value(*version);
        const lwm2m::Change change{version_path, std::move(before)};
        if (const auto kept = store_.keep({&change, 1}); !kept) {
            log_.error("install_failed reason=\"{}\"", kept.error().reason);
            return decide(firmware::InstallFailed{});
        }
        run_installer();
    });
}

void Installation::run_installer() {
    const auto& install = settings_.install;
    auto argv = filled_in(install.argv);
    log_.info("install_started program={} file={}", argv.front(), package_.string());
    give_up_at_ = timers_.now() + install.timeout;
    run_ = processes_.run(
        {.argv = std::move(argv), .timeout = install.timeout, .max_output = ignored_output, .outlives = true},
        [this](const lwm2m::Outcome<std::string>& outcome) { on_installer_ended(outcome); });
}

void Installation::on_installer_ended(const lwm2m::Outcome<std::string>& outcome) {
    run_ = RunId::none;
    if (outcome) {
        timer_ = timers_.at(give_up_at_, [this] { look(true); });
        return look(false);
    }
    log_.error("install_failed reason=\"{}\"", outcome.error().reason);
    decide(firmware::InstallFailed{});
}

void Installation::confirm(Decided done) {
    stop();
    decided_ = std::move(done);
    timer_ = timers_.after(Duration::zero(), [this] { look(true); });
}

void Installation::look(bool at_last) {
    if (const auto& confirm = settings_.install.confirm) {
        processes_.cancel(run_);
        run_ = processes_.run(
            {.argv = filled_in(confirm->argv), .timeout = confirm->timeout, .max_output = ignored_output},
            [this, at_last](const lwm2m::Outcome<std::string>& outcome) {
                run_ = RunId::none;
                seen(outcome.has_value(), at_last, outcome ? "" : outcome.error().reason);
            });
        return;
    }
    read_version([this, at_last](const std::optional<std::string>& version) {
        const auto before = store_.kept(version_path);
        const auto* single = before ? std::get_if<lwm2m::Value>(&*before) : nullptr;
        const auto* text = single ? std::get_if<std::string>(single) : nullptr;
        const bool runs = version && text != nullptr && *text != *version;
        seen(runs, at_last, "the version is still " + version.value_or("unknown"));
    });
}

void Installation::seen(bool runs, bool at_last, const std::string& why) {
    if (runs) {
        log_.info("install_confirmed");
        return decide(firmware::Installed{});
    }
    if (!at_last) {
        log_.info("install_ended reason=\"{}\" effect=\"a restart is expected\"", why);
        return;
    }
    log_.error("install_not_confirmed reason=\"{}\"", why);
    decide(firmware::NotInstalled{});
}

void Installation::read_version(std::function<void(std::optional<std::string>)> done) {
    auto* version = tree_.find_resource(version_path);
    if (version == nullptr) return done(std::nullopt);
    version->handler->read([this, turn = turn_, done = std::move(done)](lwm2m::Outcome<lwm2m::ResourceValue> value) {
        if (turn != turn_) return;
        if (!value) return done(std::nullopt);
        done(lwm2m::to_text(std::get<lwm2m::Value>(*value)));
    });
}

void Installation::decide(firmware::Event how) {
    timers_.cancel(timer_);
    if (const auto done = std::exchange(decided_, nullptr)) done(std::move(how));
}

}  // namespace agent::daemon
