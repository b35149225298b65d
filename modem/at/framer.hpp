// Serial bytes -> what the module said: lines, the `>` prompt, and URCs that carry their own length (QCOAP note 2.1.2,
// 3). Survives echo, noise, half lines and any cutting of the stream; its memory is bounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace agent::modem::at {

/// How much of a buffer a length-delimited URC takes.
struct Extent {
    enum class Kind : std::uint8_t {
        need_more,  // the URC is longer than what is there
        complete,   // `size` bytes, without the line end
        damaged,    // its counts do not add up; reading goes on after `size` bytes
    };
    Kind kind = Kind::need_more;
    std::size_t size = 0;  // need_more: at least so many bytes are needed before asking again is worth it
};

/// Recognises URCs whose text may hold line ends. `last_chance`: no more bytes will come soon, so need_more is no
/// answer.
struct UrcRecogniser {
    std::string_view prefix;  // "+QCOAPURC:"
    Extent (*measure)(std::string_view text, bool last_chance) = nullptr;
};

struct Frame {
    enum class Kind : std::uint8_t { line, prompt, urc, damaged_urc };
    Kind kind = Kind::line;
    std::string_view text;  // valid until the framer is called again
};

class Framer {
public:
    static constexpr std::size_t longest_line = 4096;
    static constexpr std::size_t longest_urc = 16384;

    explicit Framer(UrcRecogniser recogniser = {}) : recogniser_(recogniser) {}

    void feed(std::string_view bytes);
    /// The next whole frame; false when more bytes are needed. Empty lines are no frames.
    bool next(Frame& frame);
    /// A length-delimited URC has begun and is not whole.
    bool in_urc() const { return urc_needs_ > 0; }
    /// No bytes came for too long: the URC that has begun is given up, what follows its first line is read afresh.
    void give_up_urc() { last_chance_ = in_urc(); }
    void clear();
    std::uint64_t dropped_bytes() const { return dropped_; }

private:
    bool next_urc(std::string_view text, Frame& frame);
    bool next_line(std::string_view text, Frame& frame);
    void drop_overlong(std::size_t size);
    bool cut(Frame& frame, Frame::Kind kind, std::size_t size);
    std::string_view unread() const { return std::string_view(buffer_).substr(start_); }

    UrcRecogniser recogniser_;
    std::string buffer_;
    std::size_t start_ = 0;      // of what is not framed yet
    std::size_t searched_ = 0;   // of it, bytes known to hold no line end
    std::size_t urc_needs_ = 0;  // inside a URC: its measure is asked again when so many bytes are there
    bool last_chance_ = false;
    bool overlong_ = false;  // inside a line that was too long
    std::uint64_t dropped_ = 0;
};

}  // namespace agent::modem::at
