// A gateway with object 5 on a real loop, with real files, programs and a real HTTP server; only the module is played.
#pragma once

#include <array>
#include <csignal>
#include <optional>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/firmware/firmware.hpp"
#include "daemon/handlers/build_tree.hpp"
#include "daemon/state_store.hpp"
#include "tests/daemon/temporary.hpp"

namespace agent::daemon::testing {

struct FirmwareLines final : LogSink {
    void write(LogLevel, std::string_view, std::string_view text) override { all.append(text).append("\n"); }
    bool has(std::string_view part) const { return all.find(part) != std::string::npos; }
    std::string all;
};

/// A module that reaches nobody.
struct NoTransport final : lwm2m::Transport {
    void connect(lwm2m::ServerIndex, const lwm2m::ServerAccount&) override { ++connects; }
    void disconnect(lwm2m::ServerIndex) override {}
    void send(lwm2m::ServerIndex, coap::Message, SendDone) override {}
    int connects = 0;
};

/// The HTTP server of package_server.py, as long as it lives.
class PackageServer {
public:
    PackageServer(Loop& loop, const std::filesystem::path& file, const std::string& certificates = {}) {
        std::vector<std::string> argv{AGENT_PYTHON, AGENT_SOURCE_DIR "/tests/daemon/package_server.py", file.string()};
        if (!certificates.empty()) argv.push_back(certificates);
        auto spawned = spawn(argv);
        if (!spawned) throw std::runtime_error("package_server.py: " + spawned.error().message());
        program_ = std::move(*spawned);
        if (!run_until(loop, [&] { return said().find('\n') != std::string::npos; }))
            throw std::runtime_error("package_server.py did not start");
        port_ = said_.substr(0, said_.find('\n'));
    }
    ~PackageServer() {
        ::kill(-program_.pid, SIGKILL);
        ::waitpid(program_.pid, nullptr, 0);
    }
    PackageServer(const PackageServer&) = delete;
    PackageServer& operator=(const PackageServer&) = delete;

    std::string uri(const std::string& path, const std::string& scheme = "http") const {
        return scheme + "://127.0.0.1:" + port_ + path;
    }
    /// What it has printed: its port, then the requests.
    const std::string& said() {
        std::array<char, 4096> piece{};
        for (ssize_t got = 0; (got = ::read(program_.output.get(), piece.data(), piece.size())) > 0;)
            said_.append(piece.data(), static_cast<std::size_t>(got));
        return said_;
    }
    std::string requests() { return said().substr(said_.find('\n') + 1); }

private:
    Spawned program_;
    std::string said_;
    std::string port_;
};

/// Everything that ends with the agent's process.
struct Gateway {
    Gateway(const config::FirmwareSettings& settings, const std::filesystem::path& state, std::string fetch_program,
            const std::vector<config::ObjectSettings>& objects, Loop& loop, Log log)
        : store(state, log), processes(loop), context{loop, processes, store, {}, {}, log} {
        build_tree(objects, context, tree);
        tree.on_change([this](const lwm2m::ObjectPath& path) { changes += path.text() + " "; });
        firmware.emplace(settings,
                         FirmwareContext{.directory = state,
                                         .fetch_program = std::move(fetch_program),
                                         .loop = loop,
                                         .processes = processes,
                                         .store = store,
                                         .random = random,
                                         .transport = transport,
                                         .coap = {.free_context = [this] { return free_context; }},
                                         .log = log},
                         tree);
        firmware->start();
    }

