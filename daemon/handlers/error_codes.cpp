#include "daemon/handlers/error_codes.hpp"

#include <utility>

namespace agent::daemon {

void ErrorCodes::report(ErrorCode code, const lwm2m::ObjectPath& by, bool present) {
    auto& reporters = reporters_[code];
    const bool was_present = !reporters.empty();
    present ? (void)reporters.insert(by) : (void)reporters.erase(by);
    if (was_present == !reporters.empty()) return;
    if (was_present) {
        std::erase_if(shown_, [code](const auto& shown) { return shown.second == code; });
    } else {
        lwm2m::Id free = 0;
        while (shown_.contains(free)) ++free;
        shown_.emplace(free, code);
    }
    show();
}

void ErrorCodes::reset() {
    shown_.clear();
    show();
}

void ErrorCodes::show() {
    lwm2m::InstanceValues values;
    for (const auto& [id, code] : shown_) values.emplace_back(id, std::int64_t{static_cast<std::uint8_t>(code)});
    if (values.empty()) values.emplace_back(lwm2m::Id{0}, std::int64_t{0});
    lwm2m::ResourceValue now = std::move(values);
    if (now == values_) return;
    values_ = std::move(now);
    if (changed_) changed_();
}

}  // namespace agent::daemon
