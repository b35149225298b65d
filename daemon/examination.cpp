#include "daemon/examination.hpp"

#include <algorithm>

#include <fmt/chrono.h>

#include "modem/module/address_literal.hpp"
#include "modem/module/network.hpp"
#include "modem/module/reply_fields.hpp"

namespace agent::daemon {

using modem::at::Reply;

nlohmann::ordered_json to_json(const Examination& examination) {
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    if (examination.addresses) json["addresses"] = *examination.addresses;
    if (examination.clock) json["clock"] = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", examination.clock->utc);
    auto& names = json["names"] = nlohmann::ordered_json::array();
    for (const auto& name : examination.names) {
        names.push_back({{"host", name.host}});
        names.back()[name.error.empty() ? "address" : "error"] = name.error.empty() ? name.address : name.error;
    }
    return json;
}

Examiner::Examiner(std::vector<std::string> hosts, Line line, Done done)
    : hosts_(std::move(hosts)), line_(std::move(line)), done_(std::move(done)) {
    std::erase_if(hosts_, [](const auto& host) { return modem::module::is_address(host); });
    std::ranges::sort(hosts_, std::greater());
    hosts_.erase(std::unique(hosts_.begin(), hosts_.end()), hosts_.end());
}

void Examiner::examine(std::vector<std::string> hosts, Line line, Done done) {
    // Shared with the answers that are still to come.
    ask_address(std::shared_ptr<Examiner>(new Examiner(std::move(hosts), std::move(line), std::move(done))));
}

void Examiner::ask_address(const std::shared_ptr<Examiner>& self) {
    self->line_.execute(modem::module::address::query(), [self](const Result<Reply>& reply) {
        if (reply) self->found_.addresses = modem::module::address::parse(*reply);
        ask_clock(self);
    });
}

void Examiner::ask_clock(const std::shared_ptr<Examiner>& self) {
    self->line_.execute(modem::module::clock::query(), [self](const Result<Reply>& reply) {
        const auto time = modem::module::parsed(reply, modem::module::clock::parse);
        if (time) self->found_.clock = *time;
        ask_name(self);
    });
}

void Examiner::ask_name(const std::shared_ptr<Examiner>& self) {
    if (self->hosts_.empty()) return self->done_(self->found_);
    const auto host = self->hosts_.back();
    self->hosts_.pop_back();
    self->line_.resolve(host, [self, host](const Result<std::string>& address) {
        self->found_.names.push_back(
            {host, address ? *address : std::string(), address ? std::string() : address.error().message()});
        ask_name(self);
    });
}

}  // namespace agent::daemon
