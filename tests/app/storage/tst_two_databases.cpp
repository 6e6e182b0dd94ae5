#ifndef Q_MOC_RUN
#include "net/relay/store/sqlite_database.h"
#include "tests/app/storage/storage_world.h"
#endif

#include <fstream>

#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

std::string versionOf(relay::Database& database)
{
    relay::Query query = database.query("SELECT sqlite_version()");
    const crypto::Bytes version = query.step() ? query.bytes(0) : crypto::Bytes();
    return {version.begin(), version.end()};
}

std::string versionOf(storage::Database& database)
{
    Statement statement(database, "SELECT sqlite_version()");
    return statement.step() ? statement.text(0) : std::string();
}

std::string beginningOf(const std::filesystem::path& file)
{
    std::string out(15, '\0');
    std::ifstream(file, std::ios::binary).read(out.data(), 15);
    return out;
}

} // namespace

/// SQLCipher for a client and the system's SQLite for a relay, in one program.
class TestTwoDatabases : public QObject
{
    Q_OBJECT

private slots:
    void eachKeepsToItsLibrary();
};

void TestTwoDatabases::eachKeepsToItsLibrary()
{
    QTemporaryDir temporary;
    const std::filesystem::path folder = temporary.path().toStdString();
    relay::Database plain(folder / "relay.db", relay::Database::Mode::Write);
    storage::Database encrypted = openAt(folder / "sotto.db");

    // By turns, with both open all the time.
    plain.execute("CREATE TABLE t (a TEXT)");
    for (int i = 0; i < 10; ++i) {
        plain.execute("INSERT INTO t VALUES ('plainly there')");
        encrypted.execute(
            ("INSERT INTO settings VALUES ('" + std::to_string(i) + "', 'x')").c_str());
    }
    QCOMPARE(plain.value("SELECT count(*) FROM t"), 10);
    QCOMPARE(numberFrom(encrypted, "SELECT count(*) FROM settings"), 10);
    QCOMPARE(beginningOf(folder / "relay.db"), std::string("SQLite format 3"));
    QVERIFY(beginningOf(folder / "sotto.db") != std::string("SQLite format 3"));

    // Only one of them has this function.
    QVERIFY(numberFrom(encrypted, "SELECT count(*) FROM pragma_function_list "
                                  "WHERE name LIKE 'sqlcipher%'") > 0 ||
            versionOf(encrypted) != versionOf(plain));
    QCOMPARE(plain.value("SELECT count(*) FROM pragma_function_list WHERE name LIKE 'sqlcipher%'"),
             0);
}

QTEST_GUILESS_MAIN(TestTwoDatabases)
#include "tst_two_databases.moc"
