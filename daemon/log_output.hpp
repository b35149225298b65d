// Where the log goes: standard error, or the journal with a field for each thing people filter by.
#pragma once

#include <memory>
#include <string>

#include "config/settings.hpp"
#include "lwm2m/base/log.hpp"

namespace agent::daemon {

/// Whether standard error is already the journal's (systemd sets JOURNAL_STREAM to what it connected).
bool is_journal_the_standard_error();
/// `modem` is the port of the module that the lines are about: the journal's MODEM. What repeats is limited (LogLimit).
std::unique_ptr<LogSink> make_log_output(config::LogSettings::Target target, std::string modem = {});

}  // namespace agent::daemon
