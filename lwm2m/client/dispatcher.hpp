// Serves the requests of one server: finds what a path means, checks the operation, runs it and puts the outcome on the
// wire (LwM2M Core 1.1 §6.3, §6.4).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "lwm2m/client/attribute_table.hpp"
#include "lwm2m/client/context.hpp"
#include "lwm2m/client/exchanges.hpp"
#include "lwm2m/client/group_reading.hpp"
#include "lwm2m/client/observations.hpp"
#include "lwm2m/client/request.hpp"
#include "lwm2m/client/snapshots.hpp"

namespace agent::lwm2m {

class Dispatcher {
public:
    Dispatcher(ServerIndex server, Context& context, Exchanges& exchanges, AttributeTable& attributes,
               Observations& observations, Snapshots& snapshots);

    void serve(RequestId id, const coap::Message& message);
    /// Where the payload goes that the request brings a block of; nullptr: it is served when all of it has come.
    Outcome<BlockSink*> sink_for(const coap::Message& message);
    /// `last` brought the last block of a payload that is in its sink.
    void finish_upload(RequestId id, const coap::Message& last, const Uploads::Taken& upload);
    /// The enabler's version the server registered us with: it decides what a Discover says.
    void set_version(Version version) { version_ = version; }

private:
    struct Ticket {  // what the answer needs to know of the request; small enough to travel in a callback
        RequestId id{};
        coap::ContentFormat format{};
        std::uint8_t size_exponent = 6;
        std::uint32_t selection = 0;  // of the paths of a composite operation
        Operation operation = Operation::unknown;
    };
    struct Located {
        Object* object = nullptr;
        ObjectInstance* instance = nullptr;
        Resource* resource = nullptr;
    };

    void serve(Ticket ticket, const Request& request, const coap::Message& message);
    Outcome<Located> locate(const ObjectPath& path);

    void read(Ticket ticket, const Request& request, const coap::Message& message, const Located& located);
    void read_block(Ticket ticket, const Request& request);
    void observe(Ticket ticket, const Request& request, const Located& located, const coap::Token& token);
    void discover(Ticket ticket, const Request& request, const Located& located);
    void write(Ticket ticket, const Request& request, const Located& located);
    void write_attributes(Ticket ticket, const Request& request, const Located& located);
    void write_attributes(Ticket ticket, const ObjectPath& path, const AttributeChange& change);
    void execute(Ticket ticket, const Request& request, const Located& located);
    void create(Ticket ticket, const Request& request, const Located& located);
    void remove(Ticket ticket, const Request& request, const Located& located);

    void serve_composite(Ticket ticket, const Request& request, const coap::Message& message);
    void answer_rest(Ticket ticket, const Request& request);
    void read_composite(Ticket ticket, const Request& request, const std::vector<ObjectPath>& paths);
    void observe_composite(Ticket ticket, const Request& request, std::vector<ObjectPath> paths,
                           const coap::Token& token);
    void write_composite(Ticket ticket, const Request& request);
    void answer_group(Ticket ticket, const Group& group, std::uint32_t block, std::optional<std::uint32_t> observe);

    void answer_content(Ticket ticket, const ObjectPath& path, const Outcome<codec::Content>& content,
                        std::uint32_t block = 0);
    void answer_payload(Ticket ticket, const ObjectPath& path, Bytes payload, std::uint32_t block,
                        std::optional<std::uint32_t> observe);
    void answer_part(Ticket ticket, const ObjectPath& path, BytesView payload, std::uint32_t block);
    void answer(Ticket ticket, const ObjectPath& path, const Outcome<void>& outcome);
    void refuse(Ticket ticket, const ObjectPath& path, const Failure& failure, const coap::Message* request = nullptr);
    void reply(Ticket ticket, const ObjectPath& path, coap::Message message);
    static Failure not_allowed(Operation operation, const ObjectPath& path);
    Snapshots::Key snapshot_of(const Ticket& ticket, const ObjectPath& path) const {
        return {path, ticket.format, ticket.selection};
    }
    static void add_location(coap::Message& message, const ObjectPath& instance);

    ServerIndex server_;
    Context& context_;
    Exchanges& exchanges_;
    AttributeTable& attributes_;
    Observations& observations_;
    Snapshots& snapshots_;
    Log log_;
    Version version_{1, 1};
};

}  // namespace agent::lwm2m
