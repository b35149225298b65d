// The server in one piece: commands from standard input, devices from the network, one event a line to standard output.
#pragma once

#include <csignal>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "lwm2m/base/random.hpp"
#include "lwm2m/demo_server/coap_server.hpp"
#include "lwm2m/demo_server/directory.hpp"
#include "lwm2m/demo_server/event.hpp"
#include "lwm2m/demo_server/exchanges.hpp"

namespace agent::demo_server {

struct Options {
    std::vector<std::string> listen;       // HOST:PORT, plain CoAP
    std::vector<std::string> listen_dtls;  // HOST:PORT, CoAPS with pre-shared keys
    Keys keys;
    bool json = false;
    Duration timeout = 60s;  // how long a request may wait for its answer
};

class Server {
public:
    /// Starts to listen and reports where. Throws std::runtime_error.
    Server(const Options& options, std::ostream& out);
    /// Serves until `quit`, or until `stop` (set by a signal handler) is not 0. Reads commands from the descriptor
    /// `input`.
    void run(int input, const volatile std::sig_atomic_t& stop);

private:
    void listen(const std::vector<std::string>& addresses, bool secure);
    void take_input(int input);
    void obey(std::string_view line);
    void obey(const Command& command);
    const Registration* selected();
    void list_clients() const;
    void complain(std::string_view command, std::string_view problem) const;
    int milliseconds_to_wait() const;

    std::ostream& out_;
    bool json_;
    Reporter report_;
    Random random_;
    CoapServer coap_;  // outlives the two that hold sessions of it
    Directory directory_;
    Exchanges exchanges_;
    std::string selected_;  // the endpoint that the commands are for
    std::string typed_;     // of a line that has not ended yet
    bool input_open_ = true;
    bool running_ = true;
};

}  // namespace agent::demo_server
