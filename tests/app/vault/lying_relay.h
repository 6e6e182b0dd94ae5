#pragma once

#include "net/relay/store/sqlite_database.h"
#include "tests/app/support/loopback_relay.h"

#include <QTemporaryDir>

namespace sotto::test {

/// A relay whose operator changes what it keeps.
class LyingRelay
{
public:
    LyingRelay()
        : loopback(m_folder.path().toStdString())
    {}

    void change(const std::string& sql)
    {
        relay::Database(pathOf(), relay::Database::Mode::Write).execute(sql);
    }
    template <class... Args> [[nodiscard]] std::int64_t count(const char* sql, const Args&... args)
    {
        relay::Database database(pathOf(), relay::Database::Mode::Write);
        return database.value(sql, args...);
    }
    /// Of the writer at that place of the only vault.
    [[nodiscard]] std::int64_t newestOf(std::int64_t writer)
    {
        return count("SELECT newest FROM vault_writer WHERE writer = ?", writer);
    }
    [[nodiscard]] std::int64_t stripped()
    {
        return count("SELECT count(*) FROM record WHERE length(body) = 0");
    }

private:
    [[nodiscard]] std::string pathOf() const
    {
        return m_folder.filePath(QStringLiteral("relay.db")).toStdString();
    }
    QTemporaryDir m_folder;

public:
    LoopbackRelay loopback;
};

} // namespace sotto::test
