#include "daemon/registration_rows.hpp"

#include <charconv>

#include <fmt/format.h>

#include "daemon/path_list.hpp"
#include "daemon/sql.hpp"

namespace agent::daemon {
namespace {

using lwm2m::KeptObservation;
using lwm2m::KeptRegistration;

/// Segments hold any character: each with its size in front, "2:rd4:5a3f".
std::string joined(const std::vector<std::string>& segments) {
    std::string all;
    for (const auto& segment : segments) all += fmt::format("{}:{}", segment.size(), segment);
    return all;
}

std::optional<std::vector<std::string>> segments_of(std::string_view text) {
    std::vector<std::string> segments;
    while (!text.empty()) {
        std::size_t size = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (error != std::errc() || !text.starts_with(':') || size > text.size() - 1) return std::nullopt;
        segments.emplace_back(text.substr(1, size));
        text.remove_prefix(1 + size);
    }
    return segments;
}

}  // namespace

std::string RegistrationRows::load(sqlite3* database) {
    Statement registrations(database,
                            "SELECT server, account, location, version, lifetime, queue_mode, objects, resumed"
                            " FROM registration");
    while (registrations.step()) {
        const auto location = segments_of(registrations.text(2));
        const auto version = registrations.integer(3);
        if (!location) return "it holds a registration that is none";
        set(static_cast<std::uint16_t>(registrations.integer(0)),
            KeptRegistration{
                .account = registrations.text(1),
                .location = *location,
                .version = {static_cast<std::uint8_t>(version >> 8), static_cast<std::uint8_t>(version & 0xFF)},
                .lifetime_s = static_cast<std::uint32_t>(registrations.integer(4)),
                .queue_mode = registrations.integer(5) != 0,
                .objects = registrations.text(6),
                .resumed = static_cast<std::uint32_t>(registrations.integer(7))});
    }
    Statement observations(database, "SELECT server, token, paths, composite, format, selection, own FROM observation");
    while (observations.step()) {
        auto paths = parse_path_list(observations.text(2));
        if (!paths || paths->empty()) return "it holds an observation of nothing";
        set(static_cast<std::uint16_t>(observations.integer(0)),
            KeptObservation{.token = observations.bytes(1),
                            .paths = std::move(*paths),
                            .composite = observations.integer(3) != 0,
                            .format = static_cast<std::uint16_t>(observations.integer(4)),
                            .selection = static_cast<std::uint32_t>(observations.integer(5)),
                            .own = observations.text(6)});
    }
    return registrations.error() + observations.error();
}

std::string RegistrationRows::write(sqlite3* database, std::uint16_t server,
                                    const std::optional<KeptRegistration>& registration) {
    Statement forget(database, "DELETE FROM registration WHERE server = ?1");
    forget.bind(1, std::int64_t{server}).step();
    if (!registration) return forget.error() + erase(database, server, std::nullopt);
    Statement row(database, "INSERT INTO registration VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    row.bind(1, std::int64_t{server}).bind(2, registration->account).bind(3, joined(registration->location));
    row.bind(4, std::int64_t{registration->version.major} << 8 | registration->version.minor)
        .bind(5, std::int64_t{registration->lifetime_s});
    row.bind(6, std::int64_t{registration->queue_mode}).bind(7, registration->objects);
    row.bind(8, std::int64_t{registration->resumed}).step();
    return forget.error() + row.error();
}

std::string RegistrationRows::write(sqlite3* database, std::uint16_t server, const KeptObservation& observation) {
    Statement row(database, "INSERT OR REPLACE INTO observation VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    row.bind(1, std::int64_t{server}).bind(2, BytesView(observation.token)).bind(3, path_list(observation.paths));
    row.bind(4, std::int64_t{observation.composite}).bind(5, std::int64_t{observation.format});
    row.bind(6, std::int64_t{observation.selection}).bind(7, observation.own).step();
    return row.error();
}

std::string RegistrationRows::erase(sqlite3* database, std::uint16_t server, std::optional<BytesView> token) {
    Statement row(database, token ? "DELETE FROM observation WHERE server = ?1 AND token = ?2"
                                  : "DELETE FROM observation WHERE server = ?1");
    row.bind(1, std::int64_t{server});
    if (token) row.bind(2, *token);
    row.step();
    return row.error();
}

std::string RegistrationRows::erase_all(sqlite3* database) {
    return run_sql(database, "DELETE FROM registration; DELETE FROM observation");
}

void RegistrationRows::set(std::uint16_t server, const std::optional<KeptRegistration>& registration) {
    if (registration) {
        registrations_[server] = *registration;
    } else {
        registrations_.erase(server);
        observations_.erase(server);
    }
}

void RegistrationRows::set(std::uint16_t server, const KeptObservation& observation) {
    observations_[server][observation.token] = observation;
}

void RegistrationRows::forget(std::uint16_t server, std::optional<BytesView> token) {
    if (token) {
        observations_[server].erase(Bytes(token->begin(), token->end()));
    } else {
        observations_.erase(server);
    }
}

void RegistrationRows::clear() {
    registrations_.clear();
    observations_.clear();
}

std::optional<KeptRegistration> RegistrationRows::of(std::uint16_t server) const {
    const auto found = registrations_.find(server);
    return found != registrations_.end() ? std::optional(found->second) : std::nullopt;
}

std::vector<KeptObservation> RegistrationRows::observations(std::uint16_t server) const {
    std::vector<KeptObservation> all;
    const auto found = observations_.find(server);
    if (found == observations_.end()) return all;
    for (const auto& [token, observation] : found->second) all.push_back(observation);
    return all;
}

}  // namespace agent::daemon
