#include "lwm2m/client/group_reading.hpp"

#include <algorithm>
#include <memory>

#include "lwm2m/client/object_list.hpp"

namespace agent::lwm2m {
namespace {

namespace code = coap::code;

class GroupReading {
public:
    GroupReading(Context& context, ServerIndex server, std::span<const ObjectPath> paths,
                 std::function<void(Group)> done)
        : context_(context), server_(server), pending_(paths.size()), done_(std::move(done)) {
        for (const auto& path : paths) group_.objects.push_back({path.object(), {}, path.device()});
    }

    /// Whether it is worth asking for; a failure is taken down.
    bool may_read(const ObjectPath& path) {
        if (is_hidden(path)) {
            group_.failure = {code::unauthorized, path.text() + " is not for servers"};
        } else if (path.size() >= 3 && is_unreadable(path)) {
            group_.failure = {code::method_not_allowed, path.text() + " can't be read"};
        } else {
            return true;
        }
        return false;
    }

    void take(std::size_t place, const ObjectPath& path, Outcome<codec::Content> content) {
        if (!content) {
            group_.failure = content.error();
        } else if (!context_.access.allows(server_, Operation::read, path)) {
            group_.failure = {code::unauthorized, "object 2 does not let this server read " + path.text()};
        } else {
            auto part = context_.access.readable_part(server_, path, *content);
            group_.objects[place].content = part ? std::move(*part) : std::move(*content);
        }
    }
    void count() {
        if (--pending_ == 0) done_(std::move(group_));
    }

private:
    bool is_unreadable(const ObjectPath& path) const {
        const auto* resource = context_.tree.find_resource(path);
        return resource != nullptr && !resource->definition->operations.read;
    }

    Context& context_;
    ServerIndex server_;
    Group group_;
    std::size_t pending_;
    std::function<void(Group)> done_;
};

}  // namespace

bool Group::is_empty() const {
    return std::ranges::all_of(objects, [](const auto& object) { return object.content.empty(); });
}

std::vector<ObjectPath> expand(const ObjectTree& tree, std::vector<ObjectPath> paths) {
    if (paths.empty() || !paths.front().is_root()) return paths;
    std::vector<ObjectPath> all;
    for (const auto& object : tree.objects())
        if (!is_hidden(object->id())) all.emplace_back(object->id());
    all.insert(all.end(), paths.begin() + 1, paths.end());  // of devices behind the gateway
    return all;
}

void read_group(Context& context, ServerIndex server, std::span<const ObjectPath> paths,
                std::function<void(Group)> done) {
    if (paths.empty()) return done({});
    const auto reading = std::make_shared<GroupReading>(context, server, paths, std::move(done));
    for (std::size_t place = 0; place < paths.size(); ++place) {
        if (!reading->may_read(paths[place])) {
            reading->count();
            continue;
        }
        context.readings.read(paths[place], Readings::Scope::all,
                              [reading, place](const ObjectPath& path, Outcome<codec::Content> content) {
                                  reading->take(place, path, std::move(content));
                                  reading->count();
                              });
    }
}

}  // namespace agent::lwm2m
