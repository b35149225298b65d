// Objects 4 and 10, Connectivity Monitoring and Cellular Connectivity: what the module says of the network.
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "daemon/handlers/filled_values.hpp"
#include "daemon/handlers/filler.hpp"
#include "modem/module/network.hpp"
#include "modem/module/power.hpp"
#include "modem/module/signal.hpp"

namespace agent::daemon {
namespace {

using modem::at::Reply;
namespace module = modem::module;

lwm2m::Failure failed(const modem::at::Command& query, const error_code& error) {
    return source_failure(fmt::format("AT{}: {}", query.text(), error.message()));
}

constexpr const char* no_network = "there is no network";
constexpr const char* unsaid = "the module does not say it";

/// Cells and areas are printed in hexadecimal.
std::optional<std::int64_t> from_hexadecimal(std::string_view text) {
    std::uint32_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number, 16);
    if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

Known signal_strength(const Reply& reply) {
    const auto quality = module::extended_signal_quality::parse(reply);
    if (!quality) return source_failure(quality.error().message());
    return known_integer(quality->rsrp_dbm, no_network);
}

Known link_quality(const Reply& reply) {
    const auto quality = module::extended_signal_quality::parse(reply);
    if (!quality) return source_failure(quality.error().message());
    if (!quality->rsrq_db) return not_known(no_network);
    return known_integer(std::lround(*quality->rsrq_db));
}

Known addresses(const Reply& reply) {
    lwm2m::InstanceValues values;
    for (auto& address : module::address::parse(reply))
        values.emplace_back(static_cast<lwm2m::Id>(values.size()), std::move(address));
    if (values.empty()) return not_known(no_network);
    return known_instances(std::move(values));
}

Known access_point(const Reply& reply) {
    auto name = module::default_context::parse(reply);
    if (!name) return source_failure(name.error().message());
    if (name->empty()) return not_known("the network chooses it");
    return known_instances({{0, std::move(*name)}});
}

Known signal_to_noise(const Reply& reply) {
    const auto cell = module::serving_cell::parse(reply);
    if (!cell) return source_failure(cell.error().message());
    return known_integer(cell->sinr_db, unsaid);
}

Known coverage_level(const Reply& reply) {
    const auto cell = module::serving_cell::parse(reply);
    if (!cell) return source_failure(cell.error().message());
    constexpr unsigned last = 3;
    if (!cell->coverage_level || *cell->coverage_level > last) return not_known(unsaid);
    return known_integer(*cell->coverage_level + 1);  // 0 stands for no coverage enhancement
}

Known power_saving_timer(const Reply& reply, std::optional<std::chrono::seconds> module::power_saving::Timers::*timer) {
    const auto timers = module::power_saving::parse_timers(reply);
    if (!timers) return source_failure(timers.error().message());
    if (!timers->enabled || !((*timers).*timer)) return not_known("power saving mode is off");
    return known_integer(((*timers).*timer)->count());
}

Known periodic_update(const Reply& reply) {
    return power_saving_timer(reply, &module::power_saving::Timers::periodic_update);
}

Known active_time(const Reply& reply) { return power_saving_timer(reply, &module::power_saving::Timers::active_time); }

Known paging_cycle(const Reply& reply) {
    const auto cycle = module::discontinuous_reception::parse(reply);
    if (!cycle) return source_failure(cycle.error().message());
    if (!*cycle) return not_known("eDRX is off");
    // Octet 3 of TS 24.008 §10.5.5.32; the paging time window above the cycle is the network's to choose.
    return known(lwm2m::Value(Bytes{**cycle}));
}

}  // namespace

Filler::Ask Filler::of_module(modem::at::Command query, Read read) {
    return [this, query = std::move(query), read](const Source::Fetched& done) {
        replies_.ask(query, [query, read, done](const Result<Reply>& reply) {
            done(reply ? read(*reply) : Known(failed(query, reply.error())));
        });
    };
}

void Filler::ask_cell(bool area, const Source::Fetched& done) {
    const auto text_of = [area](const auto& place) { return area ? place.area : place.cell; };
    replies_.ask(module::serving_cell::query(), [this, text_of, done](const Result<Reply>& reply) {
        const auto cell = reply ? module::serving_cell::parse(*reply) : reply.error();
        if (const auto number = cell ? from_hexadecimal(text_of(*cell)) : std::nullopt)
            return done(known_integer(*number));
        // Firmware without AT+QENG, or a module that is not in a cell: the registration may know.
        const auto query = module::registration::query();
        replies_.ask(query, [query, text_of, done](const Result<Reply>& answer) {
            if (!answer) return done(failed(query, answer.error()));
            const auto place = module::registration::parse(*answer);
            done(known_integer(place ? from_hexadecimal(text_of(*place)) : std::nullopt, unsaid));
        });
    });
}

void Filler::ask_operator(bool country, bool again, const Source::Fetched& done) {
    const auto query = module::serving_operator::query();
    replies_.ask(query, [this, query, country, again, done](const Result<Reply>& reply) {
        if (!reply) return done(failed(query, reply.error()));
        const auto found = module::serving_operator::parse(*reply);
        if (!found) return done(failed(query, found.error()));
        if (*found) return done(known_integer(std::int64_t{country ? (*found)->country : (*found)->network}));
        const bool named = reply->lines.front().find(',') != std::string::npos;
        if (!named || again) return done(not_known(named ? unsaid : no_network));
        replies_.ask(module::serving_operator::make_numeric(), [this, query, country, done](const Result<Reply>&) {
            replies_.forget(query);
            ask_operator(country, true, done);
        });
    });
}

void Filler::ask_saving_modes(const Source::Fetched& done) {
    const auto saving = module::power_saving::query();
    replies_.ask(saving, [this, saving, done](const Result<Reply>& reply) {
        const auto enabled =
            reply ? module::power_saving::parse(*reply) : Result<bool>(boost::system::in_place_error, reply.error());
        if (!enabled) return done(failed(saving, enabled.error()));
        const auto paging = module::discontinuous_reception::query();
        replies_.ask(paging, [paging, psm = *enabled, done](const Result<Reply>& answer) {
            if (!answer) return done(failed(paging, answer.error()));
            const auto cycle = module::discontinuous_reception::parse(*answer);
            const bool edrx = cycle && *cycle;
            done(known(lwm2m::Value(std::uint64_t{psm ? 1U : 0U} | std::uint64_t{edrx ? 2U : 0U})));
        });
    });
}

Filler::Ask Filler::monitoring(lwm2m::Id resource) {
    switch (resource) {
        case 2:
            return of_module(module::extended_signal_quality::query(), signal_strength);
        case 3:
            return of_module(module::extended_signal_quality::query(), link_quality);
        case 4:
            return of_module(module::address::query(), addresses);
        case 7:
            return of_module(module::default_context::query(), access_point);
        case 8:
            return [this](const Source::Fetched& done) { ask_cell(false, done); };
        case 9:
            return [this](const Source::Fetched& done) { ask_operator(false, false, done); };
        case 10:
            return [this](const Source::Fetched& done) { ask_operator(true, false, done); };
        case 11:
            return of_module(module::serving_cell::query(), signal_to_noise);
        case 12:
            return [this](const Source::Fetched& done) { ask_cell(true, done); };
        case 13:
            return of_module(module::serving_cell::query(), coverage_level);
        default:
            return {};
    }
}

Filler::Ask Filler::cellular(lwm2m::Id resource) {
    switch (resource) {
        case 4:
            return of_module(module::power_saving::query(), periodic_update);
        case 5:
            return of_module(module::power_saving::query(), active_time);
        case 9:
            return of_module(module::discontinuous_reception::query(), paging_cycle);
        case 13:
            return [this](const Source::Fetched& done) { ask_saving_modes(done); };
        default:
            return {};
    }
}

}  // namespace agent::daemon
