#include "lwm2m/client/send_rules.hpp"

#include <algorithm>

namespace agent::lwm2m {

SendRules::SendRules(Context& context, Servers servers, Send send)
    : context_(context), servers_(std::move(servers)), send_(std::move(send)) {}

SendRules::~SendRules() { stop(); }

void SendRules::start() {
    if (std::exchange(running_, true)) return;
    ++start_;
    rules_.clear();
    for (const auto& settings : context_.settings.send) rules_.push_back({.settings = &settings});
    for (const auto& path : watched()) context_.watches.add(path);
    for (auto& rule : rules_) repeat(rule);
}

void SendRules::stop() {
    running_ = false;
    for (auto& rule : rules_) {
        context_.timers.cancel(rule.change);
        context_.timers.cancel(rule.every);
    }
}

std::vector<ObjectPath> SendRules::watched() const {
    std::vector<ObjectPath> paths;
    for (const auto& rule : rules_)
        if (running_ && rule.settings->on_change) std::ranges::copy(rule.settings->paths, std::back_inserter(paths));
    return paths;
}

void SendRules::repeat(Rule& rule) {
    if (!rule.settings->every) return;
    rule.every = context_.timers.after(*rule.settings->every, [this, &rule] {
        repeat(rule);
        fire(rule);
    });
}

void SendRules::on_change(const ObjectPath& path, std::optional<ServerIndex> writer) {
    if (!running_) return;
    const auto is_touched = [&](const ObjectPath& of) { return path.contains(of) || of.contains(path); };
    for (auto& rule : rules_) {
        const auto& settings = *rule.settings;
        if (!settings.on_change || rule.change != TimerId::none) continue;
        if (std::ranges::none_of(settings.paths, is_touched)) continue;
        if (writer && servers_(settings) == std::vector{*writer}) continue;
        // What changes together is sent together.
        const auto now = context_.timers.now();
        const auto when = rule.last ? std::max(now, *rule.last + settings.pmin) : now;
        rule.change = context_.timers.at(when, [this, &rule] {
            rule.change = TimerId::none;
            rule.last = context_.timers.now();
            fire(rule);
        });
    }
}

void SendRules::fire(Rule& rule) {
    for (const auto server : servers_(*rule.settings)) send(rule, server);
}

/// One at a time for each server, so that what can't be delivered does not pile up: the newest values follow.
void SendRules::send(Rule& rule, ServerIndex server) {
    const auto [place, is_new] = rule.busy.try_emplace(server, false);
    if (!is_new) {
        place->second = true;
        return;
    }
    send_(server, rule.settings->paths, [this, &rule, server, start = start_](const Outcome<void>& outcome) {
        if (start != start_) return;
        const auto busy = rule.busy.extract(server);
        if (!busy.empty() && busy.mapped() && outcome && running_) send(rule, server);
    });
}

}  // namespace agent::lwm2m
