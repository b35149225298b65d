// The operations of the device management, information reporting and bootstrap interfaces (LwM2M Core 1.1 §6.1, §6.3,
// §6.4).
#pragma once

#include <cstdint>
#include <string_view>

namespace agent::lwm2m {

enum class Operation : std::uint8_t {
    unknown,  // a request that is none of them
    read,
    discover,
    write,   // PUT: replace
    update,  // POST: partial update
    write_attributes,
    execute,
    create,
    remove,
    observe,
    cancel,
    read_composite,
    write_composite,
    observe_composite,
    cancel_composite,
    notify,
    send,
    bootstrap_finish,  // of the bootstrap interface, whose other operations have the names above
};
/// "Read", "Write-Attributes"...
std::string_view name_of(Operation operation);

}  // namespace agent::lwm2m
