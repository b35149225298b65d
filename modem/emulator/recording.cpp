#include "modem/emulator/recording.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "lwm2m/coap/wire.hpp"
#include "modem/emulator/urc_text.hpp"

namespace agent::modem::emulator {
namespace {

constexpr std::string_view coap_urc = "+QCOAPURC:";

struct Spoken {
    bool to_module = false;
    std::string text;
    std::optional<Duration> when;  // since some midnight
};

/// "22:14:07.250" of a day, wherever it stands in `text`: the first one.
std::optional<Duration> time_of_day(std::string_view text) {
    constexpr std::string_view shape = "dd:dd:dd.ddd";
    const auto fits = [&](std::size_t at) {
        for (std::size_t i = 0; i < shape.size(); ++i) {
            const char c = text[at + i];
            if (shape[i] == 'd' ? c < '0' || c > '9' : c != shape[i]) return false;
        }
        return true;
    };
    for (std::size_t at = 0; at + shape.size() <= text.size(); ++at) {
        if (!fits(at)) continue;
        const auto number = [&](std::size_t from, std::size_t length) {
            int value = 0;
            std::from_chars(text.data() + at + from, text.data() + at + from + length, value);
            return value;
        };
        return std::chrono::hours(number(0, 2)) + std::chrono::minutes(number(3, 2)) +
               std::chrono::seconds(number(6, 2)) + std::chrono::milliseconds(number(9, 3));
    }
    return std::nullopt;
}

std::string text_of(const nlohmann::json& json, const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<Spoken> from_json(const nlohmann::json& json) {
    if (text_of(json, "event") != "at") return std::nullopt;
    const auto sent = json.find("sent");
    if (sent == json.end() || !sent->is_boolean()) return std::nullopt;
    return Spoken{sent->get<bool>(), text_of(json, "text"), time_of_day(text_of(json, "time"))};
}

/// "20:31:30.123  > AT+CPIN?", or "... at: > AT+CPIN?" in a log, or "lwm2m-agentd[141]: > AT+CPIN?" or the bare words
/// of a journal.
std::optional<Spoken> from_text(std::string_view line) {
    const auto mark = line.find_first_of("<>");
    if (mark == std::string_view::npos || line.substr(mark + 1, 1) != " ") return std::nullopt;
    const auto head = line.substr(0, mark);
    if (!head.empty() && !head.ends_with("  ") && !head.ends_with(": ")) return std::nullopt;
    return Spoken{line[mark] == '>', std::string(line.substr(mark + 2)), time_of_day(head)};
}

bool is_final_result(std::string_view text) {
    return text == "OK" || text == "ERROR" || text.starts_with("+CME ERROR:");
}

/// What is never an answer, also between a command and its result.
bool is_unasked(std::string_view text) {
    constexpr std::array<std::string_view, 3> urcs = {coap_urc, "+QNBIOTEVENT:", "+CSCON:"};
    return std::ranges::any_of(urcs, [&](std::string_view urc) { return text.starts_with(urc); });
}

/// "<54 bytes>" at the end of a URC: its data, which the agent does not tell.
struct Masked {
    std::size_t from = 0;  // in the line
    std::size_t size = 0;
};
std::optional<Masked> masked_data(std::string_view urc) {
    constexpr std::string_view end = " bytes>";
    const auto from = urc.rfind('<');
    if (!urc.starts_with(coap_urc) || !urc.ends_with(end) || from == std::string_view::npos) return std::nullopt;
    Masked masked{from, 0};
    const auto* last = urc.data() + urc.size() - end.size();
    constexpr std::size_t most = 2048;
    const auto [stop, error] = std::from_chars(urc.data() + from + 1, last, masked.size);
    return error == std::errc{} && stop == last && masked.size <= most ? std::optional(masked) : std::nullopt;
}

void fill(std::string& urc, const Masked& masked, std::string_view data) {
    urc.resize(masked.from);
    const bool is_quoted = urc.ends_with('"');
    urc.append(data).append(is_quoted ? "\"" : "");
}

class Reader {
public:
    /// A message that came in, when the recording tells it: that of the last URC.
    void add_message(const nlohmann::json& event) {
        const auto sent = event.find("sent");
        const auto bytes = from_hex(text_of(event, "hex"));
        if (sent == event.end() || *sent != false || !bytes || last_urc().empty()) return;
        auto& urc = last_urc().back().text;
        const auto masked = masked_data(urc);
        const auto message = coap::decode(*bytes);
        if (masked && message && message->payload.size() == masked->size)
            fill(urc, *masked, is_text(*message) ? std::string(as_text(message->payload)) : to_hex(message->payload));
    }
    void add(Spoken spoken, std::size_t line) {
        const auto after = elapsed(spoken.when);
        if (spoken.to_module) return begin(std::move(spoken.text), line);
        RecordedLine said{std::move(spoken.text), after};
        if (recording_.exchanges.empty()) return recording_.before.push_back(std::move(said));
        auto& exchange = recording_.exchanges.back();
        if (answered_ || is_unasked(said.text)) return exchange.later.push_back(std::move(said));
        answered_ = is_final_result(said.text);
        exchange.reply.push_back(std::move(said));
    }
    Recording finish() && {
        const auto fill_rest = [](std::vector<RecordedLine>& lines) {
            for (auto& line : lines)
                if (const auto masked = masked_data(line.text))
                    fill(line.text, *masked, std::string(masked->size, '0'));
        };
        fill_rest(recording_.before);
        for (auto& exchange : recording_.exchanges) fill_rest(exchange.later);
        return std::move(recording_);
    }

private:
    /// The lines that end with it.
    std::vector<RecordedLine>& last_urc() {
        return recording_.exchanges.empty() ? recording_.before : recording_.exchanges.back().later;
    }
    Duration elapsed(std::optional<Duration> when) {
        if (!when) return {};
        const auto before = std::exchange(last_, when);
        if (!before) return {};
        constexpr Duration day = std::chrono::hours(24);
        return *when >= *before ? *when - *before : *when - *before + day;  // past midnight
    }
    void begin(std::string command, std::size_t line) {
        // What the data mode takes is not told, and its prompt answers the same command.
        if (command.starts_with("<") || command.empty()) return;
        recording_.exchanges.push_back({std::move(command), line, {}, {}});
        answered_ = false;
    }

    Recording recording_;
    std::optional<Duration> last_;
    bool answered_ = false;
};

}  // namespace

Recording read_recording(std::string_view text) {
    Reader reader;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        const auto json = line.starts_with('{') ? nlohmann::json::parse(line, nullptr, false) : nlohmann::json();
        if (json.is_object() && text_of(json, "event") == "coap") reader.add_message(json);
        auto spoken = json.is_object() ? from_json(json) : from_text(line);
        if (spoken) reader.add(std::move(*spoken), number);
    }
    return std::move(reader).finish();
}

}  // namespace agent::modem::emulator
