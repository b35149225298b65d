// What a bootstrap server writes and deletes: accounts come of it that can be kept and read back, or a refusal.
#include <cstdint>
#include <cstdlib>

#include "lwm2m/client/bootstrap_discover.hpp"
#include "lwm2m/client/bootstrap_draft.hpp"
#include "lwm2m/codec/codec.hpp"

using namespace agent;
using namespace agent::lwm2m;

namespace {

/// One request from the front: a byte for path and method, a byte for the length of the payload, the payload.
void take_request(BytesView& input, BootstrapDraft& draft) {
    constexpr ObjectPath paths[] = {{},         ObjectPath(0), {0, 0},       {0, 1},    {0, 1, 0},
                                    {0, 1, 5},  ObjectPath(1), {1, 0},       {1, 0, 0}, {1, 0, 7},
                                    {1, 0, 18}, {2, 0},        {2, 0, 2, 7}, {3, 0, 14}};
    const auto& path = paths[(input[0] & 0x7FU) % std::size(paths)];
    const bool is_delete = (input[0] & 0x80U) != 0;
    input = input.subspan(1);
    if (is_delete) return static_cast<void>(draft.remove(path));
    if (input.empty()) return;
    const auto payload = input.subspan(1, std::min<std::size_t>(input[0], input.size() - 1));
    input = input.subspan(1 + payload.size());
    if (path.is_root()) return;
    const auto& definition = *core_definition(path.object());
    for (const auto format : {coap::ContentFormat::lwm2m_tlv, coap::ContentFormat::text}) {
        auto content = codec::decode(format, path, payload, definition);
        if (content) static_cast<void>(draft.write(path, std::move(*content)));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ObjectTree tree;
    tree.add(*core_definition(3)).add_instance(0);
    ServerAccount bootstrap;
    bootstrap.uri.host = "bs";
    BootstrapDraft draft(to_resources({{}, bootstrap}, {}), tree);
    for (BytesView input(data, size); !input.empty();) take_request(input, draft);
    draft.settle(std::nullopt);
    static_cast<void>(bootstrap_discover(tree, draft.resources(), {}, {1, 1}));
    const auto accounts = to_accounts(draft.resources(), {});
    if (!accounts) return accounts.error().reason.empty() ? std::abort(), 0 : 0;
    const auto kept = to_resources(*accounts, {});
    const auto again = to_accounts(kept, {});
    if (!again || to_resources(*again, {}) != kept) std::abort();
    return 0;
}
