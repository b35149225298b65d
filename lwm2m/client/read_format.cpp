#include "lwm2m/client/read_format.hpp"

#include <fmt/format.h>

#include "lwm2m/codec/codec.hpp"

namespace agent::lwm2m {

using coap::ContentFormat;

Outcome<ContentFormat> read_format(const Request& request, const ResourceDefinition* resource,
                                   std::optional<ContentFormat> preferred, Version version) {
    const bool single = resource != nullptr && (request.path.size() == 4 || !resource->multiple);
    const bool opaque = single && resource->type == DataType::opaque;
    const auto fits = [&](ContentFormat format) {
        return codec::can_encode(format, request.path) && (single || !codec::is_of_one_value(format)) &&
               (opaque || format != ContentFormat::octet_stream);
    };
    if (request.accept) {
        if (fits(*request.accept)) return *request.accept;
        return Failure{coap::code::not_acceptable,
                       fmt::format("not in content format {}", static_cast<unsigned>(*request.accept))};
    }
    if (preferred && fits(*preferred)) return *preferred;
    if (single) return opaque ? ContentFormat::octet_stream : ContentFormat::text;
    return version >= Version{1, 1} ? ContentFormat::senml_cbor : ContentFormat::lwm2m_tlv;
}

}  // namespace agent::lwm2m
