#include "lwm2m/coap/deduplication.hpp"

namespace agent::coap {

Deduplication::Verdict Deduplication::note(MessageId message_id, TimePoint now) {
    while (!arrivals_.empty() && arrivals_.front().forget_at <= now) forget_oldest();
    const auto [seen, fresh] = seen_.try_emplace(message_id);
    if (!fresh) return seen->second.answer ? Verdict::answered : Verdict::pending;
    if (arrivals_.size() == limits_.messages) forget_oldest();
    arrivals_.push_back({message_id, now + exchange_lifetime});
    return Verdict::fresh;
}

void Deduplication::answered(const Message& answer) {
    const auto seen = seen_.find(answer.message_id);
    if (seen == seen_.end()) return;
    if (seen->second.answer) payload_bytes_ -= seen->second.answer->payload.size();
    seen->second.answer = answer;
    payload_bytes_ += answer.payload.size();
    // Answers with a payload are those to reads, which may be executed once more when it comes to that. The others
    // are a few bytes and stay.
    for (auto arrival = arrivals_.begin(); payload_bytes_ > limits_.payload_bytes && arrival != arrivals_.end();) {
        const auto old = seen_.find(arrival->message_id);
        if (old->second.answer && !old->second.answer->payload.empty()) {
            payload_bytes_ -= old->second.answer->payload.size();
            seen_.erase(old);
            arrival = arrivals_.erase(arrival);
        } else {
            ++arrival;
        }
    }
}

const Message* Deduplication::answer_to(MessageId message_id) const {
    const auto seen = seen_.find(message_id);
    return seen != seen_.end() && seen->second.answer ? &*seen->second.answer : nullptr;
}

void Deduplication::forget_newest() {
    if (arrivals_.empty()) return;
    const auto seen = seen_.find(arrivals_.back().message_id);
    if (seen->second.answer) payload_bytes_ -= seen->second.answer->payload.size();
    seen_.erase(seen);
    arrivals_.pop_back();
}

void Deduplication::clear() {
    arrivals_.clear();
    seen_.clear();
    payload_bytes_ = 0;
}

void Deduplication::forget_oldest() {
    const auto seen = seen_.find(arrivals_.front().message_id);
    if (seen->second.answer) payload_bytes_ -= seen->second.answer->payload.size();
    seen_.erase(seen);
    arrivals_.pop_front();
}

}  // namespace agent::coap
