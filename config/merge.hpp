// A drop-in on top of what it changes: maps merge, everything else is replaced.
#pragma once

#include "config/yaml_document.hpp"

namespace agent::config {

/// Two things beside that. `key: ~` takes the key away. A map in the place of a list whose elements have a name of
/// their own changes those it names, or adds them: servers: by their short_id, objects: by their id, observe: by their
/// path.
void merge(Node& base, Node drop_in);

}  // namespace agent::config
