// The framer and the dialogue on any bytes: whole and cut into pieces they give the same, and memory stays bounded.
#include <cstdlib>
#include <string>
#include <vector>

#include "modem/at/dialogue.hpp"
#include "modem/qcoap/urc_scanner.hpp"

namespace {

using namespace agent::modem;
using Frames = std::vector<std::pair<at::Frame::Kind, std::string>>;

Frames frames_of(std::string_view bytes, std::size_t piece) {
    at::Framer framer(qcoap::urc_recogniser);
    at::Dialogue dialogue;
    const auto command = at::Command("+CSQ").answered_by("+CSQ:");
    Frames frames;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        framer.feed(bytes.substr(at, piece));
        at::Frame frame;
        while (framer.next(frame)) {
            frames.emplace_back(frame.kind, frame.text);
            if (!dialogue.busy()) dialogue.begin(command);
            if (frame.kind != at::Frame::Kind::damaged_urc) dialogue.feed(frame);
        }
    }
    framer.give_up_urc();
    at::Frame frame;
    while (framer.next(frame)) frames.emplace_back(frame.kind, frame.text);
    return frames;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1 || size > at::Framer::longest_line) return 0;  // longer lines are dropped in pieces
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (frames_of(bytes, bytes.size() + 1) != frames_of(bytes, data[0] % 13 + 1)) std::abort();
    return 0;
}
