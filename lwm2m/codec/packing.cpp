#include "lwm2m/codec/packing.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace agent::lwm2m::codec {
namespace {

/// How a record gets its name: a base of so many levels of its path, or none at all before the first base.
constexpr std::size_t no_base = 0;
constexpr std::size_t base_count = 7;  // no base, "/", and 1 to 5 levels
constexpr std::size_t levels_of(std::size_t base) { return base - 1; }

constexpr std::array<Id, 4> ids_of(const ObjectPath& path) {
    return {path.object(), path.instance(), path.resource(), path.resource_instance()};
}

/// With the prefix of its device, if any.
constexpr std::size_t size_of(const ObjectPath& path) { return path.size() + (path.is_own() ? 0U : 1U); }

/// Where the text is cut into base and name.
std::size_t cut_of(const PathText& text, std::size_t base) { return base == no_base ? 0 : text.cut(levels_of(base)); }

/// The levels that two paths begin with together.
std::size_t shared_levels(const ObjectPath& one, const ObjectPath& other) {
    if (one.device() != other.device()) return 0;
    const auto ones = ids_of(one), others = ids_of(other);
    const auto most = std::min(one.size(), other.size());
    std::size_t levels = 0;
    while (levels < most && ones[levels] == others[levels]) ++levels;
    return levels + size_of(one) - one.size();
}

/// Finds the cheapest bases by going through the records once, knowing the least cost of arriving at each base.
class Names {
public:
    Names(std::span<const RecordView> records, const FieldSizes& sizes) : records_(records), sizes_(sizes) {}

    void pack(std::vector<PackedFields>& fields) {
        if (records_.empty()) return;
        arrivals_.resize(records_.size());
        for (std::size_t i = 0; i < records_.size(); ++i) step(i, fields[i].text);
        auto base = cheapest();
        for (auto i = records_.size(); i-- > 0;) {
            const auto cut = static_cast<std::uint8_t>(cut_of(fields[i].text, base));
            const auto& arrival = arrivals_[i][base];
            if (arrival.given) fields[i].base_end = cut;
            fields[i].name_begin = cut;
            base = arrival.from;
        }
    }

private:
    static constexpr auto never = std::numeric_limits<std::size_t>::max() / 2;
    using Costs = std::array<std::size_t, base_count>;
    struct Arrival {
        std::uint8_t from = no_base;  // the base of the record before
        bool given = false;           // this record gives its own
    };

    std::size_t cheapest() const { return static_cast<std::size_t>(std::ranges::min_element(costs_) - costs_.begin()); }
    void step(std::size_t i, const PathText& text);

    std::span<const RecordView> records_;
    const FieldSizes& sizes_;
    Costs costs_{0, never, never, never, never, never, never};
    std::vector<std::array<Arrival, base_count>> arrivals_;
};

void Names::step(std::size_t i, const PathText& text) {
    const auto& path = records_[i].path;
    // A path's own base ends without a slash, so that it is one for nothing below it.
    const auto before = i > 0 ? records_[i - 1].path : ObjectPath();
    const auto shared = shared_levels(before, path);
    const auto best = cheapest();
    Costs next;
    next.fill(never);
    for (std::size_t base = no_base; base <= size_of(path) + 1; ++base) {
        const auto cut = cut_of(text, base);
        const auto levels = base == no_base ? 0 : levels_of(base);
        const bool keeps =
            levels == 0 || (levels <= shared && (levels == size_of(before)) == (levels == size_of(path)));
        auto cost = keeps ? costs_[base] : never;
        Arrival arrival{static_cast<std::uint8_t>(base)};
        if (base != no_base) {
            const auto given = costs_[best] + sizes_.base_name[cut];
            if (given < cost) cost = given, arrival = {static_cast<std::uint8_t>(best), true};
        }
        next[base] = cost + sizes_.name[text.view().size() - cut];
        arrivals_[i][base] = arrival;
    }
    costs_ = next;
}

Timestamp time_of(const RecordView& record) { return record.time.value_or(Timestamp::zero()); }

/// A run of records of one time either says it once as the new base, or each says how far it is from the base there is.
void pack_times(std::span<const RecordView> records, const FieldSizes& sizes, std::vector<PackedFields>& fields) {
    Timestamp base{};
    for (std::size_t begin = 0, end = 0; begin < records.size(); begin = end) {
        const auto time = time_of(records[begin]);
        while (end < records.size() && time_of(records[end]) == time) ++end;
        if (time == base) continue;
        const auto apart = time - base;
        // The first time of a series is near to those that follow.
        const bool begins_series = base == Timestamp::zero() && end < records.size();
        if (begins_series || sizes.base_time(time) < (end - begin) * sizes.time(apart)) {
            fields[begin].base_time = base = time;
        } else {
            for (auto i = begin; i < end; ++i) fields[i].time = apart;
        }
    }
}

}  // namespace

PathText::PathText(const ObjectPath& path) {
    const auto ids = ids_of(path);
    auto* end = text_.data();
    *end = '/';
    cuts_[0] = 1;
    std::size_t cut = 0;
    if (!path.is_own()) {
        end = std::ranges::copy(path.device().text(), end + 1).out;
        cuts_[++cut] = static_cast<std::uint8_t>(end - text_.data() + 1);
    }
    for (std::size_t level = 1; level <= path.size(); ++level) {
        *end++ = '/';
        end = std::to_chars(end, text_.data() + text_.size(), ids[level - 1]).ptr;
        cuts_[++cut] = static_cast<std::uint8_t>(end - text_.data() + (level < path.size() ? 1 : 0));
    }
    size_ = cuts_[cut];
}

std::vector<PackedFields> pack(std::span<const RecordView> records, const FieldSizes& sizes) {
    std::vector<PackedFields> fields;
    fields.reserve(records.size());
    for (const auto& record : records) fields.emplace_back(record.path);
    Names(records, sizes).pack(fields);
    pack_times(records, sizes, fields);
    return fields;
}

}  // namespace agent::lwm2m::codec
