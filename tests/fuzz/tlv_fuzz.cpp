// TLV from a server: whatever it is, it is refused or it says the same when it is written again.
#include <cstdint>
#include <cstdlib>

#include "lwm2m/codec/recognize.hpp"
#include "lwm2m/codec/tlv.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace agent;
    using namespace agent::lwm2m;
    if (size == 0) return 0;
    constexpr ObjectPath paths[] = {ObjectPath(3), {3, 0}, {3, 0, 7}, {3, 0, 7, 1}};
    const auto& path = paths[data[0] % 4];
    const auto& device = *core_definition(3);
    const BytesView payload(data + 1, size - 1);
    (void)codec::recognize(path, payload);
    const auto content = codec::decode_tlv(path, payload, device);
    if (!content) return 0;
    const auto bytes = codec::encode_tlv(path, *content);
    if (!bytes || bytes->size() > size + 8) std::abort();
    if (!bytes->empty() && codec::recognize(path, *bytes) != coap::ContentFormat::lwm2m_tlv) std::abort();
    const auto again = codec::decode_tlv(path, *bytes, device);
    // A NaN is not equal to itself; everything else must be.
    if (!again || codec::encode_tlv(path, *again).value() != *bytes) std::abort();
    return 0;
}
