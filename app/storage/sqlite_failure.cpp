#include "app/storage/sqlite_failure.h"

#include <cassert>
#include <cerrno>
#include <new>
#include <sotto-sqlcipher/sqlite3.h>
#include <string>

namespace sotto::storage {

namespace {

bool isDiskFull(sqlite3* database, int code)
{
    if (code == SQLITE_FULL) {
        return true;
    }
    const int systemError = sqlite3_system_errno(database);
    return code == SQLITE_IOERR &&
           (systemError == ENOSPC || systemError == EDQUOT || systemError == EFBIG);
}

} // namespace

FailureKind failureKind(sqlite3* database, int code)
{
    switch (code) {
    case SQLITE_NOMEM:
        throw std::bad_alloc();
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    // Also what SQLCipher says of a page that does not authenticate, and SQLite of a table that
    // should be there.
    case SQLITE_ERROR:
    case SQLITE_SCHEMA:
        return FailureKind::Damaged;
    default:
        break;
    }
    assert(code != SQLITE_MISUSE && code != SQLITE_RANGE && code != SQLITE_CONSTRAINT &&
           code != SQLITE_MISMATCH && code != SQLITE_TOOBIG);
    return isDiskFull(database, code) ? FailureKind::DiskFull : FailureKind::Io;
}

void throwFailure(sqlite3* database, int code)
{
    const FailureKind kind = failureKind(database, code & 0xFF);
    // Not sqlite3_errmsg: what it quotes is not ours to choose.
    const std::string technical = std::string(sqlite3_errstr(code & 0xFF)) + " (SQLite code " +
                                  std::to_string(sqlite3_extended_errcode(database)) + ")";
    throw StorageFailure(kind, technical.c_str());
}

} // namespace sotto::storage
