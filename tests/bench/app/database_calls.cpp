#include "tests/bench/app/database_calls.h"

#include <atomic>
#include <sotto-sqlcipher/sqlite3.h>
#include <thread>

namespace sotto::bench {

namespace {

std::atomic<std::thread::id> g_watched;
std::atomic<std::uint64_t> g_watchedCalls = 0;
std::atomic<std::uint64_t> g_otherCalls = 0;

void count()
{
    ++(std::this_thread::get_id() == g_watched.load() ? g_watchedCalls : g_otherCalls);
}

} // namespace

void watchDatabaseCalls()
{
    g_watched = std::this_thread::get_id();
}

std::uint64_t watchedDatabaseCalls()
{
    return g_watchedCalls;
}

std::uint64_t otherDatabaseCalls()
{
    return g_otherCalls;
}

} // namespace sotto::bench

// The linker's names (--wrap): calls of sqlite3_step arrive at __wrap_sotto_sqlite3_step, and
// __real_sotto_sqlite3_step is the one of the library.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {

int __real_sotto_sqlite3_open_v2(const char* file, sqlite3** database, int flags, const char* vfs);
int __real_sotto_sqlite3_prepare_v3(sqlite3* database, const char* sql, int bytes, unsigned flags,
                                    sqlite3_stmt** statement, const char** rest);
int __real_sotto_sqlite3_step(sqlite3_stmt* statement);
int __real_sotto_sqlite3_exec(sqlite3* database, const char* sql,
                              int (*row)(void*, int, char**, char**), void* context, char** error);

int __wrap_sotto_sqlite3_open_v2(const char* file, sqlite3** database, int flags, const char* vfs)
{
    sotto::bench::count();
    return __real_sotto_sqlite3_open_v2(file, database, flags, vfs);
}

int __wrap_sotto_sqlite3_prepare_v3(sqlite3* database, const char* sql, int bytes, unsigned flags,
                                    sqlite3_stmt** statement, const char** rest)
{
    sotto::bench::count();
    return __real_sotto_sqlite3_prepare_v3(database, sql, bytes, flags, statement, rest);
}

int __wrap_sotto_sqlite3_step(sqlite3_stmt* statement)
{
    sotto::bench::count();
    return __real_sotto_sqlite3_step(statement);
}

int __wrap_sotto_sqlite3_exec(sqlite3* database, const char* sql,
                              int (*row)(void*, int, char**, char**), void* context, char** error)
{
    sotto::bench::count();
    return __real_sotto_sqlite3_exec(database, sql, row, context, error);
}

} // extern "C"
// NOLINTEND(bugprone-reserved-identifier)
