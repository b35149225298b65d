// Object definitions that somebody put into a folder.
#include <cstdint>
#include <cstdlib>

#include "lwm2m/model/registry_xml.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto definition = agent::lwm2m::parse_registry_xml(agent::as_text({data, size}));
    if (!definition && definition.error().line == 0) std::abort();
    return 0;
}
