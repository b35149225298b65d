// The names of --set and how each is read and written. Only settings.cpp looks in here.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "modem/emulator/settings.hpp"

namespace agent::modem::emulator {

struct SettingRow {
    std::string name;
    std::string first;  // a switch: the default's word, and the alternative's; empty otherwise
    std::string second;
    std::string help;
    std::function<bool(Settings&, std::string_view)> write;  // false: the value does not fit
    std::function<std::string(const Settings&)> read;
};

const std::vector<SettingRow>& settings_table();

}  // namespace agent::modem::emulator
