// Where each value of a configuration was written.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "config/sources.hpp"

namespace agent::config {

class Origins {
public:
    Origins() = default;
    Origins(const Node& document, const std::vector<Source>& sources);

    /// "conf.d/20-site.yaml:3" of the value at the path that print_config() shows it at
    /// ("objects[3].resources.9.value", objects by their id); "default" when nobody wrote it.
    std::string of(const std::string& path) const;
    /// The same for a key of the document; "" when it is not there.
    std::string written(const std::string& path) const;

private:
    void add(const Node& node, const std::string& path);
    std::string place(Place place) const;

    std::map<std::string, Place, std::less<>> places_;  // of single values
    std::map<std::string, Place, std::less<>> keys_;    // of what has something below it
    std::vector<std::string> names_;                    // of the files, from the folder of the first
};

}  // namespace agent::config
