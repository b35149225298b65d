// The resources of object 5 that the agent itself runs: /5/0/0 to 3 and 5 (LwM2M Core 1.1.1 Appendix E.6).
#pragma once

#include <string>

#include "lwm2m/client/firmware_machine.hpp"
#include "lwm2m/model/block_sink.hpp"
#include "lwm2m/model/tree.hpp"

namespace agent::daemon {

/// What the resources act on.
class FirmwareControls {
public:
    virtual ~FirmwareControls() = default;
    virtual const lwm2m::firmware::Record& record() const = 0;
    /// A write of the Package URI or of an empty Package: on disk when it returns with success, done by commit().
    virtual lwm2m::Outcome<void> prepare(const lwm2m::firmware::Event& written) = 0;
    virtual void commit() = 0;
    virtual void revert() = 0;
    virtual lwm2m::Outcome<void> update() = 0;
    virtual lwm2m::firmware::Event uri_event(const std::string& uri) const = 0;
    virtual lwm2m::BlockSink& package() = 0;
};

/// Puts the resources into /5/0 of the tree, which has it already. The controls outlive the tree's use.
void add_firmware_resources(lwm2m::ObjectTree& tree, FirmwareControls& controls);

}  // namespace agent::daemon
