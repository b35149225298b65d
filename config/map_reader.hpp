// The pairs of a map, asked for by name. What nobody asked for is an unknown key.
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "config/view.hpp"

namespace agent::config {

class MapReader {
public:
    /// secret: an unknown key may be the secret itself, written without its key, and is not repeated.
    enum class Contents : std::uint8_t { plain, secret };

    /// Reports when `view` is no map, and keys that stand twice.
    explicit MapReader(View view, Contents contents = Contents::plain);
    /// Reports the unknown keys. Call when every known one was asked for.
    void finish() const;

    const View& view() const { return view_; }
    /// The value of a key; nullopt when it is not there.
    std::optional<View> find(std::string_view key);
    /// The value of a key; reports that it is missing.
    std::optional<View> require(std::string_view key, std::string_view hint = {});
    /// The key itself as a place for problems; the map when it is not there.
    View at_key(std::string_view key) const;
    /// Those of `keys` that are there.
    std::vector<std::string_view> present(std::initializer_list<std::string_view> keys);

    // find() and the value of that type; nullopt when it is not there or, after reporting, is no such value.
    std::optional<std::string> text(std::string_view key);
    std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most);
    std::optional<double> number(std::string_view key);
    std::optional<bool> boolean(std::string_view key);
    std::optional<Duration> duration(std::string_view key, Duration least, Duration most);
    std::optional<std::uint32_t> whole_seconds(std::string_view key);
    std::optional<std::size_t> size(std::string_view key, std::size_t least, std::size_t most);
    std::optional<std::size_t> choice(std::string_view key, std::initializer_list<std::string_view> words);

private:
    View view_;
    Contents contents_;
    std::vector<std::string_view> asked_;
};

/// Overwrites a default with what was given.
template<class T, class U>
void assign(T& to, const std::optional<U>& given) {
    if (given) to = static_cast<T>(*given);
}

}  // namespace agent::config
