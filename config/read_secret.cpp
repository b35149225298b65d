// Secrets: written in the configuration, in a file of their own, or handed over by the service manager.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "config/quoting.hpp"
#include "config/readers.hpp"
#include "lwm2m/base/bytes.hpp"

namespace agent::config {
namespace {

using Kind = SecretSource::Kind;
using Format = SecretSource::Format;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<std::string> from_hex_text(const View& view, std::string_view text) {
    const auto bytes = from_hex(text);
    if (bytes) return std::string(as_text(*bytes));
    view.problem("is not hexadecimal: pairs of 0-9 and a-f");
    return std::nullopt;
}

/// Where the credential lies; nullopt after saying why it can't be known.
std::optional<std::string> credential_path(const View& view, const std::string& name, const Context& context) {
    if (name.find('/') != std::string::npos || name.starts_with('.')) {
        view.problem(fmt::format("{} is not the name of a credential", quoted(name)));
        return std::nullopt;
    }
    const auto folder = context.environment.variable("CREDENTIALS_DIRECTORY");
    if (folder && !folder->empty()) return *folder + "/" + name;
    if (context.purpose == Purpose::check) {
        view.warning(fmt::format("not checked: only the service has the credential {}", printable(name)));
    } else {
        view.problem(
            fmt::format("$CREDENTIALS_DIRECTORY is not set: the unit needs LoadCredential={}:PATH", printable(name)));
    }
    return std::nullopt;
}

std::optional<std::string> read_file_content(const View& view, const std::string& path, Format format,
                                             const Context& context) {
    constexpr std::size_t limit = 4096;
    const auto content = context.environment.read(path, limit);
    if (!content) {
        view.problem(fmt::format("{}: {}", printable(path), content.error().message()));
        return std::nullopt;
    }
    if ((content->mode & 07u) != 0) {
        view.problem(fmt::format("{} has mode {:04o}, which lets everybody at the secret: chmod o= {}", printable(path),
                                 content->mode, printable(path)));
        return std::nullopt;
    }
    if (format == Format::raw) return content->text;
    const auto text = trimmed(content->text);
    if (format == Format::text) return std::string(text);
    if (const auto bytes = from_hex(text)) return std::string(as_text(*bytes));
    view.problem(fmt::format(
        "{} does not hold hexadecimal: add format: text or format: raw if that is the secret itself", printable(path)));
    return std::nullopt;
}

void refuse_readers(const View& view, const Context& context) {
    const auto& source = context.source_of(view);
    if (!source.mode || (*source.mode & 07u) == 0) return;
    view.problem(fmt::format("a secret in a file of mode {:04o}, which lets everybody at it: chmod o= {}", *source.mode,
                             printable(source.name)));
}

void read_content(Secret& secret, const View& value, const Context& context) {
    const auto text = value.text();
    if (!text) return;
    switch (secret.source.kind) {
        case Kind::hex:
            secret.content = from_hex_text(value, *text);
            break;
        case Kind::text:
            secret.content = *text;
            break;
        case Kind::file:
            secret.source.name = context.absolute(value, *text);
            secret.content = read_file_content(value, secret.source.name, secret.source.format, context);
            return;
        case Kind::credential:
            secret.source.name = *text;
            if (const auto path = credential_path(value, *text, context)) {
                secret.content = read_file_content(value, *path, secret.source.format, context);
            }
            return;
    }
    refuse_readers(value, context);
}

}  // namespace

std::optional<Secret> read_secret(const View& view, const Context& context, std::size_t most, bool allow_hex) {
    constexpr std::array<std::string_view, 4> names{"hex", "text", "file", "credential"};
    const std::string_view forms = allow_hex ? "{ hex: ... }, { text: ... }, { file: PATH } or { credential: NAME }"
                                             : "{ text: ... }, { file: PATH } or { credential: NAME }";
    if (!view.is_map()) {
        view.problem(fmt::format("write it as {}", forms));
        return std::nullopt;
    }
    const auto before = view.report().problem_count();
    MapReader map(view, MapReader::Contents::secret);
    const auto given =
        allow_hex ? map.present({"hex", "text", "file", "credential"}) : map.present({"text", "file", "credential"});
    Secret secret;
    if (given.size() == 1) {
        secret.source.kind = static_cast<Kind>(std::ranges::find(names, given.front()) - names.begin());
        secret.source.format = allow_hex ? Format::hex : Format::text;
        if (allow_hex && secret.source.kind >= Kind::file) {
            assign(secret.source.format, map.choice("format", {"hex", "text", "raw"}));
        }
        read_content(secret, *map.find(given.front()), context);
    }
    map.finish();
    if (view.report().problem_count() == before && given.size() != 1) {
        view.problem(fmt::format("{}: write it as {}", given.empty() ? "is empty" : "has two sources", forms));
    }
    if (secret.content && (secret.content->empty() || secret.content->size() > most)) {
        view.problem(fmt::format("has {} bytes; 1..{} are possible", secret.content->size(), most));
    }
    if (view.report().problem_count() != before) return std::nullopt;
    return secret;
}

}  // namespace agent::config
