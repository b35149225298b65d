// Payloads that a server sends in blocks (RFC 7959 §2.5, Block1), put together before the request is served.
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "lwm2m/base/time.hpp"
#include "lwm2m/coap/block.hpp"
#include "lwm2m/coap/message.hpp"

namespace agent::lwm2m {

class Uploads {
public:
    struct Limits {
        std::size_t bytes = 64 * 1024;  // of all that is being put together, at a time
        bool accepts_continue = false;  // 2.31 can be answered; otherwise a payload has to come in one message
    };
    struct Pass {};  // serve the request as it came
    struct Complete {
        coap::Message request;  // with the whole payload and without the options of its blocks
    };
    struct Answer {
        coap::Message message;  // instead of serving it: 2.31, 4.00, 4.08 or 4.13
    };
    using Step = std::variant<Pass, Complete, Answer>;

    explicit Uploads(Limits limits) : limits_(limits) {}

    /// What to do with the request. Blocks belong together by method, path and query; a first block begins anew, and
    /// what has not grown for 93 s is given up.
    Step take(const coap::Message& request, TimePoint now);
    void clear() { uploads_.clear(); }

private:
    struct Upload {
        std::string key;
        std::optional<coap::ContentFormat> format;
        Bytes payload;
        TimePoint until;
    };

    Step take_block(const coap::Message& request, const coap::Block& block, TimePoint now);
    bool has_room_for(std::size_t bytes) const;
    Step refuse(coap::Code code) const;

    Limits limits_;
    std::vector<Upload> uploads_;  // least recently continued first
};

}  // namespace agent::lwm2m
