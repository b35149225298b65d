// A server's requests and answers: options, blocks and attributes are read or refused, never past their end.
#include <cstdint>
#include <cstdlib>

#include "lwm2m/client/arguments.hpp"
#include "lwm2m/client/attributes.hpp"
#include "lwm2m/client/block_transfer.hpp"
#include "lwm2m/client/request.hpp"
#include "lwm2m/client/uploads.hpp"

namespace {

using namespace agent;

/// Code, then options as number, length and value up to number 0, then the payload.
coap::Message message_of(BytesView bytes) {
    coap::Message message;
    const auto take = [&bytes](std::size_t most) {
        const auto taken = bytes.first(std::min(most, bytes.size()));
        bytes = bytes.subspan(taken.size());
        return taken;
    };
    const auto byte = [&take] {
        const auto one = take(1);
        return one.empty() ? std::uint8_t{0} : one.front();
    };
    message.code = coap::Code(byte());
    for (auto number = byte(); number != 0; number = byte()) {
        message.add_string(static_cast<coap::OptionNumber>(number), as_text(take(byte())));
    }
    message.payload.assign(bytes.begin(), bytes.end());
    return message;
}

/// A resource that takes its value piece by piece, each where the one before it ended.
class Sink final : public lwm2m::BlockSink {
public:
    std::size_t limit() const override { return 4096; }
    lwm2m::Outcome<lwm2m::TransferId> begin(std::optional<std::size_t>) override {
        size_ = 0;
        return lwm2m::TransferId{1};
    }
    lwm2m::Outcome<void> append(lwm2m::TransferId, std::size_t offset, BytesView bytes) override {
        if (offset != size_) std::abort();
        size_ += bytes.size();
        return {};
    }
    void finish(lwm2m::TransferId, Done) override {}
    void abort(lwm2m::TransferId) override {}

private:
    std::size_t size_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto message = message_of({data, size});
    const auto request = lwm2m::read_request(message);
    if (request && lwm2m::ObjectPath::parse(request->path.text()) != request->path) std::abort();
    (void)lwm2m::are_arguments(as_text(message.payload));
    if (const auto change = lwm2m::AttributeChange::parse_all(as_text(message.payload))) {
        (void)lwm2m::AttributeChange::parse_all(change->values().text()).value();  // what is kept can be read again
    }
    Timers timers;
    Sink taking;
    for (auto* sink : {static_cast<lwm2m::BlockSink*>(nullptr), static_cast<lwm2m::BlockSink*>(&taking)}) {
        lwm2m::Uploads uploads({.bytes = 4096, .accepts_continue = true}, timers, [sink](const auto&) { return sink; });
        for (int i = 0; i < 2; ++i) (void)uploads.take(message);
    }
    lwm2m::BlockTransfer transfer({.code = coap::code::post, .payload = Bytes(3000, 7)});
    for (int i = 0; i < 2; ++i) {
        auto response = message;
        (void)transfer.on_response(response);
        (void)transfer.next();
    }
    return 0;
}
