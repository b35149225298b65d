#include "lwm2m/model/tree.hpp"

#include <gtest/gtest.h>

namespace agent::lwm2m {
namespace {

struct Fickle final : ResourceHandler {
    void change() const { notify_changed(); }
};

TEST(ObjectTree, HoldsObjectsInstancesAndResourcesInOrder) {
    ObjectTree tree;
    tree.add(*core_definition(4));
    auto& device = tree.add(*core_definition(3));
    tree.add_resource({3, 0}, *device.definition().find(9), std::make_unique<Fickle>());
    tree.add_resource({3, 0}, *device.definition().find(0), std::make_unique<Fickle>());
    EXPECT_EQ(tree.objects()[0]->id(), 3);
    EXPECT_EQ(tree.objects()[1]->id(), 4);
    ASSERT_EQ(device.find(0)->resources().size(), 2U);
    EXPECT_EQ(device.find(0)->resources()[0].definition->id, 0);
    EXPECT_NE(tree.find_resource({3, 0, 9}), nullptr);
    EXPECT_EQ(tree.find_resource({3, 0, 9, 1}), tree.find_resource({3, 0, 9}));
    EXPECT_EQ(tree.find_resource({3, 1, 9}), nullptr);
    EXPECT_EQ(tree.find_resource({3, 0}), nullptr);
    device.find(0)->remove(9);
    EXPECT_EQ(tree.find_resource({3, 0, 9}), nullptr);
    device.remove_instance(0);
    EXPECT_EQ(device.find(0), nullptr);
    EXPECT_THROW(tree.add(*core_definition(3)), std::logic_error);
}

TEST(ObjectTree, HoldsTheObjectsOfEachDeviceApart) {
    const auto a = DevicePrefix::parse("a").value(), b = DevicePrefix::parse("b").value();
    ObjectTree tree;
    tree.add(*core_definition(3));
    tree.add(*core_definition(4), b);
    auto& device = tree.add(*core_definition(3), b);
    tree.add(*core_definition(6), a);
    EXPECT_EQ(tree.objects().size(), 1U);
    EXPECT_EQ(tree.objects({}).size(), 1U);
    EXPECT_EQ(tree.objects(a).size(), 1U);
    ASSERT_EQ(tree.objects(b).size(), 2U);
    EXPECT_EQ(tree.objects(b)[0].get(), &device);
    EXPECT_EQ(device.path(), ObjectPath(3).under(b));
    EXPECT_TRUE(tree.objects(DevicePrefix::parse("c").value()).empty());
    EXPECT_EQ(tree.objects_of_devices().size(), 3U);
    EXPECT_EQ(tree.find(4), nullptr);
    EXPECT_EQ(tree.find(ObjectPath(3, 0, 9).under(b)), &device);
    EXPECT_EQ(tree.find(ObjectPath(3).under(a)), nullptr);
    EXPECT_EQ(tree.find(ObjectPath()), nullptr);
    EXPECT_THROW(tree.add(*core_definition(3), b), std::logic_error);

    const auto path = ObjectPath(3, 0, 9).under(b);
    auto handler = std::make_unique<Fickle>();
    const auto* fickle = handler.get();
    tree.add_resource(path.prefix(2), *device.definition().find(9), std::move(handler));
    std::vector<ObjectPath> changes;
    tree.on_change([&](const ObjectPath& changed) { changes.push_back(changed); });
    fickle->change();
    EXPECT_EQ(changes, std::vector{path});
    EXPECT_NE(tree.find_resource(path), nullptr);
    EXPECT_EQ(tree.find_resource({3, 0, 9}), nullptr);
    tree.remove(ObjectPath(3).under(b));
    EXPECT_EQ(tree.find_resource(path), nullptr);
    EXPECT_NE(tree.find(3), nullptr);
}

TEST(ObjectTree, TellsWhichResourceChanged) {
    ObjectTree tree;
    auto& device = tree.add(*core_definition(3));
    auto handler = std::make_unique<Fickle>();
    const auto* fickle = handler.get();
    tree.add_resource({3, 0}, *device.definition().find(9), std::move(handler));
    std::vector<ObjectPath> changes;
    fickle->change();  // nobody listens yet
    tree.on_change([&](const ObjectPath& path) { changes.push_back(path); });
    fickle->change();
    EXPECT_EQ(changes, std::vector{ObjectPath(3, 0, 9)});
}

TEST(ResourceHandler, OffersNothingByItself) {
    Fickle handler;
    coap::Code code;
    handler.read([&](auto value) { code = value.error().code; });
    EXPECT_EQ(code, coap::code::method_not_allowed);
    handler.execute("", [&](auto done) { code = done.error().code; });
    EXPECT_EQ(code, coap::code::method_not_allowed);
}

}  // namespace
}  // namespace agent::lwm2m
