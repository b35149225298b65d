#include "modem/emulator/input.hpp"

#include <utility>

namespace agent::modem::emulator {
namespace {

constexpr std::size_t longest_line = 4096;  // QCOAPSEND with 1024 bytes in hexadecimal needs 2080
constexpr std::size_t most_data = 4096;     // what is beyond is not kept; the payload is refused for its size
constexpr char line_feed = '\n';
constexpr char carriage_return = '\r';
constexpr char backspace = '\b';
constexpr char ctrl_z = '\x1A';
constexpr char escape = '\x1B';

}  // namespace

void Input::feed(char byte) {
    if (in_data_) {
        feed_data(byte);
    } else {
        feed_line(byte);
    }
}

void Input::begin_data(std::optional<std::size_t> length) {
    in_data_ = true;
    length_ = length;
    data_.clear();
}

void Input::clear() {
    line_.clear();
    data_.clear();
    line_too_long_ = false;
    in_data_ = false;
}

void Input::feed_line(char byte) {
    if (byte == line_feed) return;
    events_.echo(byte);
    if (byte == backspace) {
        if (!line_.empty()) line_.pop_back();
        return;
    }
    if (byte != carriage_return) {
        line_too_long_ = line_too_long_ || line_.size() == longest_line;
        if (!line_too_long_) line_.push_back(byte);
        return;
    }
    auto line = std::exchange(line_, {});
    if (std::exchange(line_too_long_, false)) return events_.too_long();
    if (!line.empty()) events_.line(std::move(line));
}

void Input::feed_data(char byte) {
    if (!length_ && byte == ctrl_z) return finish_data();
    if (!length_ && byte == escape) {
        clear();
        return events_.escape();
    }
    events_.echo(byte);
    if (data_.size() < most_data) data_.push_back(static_cast<std::uint8_t>(byte));
    if (length_ && data_.size() == *length_) finish_data();
}

void Input::finish_data() {
    auto data = std::exchange(data_, {});
    clear();
    events_.data(std::move(data));
}

}  // namespace agent::modem::emulator
