// AT+QCOAPHEAD: message id and token of the next message, QCOAP note 2.3.5.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "lwm2m/coap/message.hpp"
#include "modem/at/command.hpp"
#include "modem/at/fields.hpp"
#include "modem/qcoap/client_id.hpp"

namespace agent::modem::qcoap::head {

struct RandomBoth {};  // mode 0
struct RandomId {
    coap::Token token;
};                               // mode 1
struct RandomIdWithoutToken {};  // mode 2
struct IdWithoutToken {
    coap::MessageId id;
};  // mode 3
struct IdWithRandomToken {
    coap::MessageId id;
};  // mode 4
struct IdAndToken {
    coap::MessageId id;
    coap::Token token;
};  // mode 5
/// In the order of the note's <mode>.
using Mode = std::variant<RandomBoth, RandomId, RandomIdWithoutToken, IdWithoutToken, IdWithRandomToken, IdAndToken>;

at::Command test();
Result<std::vector<at::Supported>> parse_test(const at::Reply& reply);
/// Error::invalid_token when modes 1 or 5 come with an empty token.
Result<at::Command> write(ClientId client, const Mode& mode);
/// Mode 5, or 3 when the token is empty.
at::Command of_message(ClientId client, const coap::Message& message);

}  // namespace agent::modem::qcoap::head
