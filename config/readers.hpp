// The sections of the document, each read by a function of its own. Every one reports what is wrong with its part and
// goes on, so that a person sees all of it at once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "config/map_reader.hpp"
#include "config/sources.hpp"

namespace agent::config {

struct Context {
    const Environment& environment;
    Purpose purpose;
    const std::vector<Source>& sources;

    const Source& source_of(const View& view) const { return sources.at(view.node().place.file); }
    /// A path as the file that has it means it: relative ones start in the file's folder.
    std::string absolute(const View& view, const std::string& path) const {
        return path.starts_with('/') ? path : folder_of(source_of(view).name) + path;
    }
};

void read_modem(const View& view, Settings& settings, const Context& context);
void read_bootstrap(const View& view, Settings& settings, const Context& context);
/// `settings.retry` and `settings.bootstrap` are read before.
void read_servers(const View& view, Settings& settings, const Context& context);
void read_registration(const View& view, Settings& settings);
/// `settings.servers` and `settings.bootstrap` are read before.
void read_objects(const View& view, Settings& settings, const Context& context);
/// That the objects have the instances which `servers:` names; both are read before.
void check_apn_profiles(const View& servers, const Settings& settings);
/// Whether the path of an object or an instance is among the objects.
bool is_offered(const Settings& settings, const lwm2m::ObjectPath& path);
/// `settings.objects` is read before; paths are looked up when it is complete. Adds object 25.
void read_gateway(const View& view, Settings& settings, bool objects_known, const Context& context);
/// `settings.objects` and `settings.gateway` are read before; paths are looked up when they are complete.
void read_observe(const View& view, Settings& settings, bool objects_known);
/// `settings.servers`, too, is read before.
void read_send(const View& view, Settings& settings, bool objects_known);
void read_log(const View& view, Settings& settings);
void read_storing(const View& view, Settings& settings);
void read_start(const View& view, Settings& settings);
void read_stop(const View& view, Settings& settings);
void read_control(const View& view, Settings& settings);

/// A retry: map on top of what `retry` holds.
void read_retry(const View& view, lwm2m::RetrySettings& retry);

struct Secret {
    SecretSource source;
    std::optional<std::string> content;  // absent: only the service manager has it (Purpose::check)
};
/// { hex: }, { text: }, { file: } or { credential: }, of at most `most` bytes. No message repeats any of it.
std::optional<Secret> read_secret(const View& view, const Context& context, std::size_t most, bool allow_hex);

/// The path of an object, an instance or a resource that is among the objects and can be read; `type` is that of a
/// resource.
std::optional<lwm2m::ObjectPath> read_object_path(const View& view, const Settings& settings, lwm2m::DataType& type);

struct Credentials {
    lwm2m::Psk psk;
    std::optional<SecretSource> source;  // absent: the key could not be read (reported)
};
/// psk: of whoever the module speaks DTLS with.
Credentials read_psk(const View& view, const Context& context);

/// A list whose first element is an absolute path.
std::optional<Argv> read_argv(const View& view);
std::optional<Argv> read_argv(std::optional<View> view);
/// An absolute path.
std::optional<std::string> read_path(const View& view);
/// Text whose placeholders are known; `own` may not be among them.
std::optional<std::string> read_template(const View& view, std::string_view own = {});

}  // namespace agent::config
