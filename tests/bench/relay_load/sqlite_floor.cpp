#include "tests/bench/relay_load/floors.h"
#include "tests/bench/relay_load/load.h"

#include <sqlite3.h>

namespace sotto::bench {

namespace {

class Database
{
public:
    explicit Database(const std::filesystem::path& file)
    {
        check(sqlite3_open(file.c_str(), &m_database));
        run("PRAGMA journal_mode = WAL");
        run("PRAGMA synchronous = FULL");
        run("CREATE TABLE envelope (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL)");
        check(sqlite3_prepare_v2(m_database, "INSERT INTO envelope (bytes) VALUES (?)", -1,
                                 &m_insert, nullptr));
    }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database()
    {
        sqlite3_finalize(m_insert);
        sqlite3_close(m_database);
    }

    void run(const char* statement)
    {
        check(sqlite3_exec(m_database, statement, nullptr, nullptr, nullptr));
    }
    void insert(const std::string& row)
    {
        check(sqlite3_bind_blob(m_insert, 1, row.data(), static_cast<int>(row.size()),
                                SQLITE_STATIC));
        if (sqlite3_step(m_insert) != SQLITE_DONE) {
            throw LoadFailure("SQLite does not take a row");
        }
        check(sqlite3_reset(m_insert));
    }

private:
    void check(int result)
    {
        if (result != SQLITE_OK) {
            throw LoadFailure(std::string("SQLite: ") + sqlite3_errmsg(m_database));
        }
    }

    sqlite3* m_database = nullptr;
    sqlite3_stmt* m_insert = nullptr;
};

} // namespace

GroupCommits measureGroupCommits(const std::filesystem::path& folder, std::size_t rowsPerCommit,
                                 std::size_t rowBytes, double seconds)
{
    std::filesystem::create_directories(folder);
    Database database(folder / "floor.db");
    crypto::SystemRandom random;
    Payload payload(rowBytes, random);
    std::vector<std::int64_t> commits;
    const std::int64_t start = nowNs();
    const std::int64_t end = start + static_cast<std::int64_t>(seconds * 1e9);
    std::int64_t now = start;
    while (now < end) {
        database.run("BEGIN IMMEDIATE");
        for (std::size_t i = 0; i < rowsPerCommit; ++i) {
            database.insert(payload.next(start));
        }
        database.run("COMMIT");
        commits.push_back(nowNs() - now);
        now += commits.back();
    }
    const auto rows = static_cast<double>(commits.size() * rowsPerCommit);
    return {1e9 * rows / static_cast<double>(now - start), percentile(commits, 0.99) / 1e6};
}

} // namespace sotto::bench
