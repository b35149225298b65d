#include "lwm2m/codec/json_reader.hpp"
#include "lwm2m/codec/senml.hpp"
#include "lwm2m/codec/senml_json.hpp"
#include "lwm2m/model/base64.hpp"

namespace agent::lwm2m::codec {
namespace {

/// An array of objects, and in each a value for each label.
class Listener final : public JsonListener {
public:
    explicit Listener(std::size_t payload_size) { records_.expect(payload_size / usual_record); }

    Outcome<void> on_open(char bracket) override {
        static constexpr std::string_view expected = "[{";
        if (depth_ == expected.size() || bracket != expected[depth_]) return misplaced();
        ++depth_;
        return {};
    }
    Outcome<void> on_close() override {
        --depth_;
        return depth_ == 1 ? records_.end_record() : Outcome<void>();
    }
    Outcome<Member> on_key(std::string_view name) override {
        const auto label = senml_label(name);
        if (!label && must_be_understood(name)) return records_.failure("a label that is not understood");
        if (!label) return Member::skipped;
        label_ = *label;
        return Member::wanted;
    }
    Outcome<void> on_value(const Scalar& value) override {
        if (depth_ != 2) return misplaced();
        const auto* text = std::get_if<std::string_view>(&value);
        if (label_ != SenmlLabel::data_value || text == nullptr) return records_.set(label_, value);
        const auto bytes = from_base64(*text, Base64::url);
        if (!bytes) return records_.failure("vd is not base64url");
        return records_.set(label_, BytesView(*bytes));
    }
    std::vector<Record> take() { return records_.take(); }

private:
    static constexpr std::size_t usual_record = 20;  // bytes
    Failure misplaced() const { return records_.failure("not an array of records with values"); }

    RecordAssembler records_;
    std::size_t depth_ = 0;
    SenmlLabel label_{};
};

}  // namespace

Outcome<std::vector<Record>> decode_senml_json(BytesView payload) {
    Listener listener(payload.size());
    if (auto read = read_json(payload, listener); !read) return read.error();
    return listener.take();
}

}  // namespace agent::lwm2m::codec
