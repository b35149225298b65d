#include "modem/module/signal.hpp"

#include "modem/module/reply_fields.hpp"

namespace agent::modem::module {

namespace signal_quality {

at::Command query() { return at::Command("+CSQ").answered_by("+CSQ:").answered_once(); }

Result<SignalQuality> parse(const at::Reply& reply) {
    auto fields = fields_of(reply);
    const auto rssi = fields.number(0, 99);
    const auto errors = fields.number(0, 99);
    if (!rssi || !errors) return at::Error::malformed_reply;
    SignalQuality quality;
    if (*rssi <= 31) quality.rssi_dbm = -113 + 2 * static_cast<int>(*rssi);
    if (*errors <= 7) quality.bit_error_class = *errors;
    return quality;
}

}  // namespace signal_quality

namespace extended_signal_quality {

at::Command query() { return at::Command("+CESQ").answered_by("+CESQ:").answered_once(); }

Result<ExtendedSignalQuality> parse(const at::Reply& reply) {
    auto fields = fields_of(reply);
    fields.skip(4);
    const auto rsrq = fields.number(0, 255);
    const auto rsrp = fields.number(0, 255);
    if (!rsrq || !rsrp) return at::Error::malformed_reply;
    ExtendedSignalQuality quality;
    if (*rsrq <= 34) quality.rsrq_db = -20.0 + 0.5 * *rsrq;
    if (*rsrp <= 97) quality.rsrp_dbm = -141 + static_cast<int>(*rsrp);
    return quality;
}

}  // namespace extended_signal_quality

namespace serving_cell {
namespace {

std::optional<int> small(at::Fields& fields) {
    const auto value = fields.integer();
    if (!value || *value < -10000 || *value > 10000) return std::nullopt;
    return static_cast<int>(*value);
}

}  // namespace

at::Command query() { return at::Command("+QENG=0").answered_by("+QENG:"); }

Result<ServingCell> parse(const at::Reply& reply) {
    auto fields = fields_of(reply);
    if (fields.integer() != 0) return at::Error::malformed_reply;
    ServingCell cell;
    const auto earfcn = fields.number(0, 262143);
    fields.skip();
    const auto physical_cell = fields.number(0, 503);
    if (!earfcn || !physical_cell) return at::Error::malformed_reply;
    cell.earfcn = *earfcn;
    cell.physical_cell = *physical_cell;
    cell.cell = fields.text().value_or("");
    cell.rsrp_dbm = small(fields);
    cell.rsrq_db = small(fields);
    cell.rssi_dbm = small(fields);
    cell.sinr_db = small(fields);
    cell.band = fields.number(0, 255);
    cell.area = fields.text().value_or("");
    cell.coverage_level = fields.number(0, 255);
    cell.transmit_power = small(fields);
    return cell;
}

}  // namespace serving_cell
}  // namespace agent::modem::module
