// What the tests of stored notifications share: a server that goes out of reach and comes back.
#pragma once

#include "tests/client/observing.hpp"

namespace agent::lwm2m::testing {

class Storing : public Observing {
protected:
    Storing() {
        settings.send_format = coap::ContentFormat::senml_json;  // to be read here
        restart();
    }
    void lose_connection() {
        client->on_disconnected(0, make_error_code(boost::system::errc::network_down));
        advance(Duration::zero());
        transport.sent.clear();
    }
    /// The connection comes back and the server still knows us.
    void come_back() {
        advance(2s);
        client->on_connected(0);
        answer(take_one(), coap::code::changed);
    }
    /// The server has forgotten us: the Update is answered 4.04 and a Register follows.
    void come_back_forgotten() {
        advance(2s);
        client->on_connected(0);
        answer(take_one(), coap::code::not_found);
        answer(take_one(), coap::code::created, {"rd", "2"});
    }
    /// The agent is killed and starts again.
    void kill() {
        client.reset();
        transport.sent.clear();
        start();
    }
    void set(std::initializer_list<double> values) {
        for (const auto value : values) {
            number().set(Value(value));
            advance(1s);
        }
    }
    /// The one Send of what was sent since; by_observation has the notifications, in the order of their tokens.
    coap::Message take_series() {
        coap::Message send;
        int sends = 0;
        std::map<std::string, std::string> values;
        for (const auto& message : take_sent()) {
            if (message.find(coap::OptionNumber::observe) != nullptr) {
                values[std::string(as_text(message.token.bytes()))] = text_of(message);
            } else {
                send = message;
                ++sends;
            }
        }
        by_observation.clear();
        for (const auto& [token, value] : values) by_observation += token + ":" + value + " ";
        EXPECT_EQ(sends, 1);
        return send;
    }
    std::string series() {
        const auto request = take_series();
        answer(request, coap::code::changed);
        return text_of(request);
    }
    std::string by_observation;
};

}  // namespace agent::lwm2m::testing
