#include "lwm2m/codec/packing.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <gtest/gtest.h>

#include "lwm2m/base/random.hpp"

namespace agent::lwm2m::codec {
namespace {

constexpr FieldSizes sizes{
    .name = text_sizes([](std::size_t length) { return length + 2; }),
    .base_name = text_sizes([](std::size_t length) { return length + 3; }),
    .time = [](Timestamp) { return std::size_t{3}; },
    .base_time = [](Timestamp) { return std::size_t{6}; },
};

std::size_t name_bytes(const std::string& base, const std::string& name) {
    return std::size_t{sizes.base_name[base.size()]} + sizes.name[name.size()];
}

std::vector<std::string> bases_of(const ObjectPath& path) {
    std::vector<std::string> bases{"/", path.text()};
    if (!path.is_own()) bases.push_back("/" + path.device().text() + "/");
    for (std::size_t level = 1; level < path.size(); ++level) bases.push_back(path.prefix(level).text() + "/");
    return bases;
}

/// The fewest bytes, found by trying everything.
std::size_t least(std::span<const RecordView> records, const std::string& base) {
    if (records.empty()) return 0;
    const auto& path = records.front().path;
    const auto text = path.text();
    auto fewest = std::numeric_limits<std::size_t>::max();
    const bool kept = base.empty() || base.ends_with('/') ? text.starts_with(base) : text == base;
    if (kept) fewest = name_bytes("", text.substr(base.size())) + least(records.subspan(1), base);
    for (const auto& next : bases_of(path))
        fewest = std::min(fewest, name_bytes(next, text.substr(next.size())) + least(records.subspan(1), next));
    return fewest;
}

ObjectPath any_path(Random& random) {
    ObjectPath path;
    const Id ids[] = {0, 3, 7, 12, 3303};
    for (auto levels = random.below(12) < 1 ? random.below(3) : 3 + random.below(2); levels > 0; --levels)
        path = path / ids[random.below(2 + random.below(4))];
    const auto* const prefix = std::array{"", "", "", "d0", "d1", "much-longe"}[random.below(6)];
    return path.is_root() ? path : path.under(DevicePrefix::parse(prefix).value_or(DevicePrefix()));
}

TEST(Packing, FindsTheFewestBytesForTheNames) {
    Random random(1);
    for (int round = 0; round < 400; ++round) {
        std::vector<RecordView> records(1 + random.below(5));
        for (auto& record : records) record.path = any_path(random);
        if (random.below(2) == 0) std::ranges::sort(records, {}, &RecordView::path);
        std::string base;
        std::size_t bytes = 0;
        const auto fields = pack(records, sizes);
        for (std::size_t i = 0; i < records.size(); ++i) {
            const std::string new_base(fields[i].base_name()), name(fields[i].name());
            if (!new_base.empty()) base = new_base;
            EXPECT_EQ(base + name, records[i].path.text());
            bytes += name_bytes(new_base, name);
        }
        EXPECT_EQ(bytes, least(records, "")) << "round " << round;
    }
}

TEST(Packing, TimesResolveToWhatTheyWere) {
    Random random(2);
    for (int round = 0; round < 400; ++round) {
        std::vector<RecordView> records(1 + random.below(12));
        Timestamp time{1'700'000'000'000};
        for (auto& record : records) {
            record.path = ObjectPath(3, 0, 9);
            if (random.below(3) == 0) time += Timestamp(random.below(5000));
            if (random.below(5) > 0) record.time = time;
        }
        Timestamp base{};
        const auto fields = pack(records, sizes);
        for (std::size_t i = 0; i < records.size(); ++i) {
            base = fields[i].base_time.value_or(base);
            EXPECT_EQ(base + fields[i].time.value_or(Timestamp::zero()), records[i].time.value_or(Timestamp::zero()));
        }
    }
}

TEST(Packing, WithoutTimesThereAreNone) {
    const std::vector<RecordView> records{{ObjectPath(3, 0, 9)}, {ObjectPath(3, 0, 10)}};
    for (const auto& fields : pack(records, sizes)) EXPECT_FALSE(fields.time || fields.base_time);
    EXPECT_TRUE(pack({}, sizes).empty());
}

}  // namespace
}  // namespace agent::lwm2m::codec
