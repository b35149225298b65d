#include "daemon/generate/generate.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>
#include <sysexits.h>
#include <unistd.h>

#include "config/load.hpp"
#include "daemon/generate/module_probe.hpp"
#include "daemon/generate/new_file.hpp"
#include "daemon/generate/terminal.hpp"
#include "lwm2m/base/bytes.hpp"

namespace agent::daemon::generate {
namespace {

namespace fs = std::filesystem;

constexpr const char* group = "lwm2m-agent";
constexpr Duration patience = 60s;  // a module that wakes up, looks for its SIM

/// Ends the work with an exit code, after saying why.
struct Refused {
    int exit_code;
    std::string why;
};

/// What is known, or what a person says.
std::string told(const std::string& wished, const char* option, const std::string& question, const std::string& usual) {
    if (!wished.empty()) return wished;
    if (!is_somebody_there()) {
        if (usual.empty()) throw Refused{EX_USAGE, fmt::format("{} is needed: there is nobody to ask", option)};
        return usual;
    }
    const auto answer = ask(question, usual);
    if (!answer || answer->empty()) throw Refused{EX_USAGE, fmt::format("nothing was answered for {}", option)};
    return *answer;
}

std::string usual_device() {
    std::error_code error;
    for (const auto* folder : {"/dev/lwm2m", "/dev/serial/by-id"})
        for (const auto& entry : fs::directory_iterator(folder, error)) return entry.path();
    for (const auto* device : {"/dev/ttyUSB0", "/dev/ttyACM0", "/dev/ttyS0"})
        if (fs::exists(device, error)) return device;
    return "";
}

std::string typed_key() {
    if (!is_somebody_there())
        throw Refused{EX_USAGE, "coaps needs --psk-key-file or --psk-credential: there is nobody to ask"};
    while (true) {
        const auto key = ask_secret("Key in hexadecimal");
        if (!key || key->empty()) throw Refused{EX_USAGE, "nothing was answered for the key"};
        if (const auto bytes = from_hex(*key); bytes && bytes->size() >= 8 && bytes->size() <= 128) return *key;
        fmt::print(stderr, "pairs of 0-9 and a-f, 8 to 128 of them\n");
    }
}

struct Key {
    std::string path;  // of the file for it; empty: it is somewhere else
    std::string text;
};

/// Where the key comes from, or one that is to be written to a file beside the configuration.
Key choose_key(const Wishes& wishes, const std::string& path, Answers& answers) {
    answers.psk_identity = told(wishes.psk_identity, "--psk-identity", "PSK identity", answers.psk_identity);
    answers.key_credential = wishes.psk_credential;
    if (!wishes.psk_credential.empty()) return {};
    if (!wishes.psk_key_file.empty()) {
        answers.key_file = fs::absolute(wishes.psk_key_file).lexically_normal();
        return {};
    }
    Key key{.path = fs::path(path).replace_extension(".psk"), .text = typed_key()};
    answers.key_file = fs::path(key.path).filename();
    return key;
}

void refuse_existing(const std::string& path, const Wishes& wishes) {
    std::error_code error;
    if (!wishes.force && fs::exists(path, error))
        throw Refused{EX_CANTCREAT, fmt::format("{} is there already: --force replaces it", path)};
}

/// As the agent will see it, with the key that is yet to be written.
void check(const std::string& text, const std::string& path, const Key& key) {
    auto host = config::host_environment();
    const auto read = host.read;
    host.read = [&](const std::string& file, std::size_t limit) -> Result<config::FileContent> {
        if (!key.path.empty() && file == key.path) return config::FileContent{.text = key.text, .mode = 0640};
        return read(file, limit);
    };
    const auto loaded = config::load_text(text, path, host, config::Purpose::check);
    for (const auto& problem : loaded.problems) fmt::print(stderr, "{}\n", problem.text());
    if (!loaded.settings) throw Refused{EX_CONFIG, "nothing is written"};
}

void write(const std::string& path, std::string_view content, const Wishes& wishes) {
    const auto written = write_new_file(path, content, group, wishes.force);
    if (!written) throw Refused{EX_CANTCREAT, fmt::format("{}: {}", path, written.error().message())};
}

void generate(const std::string& path, const Wishes& wishes) {
    refuse_existing(path, wishes);
    const auto device = told(wishes.device, "--device", "Serial port of the module", usual_device());
    fmt::print(stderr, "{}: looking at the module...\n", device);
    const auto looked = look_at_module(device, patience);
    if (const auto* why = std::get_if<std::string>(&looked)) throw Refused{EX_UNAVAILABLE, *why};
    const auto& module = std::get<ModuleFacts>(looked);
    const auto& identity = module.identity;
    fmt::print(stderr, "{} {}, IMEI {}, {}, APN {}\n", identity.model, identity.revision, identity.imei,
               identity.iccid.empty() ? "no SIM" : "SIM " + identity.iccid, module.apn.empty() ? "none" : module.apn);
    Answers answers{.short_id = wishes.short_id, .apn = wishes.apn};
    answers.endpoint = told(wishes.endpoint, "--endpoint", "Endpoint name", answers.endpoint);
    answers.uri = told(wishes.server, "--server", "Server (coap:// or coaps://)", "");
    Key key;
    if (answers.uri.starts_with("coaps:")) key = choose_key(wishes, path, answers);
    if (!key.path.empty()) refuse_existing(key.path, wishes);
    const auto text = document(module, answers);
    check(text, path, key);
    if (!key.path.empty()) write(key.path, key.text + "\n", wishes);
    write(path, text, wishes);
    fmt::print("{}: written{}\n", path, key.path.empty() ? "" : fmt::format("; the key is in {}", key.path));
}

}  // namespace

int generate_configuration(const std::string& path, const Wishes& wishes) {
    try {
        generate(path, wishes);
        return EX_OK;
    } catch (const Refused& refused) {
        fmt::print(stderr, "lwm2m-agentd: {}\n", refused.why);
        return refused.exit_code;
    }
}

}  // namespace agent::daemon::generate
