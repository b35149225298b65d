// What the tests of observations share: a registered client with object 32000.
#pragma once

#include "tests/client/rig.hpp"

namespace agent::lwm2m::testing {

class Observing : public ClientTest {
protected:
    Observing() {
        settings.servers.front().lifetime_s = 0;  // no Updates in between
        add_bench();
        start_registered();
    }
    std::string observe(const std::string& path, const std::string& token = "T", std::vector<std::string> query = {}) {
        return ask({.method = coap::code::get, .path = path, .query = std::move(query), .observe = 0, .token = token});
    }
    void write(const std::string& path, std::vector<std::string> queries) {
        ASSERT_EQ(ask({coap::code::put, path, {}, {}, "", std::move(queries)}), "2.04") << path;
    }
    /// What was sent since, each as its sequence number and text: "2:21.5 3:22"; empty when nothing was.
    std::string notified() {
        std::string all;
        for (const auto& message : take_sent()) {
            const auto sequence = message.uint_option(coap::OptionNumber::observe);
            if (!all.empty()) all += " ";
            all += (sequence ? std::to_string(*sequence) : std::string("-")) + ":" + text_of(message);
        }
        return all;
    }
    FakeResource& number() { return resource({32000, 0, 0}); }
    FakeResource& levels() { return resource({32000, 0, 3}); }
};

}  // namespace agent::lwm2m::testing
