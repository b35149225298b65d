#include "lwm2m/coap/message.hpp"

#include <fmt/format.h>

namespace agent::coap {

std::optional<Token> Token::from(BytesView bytes) {
    if (bytes.size() > max_size) return std::nullopt;
    Token token;
    std::ranges::copy(bytes, token.bytes_.begin());
    token.size_ = static_cast<std::uint8_t>(bytes.size());
    return token;
}

const Option* Message::find(OptionNumber number) const {
    for (const auto& option : options)
        if (option.number == number) return &option;
    return nullptr;
}

std::optional<std::uint32_t> Message::uint_option(OptionNumber number) const {
    const auto* option = find(number);
    return option != nullptr ? option->as_uint() : std::nullopt;
}

namespace {

std::optional<ContentFormat> as_format(std::optional<std::uint32_t> value) {
    if (!value || *value > 0xFFFF) return std::nullopt;
    return static_cast<ContentFormat>(*value);
}

}  // namespace

std::optional<ContentFormat> Message::content_format() const {
    return as_format(uint_option(OptionNumber::content_format));
}

std::optional<ContentFormat> Message::accept() const { return as_format(uint_option(OptionNumber::accept)); }

std::vector<std::string_view> Message::values(OptionNumber number) const {
    std::vector<std::string_view> found;
    for (const auto& option : options)
        if (option.number == number) found.emplace_back(option.value);
    return found;
}

std::string Message::uri_path() const {
    std::string path;
    for (const auto& option : options)
        if (option.number == OptionNumber::uri_path) path.append("/").append(option.value);
    return path.empty() ? "/" : path;
}

void Message::sort_options() { std::ranges::stable_sort(options, {}, &Option::number); }

std::string Message::summary() const {
    constexpr const char* types[] = {"CON", "NON", "ACK", "RST"};
    auto text = fmt::format("{} {}", types[static_cast<unsigned>(type) & 3U], code.name());
    if (code.is_request()) text += fmt::format(" {}", uri_path());
    text += fmt::format(" mid={}", message_id);
    if (!token.empty()) text += fmt::format(" token={}", to_hex(token.bytes()));
    for (const auto& option : options) {
        const auto value = option.as_uint();
        if (format_of(option.number) == OptionFormat::uint && value) {
            text += fmt::format(" {}={}", name_of(option.number), *value);
        }
    }
    if (!payload.empty()) text += fmt::format(" payload={}B", payload.size());
    return text;
}

}  // namespace agent::coap
