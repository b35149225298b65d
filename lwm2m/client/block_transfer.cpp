#include "lwm2m/client/block_transfer.hpp"

#include <algorithm>
#include <utility>

namespace agent::lwm2m {

using coap::Block;
using coap::Message;
using coap::OptionNumber;
namespace code = coap::code;

namespace {

constexpr std::size_t largest_answer = 64 * 1024;

std::optional<Block> block_of(const Message& message, OptionNumber number) {
    const auto value = message.uint_option(number);
    return value ? Block::from(*value) : std::nullopt;
}

std::string tag_of(const Message& message) {
    const auto* tag = message.find(OptionNumber::etag);
    return tag != nullptr ? tag->value : std::string();
}

}  // namespace

bool BlockTransfer::in_blocks() const {
    return request_.payload.size() > Block{.size_exponent = size_exponent_}.size();
}

Block BlockTransfer::upload_block() const {
    Block block{.size_exponent = size_exponent_};
    block.number = static_cast<std::uint32_t>(acknowledged_ / block.size());
    block.more = acknowledged_ + block.size() < request_.payload.size();
    return block;
}

Message BlockTransfer::next() const {
    Message message{.code = request_.code, .options = request_.options};
    if (downloading_) {
        message.add_uint(OptionNumber::block2, wanted_.value());
    } else if (in_blocks()) {
        const auto block = upload_block();
        const auto part = BytesView(request_.payload).subspan(acknowledged_);
        const auto size = std::min(block.size(), part.size());
        message.payload.assign(part.begin(), part.begin() + static_cast<std::ptrdiff_t>(size));
        message.add_uint(OptionNumber::block1, block.value());
        if (block.number == 0) {
            message.add_uint(OptionNumber::size1, static_cast<std::uint32_t>(request_.payload.size()));
        }
    } else {
        message.payload = request_.payload;
    }
    message.sort_options();
    return message;
}

BlockTransfer::Verdict BlockTransfer::on_response(Message& response) {
    if (downloading_) return on_download(response);
    if (begin_anew(response)) return Verdict::send_next;
    if (in_blocks() && upload_block().more && response.code.is_success()) return on_upload(response);
    // 2.31 to the last block leaves nothing to continue with.
    if (response.code == code::continue_) return Verdict::broken;
    return on_download(response);
}

/// The server wants smaller blocks, or has lost those that it had.
bool BlockTransfer::begin_anew(const Message& response) {
    const auto block = block_of(response, OptionNumber::block1);
    if (response.code == code::request_entity_too_large && block && block->size_exponent < size_exponent_) {
        size_exponent_ = block->size_exponent;
        acknowledged_ = 0;
        return true;
    }
    if (response.code != code::request_entity_incomplete || began_anew_ || acknowledged_ == 0) return false;
    acknowledged_ = 0;
    return began_anew_ = true;
}

BlockTransfer::Verdict BlockTransfer::on_upload(const Message& response) {
    const auto sent = upload_block();
    const auto block = block_of(response, OptionNumber::block1);
    if (!block || block->number != sent.number) return Verdict::broken;
    acknowledged_ += sent.size();
    // Sizes are powers of two: what was acknowledged is a multiple of any smaller one.
    size_exponent_ = std::min(size_exponent_, block->size_exponent);
    return Verdict::send_next;
}

BlockTransfer::Verdict BlockTransfer::on_download(Message& response) {
    if (request_.find(OptionNumber::block2) != nullptr) return Verdict::complete;
    const auto block = block_of(response, OptionNumber::block2);
    if (!response.code.is_success() || !block || (!downloading_ && block->number == 0 && !block->more)) {
        return downloading_ && response.code.is_success() ? Verdict::broken : Verdict::complete;
    }
    const bool first = !std::exchange(downloading_, true);
    if (first) tag_ = tag_of(response);
    if (block->offset() != received_.size() || tag_of(response) != tag_) return Verdict::broken;
    if (block->more && response.payload.size() != block->size()) return Verdict::broken;
    if (received_.size() + response.payload.size() > largest_answer) return Verdict::broken;
    received_.insert(received_.end(), response.payload.begin(), response.payload.end());
    if (block->more) {
        wanted_ = {.number = block->number + 1, .size_exponent = block->size_exponent};
        return Verdict::send_next;
    }
    response.payload = std::move(received_);
    std::erase_if(response.options, [](const auto& option) { return option.number == OptionNumber::block2; });
    return Verdict::complete;
}

}  // namespace agent::lwm2m
