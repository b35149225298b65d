// lwm2m-demo-server: a small LwM2M server to try a device with. It takes commands on its standard input (help lists
// them) and prints one event a line.
#include <fstream>
#include <iostream>
#include <stdexcept>

#include <CLI/CLI.hpp>
#include <signal.h>
#include <unistd.h>

#include "lwm2m/demo_server/server.hpp"

namespace {

namespace server = agent::demo_server;

volatile std::sig_atomic_t stop = 0;

/// Lines IDENTITY=HEXKEY; empty ones and those that begin with # are skipped. Never quotes a line: it holds a key.
server::Keys read_keys(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error(path + ": cannot be read");
    server::Keys keys;
    std::size_t number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        if (line.empty() || line.starts_with('#')) continue;
        const auto equals = line.rfind('=');
        const auto key = equals == std::string::npos ? std::nullopt : agent::from_hex(line.substr(equals + 1));
        if (!key || key->empty())
            throw std::runtime_error(path + ':' + std::to_string(number) +
                                     ": a line is IDENTITY=KEY, the key in hexadecimal");
        keys.insert_or_assign(line.substr(0, equals), *key);
    }
    return keys;
}

}  // namespace

int main(int argc, char** argv) try {
    CLI::App app(
        "A small LwM2M server to try a device with: commands on standard input (help lists them), events on standard "
        "output.");
    server::Options options;
    std::string psk_file;
    double timeout = 60;
    app.add_option("--listen", options.listen, "HOST:PORT for CoAP; port 0 takes a free one and prints it")
        ->type_name("ADDRESS");
    app.add_option("--listen-dtls", options.listen_dtls, "HOST:PORT for CoAPS with pre-shared keys")
        ->type_name("ADDRESS");
    app.add_option("--psk-file", psk_file, "Lines IDENTITY=HEXKEY: who may come by CoAPS")->type_name("FILE");
    app.add_option("--timeout", timeout, "Seconds that a request waits for its answer")->type_name("SECONDS");
    app.add_flag("--json", options.json, "Events as JSON, one object a line");
    CLI11_PARSE(app, argc, argv);

    if (!psk_file.empty()) options.keys = read_keys(psk_file);
    if (!options.listen_dtls.empty() && options.keys.empty())
        throw std::runtime_error("--listen-dtls needs --psk-file");
    if (options.listen.empty() && options.listen_dtls.empty()) options.listen = {"127.0.0.1:5683"};
    options.timeout = std::chrono::duration_cast<agent::Duration>(std::chrono::duration<double>(timeout));

    struct sigaction action {};
    action.sa_handler = [](int) { stop = 1; };
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGINT, &action, nullptr);
    server::Server(options, std::cout).run(STDIN_FILENO, stop);
    return 0;
} catch (const std::exception& error) {
    std::cerr << "lwm2m-demo-server: " << error.what() << '\n';
    return 1;
}
