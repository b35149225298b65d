#include "daemon/handlers/error_codes.hpp"

#include <gtest/gtest.h>

namespace agent::daemon {
namespace {

const lwm2m::ObjectPath meter(3303, 0, 5700);
const lwm2m::ObjectPath pump(3306, 0, 5850);

lwm2m::ResourceValue codes(std::initializer_list<std::pair<lwm2m::Id, std::int64_t>> shown) {
    lwm2m::InstanceValues values;
    for (const auto& [id, code] : shown) values.emplace_back(id, lwm2m::Value(code));
    return values;
}

TEST(ErrorCodes, AreNoErrorAtFirst) { EXPECT_EQ(ErrorCodes().values(), codes({{0, 0}})); }

TEST(ErrorCodes, TakeTheFirstFreeInstanceAndGiveItBack) {
    ErrorCodes errors;
    errors.report(ErrorCode::low_signal, {3, 0, 11}, true);
    EXPECT_EQ(errors.values(), codes({{0, 4}}));
    errors.report(ErrorCode::peripheral, meter, true);
    EXPECT_EQ(errors.values(), codes({{0, 4}, {1, 8}}));
    errors.report(ErrorCode::low_signal, {3, 0, 11}, false);
    EXPECT_EQ(errors.values(), codes({{1, 8}}));
    errors.report(ErrorCode::gps, {6, 0}, true);
    EXPECT_EQ(errors.values(), codes({{0, 3}, {1, 8}}));
}

TEST(ErrorCodes, LastUntilTheLastOfSeveralIsWell) {
    ErrorCodes errors;
    errors.report(ErrorCode::peripheral, meter, true);
    errors.report(ErrorCode::peripheral, pump, true);
    errors.report(ErrorCode::peripheral, meter, false);
    EXPECT_EQ(errors.values(), codes({{0, 8}}));
    errors.report(ErrorCode::peripheral, pump, false);
    EXPECT_EQ(errors.values(), codes({{0, 0}}));
}

TEST(ErrorCodes, AreShownAgainAfterAResetWhenTheyComeAgain) {
    ErrorCodes errors;
    errors.report(ErrorCode::out_of_memory, {3, 0, 11}, true);
    errors.reset();
    EXPECT_EQ(errors.values(), codes({{0, 0}}));
    errors.report(ErrorCode::out_of_memory, {3, 0, 11}, true);
    EXPECT_EQ(errors.values(), codes({{0, 0}})) << "it was never gone";
    errors.report(ErrorCode::out_of_memory, {3, 0, 11}, false);
    errors.report(ErrorCode::out_of_memory, {3, 0, 11}, true);
    EXPECT_EQ(errors.values(), codes({{0, 5}}));
}

TEST(ErrorCodes, TellOfEachChangeOnce) {
    ErrorCodes errors;
    int changes = 0;
    errors.on_change([&] { ++changes; });
    errors.report(ErrorCode::peripheral, meter, true);
    errors.report(ErrorCode::peripheral, pump, true);
    errors.report(ErrorCode::gps, {6, 0}, false);
    EXPECT_EQ(changes, 1);
    errors.reset();
    EXPECT_EQ(changes, 2);
}

}  // namespace
}  // namespace agent::daemon
