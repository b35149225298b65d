// The operations on several paths at once (LwM2M Core 1.1 §6.3.8, §6.3.9, §6.4.4).
#include <algorithm>

#include "lwm2m/codec/records.hpp"
#include "tests/simulation/server.hpp"

namespace agent::simulation {

using coap::ContentFormat;
using coap::Message;
using coap::OptionNumber;
using lwm2m::ObjectPath;
using lwm2m::codec::Record;
namespace code = coap::code;

namespace {

std::string payload_of(ContentFormat format, const std::vector<Record>& records) {
    return std::string(as_text(*lwm2m::codec::encode_records(format, records)));
}

}  // namespace

/// Written by Write-Composites alone, of two objects: always the same.
std::vector<ObjectPath> Server::pair() const {
    return {{simulated_object, 0, own_id(first_of_pair)}, {paired_object, 0, own_id(0)}};
}

void Server::ask_composite() {
    const auto format = chance(around_.random, 0.5) ? ContentFormat::senml_cbor : ContentFormat::senml_json;
    chance(around_.random, 0.5) ? ask_read_composite(format) : ask_write_composite(format);
}

void Server::ask_write_composite(ContentFormat format) {
    if (is_pending(Kind::write_composite)) return;
    const auto value = fmt::format("{}.{}", index_, ++last_value_);
    std::vector<Record> records;
    for (const auto& path : pair()) records.push_back({path, lwm2m::Value(value), std::nullopt});
    const bool impossible = chance(around_.random, 0.3);
    if (impossible) {
        // Nobody writes these: they cannot be, or are not there.
        static constexpr lwm2m::Id nowhere = 99;
        const ObjectPath others[] = {{simulated_object, 0, first_sensor},
                                     {simulated_object, 0, nowhere},
                                     {paired_object, 0, nowhere},
                                     {paired_object, nowhere, 0},
                                     {static_cast<lwm2m::Id>(paired_object + nowhere), 0, 0}};
        records.push_back({others[around_.random.below(std::size(others))], lwm2m::Value(1.5), std::nullopt});
    }
    ask({.kind = Kind::write_composite,
         .method = code::ipatch,
         .path = {},
         .paths = pair(),
         .payload = payload_of(format, records),
         .format = static_cast<std::uint32_t>(format),
         .promise = impossible ? std::string() : value});
}

void Server::ask_read_composite(ContentFormat format) {
    auto paths = pair();
    paths.emplace_back(simulated_object, 0, own_id(first_text));
    paths.emplace_back(1, own_id(0), 1);
    std::vector<Record> records;
    for (const auto& path : paths) records.push_back({path, std::nullopt, std::nullopt});
    ask({.kind = Kind::read_composite,
         .method = code::fetch,
         .path = {},
         .paths = std::move(paths),
         .payload = payload_of(format, records),
         .format = static_cast<std::uint32_t>(format)});
}

void Server::ask_observe_composite() {
    std::vector<ObjectPath> paths;
    std::vector<Record> records;
    for (lwm2m::Id id = 0; id < sensors; ++id) {
        paths.emplace_back(simulated_object, 0, static_cast<lwm2m::Id>(first_sensor + id));
        records.push_back({paths.back(), std::nullopt, std::nullopt});
    }
    ask({.kind = Kind::observe,
         .method = code::fetch,
         .path = {},
         .paths = std::move(paths),
         .payload = payload_of(ContentFormat::senml_cbor, records),
         .format = static_cast<std::uint32_t>(ContentFormat::senml_cbor),
         .observe = 0});
}

void Server::took_write_composite(const Question& question, const Message& answer) {
    if (answer.code.code_class() != 2) return;
    around_.referee.require(!question.promise.empty(), "a Write-Composite is done of which a part is impossible");
    ++statistics_.composites;
    took_change(question, answer);
}

void Server::took_read_composite(const Question& question, const Message& answer) {
    const bool well = calm_ && question.asked_at >= calm_since_ + longest_hanging;
    if (well && answer.code != code::content)
        around_.referee.broken("a Read-Composite fails although nothing went wrong: " + answer.code.text());
    if (answer.code != code::content) return;
    around_.referee.require(answer.content_format() == static_cast<ContentFormat>(*question.format),
                            "a Read-Composite is answered in another format");
    const auto records = lwm2m::codec::decode_records(*answer.content_format(), answer.payload);
    if (!records) around_.referee.broken("a Read-Composite is answered with what cannot be read");
    for (const auto& [path, value, time] : *records) {
        if (!value || std::ranges::count(question.paths, path) == 0)
            around_.referee.broken("a Read-Composite shows what was not asked for: " + path.text());
        if (promises_.acknowledgements() == question.promised && !promises_.allow(path, to_text(*value)))
            around_.referee.broken(
                fmt::format("{} reads \"{}\" with others, which nobody wrote last", path.text(), to_text(*value)));
    }
    around_.referee.require(!well || records->size() == question.paths.size(),
                            "a Read-Composite leaves something out although nothing went wrong");
    ++statistics_.composites;
}

}  // namespace agent::simulation
