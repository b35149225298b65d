// gt, lt, st and edge: of a course of values, those that are notified.
#include "lwm2m/client/thresholds.hpp"

#include "tests/client/observing.hpp"

namespace agent::lwm2m::testing {
namespace {

class Thresholds : public Observing {
protected:
    /// What an observation with these attributes notifies of the values, one a second, after an initial 20.5.
    std::string course(const std::vector<std::string>& attributes, const std::vector<double>& values) {
        number().value = Value(20.5);
        observe("/32000/0/0", "T", attributes);
        std::string told;
        for (const auto value : values) {
            number().set(Value(value));
            for (const auto& message : take_sent()) told += (told.empty() ? "" : " ") + text_of(message);
            advance(1s);
        }
        return told;
    }
};

TEST_F(Thresholds, NumbersAreNotifiedWhenTheyCross) {
    struct Row {
        std::vector<std::string> attributes;
        std::vector<double> values;
        const char* told;
    };
    for (const auto& row : {
             Row{{}, {20.5, 21, 21, 22}, "21 22"},
             Row{{"gt=50"}, {40, 50, 51, 60, 50, 49, 55}, "51 50 55"},
             Row{{"lt=10"}, {15, 10, 9, 5, 10, 11}, "9 10"},
             Row{{"st=2"}, {21, 22, 22.5, 24, 24.6, 20}, "22.5 24.6 20"},
             Row{{"st=0"}, {20.5, 21}, "20.5 21"},
             Row{{"gt=50", "lt=10"}, {30, 60, 30, 5, 60}, "60 30 5 60"},
             Row{{"gt=50", "st=10"}, {31, 49, 52, 53, 41}, "31 49 52 41"},
             Row{{"gt=50", "pmin=3"}, {60, 40, 45, 46}, "45"},  // crossed during the quiet time: it is owed
             Row{{"gt=50", "pmax=2"}, {21, 22, 23, 24, 60}, "22 24 60"},
         }) {
        EXPECT_EQ(course(row.attributes, row.values), row.told) << row.attributes.size() << " " << row.told;
    }
}

TEST_F(Thresholds, WithoutACachedValueItIsReadAndThenCompared) {
    number().uncached = true;
    EXPECT_EQ(course({"gt=50"}, {40, 51, 60, 50, 49}), "51 50");
    EXPECT_EQ(course({"st=2"}, {21, 22.5, 24}), "22.5");
}

TEST_F(Thresholds, BooleansAreNotifiedAtTheEdgeThatIsAskedFor) {
    auto& key = resource({32000, 0, 1});
    const auto course_of = [&](const std::vector<std::string>& attributes) {
        key.value = Value(false);
        observe("/32000/0/1", "T", attributes);
        std::string told;
        for (const auto value : {true, true, false, true, false}) {
            key.set(Value(value));
            for (const auto& message : take_sent()) told += text_of(message);
        }
        return told;
    };
    EXPECT_EQ(course_of({}), "1010");
    EXPECT_EQ(course_of({"edge=1"}), "11");
    EXPECT_EQ(course_of({"edge=0"}), "00");
    key.uncached = true;
    EXPECT_EQ(course_of({"edge=1"}), "11");
}

TEST_F(Thresholds, OfAMultipleResourceAnyInstanceCounts) {
    const auto set = [this](std::int64_t zero, std::int64_t one) {
        levels().set(InstanceValues{{0, zero}, {1, one}});
        return take_sent().size();
    };
    observe("/32000/0/3", "A", {"gt=50"});
    EXPECT_EQ(set(40, 20), 0U);
    EXPECT_EQ(set(40, 60), 1U);
    EXPECT_EQ(set(41, 61), 0U);
    EXPECT_EQ(set(60, 61), 1U);
    levels().set(InstanceValues{{0, std::int64_t{60}}});  // an instance less
    EXPECT_EQ(take_sent().size(), 1U);
}

TEST_F(Thresholds, AreInheritedByResourceInstancesUnlessTheyHaveTheirOwn) {
    write("/32000/0/3", {"gt=50"});
    write("/32000/0/3/1", {"gt=100"});
    observe("/32000/0/3/0", "A");
    observe("/32000/0/3/1", "B");
    levels().set(InstanceValues{{0, std::int64_t{60}}, {1, std::int64_t{60}}});
    EXPECT_EQ(take_one().token, token_of("A"));
    levels().set(InstanceValues{{0, std::int64_t{60}}, {1, std::int64_t{101}}});
    EXPECT_EQ(take_one().token, token_of("B"));
}

}  // namespace
}  // namespace agent::lwm2m::testing
