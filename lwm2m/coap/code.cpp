#include "lwm2m/coap/code.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace agent::coap {
namespace {

constexpr std::array<std::pair<Code, const char*>, 33> names{{
    {code::empty, "Empty Message"},
    {code::get, "GET"},
    {code::post, "POST"},
    {code::put, "PUT"},
    {code::del, "DELETE"},
    {code::fetch, "FETCH"},
    {code::patch, "PATCH"},
    {code::ipatch, "iPATCH"},
    {code::created, "Created"},
    {code::deleted, "Deleted"},
    {code::valid, "Valid"},
    {code::changed, "Changed"},
    {code::content, "Content"},
    {code::continue_, "Continue"},
    {code::bad_request, "Bad Request"},
    {code::unauthorized, "Unauthorized"},
    {code::bad_option, "Bad Option"},
    {code::forbidden, "Forbidden"},
    {code::not_found, "Not Found"},
    {code::method_not_allowed, "Method Not Allowed"},
    {code::not_acceptable, "Not Acceptable"},
    {code::request_entity_incomplete, "Request Entity Incomplete"},
    {code::precondition_failed, "Precondition Failed"},
    {code::request_entity_too_large, "Request Entity Too Large"},
    {code::unsupported_content_format, "Unsupported Content-Format"},
    {code::unprocessable_entity, "Unprocessable Entity"},
    {code::internal_server_error, "Internal Server Error"},
    {code::not_implemented, "Not Implemented"},
    {code::bad_gateway, "Bad Gateway"},
    {code::service_unavailable, "Service Unavailable"},
    {code::gateway_timeout, "Gateway Timeout"},
    {code::proxying_not_supported, "Proxying Not Supported"},
    {Code::of(4, 9), "Conflict"},
}};

}  // namespace

std::string Code::text() const { return fmt::format("{}.{:02}", code_class(), detail()); }

std::string Code::name() const {
    for (const auto& [code, name] : names) {
        if (code != *this) continue;
        return code_class() == 0 ? std::string(name) : fmt::format("{} {}", text(), name);
    }
    return text();
}

}  // namespace agent::coap
