// `on_write:` the program that a written value is handed to before the write is answered.
#pragma once

#include "config/handler_settings.hpp"
#include "daemon/process.hpp"
#include "lwm2m/model/handler.hpp"

namespace agent::daemon {

class OnWrite {
public:
    OnWrite(config::OnWriteSettings settings, const lwm2m::ObjectPath& path, ProcessRunner& processes)
        : settings_(std::move(settings)), path_(path), processes_(processes) {}
    ~OnWrite() { processes_.cancel(run_); }
    OnWrite(const OnWrite&) = delete;
    OnWrite& operator=(const OnWrite&) = delete;

    /// `done` runs later, with 5.00 and the reason when the program refused.
    void run(const lwm2m::ResourceValue& value, lwm2m::ResourceHandler::Done done);

private:
    config::OnWriteSettings settings_;
    lwm2m::ObjectPath path_;
    ProcessRunner& processes_;
    RunId run_ = RunId::none;
};

/// One value as its text; a multiple resource as "0=a,1=b".
std::string text_of(const lwm2m::ResourceValue& value);

}  // namespace agent::daemon
