#include "lwm2m/codec/packing.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace agent::lwm2m::codec {
namespace {

/// How a record gets its name: a base of so many levels of its path, or none at all before the first base.
constexpr std::size_t no_base = 0;
constexpr std::size_t base_count = 6;  // no base, "/", and 1 to 4 levels
constexpr std::size_t levels_of(std::size_t base) { return base - 1; }

std::size_t digits(Id id) { return id < 10 ? 1 : id < 100 ? 2 : id < 1000 ? 3 : id < 10000 ? 4 : 5; }

/// Lengths of the texts that a path is cut into.
class Lengths {
public:
    explicit Lengths(const ObjectPath& path) {
        const std::array ids{path.object(), path.instance(), path.resource(), path.resource_instance()};
        std::size_t length = 0;
        base_[1] = 1;
        for (std::size_t level = 1; level <= path.size(); ++level) {
            length += 1 + digits(ids[level - 1]);
            base_[level + 1] = length + (level < path.size() ? 1 : 0);
        }
        whole_ = std::max<std::size_t>(length, 1);
    }
    std::size_t base(std::size_t base) const { return base_[base]; }
    std::size_t name(std::size_t base) const { return whole_ - base_[base]; }

private:
    std::array<std::size_t, base_count> base_{};
    std::size_t whole_;
};

bool is_possible(const ObjectPath& path, std::size_t base) { return base == no_base || levels_of(base) <= path.size(); }

/// The base of the record before is also one of this record.
bool keeps(const ObjectPath& before, const ObjectPath& path, std::size_t base) {
    if (base == no_base || levels_of(base) == 0) return true;
    const auto levels = levels_of(base);
    return levels <= before.size() && before.prefix(levels) == path.prefix(levels) &&
           (levels == before.size()) == (levels == path.size());
}

std::string base_text(const ObjectPath& path, std::size_t base) {
    const auto prefix = path.prefix(levels_of(base));
    return prefix.is_root() || prefix == path ? prefix.text() : prefix.text() + "/";
}

/// Finds the cheapest bases by going through the records once, knowing the least cost of arriving at each base.
class Names {
public:
    Names(std::span<const RecordView> records, const FieldSizes& sizes) : records_(records), sizes_(sizes) {}

    void pack(std::vector<PackedFields>& fields) {
        if (records_.empty()) return;
        came_from_.resize(records_.size());
        for (std::size_t i = 0; i < records_.size(); ++i) step(i);
        auto base = cheapest();
        for (auto i = records_.size(); i-- > 0;) {
            const auto& path = records_[i].path;
            const auto before = came_from_[i][base];
            const bool given =
                base != no_base && (i == 0 || before != base || !keeps(records_[i - 1].path, path, base));
            if (given) fields[i].base_name = base_text(path, base);
            fields[i].name = path.text().substr(Lengths(path).base(base));
            base = before;
        }
    }

private:
    static constexpr auto never = std::numeric_limits<std::size_t>::max() / 2;
    using Costs = std::array<std::size_t, base_count>;

    std::size_t cheapest() const { return static_cast<std::size_t>(std::ranges::min_element(costs_) - costs_.begin()); }
    void step(std::size_t i) {
        const auto& path = records_[i].path;
        const Lengths lengths(path);
        const auto best = cheapest();
        Costs next;
        next.fill(never);
        for (std::size_t base = 0; base < base_count; ++base) {
            if (!is_possible(path, base)) continue;
            const bool kept = i == 0 ? base == no_base : keeps(records_[i - 1].path, path, base);
            auto cost = kept ? costs_[base] : never;
            auto from = base;
            const auto given = costs_[best] + sizes_.base_name(lengths.base(base));
            if (base != no_base && given < cost) cost = given, from = best;
            const auto name = lengths.name(base);
            next[base] = cost + (name > 0 ? sizes_.name(name) : 0);
            came_from_[i][base] = static_cast<std::uint8_t>(from);
        }
        costs_ = next;
    }

    std::span<const RecordView> records_;
    const FieldSizes& sizes_;
    Costs costs_{0, never, never, never, never, never};
    std::vector<std::array<std::uint8_t, base_count>> came_from_;
};

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

std::vector<PackedFields> pack(std::span<const RecordView> records, const FieldSizes& sizes) {
    std::vector<PackedFields> fields(records.size());
    Names(records, sizes).pack(fields);
    pack_times(records, sizes, fields);
    return fields;
}

}  // namespace agent::lwm2m::codec
