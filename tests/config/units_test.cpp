#include "config/units.hpp"

#include <gtest/gtest.h>

namespace agent::config {
namespace {

std::string why_no_duration(std::string_view text) {
    std::string why;
    EXPECT_FALSE(parse_duration(text, why)) << text;
    return why;
}

std::string why_no_size(std::string_view text) {
    std::string why;
    EXPECT_FALSE(parse_size(text, why)) << text;
    return why;
}

TEST(Units, DurationsAddUpTheirParts) {
    std::string why;
    EXPECT_EQ(parse_duration("500ms", why), 500ms);
    EXPECT_EQ(parse_duration("10s", why), 10s);
    EXPECT_EQ(parse_duration("1.5s", why), 1500ms);
    EXPECT_EQ(parse_duration("5min", why), 5min);
    EXPECT_EQ(parse_duration("1h30min", why), 90min);
    EXPECT_EQ(parse_duration("2d", why), 48h);
    EXPECT_EQ(parse_duration("0s", why), 0s);
    EXPECT_EQ(parse_duration("36500d", why), 36500 * 24h);
}

TEST(Units, DurationsWithoutAUnitOrANumberSayWhatToWrite) {
    EXPECT_EQ(why_no_duration("60"), "60 has no unit: write 60s, or 60 with ms, min, h or d");
    EXPECT_EQ(why_no_duration("5m"), "\"m\" is no unit of time (did you mean min?): ms, s, min, h or d");
    EXPECT_EQ(why_no_duration("5 s"), "5 s has no unit: write 5 ss, or 5 s with ms, min, h or d");
    for (const auto* text : {"", "s", "-5s", "1..5s", "1e3s", "1h30", "s10", "ten seconds"}) {
        EXPECT_NE(why_no_duration(text), "") << text;
    }
    EXPECT_EQ(why_no_duration("36501d"), "\"36501d\" is longer than a hundred years");
    EXPECT_NE(why_no_duration(std::string(400, '9') + "s"), "");
}

TEST(Units, SizesAreWholeBytes) {
    std::string why;
    EXPECT_EQ(parse_size("512B", why), 512u);
    EXPECT_EQ(parse_size("4KiB", why), 4096u);
    EXPECT_EQ(parse_size("0.5KiB", why), 512u);
    EXPECT_EQ(parse_size("1MiB", why), 1048576u);
    EXPECT_EQ(parse_size("3kB", why), 3000u);
    EXPECT_EQ(why_no_size("4096"), "4096 has no unit: write 4096B, or 4096 with KiB or MiB");
    EXPECT_EQ(why_no_size("4K"), "\"K\" is no unit of size (did you mean KiB?): B, KiB, MiB, kB or MB");
    EXPECT_EQ(why_no_size("0.3B"), "\"0.3B\" is not a whole number of bytes");
    EXPECT_EQ(why_no_size("4KiB2"), "\"4KiB2\" is not a size: write 512B, 4KiB or 1MiB");
    EXPECT_EQ(why_no_size("2048MiB"), "\"2048MiB\" is larger than 1024MiB");
}

TEST(Units, TextsReadBackToTheSame) {
    std::string why;
    for (const Duration duration :
         {Duration(0s), Duration(1ms), Duration(1500ms), Duration(90s), Duration(25h), Duration(7 * 24h)}) {
        EXPECT_EQ(parse_duration(duration_text(duration), why), duration) << duration_text(duration);
    }
    for (const std::size_t size : {0u, 1u, 1000u, 1024u, 4097u, 1048576u, 3'000'000u}) {
        EXPECT_EQ(parse_size(size_text(size), why), size) << size_text(size);
    }
    EXPECT_EQ(duration_text(90min), "90min");
    EXPECT_EQ(size_text(4096), "4KiB");
}

}  // namespace
}  // namespace agent::config
