#include "lwm2m/client/uploads.hpp"

#include <algorithm>

#include "lwm2m/coap/deduplication.hpp"

namespace agent::lwm2m {

using coap::Block;
using coap::Message;
using coap::OptionNumber;
namespace code = coap::code;

namespace {

constexpr std::size_t most_uploads = 4;
constexpr std::size_t largest_message = 1024;  // what the module takes in one piece

/// The same for all blocks of one request, and for no other.
std::string key_of(const Message& request) {
    std::string key(1, static_cast<char>(request.code.byte()));
    for (const auto& option : request.options) {
        if (option.number != OptionNumber::uri_path && option.number != OptionNumber::uri_query) continue;
        key.push_back(option.number == OptionNumber::uri_path ? '/' : '&');
        key += std::to_string(option.value.size()) + ":" + option.value;
    }
    return key;
}

/// nullopt for a Block1 that is absent or malformed: whoever serves the request has a word for that.
std::optional<Block> block_of(const Message& request) {
    const auto* option = request.find(OptionNumber::block1);
    const auto value = option != nullptr && option->value.size() <= 3 ? option->as_uint() : std::nullopt;
    return value ? Block::from(*value) : std::nullopt;
}

Message whole(const Message& request, Bytes payload) {
    auto message = request;
    std::erase_if(message.options, [](const coap::Option& option) {
        return option.number == OptionNumber::block1 || option.number == OptionNumber::size1;
    });
    message.payload = std::move(payload);
    return message;
}

Failure incomplete(std::string reason) { return {code::request_entity_incomplete, std::move(reason)}; }

}  // namespace

Uploads::Uploads(Limits limits, Timers& timers, SinkFor sink_for)
    : limits_(limits), timers_(timers), sink_for_(std::move(sink_for)) {}

Uploads::~Uploads() { timers_.cancel(timer_); }

Uploads::Step Uploads::take(const Message& request) {
    const auto block = block_of(request);
    if (!block || (!block->more && block->number == 0)) {
        if (!uploads_.empty()) give_up(key_of(request));
        if (!block) return Pass{};
        return Complete{whole(request, request.payload)};
    }
    if (!limits_.accepts_continue) return refuse({code::request_entity_too_large, "blocks can't be answered"}, nullptr);
    return take_block(request, *block);
}

Uploads::Step Uploads::take_block(const Message& request, const Block& block) {
    auto key = key_of(request);
    if (block.number == 0) give_up(key);
    auto upload = std::ranges::find(uploads_, key, &Upload::key);
    const auto sink = sink_for_(request);
    if (!sink) {
        give_up(upload);
        return refuse(sink.error(), nullptr);
    }
    if (block.number == 0) {
        auto begun = begin(request, std::move(key), *sink);
        if (!begun) return refuse(begun.error(), *sink);
        if (uploads_.size() == most_uploads) give_up(uploads_.begin());
        upload = uploads_.insert(uploads_.end(), std::move(*begun));
    }
    if (upload == uploads_.end()) return refuse(incomplete("the blocks before it are not there"), nullptr);
    const auto added =
        upload->sink == *sink ? add(*upload, request, block) : incomplete("it goes elsewhere than the blocks before");
    if (!added) {
        give_up(upload);
        return refuse(added.error(), *sink);
    }
    return block.more ? go_on(upload) : complete(upload, request);
}

Outcome<Uploads::Upload> Uploads::begin(const Message& request, std::string key, BlockSink* sink) const {
    Upload upload{.key = std::move(key), .format = request.content_format(), .payload = {}, .sink = sink, .until = {}};
    const auto announced = request.uint_option(OptionNumber::size1);
    if (sink != nullptr) {
        const auto transfer = sink->begin(announced ? std::optional<std::size_t>(*announced) : std::nullopt);
        if (!transfer) return transfer.error();
        upload.transfer = *transfer;
    } else if (!has_room_for(announced.value_or(0))) {
        return Failure{code::request_entity_too_large, "the payload is larger than what can be put together"};
    }
    return upload;
}

Outcome<void> Uploads::add(Upload& upload, const Message& request, const Block& block) {
    const BytesView bytes = request.payload;
    if (upload.format != request.content_format()) return incomplete("it is of another Content-Format");
    if (block.more && bytes.size() != block.size()) return bad_request("a block is shorter than it says");
    const auto end = block.offset() + bytes.size();
    const bool is_there = block.more && end <= upload.size;
    if (is_there && upload.sink != nullptr) return {};
    if (is_there && std::ranges::equal(bytes, BytesView(upload.payload).subspan(block.offset(), bytes.size())))
        return {};
    if (block.offset() != upload.size) return incomplete("a block is missing");
    if (upload.sink != nullptr) {
        if (auto taken = upload.sink->append(upload.transfer, upload.size, bytes); !taken) return taken;
    } else {
        if (!has_room_for(bytes.size()))
            return Failure{code::request_entity_too_large, "the payload is larger than what can be put together"};
        upload.payload.insert(upload.payload.end(), bytes.begin(), bytes.end());
    }
    upload.size = end;
    return {};
}

Uploads::Step Uploads::go_on(Place upload) {
    upload->until = timers_.now() + coap::max_transmit_wait;
    std::rotate(upload, upload + 1, uploads_.end());
    arm();
    return Answer{{.code = code::continue_}, {}};
}

Uploads::Step Uploads::complete(Place upload, const Message& request) {
    auto completed = std::move(*upload);
    uploads_.erase(upload);
    arm();
    if (completed.sink != nullptr) return Taken{completed.sink, completed.transfer};
    return Complete{whole(request, std::move(completed.payload))};
}

Uploads::Step Uploads::refuse(const Failure& failure, const BlockSink* sink) const {
    Message message{.code = failure.code};
    if (failure.code == code::request_entity_too_large) {
        auto most = sink != nullptr ? sink->limit() : limits_.bytes;
        if (!limits_.accepts_continue) most = std::min(most, largest_message);
        message.add_uint(OptionNumber::size1, static_cast<std::uint32_t>(std::min<std::size_t>(most, UINT32_MAX)));
        // The module has no Size1: in words, too (RFC 7252 §5.5.2).
        message.payload = to_bytes("at most " + std::to_string(most) + " bytes");
    }
    return Answer{std::move(message), failure.reason};
}

bool Uploads::has_room_for(std::size_t bytes) const {
    for (const auto& upload : uploads_) bytes += upload.payload.size();
    return bytes <= limits_.bytes;
}

void Uploads::give_up(Place upload) {
    if (upload == uploads_.end()) return;
    if (upload->sink != nullptr) upload->sink->abort(upload->transfer);
    uploads_.erase(upload);
    arm();
}

void Uploads::give_up(const std::string& key) { give_up(std::ranges::find(uploads_, key, &Upload::key)); }

void Uploads::clear() {
    while (!uploads_.empty()) give_up(uploads_.begin());
}

void Uploads::expire() {
    while (!uploads_.empty() && uploads_.front().until <= timers_.now()) give_up(uploads_.begin());
    arm();
}

void Uploads::arm() {
    timers_.cancel(timer_);
    if (!uploads_.empty()) timer_ = timers_.at(uploads_.front().until, [this] { expire(); });
}

}  // namespace agent::lwm2m
