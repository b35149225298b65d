// URIs where people see them: what gives access (RFC 3986 §3.2.1) is not shown.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace agent {

/// Every "user:password" between "://" and "@" becomes asterisks, in whatever text or message it stands.
void mask_userinfo(std::span<char> text);
/// For a log: without userinfo, and "?***" for a query, which may be a signature that gives access.
std::string shown_uri(std::string_view uri);

}  // namespace agent
