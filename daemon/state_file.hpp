// Opening the file of the state: a bad file is told from a disk that is full or read-only, where what is kept can still
// be read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

struct sqlite3;

namespace agent::daemon {

struct CloseDatabase {
    void operator()(sqlite3* database) const;
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

struct Trouble {
    enum class Blame : std::uint8_t { file, disk, another };  // its content; full or read-only; a program that has it
    std::string why;
    Blame blame = Blame::file;
    bool nothing_kept = false;  // the file's making was cut off
};

/// Of the last call that failed, as SQLite remembers it; `why` is what to say of it.
Trouble trouble_of(sqlite3* database, std::string why);

/// Write-ahead logged and synchronous. A file that is there is opened in a way that asks nothing of the disk where that
/// is full or read-only: what it holds can be read, and writes fail.
std::optional<Trouble> open_state_file(const std::filesystem::path& file, bool create, Database& database);

/// The database was opened for reading only, because the disk allowed no more.
bool is_read_only(sqlite3* database);

}  // namespace agent::daemon
