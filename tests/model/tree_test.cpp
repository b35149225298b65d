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
