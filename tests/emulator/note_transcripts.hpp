// The examples of chapters 2 to 4 of the QCOAP note as they are printed there, without their comments, and its
// misprints.
#pragma once

#include <string_view>
#include <vector>

namespace agent::modem::emulator {

struct Transcript {
    std::string_view section;
    std::string_view text;  // a line that begins with AT is typed; after a lone > comes what is typed at the prompt
};
const std::vector<Transcript>& note_transcripts();

/// What the note prints wrongly, or leaves out, and what it means.
struct Correction {
    std::string_view section;
    std::string_view printed;
    std::string_view meant;
    std::string_view reason;
};
const std::vector<Correction>& note_corrections();

}  // namespace agent::modem::emulator
