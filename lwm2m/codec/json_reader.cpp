#include "lwm2m/codec/json_reader.hpp"

#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include <boost/json/basic_parser_impl.hpp>
#include <fmt/format.h>

namespace agent::lwm2m::codec {
namespace {

using boost::system::error_code;
using Text = boost::json::string_view;

std::string_view view_of(Text text) { return {text.data(), text.size()}; }

/// Between the parser's events and the listener's: counts the depth, leaves out what is skipped, puts strings with
/// escapes together, keeps the failure. The names of its members are the parser's.
class Handler {
public:
    static constexpr auto max_object_size = static_cast<std::size_t>(-1);
    static constexpr auto max_array_size = static_cast<std::size_t>(-1);
    static constexpr auto max_key_size = static_cast<std::size_t>(-1);
    static constexpr auto max_string_size = static_cast<std::size_t>(-1);

    explicit Handler(JsonListener& listener) : listener_(listener) {}
    const std::optional<Failure>& failure() const { return failure_; }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code& stop) { return open('{', stop); }
    bool on_object_end(std::size_t, error_code& stop) { return close(stop); }
    bool on_array_begin(error_code& stop) { return open('[', stop); }
    bool on_array_end(std::size_t, error_code& stop) { return close(stop); }
    bool on_key_part(Text part, std::size_t so_far, error_code&) { return keep(part, so_far); }
    bool on_key(Text last, std::size_t size, error_code& stop) {
        if (skipped_from_ != 0) return true;
        const auto member = listener_.on_key(whole(last, size));
        if (!member) return fail(member.error(), stop);
        skip_next_ = *member == JsonListener::Member::skipped;
        return true;
    }
    bool on_string_part(Text part, std::size_t so_far, error_code&) { return keep(part, so_far); }
    bool on_string(Text last, std::size_t size, error_code& stop) { return scalar(whole(last, size), stop); }
    bool on_number_part(Text, error_code&) { return true; }
    bool on_int64(std::int64_t number, Text, error_code& stop) { return scalar(number, stop); }
    bool on_uint64(std::uint64_t number, Text, error_code& stop) { return scalar(whole_number(number), stop); }
    bool on_double(double rounded, Text text, error_code& stop);
    bool on_bool(bool truth, error_code& stop) { return scalar(truth, stop); }
    bool on_null(error_code& stop) { return skips() || fail(bad_request("JSON: null is no value"), stop); }
    bool on_comment_part(Text, error_code&) { return true; }
    bool on_comment(Text, error_code&) { return true; }

private:
    static constexpr int deepest = 8;

    bool fail(Failure failure, error_code& stop) {
        failure_ = std::move(failure);
        stop = make_error_code(boost::system::errc::operation_canceled);
        return false;
    }
    bool told(const Outcome<void>& outcome, error_code& stop) { return outcome || fail(outcome.error(), stop); }
    bool keep(Text part, std::size_t so_far) {
        if (so_far == part.size()) text_.clear();
        text_.append(part.data(), part.size());
        return true;
    }
    std::string_view whole(Text last, std::size_t size) {
        if (last.size() == size) return view_of(last);
        text_.append(last.data(), last.size());
        return text_;
    }
    /// The value that begins here is, or lies in, one that is skipped.
    bool skips() { return skipped_from_ != 0 || std::exchange(skip_next_, false); }
    bool scalar(const Scalar& value, error_code& stop) { return skips() || told(listener_.on_value(value), stop); }
    bool open(char bracket, error_code& stop) {
        if (++depth_ > deepest) return fail(bad_request("JSON: nested too deeply"), stop);
        if (std::exchange(skip_next_, false)) skipped_from_ = depth_;
        return skipped_from_ != 0 || told(listener_.on_open(bracket), stop);
    }
    bool close(error_code& stop) {
        const bool skipped = skipped_from_ != 0;
        if (skipped_from_ == depth_) skipped_from_ = 0;
        --depth_;
        return skipped || told(listener_.on_close(), stop);
    }

    JsonListener& listener_;
    std::optional<Failure> failure_;
    std::string text_;  // the string under way, where it has escapes
    int depth_ = 0;
    int skipped_from_ = 0;  // the depth of the container that is skipped; 0 for none
    bool skip_next_ = false;
};

/// The parser's number may be off by the last bit, its text is not.
bool Handler::on_double(double rounded, Text text, error_code& stop) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_tiny = error == std::errc::result_out_of_range && std::abs(rounded) < 1;
    if (error != std::errc{} && !is_tiny) {
        stop = make_error_code(boost::system::errc::result_out_of_range);
        return false;
    }
    return scalar(is_tiny ? 0.0 : number, stop);
}

}  // namespace

Outcome<void> read_json(BytesView bytes, JsonListener& listener) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";  // a reader may ignore it (RFC 8259 §8.1)
    const auto text = as_text(bytes);
    const std::size_t begin = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    boost::json::basic_parser<Handler> parser(boost::json::parse_options{}, listener);
    error_code error;
    const auto end = begin + parser.write_some(false, text.data() + begin, text.size() - begin, error);
    if (parser.handler().failure()) return *parser.handler().failure();
    if (!error && end == text.size()) return {};
    const bool is_number = error == boost::system::errc::result_out_of_range;
    return bad_request(fmt::format("JSON at byte {}: {}", end, is_number ? "the number is out of range" : "malformed"));
}

}  // namespace agent::lwm2m::codec
