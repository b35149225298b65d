#include "daemon/handlers/sourced_resource.hpp"

#include <utility>

#include "config/expression.hpp"
#include "daemon/handlers/sources.hpp"
#include "daemon/handlers/value_resource.hpp"

namespace agent::daemon {
namespace {

constexpr std::size_t longest_file = 1024 * 1024;

/// What the file is to hold so that reading it gives the value back.
std::string file_text(const lwm2m::ResourceValue& value, double scale) {
    if (const auto* single = std::get_if<lwm2m::Value>(&value); single != nullptr && scale != 1.0) {
        const auto number = convert(*single, lwm2m::DataType::floating);
        if (number) return config::number_text(in_decimal(std::get<double>(*number) / scale)) + "\n";
    }
    return text_of(value) + "\n";
}

}  // namespace

SourcedResource::SourcedResource(std::unique_ptr<Source> source, SourcedOptions options, const lwm2m::ObjectPath& path,
                                 Timers& timers, Log log)
    : source_(std::move(source)), options_(std::move(options)), path_(path), timers_(timers), log_(log) {}

SourcedResource::~SourcedResource() {
    timers_.cancel(refresh_timer_);
    timers_.cancel(notify_timer_);
}

bool SourcedResource::is_fresh() const {
    return value_ && options_.refresh && timers_.now() - fetched_at_ < *options_.refresh;
}

void SourcedResource::read(ReadDone done) {
    if (is_fresh()) return done(*value_);
    readers_.push_back(std::move(done));
    if (!fetching_) fetch();
}

void SourcedResource::fetch() {
    fetching_ = true;
    source_->fetch([this](lwm2m::Outcome<lwm2m::ResourceValue> value) { on_fetched(std::move(value)); });
}

void SourcedResource::on_fetched(lwm2m::Outcome<lwm2m::ResourceValue> value) {
    fetching_ = false;
    // What a server wrote is no news when the source gives it back.
    const auto& before = value_ ? value_ : written_;
    const bool changed = value ? before != *value : before.has_value();
    written_.reset();
    if (value) {
        if (std::exchange(failed_, false)) recovered();
        value_ = *value;
        fetched_at_ = timers_.now();
    } else {
        // Said once: an observed resource asks again and again.
        if (!std::exchange(failed_, true)) failed(value.error());
        value_.reset();
    }
    if (watched_) {
        if (changed && notify_timer_ == TimerId::none) {
            // Not from inside a read(): that is the handler's promise.
            notify_timer_ = timers_.after(0s, [this] {
                notify_timer_ = TimerId::none;
                notify_changed();
            });
        }
        refresh_later();
    }
    for (const auto& done : std::exchange(readers_, {})) done(value);
}

void SourcedResource::failed(const lwm2m::Failure& failure) {
    if (failure.code == coap::code::not_found)  // there is just nothing to know now
        return log_.debug("source_has_no_value path={} reason=\"{}\"", path_.text(), failure.reason);
    log_.warning("source_failed path={} reason=\"{}\"", path_.text(), failure.reason);
    if (options_.on_health) options_.on_health(false);
}

void SourcedResource::recovered() {
    log_.info("source_recovered path={}", path_.text());
    if (options_.on_health) options_.on_health(true);
}

void SourcedResource::refresh_later() {
    timers_.cancel(refresh_timer_);
    if (!options_.refresh) return;
    refresh_timer_ = timers_.after(*options_.refresh, [this] {
        refresh_timer_ = TimerId::none;
        if (!fetching_) fetch();
    });
}

void SourcedResource::watch(bool observed) {
    watched_ = observed;
    if (observed) return refresh_later();
    timers_.cancel(refresh_timer_);
    timers_.cancel(notify_timer_);
}

void SourcedResource::prepare(const lwm2m::ResourceValue& value, Done done) {
    if (!options_.writable) return ResourceHandler::prepare(value, std::move(done));
    if (auto fits = check_size(value, options_.max_size); !fits) return done(std::move(fits));
    if (!options_.file.empty()) {
        auto before = read_file(options_.file, longest_file);
        before_write_ = before ? std::optional(std::move(*before)) : std::nullopt;
        if (auto written = write_file(options_.file, file_text(value, options_.scale)); !written)
            return done(std::move(written));
    }
    if (!options_.on_write) return done({});
    options_.on_write->run(value, [this, value, done = std::move(done)](lwm2m::Outcome<void> taken) {
        if (!taken && before_write_) (void)write_file(options_.file, *before_write_);
        done(std::move(taken));
    });
}

void SourcedResource::commit(const lwm2m::ResourceValue& value) {
    // The source says what became of it.
    value_.reset();
    written_ = value;
    before_write_.reset();
}

void SourcedResource::revert(const lwm2m::ResourceValue& /*value*/) {
    if (const auto before = std::exchange(before_write_, std::nullopt)) (void)write_file(options_.file, *before);
    if (options_.on_write && value_) options_.on_write->run(*value_, [](auto) {});
}

}  // namespace agent::daemon
