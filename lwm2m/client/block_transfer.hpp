// One request of ours whose payload or answer may be too large for a message (RFC 7959): what to send next, and what an
// answer means. A request that asks for a block itself gets that block alone.
#pragma once

#include <cstdint>
#include <string>

#include "lwm2m/coap/block.hpp"
#include "lwm2m/coap/message.hpp"

namespace agent::lwm2m {

class BlockTransfer {
public:
    enum class Verdict : std::uint8_t {
        send_next,  // next() has something to send
        complete,   // the response is the request's, with its whole payload
        broken,     // the server's blocks don't fit together or are too many
    };

    explicit BlockTransfer(coap::Message request) : request_(std::move(request)) {}

    /// Without type, message id and token.
    coap::Message next() const;
    /// The answer to what next() gave last.
    Verdict on_response(coap::Message& response);

private:
    bool in_blocks() const;
    coap::Block upload_block() const;
    bool begin_anew(const coap::Message& response);
    Verdict on_upload(const coap::Message& response);
    Verdict on_download(coap::Message& response);

    coap::Message request_;
    std::size_t acknowledged_ = 0;    // bytes of the payload
    std::uint8_t size_exponent_ = 6;  // of our blocks
    bool began_anew_ = false;
    bool downloading_ = false;
    coap::Block wanted_;  // of the answer
    std::string tag_;     // of the answer
    Bytes received_;
};

}  // namespace agent::lwm2m
