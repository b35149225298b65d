// The parts that print_config() puts together.
#pragma once

#include <string_view>

#include "config/settings.hpp"
#include "config/yaml_writer.hpp"

namespace agent::config {

void print_argv(YamlWriter& out, std::string_view key, const Argv& argv);
/// Where the secret comes from; "***" for one that stands in the configuration.
void print_secret(YamlWriter& out, std::string_view key, const SecretSource& source, bool with_format);
void print_timing(YamlWriter& out, const modem::TimingSettings& timing);
void print_object(YamlWriter& out, const ObjectSettings& object);
void print_gateway(YamlWriter& out, const std::vector<GatewayDevice>& devices);

}  // namespace agent::config
