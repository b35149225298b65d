// The serial line as a program sees it: the slave of a pseudo terminal, under a stable name when one is asked for.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "modem/emulator/event_loop.hpp"

namespace agent::modem::emulator {

class Pty {
public:
    struct Events {
        std::function<std::size_t()> room;  // how many bytes received() takes now
        std::function<void(std::string_view)> received;
        std::function<void(const std::string& device)> moved;  // path() is another now, as there is no link
    };

    /// Throws std::system_error when the system gives no pty, or `link` (empty: none) cannot be made.
    Pty(EventLoop& loop, const std::string& link, Events events);
    Pty(const Pty&) = delete;
    Pty& operator=(const Pty&) = delete;
    ~Pty();

    /// What a host opens: the link, or else the device.
    const std::string& path() const { return link_.empty() ? device_ : link_; }
    /// Lost when nobody has the port open, as on a wire.
    void write(std::string_view bytes);

private:
    void open_master();
    void make_link(const std::string& link);
    void watch();
    void host_left();
    void on_ready();
    void read();
    void flush();
    bool host_is_there() const;

    EventLoop& loop_;
    Events events_;
    Descriptor master_;
    std::string device_;
    std::string link_;
    std::string waiting_;  // for a host that reads slowly
    bool host_was_there_ = false;
    TimerId retry_ = TimerId::none;
};

}  // namespace agent::modem::emulator
