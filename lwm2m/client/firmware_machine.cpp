#include "lwm2m/client/firmware_machine.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "lwm2m/client/server_account.hpp"

namespace agent::lwm2m::firmware {
namespace {

constexpr std::array protocols_by_number{Protocol::coap, Protocol::coaps, Protocol::http, Protocol::https};

Failure refused(const Record& record, std::string_view what) {
    return {coap::code::method_not_allowed,
            std::string(what) + " while the firmware update is " + std::string(name_of(record.state))};
}

Step unchanged(const Record& record) { return {record, Effect::none}; }

/// One event on one record.
struct Transition {
    const Record& record;

    Outcome<Step> reset() const {
        if (record.state == State::updating) return refused(record, "a reset");
        return Step{{}, Effect::discard};
    }

    Outcome<Step> operator()(PackageArrives) const {
        if (record.state != State::idle) return refused(record, "a package");
        return Step{{.state = State::downloading}, Effect::receive};
    }
    Outcome<Step> operator()(PackageCleared) const { return reset(); }
    Outcome<Step> operator()(const UriWritten& written) const {
        if (written.uri.empty()) return reset();
        if (record.state != State::idle) return refused(record, "a package URI");
        if (written.verdict != UpdateResult::initial) {
            return Step{{.result = written.verdict, .uri = written.uri}, Effect::none};
        }
        return Step{{.state = State::downloading, .uri = written.uri}, Effect::fetch};
    }
    Outcome<Step> operator()(Received) const {
        return record.state == State::downloading ? Step{record, Effect::verify} : unchanged(record);
    }
    Outcome<Step> operator()(TransferFailed failed) const {
        if (record.state != State::downloading) return unchanged(record);
        return Step{{.result = failed.why, .uri = record.uri}, Effect::discard};
    }
    Outcome<Step> operator()(Verified verified) const {
        if (record.state != State::downloading) return unchanged(record);
        if (verified.verdict != UpdateResult::initial) {
            return Step{{.result = verified.verdict, .uri = record.uri}, Effect::discard};
        }
        return Step{{.state = State::downloaded, .uri = record.uri}, Effect::none};
    }
    Outcome<Step> operator()(UpdateExecuted) const {
        if (record.state != State::downloaded) return refused(record, "an update");
        return Step{{.state = State::updating, .uri = record.uri}, Effect::install};
    }
    Outcome<Step> operator()(Installed) const {
        if (record.state != State::updating) return unchanged(record);
        return Step{{.result = UpdateResult::success, .uri = record.uri}, Effect::discard};
    }
    Outcome<Step> operator()(InstallFailed) const {
        if (record.state != State::updating) return unchanged(record);
        return Step{{State::downloaded, UpdateResult::update_failed, record.uri}, Effect::none};
    }
    Outcome<Step> operator()(NotInstalled) const {
        if (record.state != State::updating) return unchanged(record);
        return Step{{.result = UpdateResult::update_failed, .uri = record.uri}, Effect::discard};
    }
    Outcome<Step> operator()(Restarted restarted) const {
        switch (record.state) {
            case State::idle:
                return Step{record, Effect::discard};
            case State::downloading:
                if (restarted.complete) return Step{record, Effect::verify};
                if (!record.uri.empty()) return Step{record, Effect::resume};
                return (*this)(TransferFailed{UpdateResult::connection_lost});
            case State::downloaded:
                if (restarted.complete) return unchanged(record);
                return Step{{.result = UpdateResult::integrity_check_failed, .uri = record.uri}, Effect::discard};
            case State::updating:
                return Step{record, Effect::confirm};
        }
        return unchanged(record);
    }
};

/// "scheme:" in lower case; empty when it has none (RFC 3986 §3.1).
std::string scheme_of(std::string_view uri) {
    const auto colon = uri.find(':');
    if (colon == std::string_view::npos) return {};
    std::string scheme(uri.substr(0, colon));
    for (std::size_t at = 0; at < scheme.size(); ++at) {
        auto& c = scheme[at];
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        const bool later = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
        if (!(c >= 'a' && c <= 'z') && !(later && at > 0)) return {};
    }
    return scheme;
}

bool is_printable(std::string_view uri) {
    return std::ranges::all_of(uri, [](char c) { return c > 0x20 && c < 0x7F; });
}

}  // namespace

std::string_view name_of(State state) {
    constexpr std::array names{"idle", "downloading", "downloaded", "updating"};
    return names.at(static_cast<std::size_t>(state));
}

std::string_view name_of(UpdateResult result) {
    constexpr std::array names{"initial",
                               "success",
                               "not enough storage",
                               "out of memory",
                               "connection lost",
                               "integrity check failed",
                               "unsupported package type",
                               "invalid URI",
                               "update failed",
                               "unsupported protocol"};
    return names.at(static_cast<std::size_t>(result));
}

std::string_view name_of(Protocol protocol) {
    constexpr std::array names{"coap", "coaps", "http", "https"};
    return names.at(static_cast<std::size_t>(protocol));
}

Outcome<Step> next(const Record& record, const Event& event) { return std::visit(Transition{record}, event); }

UpdateResult check_uri(std::string_view uri, std::span<const Protocol> protocols) {
    const auto scheme = scheme_of(uri);
    if (scheme.empty() || !is_printable(uri)) return UpdateResult::invalid_uri;
    const auto known = std::ranges::find(protocols_by_number, scheme, [](Protocol p) { return name_of(p); });
    if (known == protocols_by_number.end() || std::ranges::find(protocols, *known) == protocols.end()) {
        return UpdateResult::unsupported_protocol;
    }
    const auto rest = uri.substr(scheme.size() + 1);
    if (*known == Protocol::coap || *known == Protocol::coaps) {
        std::string why;
        return ServerUri::parse(scheme + ":" + std::string(rest), why) ? UpdateResult::initial
                                                                       : UpdateResult::invalid_uri;
    }
    const bool has_host = rest.starts_with("//") && rest.size() > 2 && rest.find_first_of("/?#:", 2) != 2;
    return has_host ? UpdateResult::initial : UpdateResult::invalid_uri;
}

}  // namespace agent::lwm2m::firmware
