// What a Register and an Update tell of the objects (LwM2M Core 1.1 §6.2.1, §7.2.2).
#pragma once

#include <span>
#include <string>

#include "lwm2m/coap/option.hpp"
#include "lwm2m/model/tree.hpp"

namespace agent::lwm2m {

/// Servers never see Security (0) and OSCORE (21).
constexpr bool is_hidden(Id object) { return object == 0 || object == 21; }
constexpr bool is_hidden(const ObjectPath& path) {
    return !path.is_root() && path.is_own() && is_hidden(path.object());
}

/// The version a server takes an object for when it is not told: core objects have that of the enabler's own text.
Version assumed_version(Id object, Version enabler);

/// `</1/0>,</3303>;ver=1.1,</3303/0>` of the gateway itself or of a device behind it; with `formats`, preceded by the
/// root link that says them.
std::string object_list(ObjectTree::Objects objects, Version enabler,
                        std::span<const coap::ContentFormat> formats = {});

}  // namespace agent::lwm2m
