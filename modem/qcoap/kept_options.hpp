// The options that a module still has in a context after it sent a message with them, where it keeps them until the
// context closes (EncodingSettings::kept_options). An option that is set again replaces what it was.
#pragma once

#include <vector>

#include "lwm2m/coap/message.hpp"

namespace agent::modem::qcoap {

class KeptOptions {
public:
    /// `message` with what the module has to be told for it: options that it has already are left out, options of an
    /// earlier message that this one has not are set to what says nothing, where there is such a value. The note has
    /// no way to take an option back: a Content-Format without a payload, ETag, Observe, If-Match and Accept stay, and
    /// but for the last two a receiver passes over them where they mean nothing (RFC 7252 §5.4.1).
    coap::Message difference(const coap::Message& message) const;
    /// The module took what difference() returned.
    void sent(const coap::Message& difference);
    /// The context is a new one.
    void clear() { options_.clear(); }

private:
    std::vector<coap::Option> options_;  // ascending numbers
};

}  // namespace agent::modem::qcoap
