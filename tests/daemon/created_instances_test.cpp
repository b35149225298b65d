// `create:` of an object: what a created instance consists of, and what a restart makes of it.
#include "daemon/handlers/created_instances.hpp"

#include "tests/daemon/handlers_fixture.hpp"

namespace agent::daemon {
namespace {

using lwm2m::DataType;
using lwm2m::GivenValues;
using lwm2m::InstanceKind;
using lwm2m::InstanceState;
using lwm2m::ObjectPath;

/// Object 32000: 0 is read-only to servers, 1 has a default and a limit, 2 goes to a program, 3 is executed.
class CreatedInstancesTest : public testing::Handlers {
protected:
    CreatedInstancesTest() {
        lwm2m::ObjectDefinition definition{.id = 32000, .name = "O", .multiple = true};
        constexpr lwm2m::Operations read_write{.read = true, .write = true};
        definition.resources = {{.id = 0, .name = "Zero", .operations = {.read = true}, .mandatory = true},
                                {.id = 1, .name = "One", .operations = read_write},
                                {.id = 2, .name = "Two", .operations = read_write},
                                {.id = 3, .name = "Three", .operations = {.execute = true}, .type = DataType::none}};
        config::CreateSettings create{.most = 3, .resources = {}};
        create.resources.push_back({.id = 0, .handler = config::ValueSettings{}});
        create.resources.push_back({.id = 1, .handler = config::ValueSettings{text("default")}, .max_size = 8});
        create.resources.push_back({.id = 2,
                                    .handler = config::ValueSettings{},
                                    .writable = true,
                                    .on_write = config::OnWriteSettings{{"/bin/true"}}});
        create.resources.push_back({.id = 3, .handler = config::ExecuteSettings{{"/bin/true"}}});
        objects.push_back({.definition = std::move(definition)});
        objects.back().instances.push_back({.id = 0, .resources = {}, .deletable = true});
        objects.back().instances.push_back({.id = 4, .resources = {}});
        objects.back().create = std::move(create);
    }
    lwm2m::Object& build() {
        tree.emplace();
        build_tree(objects, context, *tree);
        return *tree->find(32000);
    }
    std::string instances() {
        std::string ids;
        for (const auto& instance : build().instances()) ids += std::to_string(instance->id()) + " ";
        return ids;
    }
};

TEST_F(CreatedInstancesTest, HaveAllTheirResourcesAndHoldWhatTheyAreGiven) {
    auto& factory = *build().factory();
    EXPECT_EQ(factory.most(), 3U);
    EXPECT_FALSE(factory.provides(0));
    EXPECT_TRUE(factory.provides(1));
    EXPECT_FALSE(factory.provides(2));
    EXPECT_TRUE(factory.provides(3));
    EXPECT_FALSE(factory.provides(9));
    GivenValues given{{0, text("zero")}, {2, text("two")}, {9, text("nine")}};
    auto instance = factory.make(7, given).value();
    EXPECT_EQ(instance->kind(), InstanceKind::created);
    EXPECT_EQ(instance->resources().size(), 4U);
    EXPECT_EQ(read(*instance->find(0)->handler).value(), text("zero"));
    EXPECT_EQ(read(*instance->find(1)->handler).value(), text("default"));
    EXPECT_TRUE(instance->find(0)->handler->persistent());
    EXPECT_FALSE(write(*instance->find(0)->handler, text("other")));  // later writes are another thing
    ASSERT_EQ(given.size(), 2U);                                      // the program is still to be told
    EXPECT_EQ(given.front().first, 2);
}

TEST_F(CreatedInstancesTest, RefuseAValueThatIsTooLong) {
    GivenValues given{{0, text("zero")}, {1, text("more than 8")}};
    EXPECT_EQ(build().factory()->make(7, given).error().code, coap::code::request_entity_too_large);
}

TEST_F(CreatedInstancesTest, AreBackAfterARestartAndDeletedOnesAreNot) {
    EXPECT_EQ(instances(), "0 4 ");
    EXPECT_EQ(tree->find(32000)->find(0)->kind(), InstanceKind::deletable);
    EXPECT_EQ(tree->find(32000)->find(4)->kind(), InstanceKind::fixed);
    store.instances = {{{32000, 0}, InstanceState::deleted},
                       {{32000, 7}, InstanceState::created},
                       {{32000, 8}, InstanceState::deleted},
                       {{32001, 9}, InstanceState::created}};
    store.values[{32000, 7, 0}] = text("kept");
    EXPECT_EQ(instances(), "4 7 ");
    EXPECT_EQ(read(*tree->find_resource({32000, 7, 0})->handler).value(), text("kept"));
    EXPECT_EQ(read(*tree->find_resource({32000, 7, 1})->handler).value(), text("default"));
    store.instances.front().state = InstanceState::created;  // in the place of the configured one
    EXPECT_EQ(instances(), "0 4 7 ");
    EXPECT_EQ(tree->find(32000)->find(0)->kind(), InstanceKind::created);
}

TEST_F(CreatedInstancesTest, OfADeviceBehindTheGatewayAreBackBelowItsPrefix) {
    const auto device = lwm2m::DevicePrefix::parse("d0").value();
    objects.push_back(objects.front());
    objects.back().device = device;
    store.instances = {{{32000, 7}, InstanceState::created},
                       {ObjectPath(32000, 8).under(device), InstanceState::created},
                       {ObjectPath(32000, 0).under(device), InstanceState::deleted}};
    store.values[ObjectPath(32000, 8, 0).under(device)] = text("kept");
    EXPECT_EQ(instances(), "0 4 7 ");
    auto& object = *tree->find(ObjectPath(32000).under(device));
    ASSERT_EQ(object.instances().size(), 2U);
    EXPECT_EQ(object.instances()[0]->id(), 4);
    EXPECT_EQ(object.instances()[1]->id(), 8);
    EXPECT_EQ(read(*object.find(8)->find(0)->handler).value(), text("kept"));
}

TEST_F(CreatedInstancesTest, WithoutATemplateAnyMoreAreLeftOutAndLogged) {
    store.instances = {{{32000, 7}, InstanceState::created}};
    objects.back().create.reset();
    EXPECT_EQ(instances(), "0 4 ");
    EXPECT_NE(lines.all.find("created_instance_ignored path=/32000/7"), std::string::npos);
}

}  // namespace
}  // namespace agent::daemon
