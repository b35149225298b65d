#include "lwm2m/client/digest.hpp"

#include <bit>

namespace agent::lwm2m {
namespace {

class Hash {
public:
    void add(BytesView bytes) {
        for (const auto byte : bytes) value_ = (value_ ^ byte) * 1099511628211U;
    }
    void add(std::uint64_t number) {
        for (int shift = 0; shift < 64; shift += 8) {
            const auto byte = static_cast<std::uint8_t>(number >> shift);
            add(BytesView{&byte, 1});
        }
    }
    void add(const Value& value) {
        add(static_cast<std::uint64_t>(value.index()));
        std::visit(*this, value);
    }
    void operator()(const std::string& text) { with_size(as_bytes(text)); }
    void operator()(const Bytes& bytes) { with_size(bytes); }
    void operator()(const CoreLink& link) { with_size(as_bytes(link.text)); }
    void operator()(std::int64_t number) { add(static_cast<std::uint64_t>(number)); }
    void operator()(std::uint64_t number) { add(number); }
    void operator()(double number) { add(std::bit_cast<std::uint64_t>(number)); }
    void operator()(bool truth) { add(std::uint64_t{truth}); }
    void operator()(Time time) { add(static_cast<std::uint64_t>(time.seconds)); }
    void operator()(ObjectLink link) { add(std::uint64_t{link.object} << 16 | link.instance); }

    std::uint64_t value() const { return value_; }

private:
    void with_size(BytesView bytes) {
        add(std::uint64_t{bytes.size()});
        add(bytes);
    }

    std::uint64_t value_ = 14695981039346656037U;
};

}  // namespace

std::uint64_t digest(const codec::Content& content) {
    Hash hash;
    for (const auto& instance : content) {
        hash.add(std::uint64_t{instance.id});
        hash.add(std::uint64_t{instance.resources.size()});
        for (const auto& resource : instance.resources) {
            hash.add(std::uint64_t{resource.id});
            if (const auto* one = std::get_if<Value>(&resource.value)) {
                hash.add(*one);
                continue;
            }
            const auto& values = std::get<InstanceValues>(resource.value);
            hash.add(std::uint64_t{values.size()});
            for (const auto& [id, value] : values) {
                hash.add(std::uint64_t{id});
                hash.add(value);
            }
        }
    }
    return hash.value();
}

}  // namespace agent::lwm2m
