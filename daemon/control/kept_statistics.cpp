#include "daemon/control/kept_statistics.hpp"

#include <algorithm>

namespace agent::daemon::control {
namespace {

using lwm2m::ClientCounters;
using Line = modem::at::Counters;

template<class Of>
struct Field {
    std::string_view name;
    std::uint64_t Of::*counter;
};

constexpr Field<ClientCounters> client_fields[] = {
    {"client/requests", &ClientCounters::requests},   {"client/repetitions", &ClientCounters::repetitions},
    {"client/refused", &ClientCounters::refused},     {"client/notifications", &ClientCounters::notifications},
    {"client/registers", &ClientCounters::registers}, {"client/updates", &ClientCounters::updates},
};
constexpr Field<Line> line_fields[] = {
    {"line/bytes_sent", &Line::bytes_out},        {"line/bytes_received", &Line::bytes_in},
    {"line/commands", &Line::commands},           {"line/errors", &Line::errors},
    {"line/timeouts", &Line::timeouts},           {"line/damaged_urcs", &Line::damaged_urcs},
    {"line/dropped_bytes", &Line::dropped_bytes},
};
constexpr Field<Recoveries> recovery_fields[] = {
    {"recoveries/module", &Recoveries::module},
    {"recoveries/contexts", &Recoveries::contexts},
    {"recoveries/port", &Recoveries::port},
};

constexpr std::string_view traffic_prefix = "traffic/";
constexpr std::string_view step_prefix = "recoveries/step/";

/// Each of a row's four counters with its name.
void for_each_counter(auto& row, auto&& act) {
    act("messages_sent", row.sent.messages);
    act("bytes_sent", row.sent.bytes);
    act("messages_received", row.received.messages);
    act("bytes_received", row.received.bytes);
}

/// Each recovery step's counter with its name.
void for_each_step(auto& taken, auto&& act) {
    for (std::size_t step = 0; step < taken.size(); ++step)
        act(std::string(step_prefix) + std::string(to_string(static_cast<modem::RecoveryStep>(step))), taken[step]);
}

TrafficRow& row_of(StatisticsReport& report, std::string_view server, std::string_view operation) {
    const auto is_it = [&](const TrafficRow& row) { return row.server == server && row.operation == operation; };
    const auto found = std::ranges::find_if(report.traffic, is_it);
    if (found != report.traffic.end()) return *found;
    return report.traffic.emplace_back(TrafficRow{std::string(server), std::string(operation), {}, {}});
}

void add_traffic(std::string_view name, std::uint64_t value, StatisticsReport& report) {
    name.remove_prefix(traffic_prefix.size());
    const auto first = name.find('/');
    const auto last = name.rfind('/');
    if (first == last) return;
    auto& row = row_of(report, name.substr(0, first), name.substr(first + 1, last - first - 1));
    for_each_counter(row, [&](std::string_view counter, std::uint64_t& into) {
        if (name.substr(last + 1) == counter) into += value;
    });
}

template<class Of, std::size_t count>
void add_field(const Field<Of> (&fields)[count], std::string_view name, std::uint64_t value, Of& to) {
    const auto found = std::ranges::find(fields, name, &Field<Of>::name);
    if (found != std::end(fields)) to.*(found->counter) += value;
}

}  // namespace

std::map<std::string, std::uint64_t> counters_of(const StatisticsReport& report) {
    std::map<std::string, std::uint64_t> counters;
    const auto take = [&](const auto& fields, const auto& from) {
        for (const auto& field : fields) counters[std::string(field.name)] = from.*(field.counter);
    };
    take(client_fields, report.client);
    take(line_fields, report.line);
    take(recovery_fields, report.recoveries);
    for_each_step(report.recoveries.steps.taken,
                  [&](const std::string& name, std::uint64_t value) { counters[name] = value; });
    for (const auto& row : report.traffic) {
        const auto of_row = std::string(traffic_prefix) + row.server + "/" + row.operation + "/";
        for_each_counter(
            row, [&](std::string_view name, std::uint64_t value) { counters[of_row + std::string(name)] = value; });
    }
    return counters;
}

void add(const std::map<std::string, std::uint64_t>& earlier, StatisticsReport& report) {
    for (const auto& [name, value] : earlier) {
        if (name.starts_with(traffic_prefix)) add_traffic(name, value, report);
        add_field(client_fields, name, value, report.client);
        add_field(line_fields, name, value, report.line);
        add_field(recovery_fields, name, value, report.recoveries);
        for_each_step(report.recoveries.steps.taken,
                      [&, &wanted = name, count = value](const std::string& step, std::uint64_t& into) {
                          if (step == wanted) into += count;
                      });
    }
    std::ranges::sort(report.traffic, {}, [](const TrafficRow& row) { return std::tie(row.server, row.operation); });
}

}  // namespace agent::daemon::control
