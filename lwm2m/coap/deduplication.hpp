// What one endpoint has sent us lately and how it was answered: a message that comes again is answered again and never
// executed again (RFC 7252 §4.2, §4.5).
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <unordered_map>

#include "lwm2m/base/time.hpp"
#include "lwm2m/coap/message.hpp"

namespace agent::coap {

inline constexpr Duration exchange_lifetime = 247s;  // RFC 7252 §4.8.2
inline constexpr Duration max_transmit_wait = 93s;

class Deduplication {
public:
    struct Limits {
        std::size_t messages = 8192;
        std::size_t payload_bytes = 256 * 1024;  // of the remembered answers, together
    };
    enum class Verdict : std::uint8_t {
        fresh,     // never seen, and noted now
        pending,   // seen, and there is no answer to repeat (yet)
        answered,  // seen and answered: answer_to() has what to send again
    };

    Deduplication() : Deduplication(Limits{}) {}
    explicit Deduplication(Limits limits) : limits_(limits) {}

    Verdict note(MessageId message_id, TimePoint now);
    /// `answer` carries the same message id. Ignored when the message is not remembered (any more).
    void answered(const Message& answer);
    /// nullptr unless the verdict is `answered`; valid until the next call.
    const Message* answer_to(MessageId message_id) const;
    /// As if the message noted last had never come.
    void forget_newest();
    void clear();

    std::size_t size() const { return arrivals_.size(); }
    std::size_t payload_bytes() const { return payload_bytes_; }

private:
    struct Arrival {
        MessageId message_id = 0;
        TimePoint forget_at;
    };
    struct Seen {
        std::optional<Message> answer;
    };
    void forget_oldest();

    Limits limits_;
    std::deque<Arrival> arrivals_;  // oldest first
    std::unordered_map<MessageId, Seen> seen_;
    std::size_t payload_bytes_ = 0;
};

}  // namespace agent::coap
