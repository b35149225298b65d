#include "lwm2m/model/handler.hpp"

namespace agent::lwm2m {
namespace {

Failure refused(const char* operation) {
    return {coap::code::method_not_allowed, std::string("the resource has no ") + operation};
}

}  // namespace

void ResourceHandler::read(ReadDone done) { done(refused("value to read")); }

void ResourceHandler::prepare(const ResourceValue& /*value*/, Done done) { done(refused("value to write")); }

void ResourceHandler::commit(const ResourceValue& /*value*/) {}

void ResourceHandler::revert(const ResourceValue& /*value*/) {}

void ResourceHandler::execute(std::string_view /*arguments*/, Done done) { done(refused("action to execute")); }

}  // namespace agent::lwm2m
