// What goes over the air while it is being collected (object 7): the payload of CoAP messages, which is what the agent
// sees; CoAP, DTLS and IP headers are the module's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "lwm2m/base/time.hpp"

namespace agent::daemon {

class ConnectivityStatistics {
public:
    /// From zero. A period of 0 lasts until stop().
    void start(TimePoint now, Duration period);
    void stop() { collecting_ = false; }

    // A message with that many bytes of payload; one without payload is not counted.
    void sent(std::size_t payload, TimePoint now);
    void received(std::size_t payload, TimePoint now);

    std::int64_t sent_kilobytes() const { return kilobytes(sent_); }
    std::int64_t received_kilobytes() const { return kilobytes(received_); }
    std::int64_t largest_message() const { return static_cast<std::int64_t>(largest_); }
    std::int64_t average_message() const;

private:
    static std::int64_t kilobytes(std::uint64_t bytes) { return static_cast<std::int64_t>((bytes + 500) / 1000); }
    bool count(std::size_t payload, TimePoint now);

    bool collecting_ = false;
    std::optional<TimePoint> end_;
    std::uint64_t sent_ = 0;
    std::uint64_t received_ = 0;
    std::uint64_t messages_ = 0;
    std::uint64_t largest_ = 0;
};

}  // namespace agent::daemon
