// The arguments of an Execute (LwM2M Core 1.1 §6.3.5): 0='a',1,2='b c'
#pragma once

#include <string_view>

namespace agent::lwm2m {

/// arglist = arg *( "," arg ); arg = DIGIT [ "=" "'" *CHAR "'" ]; the empty list is one. Any character but a quote and
/// control characters passes as CHAR: what real servers send is wider than the specification's.
bool are_arguments(std::string_view text);

}  // namespace agent::lwm2m
