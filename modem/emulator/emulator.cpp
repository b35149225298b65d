#include "modem/emulator/emulator.hpp"

#include <ctime>
#include <stdexcept>

#include "lwm2m/coap/secrets.hpp"

namespace agent::modem::emulator {

Emulator::Emulator(EventLoop& loop, EmulatorOptions options)
    : options_(std::move(options)),
      random_(options_.seed),
      network_(loop, options_.hosts),
      pty_(loop, options_.link,
           {[this] { return module_.room(); },
            [this](std::string_view bytes) {
                if (trace_) trace_->to_module(bytes, Clock::now());
                module_.receive(bytes);
            },
            [this](const std::string& device) {
                if (options_.on_moved) options_.on_moved(device);
            }}),
      module_(loop.timers(), random_, options_.settings, network_, host()),
      faults_(module_),
      control_(module_, faults_, [&loop] { loop.stop(); }) {
    if (!options_.trace.empty()) trace_.emplace(options_.trace);
    if (!options_.pcap.empty()) pcap_.emplace(options_.pcap);
    for (const auto& fault : options_.faults) {
        const auto scheduled = faults_.schedule(fault);
        if (!scheduled) throw std::invalid_argument(fault + ": " + scheduled.error().message());
    }
    if (!options_.control.empty()) {
        control_socket_.emplace(loop, options_.control,
                                [this](std::string_view line) { return control_.handle(line); });
    }
    module_.start(options_.cold_start);
}

Module::Host Emulator::host() {
    return {[this](std::string_view bytes) {
                if (trace_) trace_->from_module(bytes, Clock::now());
                pty_.write(bytes);
            },
            [this](Passage passage) {
                const auto shown = coap::shown_datagram(passage.datagram);
                passage.datagram = shown;
                control_.note(passage);
                if (pcap_) pcap_->write(passage, options_.settings.pcap_real_ports, std::chrono::system_clock::now());
            },
            [] { return std::time(nullptr); }};
}

}  // namespace agent::modem::emulator
