// Questions to a person. They go to standard error, so that standard output stays what was asked for.
#pragma once

#include <optional>
#include <string>

namespace agent::daemon::generate {

/// Standard input and standard error are a terminal: there is somebody to ask.
bool is_somebody_there();

/// The answer, `usual` when it is empty; nullopt when the person has gone.
std::optional<std::string> ask(const std::string& question, const std::string& usual);
/// The same for what nobody may see.
std::optional<std::string> ask_secret(const std::string& question);

}  // namespace agent::daemon::generate
