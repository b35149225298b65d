#include "lwm2m/client/snapshots.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "lwm2m/coap/deduplication.hpp"

namespace agent::lwm2m {
namespace {

constexpr std::size_t most_snapshots = 4;

/// In letters and digits: some modules take an option's bytes as they are, and a control character would end the
/// command.
std::array<char, 4> printable(std::uint32_t tag) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    tag ^= tag >> 24;
    std::array<char, 4> spelled{};
    for (auto& letter : spelled) {
        letter = letters[tag % 64];
        tag /= 64;
    }
    return spelled;
}

}  // namespace

std::uint32_t entity_tag(BytesView payload) {
    std::uint32_t hash = 2166136261U;
    for (const auto byte : payload) hash = (hash ^ byte) * 16777619U;
    return hash;
}

void Snapshots::keep(const Key& key, Bytes payload, TimePoint now) {
    std::erase_if(kept_, [&](const Snapshot& snapshot) { return snapshot.until <= now || snapshot.key == key; });
    if (kept_.size() == most_snapshots) kept_.erase(kept_.begin());
    kept_.push_back({key, std::move(payload), now + coap::max_transmit_wait});
}

const Bytes* Snapshots::find(const Key& key, TimePoint now) {
    const auto found = std::ranges::find_if(
        kept_, [&](const Snapshot& snapshot) { return snapshot.until > now && snapshot.key == key; });
    if (found == kept_.end()) return nullptr;
    found->until = now + coap::max_transmit_wait;
    std::rotate(found, found + 1, kept_.end());
    return &kept_.back().payload;
}

const Snapshots::Snapshot* Snapshots::last(const ObjectPath& path, std::optional<coap::ContentFormat> format,
                                           TimePoint now) {
    const auto found = std::find_if(kept_.rbegin(), kept_.rend(), [&](const Snapshot& snapshot) {
        return snapshot.key.path == path && (!format || snapshot.key.format == *format);
    });
    if (found == kept_.rend()) return nullptr;
    const auto key = found->key;
    return find(key, now) != nullptr ? &kept_.back() : nullptr;
}

bool add_block(coap::Message& message, BytesView payload, std::uint32_t number, std::uint8_t size_exponent) {
    coap::Block block{.number = number, .size_exponent = size_exponent};
    if (block.offset() >= payload.size()) return false;
    const auto part = payload.subspan(block.offset(), std::min(block.size(), payload.size() - block.offset()));
    block.more = block.offset() + part.size() < payload.size();
    // A block read anew fits to those before it when nothing changed.
    const auto tag = printable(entity_tag(payload));
    message.add_string(coap::OptionNumber::etag, {tag.data(), tag.size()});
    message.add_uint(coap::OptionNumber::block2, block.value());
    if (number == 0) {
        message.add_uint(coap::OptionNumber::size2, static_cast<std::uint32_t>(payload.size()));
    }
    message.payload.assign(part.begin(), part.end());
    return true;
}

}  // namespace agent::lwm2m
