// `value:` (and resources without a handler): the agent itself holds the value.
#pragma once

#include <memory>
#include <optional>

#include "daemon/handlers/on_write.hpp"

namespace agent::daemon {

struct ValueOptions {
    bool writable = false;
    bool persist = false;
    std::optional<lwm2m::ResourceValue> first;  // what reset() leaves
    std::optional<std::size_t> max_size;        // bytes of a string or opaque value
    std::unique_ptr<OnWrite> on_write;          // nullptr: none
};

class ValueResource final : public lwm2m::ResourceHandler {
public:
    ValueResource(std::optional<lwm2m::ResourceValue> initial, ValueOptions options)
        : value_(std::move(initial)), options_(std::move(options)) {}

    void read(ReadDone done) override;
    const lwm2m::ResourceValue* cached() const override { return value_ ? &*value_ : nullptr; }
    void prepare(const lwm2m::ResourceValue& value, Done done) override;
    void commit(const lwm2m::ResourceValue& value) override { value_ = value; }
    void revert(const lwm2m::ResourceValue& value) override;
    // A program that was told of writes has no word for their being taken away.
    bool resettable() const override { return options_.writable && !options_.on_write; }
    void reset() override { value_ = options_.first; }
    bool persistent() const override { return options_.persist; }
    const std::optional<lwm2m::ResourceValue>& first() const { return options_.first; }
    bool settable() const override { return !options_.writable; }

private:
    std::optional<lwm2m::ResourceValue> value_;
    ValueOptions options_;
};

/// 4.13 when a string or opaque value has more than `most` bytes.
lwm2m::Outcome<void> check_size(const lwm2m::ResourceValue& value, std::optional<std::size_t> most);

}  // namespace agent::daemon
