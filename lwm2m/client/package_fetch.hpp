// One attempt to fetch a file from a server, from some offset on: what a pull of a firmware package needs of a
// protocol.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/client/firmware_machine.hpp"

namespace agent::lwm2m::firmware {

/// Where an attempt begins.
struct FetchFrom {
    std::string uri;
    std::size_t offset = 0;
    std::string validator;  // entity tag of the bytes before `offset`; empty: unknown, then `offset` is 0
};

/// How an attempt ended: `result` says what to tell the server when there is no other, initial: all is there.
struct FetchEnd {
    UpdateResult result = UpdateResult::initial;
    bool transient = false;  // another attempt may fare better
    std::string reason;      // for people
};

class PackageFetch {
public:
    class User {
    public:
        virtual ~User() = default;
        /// The server answers: bytes from `offset` on follow, which is FetchFrom::offset, or 0 when it sends another
        /// file than that of the validator. `total` is the size of all of it. false: no more, the attempt is over.
        virtual bool on_begin(std::size_t offset, std::optional<std::size_t> total, const std::string& validator) = 0;
        /// false: no more, the attempt is over.
        virtual bool on_bytes(BytesView bytes) = 0;
        /// Once for every attempt that neither stop() nor a false ended; the next may begin in it.
        virtual void on_end(const FetchEnd& end) = 0;
    };

    virtual ~PackageFetch() = default;
    /// Never calls the user before it returns.
    virtual void start(const FetchFrom& from, User& user) = 0;
    /// Ends the attempt without a word; harmless when there is none.
    virtual void stop() = 0;
};

}  // namespace agent::lwm2m::firmware
