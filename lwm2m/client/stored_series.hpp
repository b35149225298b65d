// The way of a backlog to the server that can be reached again: as time series by Send (LwM2M Core 1.1 §6.4.6), part by
// part. Where the server takes no Send its observations tell it the last values, and the rest is dropped.
#pragma once

#include <functional>

#include "lwm2m/client/backlog.hpp"
#include "lwm2m/client/sends.hpp"

namespace agent::lwm2m {

class StoredSeries : public Sends::Source {
public:
    struct Hooks {
        std::function<void()> look_again;  // take() may have something
        std::function<void()> update;      // the server may have forgotten the registration
    };

    StoredSeries(ServerIndex server, Context& context, Backlog& backlog, Hooks hooks);
    ~StoredSeries() override;
    StoredSeries(const StoredSeries&) = delete;
    StoredSeries& operator=(const StoredSeries&) = delete;

    /// The server knows us, as a client of that version, and can be reached; or not (any more).
    void set_running(bool running, Version version);
    /// There is more in the backlog.
    void on_added();

private:
    // Sends::Source
    std::optional<Bytes> take() override;
    void on_answered(const coap::Message* answer) override;

    bool is_muted() const { return context_.accounts.server(server_).mute_send; }
    void on_refused(coap::Code code);
    void pause();
    void look_again_after(Duration wait);

    ServerIndex server_;
    Context& context_;
    Backlog& backlog_;
    Hooks hooks_;
    Log log_;
    Version version_{1, 1};
    bool running_ = false;
    bool doubted_ = false;  // the server refused one, and an Update asks whether it still knows us
    bool refused_ = false;  // it takes none, for as long as it can be reached
    std::size_t most_bytes_;
    unsigned failures_ = 0;  // in a row
    TimerId pause_ = TimerId::none;
};

}  // namespace agent::lwm2m
