#include "lwm2m/base/shown_uri.hpp"

#include <algorithm>

namespace agent {
namespace {

/// JSON may write "\/" for "/".
constexpr std::string_view marks[] = {"://", ":\\/\\/"};
constexpr std::string_view ends_of_authority("/\\?#\"' \0\r\n", 10);

void mask_after(std::string_view mark, std::span<char> text) {
    const std::string_view view(text.data(), text.size());
    for (auto at = view.find(mark); at != std::string_view::npos; at = view.find(mark, at + 1)) {
        const auto from = at + mark.size();
        const auto authority =
            view.substr(from, std::min(view.find_first_of(ends_of_authority, from), view.size()) - from);
        const auto length = authority.rfind('@');
        if (length != std::string_view::npos) std::ranges::fill(text.subspan(from, length), '*');
    }
}

}  // namespace

void mask_userinfo(std::span<char> text) {
    for (const auto mark : marks) mask_after(mark, text);
}

std::string shown_uri(std::string_view uri) {
    const auto query = uri.find('?');
    std::string shown(uri.substr(0, query));
    const auto scheme = shown.find("://");
    const auto authority = scheme == std::string::npos ? scheme : scheme + 3;
    const auto at =
        authority == std::string::npos ? authority : shown.substr(0, shown.find_first_of("/#", authority)).rfind('@');
    if (at != std::string::npos && at >= authority) shown.replace(authority, at - authority, "***");
    if (query != std::string_view::npos) shown += "?***";
    return shown;
}

}  // namespace agent
