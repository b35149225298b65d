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

}  // namespace

Uploads::Step Uploads::take(const Message& request, TimePoint now) {
    std::erase_if(uploads_, [&](const Upload& upload) { return upload.until <= now; });
    const auto block = block_of(request);
    if (!block) return Pass{};
    if (!block->more && block->number == 0) {
        std::erase_if(uploads_, [key = key_of(request)](const Upload& upload) { return upload.key == key; });
        return Complete{whole(request, request.payload)};
    }
    if (!limits_.accepts_continue) return refuse(code::request_entity_too_large);
    return take_block(request, *block, now);
}

Uploads::Step Uploads::take_block(const Message& request, const Block& block, TimePoint now) {
    auto key = key_of(request);
    const auto found = std::ranges::find(uploads_, key, &Upload::key);
    Upload upload{.key = std::move(key), .format = request.content_format(), .payload = {}, .until = {}};
    if (found != uploads_.end()) {
        if (block.number > 0) upload = std::move(*found);
        uploads_.erase(found);
    }
    if (block.offset() != upload.payload.size() || upload.format != request.content_format()) {
        return refuse(code::request_entity_incomplete);
    }
    if (block.more && request.payload.size() != block.size()) return refuse(code::bad_request);
    const auto announced = block.number == 0 ? request.uint_option(OptionNumber::size1).value_or(0) : 0;
    if (!has_room_for(std::max<std::size_t>(announced, upload.payload.size() + request.payload.size()))) {
        return refuse(code::request_entity_too_large);
    }
    upload.payload.insert(upload.payload.end(), request.payload.begin(), request.payload.end());
    if (!block.more) return Complete{whole(request, std::move(upload.payload))};
    upload.until = now + coap::max_transmit_wait;
    if (uploads_.size() == most_uploads) uploads_.erase(uploads_.begin());
    uploads_.push_back(std::move(upload));
    return Answer{{.code = code::continue_}};
}

bool Uploads::has_room_for(std::size_t bytes) const {
    for (const auto& upload : uploads_) bytes += upload.payload.size();
    return bytes <= limits_.bytes;
}

Uploads::Step Uploads::refuse(coap::Code code) const {
    Message message{.code = code};
    if (code == code::request_entity_too_large) {
        const auto most = limits_.accepts_continue ? limits_.bytes : std::min(limits_.bytes, largest_message);
        message.add_uint(OptionNumber::size1, static_cast<std::uint32_t>(most));
    }
    return Answer{std::move(message)};
}

}  // namespace agent::lwm2m
