#include "lwm2m/demo_server/server.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <random>

#include <poll.h>
#include <unistd.h>

namespace agent::demo_server {

Server::Server(const Options& options, std::ostream& out)
    : out_(out),
      json_(options.json),
      report_(out, options.json),
      random_(std::random_device{}()),
      coap_({.request = [this](const auto& request,
                               const auto& peer) { return directory_.answer(request, peer, Clock::now()); },
             .response =
                 [this](const auto& message, const auto& peer) {
                     return exchanges_.received(message, peer, Clock::now()) ? CoapServer::Verdict::fine
                                                                             : CoapServer::Verdict::reset;
                 },
             .failed = [this](const auto& sent, auto reason) { exchanges_.failed(sent, reason, Clock::now()); }},
            options.keys),
      directory_([this](const Event& event) { report_(event); }),
      exchanges_([this](const auto& peer, const auto& message) { return coap_.send(peer, message); },
                 [this](const Event& event) { report_(event); }, random_, options.timeout) {
    listen(options.listen, false);
    listen(options.listen_dtls, true);
}

void Server::listen(const std::vector<std::string>& addresses, bool secure) {
    for (const auto& address : addresses) {
        const auto bound = coap_.listen(address, secure);
        if (!json_) {
            out_ << "listening " << (secure ? "coaps " : "coap ") << bound << std::endl;
            continue;
        }
        std::int64_t port = 0;
        const auto digits = bound.substr(bound.rfind(':') + 1);
        std::from_chars(digits.data(), digits.data() + digits.size(), port);
        report_({.name = "listening",
                 .fields = {{"scheme", secure ? "coaps" : "coap"}, {"address", bound}, {"port", port}}});
    }
}

void Server::run(int input, const volatile std::sig_atomic_t& stop) {
    while (running_ && stop == 0) {
        std::array<pollfd, 2> waiting{{{coap_.descriptor(), POLLIN, 0}, {input_open_ ? input : -1, POLLIN, 0}}};
        poll(waiting.data(), waiting.size(), milliseconds_to_wait());
        coap_.process();
        if (waiting[1].revents != 0) take_input(input);
        directory_.expire(Clock::now());
        exchanges_.expire(Clock::now());
    }
}

int Server::milliseconds_to_wait() const {
    Duration wait = 1s;  // a signal may come just before poll()
    for (const auto end : {directory_.next_end(), exchanges_.next_end()})
        if (end) wait = std::clamp(*end - Clock::now(), Duration::zero(), wait);
    return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(wait).count());
}

void Server::take_input(int input) {
    std::array<char, 4096> chunk{};
    const auto size = ::read(input, chunk.data(), chunk.size());
    if (size <= 0) {
        input_open_ = false;  // nobody types any more; the devices are served on
        return;
    }
    typed_.append(chunk.data(), static_cast<std::size_t>(size));
    for (auto end = typed_.find('\n'); end != std::string::npos && running_; end = typed_.find('\n')) {
        const auto line = typed_.substr(0, end);
        typed_.erase(0, end + 1);
        obey(line);
    }
}

void Server::obey(std::string_view line) {
    std::string why;
    const auto command = parse_command(line, why);
    if (!command) return complain(line, why);
    if (!command->verb.empty()) obey(*command);
}

void Server::obey(const Command& command) {
    const auto& verb = command.verb;
    const std::string argument = command.arguments.empty() ? "" : command.arguments[0];
    if (verb == "quit") {
        running_ = false;
    } else if (verb == "help") {
        out_ << help_text() << std::flush;
    } else if (verb == "clients") {
        list_clients();
    } else if (verb == "use") {
        selected_ = argument;
        if (directory_.find(argument) == nullptr) complain(command.line, "not registered (yet)");
    } else if (const auto* device = selected(); device == nullptr) {
        complain(command.line, directory_.all().empty() ? "nobody is registered"
                                                        : "several devices are registered: choose with use ENDPOINT");
    } else if (command.request) {
        exchanges_.start(device->endpoint, device->peer, command, Clock::now());
    } else if (const auto earlier = command.line.substr(std::min(command.line.find(' ') + 1, command.line.size()));
               verb == "again" && !exchanges_.repeat(device->endpoint, device->peer, earlier, Clock::now())) {
        complain(command.line, "it was not asked before, or nothing was asked since");
    } else if (verb == "forget" && !exchanges_.forget(device->endpoint, argument)) {
        complain(command.line, "not observed");
    } else if (verb == "drop" && !directory_.drop(argument.empty() ? std::string_view(device->endpoint) : argument)) {
        complain(command.line, "not registered");
    }
}

/// The device that was chosen; without a choice the only one.
const Registration* Server::selected() {
    if (!selected_.empty()) return directory_.find(selected_);
    return directory_.all().size() == 1 ? &directory_.all().begin()->second : nullptr;
}

void Server::list_clients() const {
    report_({.name = "clients", .fields = {{"count", static_cast<std::int64_t>(directory_.all().size())}}});
    for (const auto& [endpoint, registration] : directory_.all())
        report_({.name = "client",
                 .endpoint = endpoint,
                 .fields = {{"location", "/rd/" + registration.location},
                            {"lifetime", std::int64_t{registration.lifetime_s}},
                            {"binding", registration.binding},
                            {"version", registration.version},
                            {"address", registration.peer.address()},
                            {"identity", registration.peer.identity()},
                            {"objects", registration.objects}}});
}

void Server::complain(std::string_view command, std::string_view problem) const {
    report_({.name = "unusable", .fields = {{"command", std::string(command)}, {"problem", std::string(problem)}}});
}

}  // namespace agent::demo_server
