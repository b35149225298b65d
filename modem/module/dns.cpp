#include "modem/module/dns.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "modem/at/errors.hpp"
#include "modem/at/fields.hpp"
#include "modem/module/address_literal.hpp"

namespace agent::modem::module::dns {

Result<at::Command> resolve(std::string_view host) {
    constexpr std::size_t longest_name = 253;
    const bool name = std::ranges::all_of(host, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
               c == '_';
    });
    if (host.empty() || host.size() > longest_name || !name) return at::Error::malformed_command;
    return at::Command(fmt::format("+QDNS=0,\"{}\"", host));
}

std::optional<std::vector<std::string>> parse_urc(std::string_view line) {
    if (!line.starts_with("+QDNS:")) return std::nullopt;
    std::vector<std::string> addresses;
    auto fields = at::Fields::of_line(line);
    while (const auto field = fields.text())
        if (is_address(*field)) addresses.emplace_back(*field);
    return addresses;
}

}  // namespace agent::modem::module::dns
