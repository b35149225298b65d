// Large values that the server writes in blocks (RFC 7959 §2.5): it repeats blocks, pauses, changes its mind and loses
// interest, and it insists on all of a value or nothing.
#include "tests/simulation/server.hpp"

namespace agent::simulation {

using coap::Message;
using coap::OptionNumber;
using lwm2m::ObjectPath;
namespace code = coap::code;

namespace {

constexpr std::uint32_t text_format = 0;
constexpr std::uint32_t octet_stream = 42;
// What has not grown for 93 s has been given up.
constexpr Duration too_long = 94s;

bool is_package(const ObjectPath& path) { return path.resource() >= first_package; }

/// No two of them have a block in common.
std::string value_to_upload(const std::string& name, bool bytes, std::size_t size) {
    std::string value;
    while (value.size() < size) value += fmt::format("{}@{} ", name, value.size());
    value.resize(size);
    if (bytes)
        for (std::size_t at = 0; at < size; at += 7) value[at] = static_cast<char>(at % 256);
    return value;
}

}  // namespace

void Server::set_calm(bool calm) {
    calm_ = calm;
    calm_since_ = around_.timers.now();
    if (upload_) upload_->excused = true;
}

void Server::ask_upload() {
    if (upload_) return;
    const auto first = chance(around_.random, 0.5) ? first_large_text : first_package;
    begin_upload({simulated_object, 0, own_id(first)});
}

void Server::begin_upload(const ObjectPath& path) {
    auto& random = around_.random;
    Upload upload{
        .path = path, .value = {}, .block = {.size_exponent = static_cast<std::uint8_t>(4 + random.below(3))}};
    auto size = 300 + random.below(2700);
    if (chance(random, 0.2)) size -= size % upload.block.size();  // the last block is full, too
    upload.value = value_to_upload(fmt::format("{}.{}", index_, ++last_value_), is_package(path),
                                   std::max(size, upload.block.size()));
    upload.excused = !calm_;
    upload_ = std::move(upload);
    ask_block();
}

void Server::ask_block() {
    if (!has_registration()) return upload_.reset();
    auto& [path, value, block, excused, too_late] = *upload_;
    block.more = block.offset() + block.size() < value.size();
    Question question{.kind = Kind::upload,
                      .method = code::put,
                      .path = path,
                      .payload = value.substr(block.offset(), block.size()),
                      .format = is_package(path) ? octet_stream : text_format,
                      .block1 = block.value()};
    if (block.number == 0 && chance(around_.random, 0.5)) question.size1 = static_cast<std::uint32_t>(value.size());
    // Until the last block is on its way, nothing may come of it.
    if (!block.more) question.promise = value;
    ask(std::move(question));
}

void Server::next_block() {
    auto& random = around_.random;
    if (chance(random, 0.02)) return upload_.reset();
    // All of its blocks so far have been answered: none of them comes later than the new ones.
    if (chance(random, 0.04)) return begin_upload(ObjectPath(upload_->path));
    if (chance(random, 0.03)) return pause_upload();
    if (!chance(random, 0.1)) ++upload_->block.number;  // or once more, as another message
    ask_block();
}

void Server::pause_upload() {
    upload_->too_late = true;
    ++upload_->block.number;
    upload_timer_ = around_.timers.after(between(around_.random, too_long, 3 * too_long), [this] {
        upload_timer_ = TimerId::none;
        if (upload_) ask_block();
    });
}

void Server::took_upload(const Question& question, const Message& answer) {
    auto& referee = around_.referee;
    if (!upload_) return;
    const bool success = answer.code.is_success();
    referee.require(!success || answer.uint_option(OptionNumber::block1) == question.block1,
                    "a block is acknowledged as another one");
    referee.require(!success || !upload_->too_late, "a block goes on with what was given up long ago");
    const bool single = upload_->block.number == 0 && !upload_->block.more;
    if (!around_.plan.extended && !single) {
        referee.require(answer.code != code::continue_, "2.31 by a module that has no such code");
        if (calm_ && !upload_->excused)
            referee.require(answer.code == code::request_entity_too_large, "blocks are refused without saying why");
        return upload_.reset();
    }
    if (!upload_->block.more) return took_upload_end(question, answer);
    referee.require(!success || answer.code == code::continue_, "a value is taken that is not all there");
    if (success) return next_block();
    if (!upload_->excused && !upload_->too_late)
        referee.broken("a block is refused although nothing went wrong: " + answer.code.text());
    const ObjectPath path = upload_->path;
    const bool again = answer.code == code::request_entity_incomplete && chance(around_.random, 0.5);
    upload_.reset();
    if (again) begin_upload(path);
}

void Server::took_upload_end(const Question& question, const Message& answer) {
    const auto upload = *std::exchange(upload_, std::nullopt);
    around_.referee.require(answer.code != code::continue_, "2.31 to the last block");
    if (answer.code == code::changed) {
        ++statistics_.uploads;
        promises_.acknowledged(question.path, question.promise);
        return check_disk();
    }
    if (!upload.excused && !upload.too_late)
        around_.referee.broken("the last block is refused although nothing went wrong: " + answer.code.text());
}

/// It may have arrived all the same, and its copies may yet: the same block again does no harm, another value would.
void Server::upload_unanswered() {
    if (!upload_) return;
    upload_->excused = true;
    if (upload_->block.more && chance(around_.random, 0.5)) return ask_block();
    upload_.reset();
}

}  // namespace agent::simulation
