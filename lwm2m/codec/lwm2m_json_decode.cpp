#include <algorithm>
#include <string>
#include <utility>

#include "lwm2m/codec/json_reader.hpp"
#include "lwm2m/codec/lwm2m_json.hpp"
#include "lwm2m/codec/senml.hpp"
#include "lwm2m/model/base64.hpp"

namespace agent::lwm2m::codec {
namespace {

/// A member under the label that SenML has for it, kept.
class Field {
public:
    Field() = default;  // the end of an entry
    Field(SenmlLabel label, const Scalar& value) : label_(label), value_(value) {
        if (const auto* text = std::get_if<std::string_view>(&value)) text_ = *text;
    }
    std::optional<SenmlLabel> label() const { return label_; }
    Scalar value() const { return std::holds_alternative<std::string_view>(value_) ? Scalar(text_) : value_; }

private:
    std::optional<SenmlLabel> label_;
    Scalar value_;
    std::string text_;  // what the value shows where it is text
};

std::optional<SenmlLabel> root_label(std::string_view name) {
    if (name == "bn") return SenmlLabel::base_name;
    if (name == "bt") return SenmlLabel::base_time;
    return std::nullopt;
}

std::optional<SenmlLabel> entry_label(std::string_view name) {
    if (name == "n") return SenmlLabel::name;
    if (name == "t") return SenmlLabel::time;
    if (name == "v") return SenmlLabel::value;
    if (name == "sv") return SenmlLabel::string_value;
    if (name == "bv") return SenmlLabel::boolean_value;
    if (name == "ov") return SenmlLabel::object_link;
    return std::nullopt;
}

/// An object with an array of objects in it. The bases may come after the entries, which are kept until the end.
class Listener final : public JsonListener {
public:
    Outcome<void> on_open(char bracket) override {
        static constexpr std::string_view expected = "{[{";
        if (depth_ == expected.size() || bracket != expected[depth_]) return misplaced();
        if (++depth_ == 2 && !entries_next_) return misplaced();
        entries_next_ = false;
        return {};
    }
    Outcome<void> on_close() override {
        --depth_;
        if (depth_ == 2) fields_.emplace_back();
        return {};
    }
    Outcome<Member> on_key(std::string_view name) override {
        entries_next_ = depth_ == 1 && name == "e";
        if (entries_next_ && std::exchange(has_entries_, true)) return bad_request("\"e\" comes twice");
        if (entries_next_) return Member::wanted;
        const auto label = depth_ == 1 ? root_label(name) : entry_label(name);
        if (!label && must_be_understood(name)) return bad_request("a label that is not understood");
        if (!label) return Member::skipped;
        label_ = *label;
        return Member::wanted;
    }
    Outcome<void> on_value(const Scalar& value) override {
        if ((depth_ != 1 && depth_ != 3) || entries_next_) return misplaced();
        (depth_ == 1 ? bases_ : fields_).emplace_back(label_, value);
        return {};
    }
    Outcome<std::vector<Record>> records(const ObjectPath& relative_to);

private:
    static Failure misplaced() { return bad_request("not an object with an array of entries \"e\""); }
    bool has_base_name() const {
        return std::ranges::find(bases_, SenmlLabel::base_name, &Field::label) != bases_.end();
    }
    bool has_whole_names() const {
        return std::ranges::any_of(fields_, [](const Field& field) {
            const auto value = field.value();
            const auto* name = std::get_if<std::string_view>(&value);
            return field.label() == SenmlLabel::name && name != nullptr && name->starts_with('/');
        });
    }

    std::vector<Field> bases_;
    std::vector<Field> fields_;
    std::size_t depth_ = 0;
    SenmlLabel label_{};
    bool entries_next_ = false;  // the value of "e"
    bool has_entries_ = false;
};

Outcome<std::vector<Record>> Listener::records(const ObjectPath& relative_to) {
    if (!has_entries_) return misplaced();
    RecordAssembler assembler;
    if (!has_base_name() && !has_whole_names()) bases_.emplace_back(SenmlLabel::base_name, relative_to.text() + "/");
    for (const auto& base : bases_)
        if (auto taken = assembler.set(*base.label(), base.value()); !taken) return taken.error();
    for (const auto& field : fields_) {
        auto taken = field.label() ? assembler.set(*field.label(), field.value()) : assembler.end_record();
        if (!taken) return taken.error();
    }
    return assembler.take();
}

/// JSON has one kind of string for text and for bytes; the definition knows which of them it is.
Outcome<void> make_opaque(Record& record, const ObjectDefinition& definition) {
    const auto* resource = record.path.size() >= 3 ? definition.find(record.path.resource()) : nullptr;
    const auto* text = record.value ? std::get_if<std::string>(&*record.value) : nullptr;
    if (resource == nullptr || resource->type != DataType::opaque || text == nullptr) return {};
    auto bytes = from_base64(*text);
    if (!bytes) bytes = from_base64(*text, Base64::url);
    if (!bytes) return bad_request(record.path.text() + " is not base64");
    record.value = std::move(*bytes);
    return {};
}

}  // namespace

Outcome<std::vector<Record>> decode_lwm2m_json(const ObjectPath& path, BytesView payload,
                                               const ObjectDefinition& definition) {
    Listener listener;
    if (auto read = read_json(payload, listener); !read) return read.error();
    auto records = listener.records(path);
    if (!records) return records;
    for (auto& record : *records)
        if (auto made = make_opaque(record, definition); !made) return made.error();
    return records;
}

}  // namespace agent::lwm2m::codec