    StateStore store;
    ProcessRunner processes;
    HandlerContext context;
    Random random{1};
    NoTransport transport;
    std::optional<lwm2m::ServerIndex> free_context = lwm2m::firmware::package_contexts.front();
    lwm2m::ObjectTree tree;
    std::optional<Firmware> firmware;
    std::string changes;
};

class FirmwareTest : public ::testing::Test {
protected:
    FirmwareTest() {
        write(folder / "version", "1.0\n");
        settings.max_size = 1024 * 1024;
        settings.install = {.argv = {"/bin/true", "{file}"}, .delay = 0s, .timeout = 20s};
        settings.pull = {lwm2m::firmware::Protocol::coap, lwm2m::firmware::Protocol::http,
                         lwm2m::firmware::Protocol::https};
        settings.retry = {.first = 1s, .most = 1s, .attempts = 3, .jitter = 0};
        config::InstanceSettings instance{.id = 0};
        for (const auto id : std::array<lwm2m::Id, 5>{0, 1, 2, 3, 5}) instance.resources.push_back({.id = id});
        instance.resources.push_back({.id = 7, .handler = config::FileSettings{.path = (folder / "version").string()}});
        objects.push_back({.definition = *lwm2m::core_definition(5), .instances = {std::move(instance)}});
    }

    static std::vector<std::string> shell(const std::string& script) {
        return {"/bin/sh", "-c", script, "sh", "{file}"};
    }
    /// The agent's process ends (when there is one) and begins again.
    void start() {
        gateway.reset();
        gateway.emplace(settings, folder / "state", fetch_program, objects, loop, Log(lines, "test", LogLevel::debug));
    }

    lwm2m::ResourceHandler& resource(lwm2m::Id id) { return *gateway->tree.find_resource({5, 0, id})->handler; }
    /// 2.04 or the code that refuses, as a server's Write gets it.
    std::string put(lwm2m::Id id, lwm2m::Value value) {
        const lwm2m::ResourceValue written = std::move(value);
        const auto outcome = wait([&](auto done) { resource(id).prepare(written, std::move(done)); });
        if (!outcome) return outcome.error().code.text();
        resource(id).commit(written);
        return "2.04";
    }
    std::string put_package(std::string_view bytes) { return put(0, to_bytes(bytes)); }
    std::string put_uri(const std::string& uri) { return put(1, uri); }
    std::string update() {
        const auto outcome = wait([&](auto done) { resource(2).execute("", std::move(done)); });
        return outcome ? "2.04" : outcome.error().code.text();
    }
    lwm2m::Outcome<void> wait(const std::function<void(lwm2m::ResourceHandler::Done)>& begin) {
        std::optional<lwm2m::Outcome<void>> outcome;
        begin([&](auto done) { outcome = std::move(done); });
        EXPECT_TRUE(run_until(loop, [&] { return outcome.has_value(); }));
        return outcome.value_or(lwm2m::Failure{{}, "no answer"});
    }
    std::int64_t number(lwm2m::Id id) {
        std::int64_t number = -1;
        resource(id).read([&](auto value) { number = std::get<std::int64_t>(std::get<lwm2m::Value>(*value)); });
        return number;
    }
    /// "state/result" as a server reads them.
    std::string now() { return std::to_string(number(3)) + "/" + std::to_string(number(5)); }
    void comes_to(const std::string& wanted) {
        EXPECT_TRUE(run_until(loop, [&] { return now() == wanted; })) << now() << " is not " << wanted << "\n"
                                                                      << lines.all;
    }
    void turn() {
        bool turned = false;
        loop.timers().after(0s, [&] { turned = true; });
        run_until(loop, [&] { return turned; });
    }
    std::filesystem::path package() const { return folder / "state/firmware/package"; }
    static std::string content(std::size_t size) {
        std::string bytes;
        while (bytes.size() < size) bytes += "line " + std::to_string(bytes.size()) + "\n";
        bytes.resize(size);
        return bytes;
    }

    TemporaryFolder folder;
    FirmwareLines lines;
    Loop loop;
    config::FirmwareSettings settings;
    std::string fetch_program = AGENT_FETCH_PROGRAM;
    std::vector<config::ObjectSettings> objects;
    std::optional<Gateway> gateway;
};

}  // namespace agent::daemon::testing
