#include <algorithm>

#include "lwm2m/codec/cbor_reader.hpp"
#include "lwm2m/codec/senml.hpp"
#include "lwm2m/codec/senml_cbor.hpp"

namespace agent::lwm2m::codec {
namespace {

using Kind = CborItem::Kind;

class Decoder {
public:
    explicit Decoder(BytesView payload) : reader_(payload) {}
    Outcome<std::vector<Record>> run();

private:
    Outcome<void> record(const CborItem& map);
    Outcome<std::optional<SenmlLabel>> label(const CborItem& key) const;

    CborReader reader_;
    RecordAssembler records_;
};

/// nullopt for a label that may be ignored.
Outcome<std::optional<SenmlLabel>> Decoder::label(const CborItem& key) const {
    constexpr std::uint64_t most = 127;
    switch (key.kind) {
        case Kind::unsigned_integer:
            return senml_label(static_cast<std::int64_t>(std::min(key.number, most)));
        case Kind::negative_integer:
            return senml_label(-1 - static_cast<std::int64_t>(std::min(key.number, most)));
        case Kind::text:
            if (as_text(key.bytes) == object_link_name) return std::optional(SenmlLabel::object_link);
            if (must_be_understood(as_text(key.bytes))) return reader_.failure("a label that is not understood");
            return std::optional<SenmlLabel>();
        default:
            return reader_.failure("this is no label");
    }
}

Outcome<void> Decoder::record(const CborItem& map) {
    CborElements pairs(reader_, map);
    CborItem key;
    while (true) {
        const auto more = pairs.next(key);
        if (!more) return more.error();
        if (!*more) return records_.end_record();
        const auto known = label(key);
        if (!known) return known.error();
        const auto first = reader_.next();
        if (!first) return first.error();
        if (!*known) {
            if (auto skipped = reader_.skip(*first); !skipped) return skipped;
            continue;
        }
        auto value = reader_.value(*first);
        if (!value) return value.error();
        if (auto taken = records_.set(**known, std::move(*value)); !taken) return taken;
    }
}

Outcome<std::vector<Record>> Decoder::run() {
    const auto pack = reader_.next();
    if (!pack) return pack.error();
    if (pack->kind != Kind::array) return reader_.failure("a pack is an array");
    CborElements elements(reader_, *pack);
    CborItem element;
    while (true) {
        const auto more = elements.next(element);
        if (!more) return more.error();
        if (!*more) break;
        if (element.kind != Kind::map) return reader_.failure("a record is a map");
        if (auto read = record(element); !read) return read.error();
    }
    if (!reader_.at_end()) return bad_request("CBOR: something follows the pack");
    return records_.take();
}

}  // namespace

Outcome<std::vector<Record>> decode_senml_cbor(BytesView payload) { return Decoder(payload).run(); }

}  // namespace agent::lwm2m::codec
