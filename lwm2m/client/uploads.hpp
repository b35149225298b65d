// Payloads that a server sends in blocks (RFC 7959 §2.5, Block1): put together before the request is served, or handed
// on to the resource that takes them piece by piece.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "lwm2m/base/timers.hpp"
#include "lwm2m/coap/block.hpp"
#include "lwm2m/coap/message.hpp"
#include "lwm2m/model/block_sink.hpp"

namespace agent::lwm2m {

class Uploads {
public:
    struct Limits {
        std::size_t bytes = 64 * 1024;  // of all that is being put together, at a time
        bool accepts_continue = false;  // 2.31 can be answered; otherwise a payload has to come in one message
    };
    /// Where the payload goes that the request brings a block of; nullptr: it is put together here. A failure ends it.
    using SinkFor = std::function<Outcome<BlockSink*>(const coap::Message& request)>;

    struct Pass {};  // serve the request as it came
    struct Complete {
        coap::Message request;  // with the whole payload and without the options of its blocks
    };
    struct Taken {  // all of the payload is in the sink: finish it, and answer
        BlockSink* sink = nullptr;
        TransferId transfer{};
    };
    struct Answer {
        coap::Message message;  // instead of serving it: 2.31, 4.08, 4.13 or what the sink said
        std::string reason;     // of a refusal
    };
    using Step = std::variant<Pass, Complete, Taken, Answer>;

    Uploads(Limits limits, Timers& timers, SinkFor sink_for);
    ~Uploads();
    Uploads(const Uploads&) = delete;
    Uploads& operator=(const Uploads&) = delete;

    /// What to do with the request. Blocks belong together by method, path and query; a first block begins anew, a
    /// block that is there already is not taken again, and what has not grown for 93 s is given up.
    Step take(const coap::Message& request);
    /// The rest will not come.
    void clear();

private:
    struct Upload {
        std::string key;
        std::optional<coap::ContentFormat> format;
        std::size_t size = 0;  // of what has come
        Bytes payload;         // unless it is in the sink
        BlockSink* sink = nullptr;
        TransferId transfer{};
        TimePoint until;
    };
    using Place = std::vector<Upload>::iterator;

    Step take_block(const coap::Message& request, const coap::Block& block);
    Outcome<Upload> begin(const coap::Message& request, std::string key, BlockSink* sink) const;
    Outcome<void> add(Upload& upload, const coap::Message& request, const coap::Block& block);
    Step go_on(Place upload);
    Step complete(Place upload, const coap::Message& request);
    Step refuse(const Failure& failure, const BlockSink* sink) const;
    bool has_room_for(std::size_t bytes) const;
    void give_up(Place upload);
    void give_up(const std::string& key);
    void expire();
    void arm();

    Limits limits_;
    Timers& timers_;
    SinkFor sink_for_;
    std::vector<Upload> uploads_;  // least recently continued first
    TimerId timer_ = TimerId::none;
};

}  // namespace agent::lwm2m
