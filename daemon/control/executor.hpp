// Does what a command says and answers it with one line.
#pragma once

#include <functional>
#include <string>

#include "daemon/control/command.hpp"
#include "daemon/control/problem.hpp"
#include "daemon/control/subject.hpp"

namespace agent::daemon::control {

class Executor {
public:
    /// Runs once, perhaps before run() returns.
    using Reply = std::function<void(std::string line)>;

    explicit Executor(Subject& subject) : subject_(subject) {}

    void run(const Command& command, const Reply& reply);

private:
    void run(const command::Status& command, const Reply& reply);
    void run(const command::Objects& command, const Reply& reply);
    void run(const command::Read& command, const Reply& reply);
    void run(const command::Write& command, const Reply& reply);
    void run(const command::Create& command, const Reply& reply);
    void run(const command::Delete& command, const Reply& reply);
    void run(const command::Execute& command, const Reply& reply);
    void run(const command::Send& command, const Reply& reply);
    void run(const command::Update& command, const Reply& reply);
    void run(const command::Stop& command, const Reply& reply) { hold(command.server, true, reply); }
    void run(const command::Start& command, const Reply& reply) { hold(command.server, false, reply); }
    void run(const command::Bootstrap&, const Reply& reply);
    void run(const command::Observations& command, const Reply& reply);
    void run(const command::Statistics&, const Reply& reply);
    void run(const command::SetLogLevel& command, const Reply& reply);
    // Whoever asks follows from now on, which is the caller's business.
    void run(const command::Events&, const Reply& reply);
    void run(const command::Trace&, const Reply& reply);

    /// Whether there are objects; a problem says why not.
    Checked<const lwm2m::ObjectTree*> objects() const;
    Checked<const lwm2m::ResourceDefinition*> resource_at(const lwm2m::ObjectPath& path,
                                                          std::string_view done_to) const;
    /// One server, or all of them; a problem when there is no such server.
    Checked<std::vector<ServerReport>> chosen(std::optional<std::uint16_t> server) const;
    void hold(std::uint16_t server, bool held, const Reply& reply);

    Subject& subject_;
};

}  // namespace agent::daemon::control
