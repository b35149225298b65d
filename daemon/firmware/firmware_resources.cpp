#include "daemon/firmware/firmware_resources.hpp"

#include <functional>
#include <memory>

namespace agent::daemon {
namespace {

using lwm2m::Outcome;
using lwm2m::ResourceValue;
using lwm2m::Value;
namespace firmware = lwm2m::firmware;

class PackageResource final : public lwm2m::ResourceHandler {
public:
    explicit PackageResource(FirmwareControls& controls) : controls_(controls) {}

    /// A package in one message goes the way of one in blocks.
    void prepare(const ResourceValue& value, Done done) override {
        const auto& bytes = std::get<Bytes>(std::get<Value>(value));
        clears_ = bytes.empty() || (bytes.size() == 1 && bytes.front() == 0);
        if (clears_) return done(controls_.prepare(firmware::PackageCleared{}));
        auto& sink = controls_.package();
        const auto transfer = sink.begin(bytes.size());
        if (!transfer) return done(transfer.error());
        if (auto taken = sink.append(*transfer, 0, bytes); !taken) return done(std::move(taken));
        sink.finish(*transfer, std::move(done));
    }
    void commit(const ResourceValue& /*value*/) override {
        if (clears_) controls_.commit();
    }
    void revert(const ResourceValue& /*value*/) override {
        if (clears_) return controls_.revert();
        if (controls_.prepare(firmware::PackageCleared{})) controls_.commit();
    }
    lwm2m::BlockSink* block_sink() override { return &controls_.package(); }

private:
    FirmwareControls& controls_;
    bool clears_ = false;  // what was prepared last is a reset
};

class UriResource final : public lwm2m::ResourceHandler {
public:
    explicit UriResource(FirmwareControls& controls) : controls_(controls) {}

    void read(ReadDone done) override { done(ResourceValue(Value(controls_.record().uri))); }
    void prepare(const ResourceValue& value, Done done) override {
        done(controls_.prepare(controls_.uri_event(std::get<std::string>(std::get<Value>(value)))));
    }
    void commit(const ResourceValue& /*value*/) override { controls_.commit(); }
    void revert(const ResourceValue& /*value*/) override { controls_.revert(); }

private:
    FirmwareControls& controls_;
};

class UpdateResource final : public lwm2m::ResourceHandler {
public:
    explicit UpdateResource(FirmwareControls& controls) : controls_(controls) {}
    void execute(std::string_view /*arguments*/, Done done) override { done(controls_.update()); }

private:
    FirmwareControls& controls_;
};

/// State or Update Result.
class NumberResource final : public lwm2m::ResourceHandler {
public:
    explicit NumberResource(std::function<std::int64_t()> number) : number_(std::move(number)) {}
    void read(ReadDone done) override { done(ResourceValue(Value(number_()))); }

private:
    std::function<std::int64_t()> number_;
};

}  // namespace

void add_firmware_resources(lwm2m::ObjectTree& tree, FirmwareControls& controls) {
    const lwm2m::ObjectPath instance(5, 0);
    const auto add = [&](lwm2m::Id id, std::unique_ptr<lwm2m::ResourceHandler> handler) {
        tree.add_resource(instance, *tree.find(5)->definition().find(id), std::move(handler));
    };
    add(0, std::make_unique<PackageResource>(controls));
    add(1, std::make_unique<UriResource>(controls));
    add(2, std::make_unique<UpdateResource>(controls));
    add(3, std::make_unique<NumberResource>([&] { return static_cast<std::int64_t>(controls.record().state); }));
    add(5, std::make_unique<NumberResource>([&] { return static_cast<std::int64_t>(controls.record().result); }));
}

}  // namespace agent::daemon
