#include "lwm2m/demo_server/tlv.hpp"

#include <algorithm>
#include <charconv>

namespace agent::demo_server {
namespace {

bool has_children(TlvKind kind) { return kind == TlvKind::object_instance || kind == TlvKind::multiple_resource; }

/// Takes a big-endian number of `size` bytes from the front.
std::optional<std::uint32_t> take(BytesView& bytes, std::size_t size) {
    if (bytes.size() < size) return std::nullopt;
    std::uint32_t number = 0;
    for (const auto byte : bytes.first(size)) number = number << 8 | byte;
    bytes = bytes.subspan(size);
    return number;
}

std::optional<TlvRecord> take_record(BytesView& bytes) {
    const auto type = take(bytes, 1);
    if (!type) return std::nullopt;
    TlvRecord record{.kind = static_cast<TlvKind>(*type >> 6)};
    const auto id = take(bytes, (*type & 0x20) != 0 ? 2 : 1);
    const std::size_t length_size = *type >> 3 & 3;
    const auto length = length_size == 0 ? std::optional<std::uint32_t>{*type & 7} : take(bytes, length_size);
    if (!id || !length || bytes.size() < *length) return std::nullopt;

    record.id = static_cast<std::uint16_t>(*id);
    const auto value = bytes.first(*length);
    bytes = bytes.subspan(*length);
    if (!has_children(record.kind)) {
        record.value.assign(value.begin(), value.end());
        return record;
    }
    auto children = decode_tlv(value);
    if (!children) return std::nullopt;
    record.children = std::move(*children);
    return record;
}

void append_number(Bytes& out, std::size_t number, std::size_t size) {
    for (auto shift = size; shift-- > 0;) out.push_back(static_cast<std::uint8_t>(number >> 8 * shift));
}

void append_record(Bytes& out, const TlvRecord& record) {
    const auto value = has_children(record.kind) ? encode_tlv(record.children) : record.value;
    const std::size_t id_size = record.id > 0xFF ? 2 : 1;
    const std::size_t length_size = value.size() < 8 ? 0 : value.size() < 0x100 ? 1 : value.size() < 0x10000 ? 2 : 3;
    const auto inline_length = length_size == 0 ? value.size() : 0;
    append_number(
        out, static_cast<std::size_t>(record.kind) << 6 | (id_size - 1) << 5 | length_size << 3 | inline_length, 1);
    append_number(out, record.id, id_size);
    append_number(out, value.size(), length_size);
    out.insert(out.end(), value.begin(), value.end());
}

void place_into(std::vector<PlacedValue>& out, const std::string& path, const std::vector<TlvRecord>& records) {
    for (const auto& record : records) {
        auto place = path + '/' + std::to_string(record.id);
        if (has_children(record.kind))
            place_into(out, place, record.children);
        else
            out.push_back({std::move(place), record.value});
    }
}

}  // namespace

bool has_prefix(std::string_view path) {
    const auto first = path.substr(0, path.find('/', 1));
    return std::ranges::any_of(first, [](char c) { return c != '/' && (c < '0' || c > '9'); });
}

std::optional<std::vector<TlvRecord>> decode_tlv(BytesView bytes) {
    std::vector<TlvRecord> records;
    while (!bytes.empty()) {
        auto record = take_record(bytes);
        if (!record) return std::nullopt;
        records.push_back(std::move(*record));
    }
    return records;
}

Bytes encode_tlv(const std::vector<TlvRecord>& records) {
    Bytes out;
    for (const auto& record : records) append_record(out, record);
    return out;
}

Bytes tlv_value(std::string_view text) {
    if (text == "true" || text == "false") return {static_cast<std::uint8_t>(text == "true")};
    if (text.starts_with("s:")) return to_bytes(text.substr(2));
    if (text.starts_with("x:")) return from_hex(text.substr(2)).value_or(Bytes{});
    std::int64_t number = 0;
    const auto* end = text.data() + text.size();
    if (text.empty() || std::from_chars(text.data(), end, number).ptr != end) return to_bytes(text);
    std::size_t size = 1;
    while (size < 8 && number != static_cast<std::int64_t>(static_cast<std::uint64_t>(number) << (64 - 8 * size)) >>
                                     (64 - 8 * size))
        size *= 2;
    Bytes out;
    append_number(out, static_cast<std::uint64_t>(number), size);
    return out;
}

std::vector<PlacedValue> place(std::string_view path, const std::vector<TlvRecord>& records) {
    std::vector<PlacedValue> out;
    // A read of /3/0/9 answers with the record 9 itself, a read of /3/0 with the records in it.
    const auto segments = std::ranges::count(path, '/') - (has_prefix(path) ? 1 : 0);
    std::string base(path == "/" ? "" : path);
    const auto up = [&base] { base.resize(base.rfind('/')); };
    for (const auto& record : records) {
        base = path == "/" ? "" : std::string(path);
        if (record.kind == TlvKind::object_instance && segments >= 2) up();
        if (record.kind == TlvKind::resource || record.kind == TlvKind::multiple_resource) {
            for (auto extra = segments; extra > 2; --extra) up();
            if (segments == 1) base += "/0";  // an object with one instance may leave the instance out
        }
        if (record.kind == TlvKind::resource_instance && segments >= 4) up();
        place_into(out, base, {record});
    }
    return out;
}

}  // namespace agent::demo_server
