#include "modem/emulator/faults.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "modem/emulator/error.hpp"

namespace agent::modem::emulator {
namespace {

struct Context {
    Module& module;
    TimerId& unmute;
    TimerId& cover;  // coverage comes back then
};

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

/// The argument as a number of at most `most`; `otherwise` when there is none.
std::optional<unsigned> count_of(std::string_view argument, unsigned otherwise, unsigned most) {
    if (argument.empty()) return otherwise;
    const auto value = number(argument);
    if (!value || *value > most) return std::nullopt;
    return static_cast<unsigned>(*value);
}

bool set_and_tell(Context& context, std::string_view name, std::string_view value) {
    if (!set(context.module.settings(), name, value)) return false;
    context.module.settings_changed();
    return true;
}

bool mute(Context& context, std::string_view argument) {
    auto& timers = context.module.timers();
    const auto duration = parse_duration(argument.empty() ? "0" : argument);
    if (!duration) return false;
    timers.cancel(context.unmute);
    context.module.line().mute();
    if (argument.empty()) return true;
    context.unmute = timers.after(*duration, [&module = context.module] { module.line().unmute(); });
    return true;
}

bool garbage(Context& context, std::string_view argument) {
    const auto count = count_of(argument, 16, 65536);
    if (!count) return false;
    std::string bytes(*count, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(context.module.random().below(256));
    context.module.line().raw(bytes);
    return true;
}

bool lose_results(Context& context, std::string_view argument) {
    const auto count = count_of(argument, 1, 1000);
    if (count) context.module.line().lose_results(*count);
    return count.has_value();
}

bool drop_bytes(Context& context, std::string_view argument) {
    const auto count = count_of(argument, 1, 1U << 20);
    if (count) context.module.line().drop_bytes(*count);
    return count.has_value();
}

bool fail_next(Context& context, std::string_view argument) {
    const auto code = count_of(argument, 3, 999);
    if (code) context.module.fail_next_command(static_cast<Cme>(*code));
    return code.has_value();
}

bool delay_next(Context& context, std::string_view argument) {
    const auto duration = parse_duration(argument);
    if (duration) context.module.delay_next_result(*duration);
    return duration.has_value();
}

bool say_raw(Context& context, std::string_view argument) {
    const auto bytes = from_hex(argument);
    if (bytes) context.module.line().raw(as_text(*bytes));
    return bytes.has_value();
}

bool set_one(Context& context, std::string_view argument) {
    const auto equals = argument.find('=');
    return equals != std::string_view::npos &&
           set_and_tell(context, argument.substr(0, equals), argument.substr(equals + 1));
}

bool disconnect(Context& context, std::string_view argument) {
    const auto id = count_of(argument, 0, client_count - 1);
    if (id) context.module.qcoap().client(*id).disconnect();
    return id.has_value();
}

bool lose_session(Context& context, std::string_view argument) {
    const auto id = count_of(argument, 0, client_count - 1);
    if (id) context.module.qcoap().client(*id).lose_session();
    return id.has_value();
}

bool network_down(Context& context, std::string_view argument) {
    auto& timers = context.module.timers();
    const auto duration = parse_duration(argument.empty() ? "0" : argument);
    if (!duration) return false;
    timers.cancel(context.cover);
    context.module.radio().set_coverage(false);
    if (argument.empty()) return true;
    context.cover = timers.after(*duration, [&module = context.module] { module.radio().set_coverage(true); });
    return true;
}

bool change_address(Context& context, std::string_view argument) {
    if (argument.empty() || !set(context.module.settings(), "ip", argument)) return false;
    for (unsigned id = 0; id < client_count; ++id) context.module.qcoap().client(id).lose_session();
    context.module.line().urc("+IP: " + std::string(argument));
    return true;
}

/// One that takes no argument.
template<auto Action>
bool plain(Context& context, std::string_view argument) {
    if (!argument.empty()) return false;
    Action(context.module);
    return true;
}

struct Row {
    const char* name;
    const char* argument;
    const char* help;
    bool (*apply)(Context&, std::string_view);
};

constexpr Row rows[] = {
    {"reset", "", "the module restarts without a word; RDY when it is back",
     plain<[](Module& m) { m.power().reset(); }>},
    {"power-down", "", "NORMAL POWER DOWN, then silence", plain<[](Module& m) { m.power().power_off(); }>},
    {"power-on", "", "the power key: the module boots", plain<[](Module& m) { m.power().reset(); }>},
    {"network-down", "[=TIME]", "no coverage, for TIME or until network-up: registration and datagrams are lost",
     network_down},
    {"address", "=ADDRESS", "the network gives another address: +IP, and contexts that servers know by the old one",
     change_address},
    {"session-lost", "=ID", "the server of context ID knows nothing of it any more, and the module nothing of that",
     lose_session},
    {"network-up", "", "coverage is back", plain<[](Module& m) { m.radio().set_coverage(true); }>},
    {"sim-remove", "", "the SIM card is pulled",
     [](Context& c, std::string_view) { return set_and_tell(c, "sim", "absent"); }},
    {"sim-insert", "", "the SIM card is put back",
     [](Context& c, std::string_view) { return set_and_tell(c, "sim", "present"); }},
    {"psm-enter", "", "power saving: unreachable over the air", plain<[](Module& m) { m.power().enter_psm(); }>},
    {"psm-exit", "", "reachable again", plain<[](Module& m) { m.power().exit_psm(); }>},
    {"deep-sleep-enter", "", "the line goes deaf and contexts are lost",
     plain<[](Module& m) { m.power().enter_deep_sleep(); }>},
    {"deep-sleep-exit", "", "awake again; the first line from the host does the same",
     plain<[](Module& m) { m.power().exit_deep_sleep(); }>},
    {"disconnect", "=ID", "context ID loses its session (status 0)", disconnect},
    {"mute", "[=TIME]", "the module says nothing, for TIME or until unmute", mute},
    {"unmute", "", "it speaks again", plain<[](Module& m) { m.line().unmute(); }>},
    {"garbage", "[=N]", "N random bytes on the line (16)", garbage},
    {"lose-ok", "[=N]", "the next N final result codes are not said (1)", lose_results},
    {"drop", "[=N]", "the next N bytes the module says are lost (1)", drop_bytes},
    {"error", "[=N]", "the next command is not done and answers +CME ERROR: N (3)", fail_next},
    {"delay", "=TIME", "the next command answers TIME later", delay_next},
    {"urc", "=TEXT", "the module says TEXT as an unsolicited line",
     [](Context& c, std::string_view text) {
         c.module.line().urc(text);
         return true;
     }},
    {"raw", "=HEX", "the module says these bytes", say_raw},
    {"set", "=NAME=VALUE", "changes a setting", set_one},
};

const Row* find(std::string_view what) {
    const auto name = what.substr(0, what.find('='));
    const auto found = std::ranges::find(rows, name, [](const Row& row) { return std::string_view(row.name); });
    return found == std::end(rows) ? nullptr : found;
}

}  // namespace

Faults::Faults(Module& module) : module_(module) { module_.watch(this); }

Faults::~Faults() {
    module_.watch(nullptr);
    for (auto& timer : timers_) module_.timers().cancel(timer);
    module_.timers().cancel(unmute_);
    module_.timers().cancel(cover_);
}

std::string Faults::help() {
    std::string text;
    for (const auto& row : rows) text += fmt::format("  {:<22} {}\n", std::string(row.name) + row.argument, row.help);
    return text;
}

Result<void> Faults::apply(std::string_view what) {
    const auto* row = find(what);
    if (row == nullptr) return Error::bad_fault;
    const auto equals = what.find('=');
    const auto argument = equals == std::string_view::npos ? std::string_view{} : what.substr(equals + 1);
    Context context{module_, unmute_, cover_};
    if (!row->apply(context, argument)) return Error::bad_value;
    return {};
}

Result<void> Faults::schedule(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return Error::bad_fault;
    const auto when = text.substr(0, colon);
    const auto what = text.substr(colon + 1);
    if (find(what) == nullptr) return Error::bad_fault;
    if (when.starts_with("in=") || when.starts_with("out=")) {
        const auto count = number(when.substr(when.find('=') + 1));
        if (!count || *count == 0) return Error::bad_fault;
        (when.starts_with("in=") ? inputs_ : outputs_).push_back({*count, std::string(what)});
        return {};
    }
    if (when.starts_with("AT")) return schedule_command(when, what);
    const auto delay = parse_duration(when);
    if (!delay) return Error::bad_fault;
    timers_.push_back(
        module_.timers().after(*delay, [this, late = std::string(what)] { static_cast<void>(apply(late)); }));
    return {};
}

Result<void> Faults::schedule_command(std::string_view when, std::string_view what) {
    const auto hash = when.rfind('#');
    AtCommandLine entry{std::string(when.substr(0, hash)), 1, std::string(what)};
    if (hash != std::string_view::npos) {
        const auto times = when.substr(hash + 1);
        const auto count = times == "*" ? std::optional<std::uint64_t>(0) : number(times);
        if (!count || (*count == 0 && times != "*")) return Error::bad_fault;
        entry.countdown = *count;
    }
    commands_.push_back(std::move(entry));
    return {};
}

void Faults::on_command(std::string_view line) {
    std::vector<std::string> due;
    std::erase_if(commands_, [&](AtCommandLine& entry) {
        if (!line.starts_with(entry.prefix)) return false;
        if (entry.countdown > 1) {
            --entry.countdown;
            return false;
        }
        due.push_back(entry.what);
        return entry.countdown == 1;
    });
    for (const auto& what : due) static_cast<void>(apply(what));
}

void Faults::pass(std::vector<AtByte>& entries, std::size_t bytes) {
    std::vector<std::string> due;
    std::erase_if(entries, [&](AtByte& entry) {
        entry.countdown -= std::min<std::uint64_t>(bytes, entry.countdown);
        if (entry.countdown == 0) due.push_back(entry.what);
        return entry.countdown == 0;
    });
    for (const auto& what : due) static_cast<void>(apply(what));
}

void Faults::on_input(std::size_t bytes) { pass(inputs_, bytes); }

std::size_t Faults::output_before_fault(std::size_t bytes) {
    std::uint64_t count = bytes;
    for (const auto& entry : outputs_) count = std::min(count, entry.countdown);
    return static_cast<std::size_t>(count);
}

bool Faults::on_output(std::size_t bytes) {
    if (outputs_.empty()) return true;
    const auto resets = module_.counters().resets;
    pass(outputs_, bytes);
    return module_.counters().resets == resets && !module_.line().muted();
}

}  // namespace agent::modem::emulator
