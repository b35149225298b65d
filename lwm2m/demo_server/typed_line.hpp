// A typed line in words, and the requests to a device that it can spell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lwm2m/coap/message.hpp"
#include "lwm2m/demo_server/tlv.hpp"

namespace agent::demo_server {

/// A request to a device: everything of it but token, message id and the device.
struct DeviceRequest {
    enum class Watch { no, start, stop };
    coap::Message message;
    Watch watch = Watch::no;  // Observe=0 or 1
};

/// The functions below take what they can and refuse the line otherwise; whoever called them asks problem() at the end.
class TypedLine {
public:
    explicit TypedLine(std::string_view text);

    const std::string& text() const { return text_; }
    const std::vector<std::string>& words() const { return words_; }
    /// The first reason why the line cannot be used; empty when it can.
    const std::string& problem() const { return problem_; }
    void refuse(std::string why);

    DeviceRequest read();
    DeviceRequest discover();
    DeviceRequest write_text();
    DeviceRequest write_opaque();
    DeviceRequest write_tlv(coap::Code method);
    DeviceRequest create();
    DeviceRequest remove();
    DeviceRequest execute();
    DeviceRequest watch(DeviceRequest::Watch watch);
    DeviceRequest write_attributes();
    DeviceRequest raw();

private:
    std::string_view word(std::size_t at) const { return at < words_.size() ? std::string_view(words_[at]) : ""; }
    std::string_view rest_after_path() const;
    std::uint16_t number(std::string_view text);
    Bytes hex(std::string_view text);
    coap::Message request_to(coap::Code method, std::string_view path);
    void add_format(coap::Message& message, coap::OptionNumber option, std::string_view name);
    void take_read_options(coap::Message& message);
    void take_raw_option(coap::Message& message, std::string_view name, std::string_view value);
    std::vector<TlvRecord> records();
    void take_record(std::vector<TlvRecord>& records, std::string_view word);

    std::string text_;
    std::vector<std::string> words_;
    std::string problem_;
};

}  // namespace agent::demo_server
