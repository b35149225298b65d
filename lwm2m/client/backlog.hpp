// What one server could not be told when it was due (/1/x/6, LwM2M Core 1.1 Table E.2): in order, with times, bounded,
// and on disk after a while.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lwm2m/client/context.hpp"
#include "lwm2m/codec/composite.hpp"

namespace agent::lwm2m {

class Backlog {
public:
    enum class Repeated : std::uint8_t { add, skip };

    /// `added` is called with each that is added.
    Backlog(ServerIndex server, Context& context, std::function<void()> added);
    ~Backlog();
    Backlog(const Backlog&) = delete;
    Backlog& operator=(const Backlog&) = delete;

    /// The server at this place, which `account` tells from others: takes up what the store has for it.
    void open(std::uint16_t short_id, std::string account);
    /// Writes down what is not yet on disk and lets go of all of it.
    void close();

    /// The values that `paths` had at `taken`, at most `most` of these paths. With skip: unless they are the last that
    /// is there of these paths anyway.
    void add(const std::vector<ObjectPath>& paths, std::span<const codec::ObjectContent> objects, TimePoint taken,
             std::optional<std::uint32_t> most, Repeated repeated = Repeated::add);

    /// The oldest, about so many bytes of them but one at least, in a format of records. Their times are absolute, or
    /// relative to now while the device does not know what time it is (RFC 8428 §4.5.3). nullopt: there are none.
    std::optional<Bytes> take(coap::ContentFormat format, std::size_t most_bytes);
    std::size_t taken() const { return taken_; }
    /// What becomes of those that were taken: the server has them; they are not to be had; they stay.
    void delivered();
    void refused();
    void put_back() { taken_ = 0; }
    /// None of them will be delivered.
    void drop_all(std::string_view why);

    /// Writes down what has changed.
    void flush();
    bool is_empty() const { return entries_.empty(); }
    BacklogStatus status() const { return {entries_.size(), bytes_, delivered_, dropped_}; }

private:
    struct Entry {
        KeptNotification notification;
        bool on_disk = false;
    };

    void restamp_unknown();
    void look_at_clock();
    void shift(std::uint64_t from, std::chrono::milliseconds by);
    std::chrono::milliseconds time_of(const std::vector<ObjectPath>& paths, TimePoint taken) const;
    const Entry* last_of(const std::vector<ObjectPath>& paths) const;
    void keep_limits(const std::vector<ObjectPath>& paths, std::optional<std::uint32_t> most);
    void drop(std::deque<Entry>::iterator place);
    void tell_dropped(std::string_view why);
    void write_later(Duration delay);

    ServerIndex server_;
    Context& context_;
    std::function<void()> added_;
    Log log_;
    std::uint16_t short_id_ = 0;
    std::deque<Entry> entries_;  // ascending ids
    std::size_t bytes_ = 0;
    std::size_t taken_ = 0;  // the first ones, which must not be dropped now
    std::uint64_t last_id_ = 0;
    std::uint64_t first_of_run_ = 1;                   // from here on times are of the clock as it stands
    std::optional<std::chrono::milliseconds> offset_;  // of the wall clock to the one that nobody sets
    BacklogChange unwritten_;                          // but for `added`, which is what is not on disk
    std::uint64_t delivered_ = 0;
    std::uint64_t dropped_ = 0;
    std::uint64_t told_dropped_ = 0;
    std::optional<TimePoint> told_at_;
    bool write_failed_ = false;
    TimerId write_timer_ = TimerId::none;
};

}  // namespace agent::lwm2m
