#include "lwm2m/codec/json_reader.hpp"

#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace agent::lwm2m::codec {
namespace {

using nlohmann::json;

/// Between the parser's events and the listener's: counts the depth, leaves out what is skipped, keeps the failure.
class Adapter final : public nlohmann::json_sax<json> {
public:
    explicit Adapter(JsonListener& listener) : listener_(listener) {}
    const std::optional<Failure>& failure() const { return failure_; }

    bool null() override { return skips() || fail(bad_request("JSON: null is no value")); }
    bool boolean(bool truth) override { return scalar(truth); }
    bool number_integer(number_integer_t number) override { return scalar(std::int64_t{number}); }
    bool number_unsigned(number_unsigned_t number) override {
        if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return scalar(std::uint64_t{number});
        return scalar(static_cast<std::int64_t>(number));
    }
    bool number_float(number_float_t number, const string_t&) override { return scalar(number); }
    bool string(string_t& text) override { return skips() || told(listener_.on_value(Value(std::move(text)))); }
    bool binary(binary_t&) override { return fail(bad_request("JSON: binary")); }
    bool start_object(std::size_t) override { return open('{'); }
    bool start_array(std::size_t) override { return open('['); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override {
        if (skipped_from_ != 0) return true;
        const auto member = listener_.on_key(name);
        if (!member) return fail(member.error());
        skip_next_ = *member == JsonListener::Member::skipped;
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        return fail(bad_request(fmt::format("JSON at byte {}: malformed", position)));
    }

private:
    static constexpr int deepest = 8;

    bool fail(Failure failure) {
        failure_ = std::move(failure);
        return false;
    }
    bool told(const Outcome<void>& outcome) { return outcome || fail(outcome.error()); }
    /// The value that begins here is, or lies in, one that is skipped.
    bool skips() { return skipped_from_ != 0 || std::exchange(skip_next_, false); }
    bool scalar(Value value) { return skips() || told(listener_.on_value(std::move(value))); }
    bool open(char bracket) {
        if (++depth_ > deepest) return fail(bad_request("JSON: nested too deeply"));
        if (std::exchange(skip_next_, false)) skipped_from_ = depth_;
        return skipped_from_ != 0 || told(listener_.on_open(bracket));
    }
    bool close() {
        const bool skipped = skipped_from_ != 0;
        if (skipped_from_ == depth_) skipped_from_ = 0;
        --depth_;
        return skipped || told(listener_.on_close());
    }

    JsonListener& listener_;
    std::optional<Failure> failure_;
    int depth_ = 0;
    int skipped_from_ = 0;  // the depth of the container that is skipped; 0 for none
    bool skip_next_ = false;
};

}  // namespace

Outcome<void> read_json(BytesView text, JsonListener& listener) {
    Adapter adapter(listener);
    if (json::sax_parse(text.begin(), text.end(), &adapter)) return {};
    return adapter.failure().value_or(bad_request("JSON: malformed"));
}

}  // namespace agent::lwm2m::codec
