#include "modem/at/framer.hpp"

#include <algorithm>

namespace agent::modem::at {

void Framer::feed(std::string_view bytes) {
    if (start_ > 0) {
        buffer_.erase(0, start_);
        start_ = 0;
    }
    buffer_.append(bytes);
}

void Framer::clear() {
    buffer_.clear();
    start_ = searched_ = urc_needs_ = 0;
    last_chance_ = overlong_ = false;
}

bool Framer::next(Frame& frame) {
    for (;;) {
        if (searched_ == 0) start_ += std::min(unread().find_first_not_of(" \r\n"), unread().size());
        const auto text = unread();
        if (text.empty()) return false;
        if (!overlong_ && text.front() == '>') {
            cut(frame, Frame::Kind::prompt, 1);
            return true;
        }
        if (recogniser_.measure != nullptr && text.starts_with(recogniser_.prefix)) return next_urc(text, frame);
        const auto before = start_;
        if (next_line(text, frame)) return true;
        if (start_ == before) return false;
    }
}

bool Framer::next_urc(std::string_view text, Frame& frame) {
    if (text.size() < urc_needs_ && !last_chance_) return false;
    auto extent = recogniser_.measure(text, last_chance_);
    if (extent.kind == Extent::Kind::need_more && (last_chance_ || text.size() > longest_urc)) {
        extent = recogniser_.measure(text, true);
    }
    if (extent.kind == Extent::Kind::need_more) {
        urc_needs_ = std::max(extent.size, text.size() + 1);
        return false;
    }
    last_chance_ = false;
    urc_needs_ = 0;
    // A recogniser that takes nothing would keep us here for ever.
    const auto size = std::clamp<std::size_t>(extent.size, recogniser_.prefix.size(), text.size());
    return cut(frame, extent.kind == Extent::Kind::complete ? Frame::Kind::urc : Frame::Kind::damaged_urc, size);
}

bool Framer::next_line(std::string_view text, Frame& frame) {
    auto end = text.find_first_of("\r\n", searched_);
    if (recogniser_.measure != nullptr) {
        // Noise or half a line right before a URC must not hide it.
        const auto from = searched_ > recogniser_.prefix.size() ? searched_ - recogniser_.prefix.size() : 0;
        end = std::min(end, text.substr(0, end).find(recogniser_.prefix, from));
    }
    if (end == std::string_view::npos) {
        searched_ = text.size();
        if (text.size() > longest_line) drop_overlong(text.size());
        return false;
    }
    if (!overlong_) return cut(frame, Frame::Kind::line, end);
    dropped_ += end;
    start_ += end;
    searched_ = 0;
    overlong_ = false;
    return false;
}

void Framer::drop_overlong(std::size_t size) {
    const auto keep = recogniser_.prefix.size();  // of which the last bytes may be the beginning
    dropped_ += size - keep;
    buffer_.erase(start_, size - keep);
    searched_ = keep;
    overlong_ = true;
}

bool Framer::cut(Frame& frame, Frame::Kind kind, std::size_t size) {
    frame = {kind, unread().substr(0, size)};
    start_ += size;
    searched_ = 0;
    overlong_ = false;
    return true;
}

}  // namespace agent::modem::at
