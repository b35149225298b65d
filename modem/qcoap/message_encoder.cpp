#include "modem/qcoap/message_encoder.hpp"

#include <algorithm>

#include "modem/qcoap/errors.hpp"
#include "modem/qcoap/head.hpp"
#include "modem/qcoap/option.hpp"
#include "modem/qcoap/send.hpp"

namespace agent::modem::qcoap {
namespace {

constexpr std::size_t longest_option = 255;

using coap::OptionNumber;
using option::PathFlag;

class Encoder {
public:
    Encoder(ClientId client, const EncodingSettings& settings) : client_(client), settings_(settings) {}

    Result<std::vector<at::Command>> encode(const coap::Message& message) {
        commands_.reserve(8);
        commands_.push_back(head::of_message(client_, message));
        if (std::ranges::is_sorted(message.options, {}, &coap::Option::number)) {
            add_options(message.options);
        } else {
            auto copy = message;
            copy.sort_options();
            add_options(copy.options);
        }
        add(send::write(client_, message.type, message.code, message.payload, settings_));
        if (error_.failed()) return error_;
        return std::move(commands_);
    }

private:
    void add(Result<at::Command> command) {
        if (error_.failed()) return;
        if (command) {
            commands_.push_back(std::move(*command));
        } else {
            error_ = command.error();
        }
    }
    void add_option(const coap::Option& option, PathFlag flag = PathFlag::divide) {
        add(option::write(client_, option, settings_, flag));
    }

    void add_options(const std::vector<coap::Option>& options) {
        for (const auto& option : options) {
            // A hint that may be left out (RFC 7959 §4), and none of the note's options.
            if (option.number == OptionNumber::size1) continue;
            if (option.number != joined_.number) flush();
            if (option.number == OptionNumber::uri_path) {
                add_path_segment(option);
            } else if (option.number == OptionNumber::uri_query) {
                add_query(option);
            } else {
                add_option(option);
            }
        }
        flush();
    }

    void add_path_segment(const coap::Option& segment) {
        if (segment.value.empty() || segment.value.find('/') != std::string::npos) {
            flush();
            return add_option(segment, PathFlag::whole);
        }
        join(segment, '/');
    }

    void add_query(const coap::Option& query) {
        // The module divides at "&", and unlike a path's a query's command has no flag that keeps it whole.
        if (query.value.find('&') != std::string::npos) {
            if (!error_.failed()) error_ = Error::option_not_expressible;
            return;
        }
        if (query.value.empty()) {
            flush();
            return add_option(query);
        }
        join(query, '&');
    }

    void join(const coap::Option& option, char separator) {
        if (!joined_.value.empty() && joined_.value.size() + 1 + option.value.size() > longest_option) flush();
        if (!joined_.value.empty()) joined_.value.push_back(separator);
        joined_.number = option.number;
        joined_.value.append(option.value);
    }

    void flush() {
        if (joined_.value.empty()) return;
        add_option(joined_);
        joined_ = {};
    }

    ClientId client_;
    const EncodingSettings& settings_;
    std::vector<at::Command> commands_;
    coap::Option joined_;  // segments or queries that go in one command
    error_code error_;
};

}  // namespace

Result<std::vector<at::Command>> encode(ClientId client, const coap::Message& message,
                                        const EncodingSettings& settings) {
    const bool bare = message.token.empty() && message.options.empty() && message.payload.empty();
    if (message.code.is_empty() && !bare) return Error::empty_message_not_empty;
    return Encoder(client, settings).encode(message);
}

}  // namespace agent::modem::qcoap
