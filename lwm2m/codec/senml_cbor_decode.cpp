#include <algorithm>

#include "lwm2m/codec/cbor_reader.hpp"
#include "lwm2m/codec/senml.hpp"
#include "lwm2m/codec/senml_cbor.hpp"

namespace agent::lwm2m::codec {
namespace {

using Kind = CborItem::Kind;

constexpr std::size_t least_record = 4;  // bytes: a map of a label and the name /1

class Decoder {
public:
    explicit Decoder(BytesView payload) : reader_(payload), payload_size_(payload.size()) {}
    Outcome<std::vector<Record>> run();

private:
    Outcome<void> record(const CborItem& map);
    Outcome<std::optional<SenmlLabel>> label(const CborItem& key);

    CborReader reader_;
    std::size_t payload_size_;
    RecordAssembler records_;
};

/// nullopt for a label that may be ignored.
Outcome<std::optional<SenmlLabel>> Decoder::label(const CborItem& key) {
    constexpr std::uint64_t most = 127;
    if (key.kind == Kind::unsigned_integer) return senml_label(static_cast<std::int64_t>(std::min(key.number, most)));
    if (key.kind == Kind::negative_integer)
        return senml_label(-1 - static_cast<std::int64_t>(std::min(key.number, most)));
    if (key.kind != Kind::text) return reader_.failure("this is no label");
    const auto name = reader_.text(key);
    if (!name) return name.error();
    if (*name == object_link_name) return std::optional(SenmlLabel::object_link);
    if (must_be_understood(*name)) return reader_.failure("a label that is not understood");
    return std::optional<SenmlLabel>();
}

Outcome<void> Decoder::record(const CborItem& map) {
    CborElements pairs(reader_, map);
    CborItem item;
    while (pairs.next(item)) {
        const auto known = label(item);
        if (!known) return known.error();
        if (!reader_.next(item)) break;
        if (!*known) {
            if (auto skipped = reader_.skip(item); !skipped) return skipped;
            continue;
        }
        const auto value = reader_.value(item);
        if (!value) return value.error();
        if (auto taken = records_.set(**known, *value); !taken) return taken;
    }
    if (reader_.failed()) return *reader_.failed();
    return records_.end_record();
}

Outcome<std::vector<Record>> Decoder::run() {
    CborItem item;
    if (!reader_.next(item)) return *reader_.failed();
    if (item.kind != Kind::array) return reader_.failure("a pack is an array");
    records_.expect(std::min<std::uint64_t>(item.number, payload_size_ / least_record));
    CborElements elements(reader_, item);
    while (elements.next(item)) {
        if (item.kind != Kind::map) return reader_.failure("a record is a map");
        if (auto read = record(item); !read) return read.error();
    }
    if (reader_.failed()) return *reader_.failed();
    if (!reader_.at_end()) return bad_request("CBOR: something follows the pack");
    return records_.take();
}

}  // namespace

Outcome<std::vector<Record>> decode_senml_cbor(BytesView payload) { return Decoder(payload).run(); }

}  // namespace agent::lwm2m::codec
