// owner and access of an object: whose its instances are, and what the other servers may do with them.
#include <algorithm>

#include <fmt/format.h>

#include "config/object_readers.hpp"
#include "config/quoting.hpp"

namespace agent::config {
namespace {

/// Whether there is, or a bootstrap may make, a server with that short id.
bool is_possible(std::uint16_t short_id, const Settings& settings) {
    return settings.bootstrap || std::ranges::any_of(settings.servers, [&](const ServerSettings& server) {
               return server.account.short_id == short_id;
           });
}

std::optional<std::uint16_t> read_short_id(const View& view, const Settings& settings) {
    const auto id = view.integer(1, 65534);
    if (!id) return std::nullopt;
    const auto short_id = static_cast<std::uint16_t>(*id);
    if (is_possible(short_id, settings)) return short_id;
    view.problem(fmt::format("no server has the short_id {}", short_id));
    return std::nullopt;
}

std::optional<std::uint8_t> read_rights(const View& view) {
    const auto text = view.text();
    if (!text) return std::nullopt;
    if (*text == "none") return std::uint8_t{0};
    constexpr std::string_view letters = "RWED";  // in the order of their bits
    unsigned rights = 0;
    for (const char letter : *text) {
        const auto place = letters.find(letter);
        const auto bit = place == std::string_view::npos ? 0U : 1U << place;
        if (bit == 0 || (rights & bit) != 0) {
            view.problem(fmt::format("{} is not made of R, W, E and D, nor none", quoted(*text)));
            return std::nullopt;
        }
        rights |= bit;
    }
    return static_cast<std::uint8_t>(rights);
}

void read_all_rights(const View& view, lwm2m::ObjectAccess& access, const Settings& settings) {
    if (!view.expect(Node::Kind::map)) return;
    for (const auto& [key, value] : view.node().entries) {
        const bool is_default = key.text == "default";
        const auto short_id =
            is_default ? std::optional<std::uint16_t>(0) : read_short_id(view.child(key, key.text), settings);
        const auto rights = read_rights(view.child(value, key.text));
        if (!short_id || !rights) continue;
        if (access.rights.contains(*short_id)) view.child(key, key.text).problem("given twice");
        access.rights[*short_id] = *rights;
    }
}

}  // namespace

std::optional<lwm2m::ObjectAccess> read_access(MapReader& map, lwm2m::Id object, const Settings& settings) {
    const auto owner = map.find("owner");
    const auto rights = map.find("access");
    if (!owner && !rights) return std::nullopt;
    lwm2m::ObjectAccess access{.object = object, .owner = std::nullopt, .rights = {}};
    if (owner) access.owner = read_short_id(*owner, settings);
    if (rights) read_all_rights(*rights, access, settings);
    if (settings.servers.size() == 1 && !settings.bootstrap) {
        map.at_key(owner ? "owner" : "access").warning("is not used: a single server may do everything");
    }
    return access;
}

}  // namespace agent::config
