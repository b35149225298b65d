// What the device sends of its own accord (LwM2M Core 1.1 §6.4.6), in blocks when it is large (RFC 7959 §2.5).
#include "lwm2m/codec/records.hpp"
#include "tests/simulation/server.hpp"

namespace agent::simulation {

using coap::Block;
using coap::Message;
using coap::OptionNumber;
namespace code = coap::code;

Message Server::serve_send(Port from, const Message& message) {
    around_.referee.require(!message.payload.empty(), "a Send of nothing");
    if (!has_registration()) {
        around_.ledger.series.refuse();
        return {.code = code::not_found};
    }
    const auto option = message.uint_option(OptionNumber::block1);
    const auto block = option ? Block::from(*option) : std::nullopt;
    if (block) return serve_block(from, message, *block);
    take_send(message);
    return {.code = code::changed};
}

/// It loses what has come now and then, and wants smaller blocks.
Message Server::serve_block(Port from, const Message& message, const Block& block) {
    auto& random = around_.random;
    Message answer{.code = code::continue_};
    auto said = block;
    if (block.number == 0) coming_ = Coming{from, {}};
    if (!coming_ || coming_->from != from || chance(random, 0.02)) {
        coming_.reset();
        answer.code = code::request_entity_incomplete;
    } else if (block.number == 0 && block.size_exponent > 4 && chance(random, 0.1)) {
        coming_.reset();
        answer.code = code::request_entity_too_large;
        --said.size_exponent;
    } else {
        around_.referee.require(block.offset() == coming_->payload.size(), "a block of a Send that does not follow");
        coming_->payload.insert(coming_->payload.end(), message.payload.begin(), message.payload.end());
        if (block.more) {
            if (said.size_exponent > 4 && chance(random, 0.1)) --said.size_exponent;
        } else {
            auto whole = message;
            whole.payload = std::exchange(coming_, std::nullopt)->payload;
            take_send(whole);
            ++statistics_.sent_in_blocks;
            answer.code = code::changed;
        }
    }
    answer.add_uint(OptionNumber::block1, said.value());
    return answer;
}

void Server::take_send(const Message& message) {
    const auto format = message.content_format();
    const auto records = format ? lwm2m::codec::decode_records(*format, message.payload)
                                : lwm2m::Outcome<std::vector<lwm2m::codec::Record>>(lwm2m::bad_request("no format"));
    if (!records) around_.referee.broken("a Send that cannot be read");
    for (const auto& record : *records) {
        if (record.path != lwm2m::ObjectPath(simulated_object, 0, large)) continue;
        around_.referee.require(record.value == lwm2m::Value(large_value()), "a large Send says what is not so");
    }
    ++statistics_.sends;
    if (!around_.ledger.series.take(message)) ++around_.ledger.sends_taken;
    statistics_.stored = around_.ledger.series.taken();
}

}  // namespace agent::simulation
