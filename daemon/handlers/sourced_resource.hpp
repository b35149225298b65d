// A resource whose value a Source has: asked at a Read when what is known is older than `refresh`, and by itself every
// `refresh` while somebody observes it. Reads that come together share one answer.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/handlers/on_write.hpp"
#include "daemon/handlers/source.hpp"
#include "lwm2m/base/log.hpp"
#include "lwm2m/base/timers.hpp"

namespace agent::daemon {

struct SourcedOptions {
    std::optional<Duration> refresh;  // absent: every Read asks
    bool writable = false;
    std::unique_ptr<OnWrite> on_write;          // nullptr: none
    std::string file;                           // of a writable `file:`; empty: writes go to on_write alone
    double scale = 1.0;                         // of that file
    std::function<void(bool works)> on_health;  // told when the source begins to fail, and when it works again
    std::optional<std::size_t> max_size;        // bytes of a written string or opaque value
};

class SourcedResource final : public lwm2m::ResourceHandler {
public:
    SourcedResource(std::unique_ptr<Source> source, SourcedOptions options, const lwm2m::ObjectPath& path,
                    Timers& timers, Log log);
    ~SourcedResource() override;

    void read(ReadDone done) override;
    const lwm2m::ResourceValue* cached() const override { return value_ ? &*value_ : nullptr; }
    void prepare(const lwm2m::ResourceValue& value, Done done) override;
    void commit(const lwm2m::ResourceValue& value) override;
    void revert(const lwm2m::ResourceValue& value) override;
    void watch(bool observed) override;

private:
    void fetch();
    void on_fetched(lwm2m::Outcome<lwm2m::ResourceValue> value);
    void failed(const lwm2m::Failure& failure);
    void recovered();
    void refresh_later();
    bool is_fresh() const;

    std::unique_ptr<Source> source_;
    SourcedOptions options_;
    lwm2m::ObjectPath path_;
    Timers& timers_;
    Log log_;
    std::optional<lwm2m::ResourceValue> value_;
    std::optional<lwm2m::ResourceValue> written_;  // by a server, since the source was asked last
    TimePoint fetched_at_;
    std::optional<std::string> before_write_;  // what the file held when prepare() replaced it
    std::vector<ReadDone> readers_;
    bool fetching_ = false;
    bool watched_ = false;
    bool failed_ = false;
    TimerId refresh_timer_ = TimerId::none;
    TimerId notify_timer_ = TimerId::none;
};

}  // namespace agent::daemon
