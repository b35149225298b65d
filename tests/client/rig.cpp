#include "rig.hpp"

namespace agent::lwm2m::testing {

using coap::Message;
using coap::OptionNumber;

ClientTest::ClientTest() {
    settings.endpoint = "gw1";
    ServerAccount account;
    account.short_id = 123;
    account.lifetime_s = 300;
    account.uri.host = "192.0.2.1";
    account.retry.jitter = 0;
    settings.servers.push_back(account);
    tree.add(*core_definition(3)).add_instance(0);
    add({3, 0, 0}, Value(std::string("Acme")));
    add({3, 0, 4}, std::nullopt);
    add({3, 0, 7}, InstanceValues{{0, std::int64_t{3700}}, {1, std::int64_t{5000}}});
    add({3, 0, 9}, Value(std::int64_t{87}));
    add({3, 0, 14}, Value(std::string("+01:00")));
    add({3, 0, 15}, Value(std::string("Europe/Berlin")));
    tree.add(*core_definition(19));
    add({19, 0, 0}, InstanceValues{{0, Bytes{1, 2, 3}}, {2, Bytes{4}}});
}

FakeResource& ClientTest::add(const ObjectPath& path, std::optional<ResourceValue> value) {
    const auto* definition = tree.find(path)->definition().find(path.resource());
    auto handler = std::make_unique<FakeResource>(std::move(value));
    auto& made = *handler;
    tree.add_resource(path.prefix(2), *definition, std::move(handler));
    return made;
}

void ClientTest::add_bench(Id instance) {
    if (tree.find(32000) == nullptr) tree.add(bench_object());
    add({32000, instance, 0}, Value(20.5));
    add({32000, instance, 1}, Value(false));
    add({32000, instance, 2}, Value(std::string("idle")));
    add({32000, instance, 3}, InstanceValues{{0, std::int64_t{10}}, {1, std::int64_t{20}}});
    add({32000, instance, 4}, std::nullopt);
    add({32000, instance, 5}, std::nullopt);
}

ObjectDefinition bench_object() {
    constexpr Operations read_write{.read = true, .write = true};
    ObjectDefinition object{.id = 32000, .name = "Bench", .multiple = true};
    object.resources = {
        {.id = 0, .name = "Number", .operations = read_write, .mandatory = true, .type = DataType::floating},
        {.id = 1, .name = "Switch", .operations = read_write, .type = DataType::boolean},
        {.id = 2, .name = "Text", .operations = read_write, .type = DataType::string},
        {.id = 3, .name = "Levels", .operations = read_write, .multiple = true, .type = DataType::integer},
        {.id = 4, .name = "Reset", .operations = {.execute = true}, .type = DataType::none},
        {.id = 5, .name = "Secret", .operations = {.write = true}, .type = DataType::string},
    };
    return object;
}

void ClientTest::start_registered() {
    start();
    client->on_connected(0);
    answer(take_one(), coap::code::created, {"rd", "5a3f"});
    advance(Duration::zero());
    listener.operations.clear();
}

Message ClientTest::take_one() {
    auto messages = take_sent();
    EXPECT_EQ(messages.size(), 1U);
    return messages.size() == 1 ? messages.front() : Message{};
}

coap::MessageId ClientTest::send(const Ask& ask) {
    Message message{.type = ask.type, .code = ask.method, .message_id = ++next_id, .token = token_of(ask.token)};
    std::string_view path = ask.path;
    while (!path.empty()) {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        message.add_string(OptionNumber::uri_path, path.substr(0, end));
        path.remove_prefix(end);
    }
    if (ask.accept) message.add_uint(OptionNumber::accept, *ask.accept);
    if (ask.format) message.add_uint(OptionNumber::content_format, *ask.format);
    for (const auto& query : ask.query) message.add_string(OptionNumber::uri_query, query);
    if (ask.observe) message.add_uint(OptionNumber::observe, *ask.observe);
    if (ask.block1) message.add_uint(OptionNumber::block1, *ask.block1);
    if (ask.size1) message.add_uint(OptionNumber::size1, *ask.size1);
    if (ask.block2) message.add_uint(OptionNumber::block2, *ask.block2);
    message.payload = to_bytes(ask.payload);
    message.sort_options();
    client->on_message(ask.server, message);
    return message.message_id;
}

void ClientTest::answer(const Message& request, coap::Code code, std::vector<std::string> location,
                        ServerIndex server) {
    Message response{
        .type = coap::Type::acknowledgement, .code = code, .message_id = request.message_id, .token = request.token};
    for (const auto& segment : location) response.add_string(OptionNumber::location_path, segment);
    client->on_message(server, response);
}

std::string text_of(const Message& message) { return std::string(as_text(message.payload)); }

std::string brief(const Message& message) {
    auto text = message.code.text();
    const auto format = message.content_format();
    if (!format) return text;
    text += " " + std::to_string(static_cast<unsigned>(*format));
    const bool is_text = *format == coap::ContentFormat::text || *format == coap::ContentFormat::link_format;
    return text + " " + (is_text ? text_of(message) : to_hex(message.payload));
}

}  // namespace agent::lwm2m::testing
