// A client with a bootstrap server's account, and the bootstrap server's side of the talk.
#pragma once

#include "lwm2m/codec/codec.hpp"
#include "rig.hpp"

namespace agent::lwm2m::testing {

inline constexpr unsigned text = 0, links = 40, opaque = 42, tlv = 11542;

class BootstrapTest : public ClientTest {
protected:
    BootstrapTest();

    /// The object's instances in TLV, as a bootstrap server sends them to `path`.
    static std::string in_tlv(const ObjectPath& path, const codec::Content& content);
    /// The Security object instance of a PSK account, with the empty resources that servers send along.
    static codec::InstanceContent security(Id instance, std::uint16_t short_id, const std::string& uri,
                                           bool bootstrap = false);
    static codec::InstanceContent server(Id instance, std::uint16_t short_id, std::int64_t lifetime = 300);

    /// One request of the bootstrap server's and the code of its answer.
    std::string bs(Ask ask);
    std::string put(const std::string& path, codec::InstanceContent instance);
    std::string del(const std::string& path) { return bs({coap::code::del, path}); }
    std::string finish() { return bs({coap::code::post, "/bs"}); }

    /// What was sent to whom: "4 POST /bs?ep=gw1&pct=112". Answers are left out.
    std::vector<std::string> requests();
    std::vector<std::string> events() { return std::exchange(transport.events, {}); }
    /// Connects to the bootstrap server, whose hold-off is over, and has the request answered.
    void begin_session();
    /// Writes account 201 at /0/1, /1/0 beside the bootstrap server's.
    void write_account();
    /// Answers the Register of server `index` that was just sent.
    void accept_register(ServerIndex index);
    void expect_no_secret_in_the_log() const;

    const std::string key = "sixteen-byte-key";
};

}  // namespace agent::lwm2m::testing
