#ifndef Q_MOC_RUN
#include "app/storage/schema.h"
#include "tests/app/storage/storage_world.h"
#endif

#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

mode_t modeOf(const std::filesystem::path& path)
{
    struct ::stat status = {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0U;
}

void put(Database& database, const char* name)
{
    Transaction transaction(database);
    Statement(database, "INSERT INTO settings VALUES (?, 'x')").with(name).run();
    transaction.commit();
}

std::int64_t settings(Database& database)
{
    return numberFrom(database, "SELECT count(*) FROM settings");
}

} // namespace

/// Opening, settings and keys of the database.
class TestDatabase : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_used = 0;

    std::filesystem::path newFile()
    {
        const auto folder =
            std::filesystem::path(m_folder.path().toStdString()) / std::to_string(++m_used);
        std::filesystem::create_directory(folder);
        return folder / "sotto.db";
    }

private slots:
    void isMadeAndOpenedAgain();
    void belongsToItsOwnerAlone();
    void settingsHold();
    void anotherKeyIsWrong();
    void aNewerVersionIsLeftAlone();
    void anOlderVersionIsBroughtUp();
    void anEmptyFileIsDamaged();
    void anUnfinishedOneIsMadeAnew();
    void refusalsAreNotReadable();
    void readersSeeWhatIsCommitted();
    void readersOnlyRead();
    void readersNeedAFile();
    void theKeyChanges();
    void closingLeavesOneFile();
    void sizeIsOnTheDisk();
};

void TestDatabase::isMadeAndOpenedAgain()
{
    const auto file = newFile();
    {
        Database database = openAt(file);
        put(database, "a");
    }
    Database database = openAt(file);
    QCOMPARE(settings(database), 1);
    QCOMPARE(numberFrom(database, "PRAGMA user_version"), kSchemaVersion);
}

void TestDatabase::belongsToItsOwnerAlone()
{
    const auto file = newFile();
    const mode_t before = ::umask(0);
    Database database = openAt(file);
    put(database, "a");
    ::umask(before);
    for (const auto& entry : std::filesystem::directory_iterator(file.parent_path())) {
        QCOMPARE(modeOf(entry.path()), mode_t{0600});
    }
}

void TestDatabase::settingsHold()
{
    const auto file = newFile();
    for (const OpenMode mode : {OpenMode::ReadWrite, OpenMode::ReadWrite, OpenMode::ReadOnly}) {
        Database database = openAt(file, mode);
        QCOMPARE(numberFrom(database, "PRAGMA synchronous"), 2);
        QCOMPARE(numberFrom(database, "PRAGMA secure_delete"), 1);
        QCOMPARE(numberFrom(database, "PRAGMA temp_store"), 2);
        QCOMPARE(numberFrom(database, "PRAGMA foreign_keys"), 1);
        QCOMPARE(numberFrom(database, "PRAGMA trusted_schema"), 0);
        QVERIFY(numberFrom(database, "PRAGMA mmap_size") <= 0);
        Statement journal(database, "PRAGMA journal_mode");
        QVERIFY(journal.step());
        QCOMPARE(journal.text(0), std::string("wal"));
        Statement secureDelete(database,
                               "SELECT v FROM message_words_config WHERE k = 'secure-delete'");
        QVERIFY(secureDelete.step());
        QCOMPARE(secureDelete.integer(0), 1);
    }
}

void TestDatabase::anotherKeyIsWrong()
{
    const auto file = newFile();
    {
        const Database database = openAt(file);
    }
    for (const OpenMode mode : {OpenMode::ReadWrite, OpenMode::ReadOnly}) {
        const auto opened = Database::open(file, keyNumber(2), mode);
        QVERIFY(!opened && opened.error() == OpenError::WrongKey);
    }
    QVERIFY(!openErrorAt(file));
}

void TestDatabase::aNewerVersionIsLeftAlone()
{
    const auto file = newFile();
    {
        Database database = openAt(file);
        put(database, "a");
        database.execute(("PRAGMA user_version = " + std::to_string(kSchemaVersion + 1)).c_str());
    }
    QVERIFY(openErrorAt(file) == OpenError::NewerVersion);
    QVERIFY(openErrorAt(file, OpenMode::ReadOnly) == OpenError::NewerVersion);
}

void TestDatabase::anOlderVersionIsBroughtUp()
{
    const auto file = newFile();
    {
        // As version 1 left it, with a text on its way.
        Database database = openAt(file);
        database.execute("DROP INDEX messages_by_missing_quote;"
                         "DROP INDEX conversations_by_missing_reply; DROP TABLE message_names;"
                         "DROP TABLE conversation_floors; DROP TABLE vault_dirty;"
                         "DROP TABLE vault_states; DROP TABLE vault_outgoing;"
                         "DROP TABLE vault_entries; DROP TABLE vault_waiting;"
                         "ALTER TABLE messages DROP COLUMN claimed;"
                         "CREATE TRIGGER messages_added AFTER INSERT ON messages BEGIN"
                         " SELECT raise(ABORT, 'still here'); END;"
                         "DROP TABLE early_changes; DROP INDEX outbox_by_subject;"
                         "ALTER TABLE outbox DROP COLUMN subject; PRAGMA user_version = 1;"
                         "INSERT INTO contacts (id, account, standing, name, added, state)"
                         " VALUES (1, zeroblob(32), 3, 'a', 0, x'');"
                         "INSERT INTO outbox (contact, device, message, uid, stage, content)"
                         " VALUES (1, zeroblob(32), 7, zeroblob(16), 1, x'00')");
    }
    QVERIFY(openErrorAt(file, OpenMode::ReadOnly) == OpenError::Damaged);
    Database database = openAt(file);
    QCOMPARE(numberFrom(database, "PRAGMA user_version"), kSchemaVersion);
    QCOMPARE(numberFrom(database, "SELECT subject FROM outbox"), 7);
    QCOMPARE(numberFrom(database, "SELECT count(*) FROM early_changes"), 0);
    QCOMPARE(
        numberFrom(database, "SELECT count(*) FROM sqlite_master WHERE name = 'messages_added'"),
        0);
}

void TestDatabase::anEmptyFileIsDamaged()
{
    const auto file = newFile();
    std::ofstream(file).close();
    QVERIFY(openErrorAt(file) == OpenError::Damaged);
    QVERIFY(openErrorAt(file, OpenMode::ReadOnly) == OpenError::Damaged);
    QVERIFY(std::filesystem::exists(file));
}

void TestDatabase::anUnfinishedOneIsMadeAnew()
{
    const auto file = newFile();
    for (const char* suffix : {".new", ".new-wal", ".new-shm", ".new-journal"}) {
        std::ofstream(file.string() + suffix) << "half of it";
    }
    Database database = openAt(file);
    QCOMPARE(settings(database), 0);
    QVERIFY(!std::filesystem::exists(file.string() + ".new"));
}

void TestDatabase::refusalsAreNotReadable()
{
    const auto file = newFile();
    QVERIFY(openErrorAt(file.parent_path() / "no folder" / "sotto.db") == OpenError::NotReadable);
    QVERIFY(openErrorAt(file.parent_path()) == OpenError::NotReadable);
    if (::geteuid() != 0) { // who may do everything is refused nothing
        {
            const Database database = openAt(file);
        }
        std::filesystem::permissions(file, std::filesystem::perms::none);
        QVERIFY(openErrorAt(file) == OpenError::NotReadable);
    }
}

void TestDatabase::readersSeeWhatIsCommitted()
{
    const auto file = newFile();
    Database writer = openAt(file);
    Database reader = openAt(file, OpenMode::ReadOnly);
    QCOMPARE(settings(reader), 0);
    {
        Transaction transaction(writer);
        Statement(writer, "INSERT INTO settings VALUES ('a', 'x')").run();
        QCOMPARE(settings(reader), 0);
        transaction.commit();
    }
    QCOMPARE(settings(reader), 1);
}

void TestDatabase::readersOnlyRead()
{
    const auto file = newFile();
    Database writer = openAt(file);
    Database reader = openAt(file, OpenMode::ReadOnly);
    QVERIFY_THROWS_EXCEPTION(StorageFailure, put(reader, "a"));
    // All stores can be made of one.
    StorageWorld world(std::move(reader));
    QVERIFY(world.conversations.summaries().empty());
    QVERIFY(world.messages.search("a", kNoRow, kNoRow, 5).empty());
}

void TestDatabase::readersNeedAFile()
{
    QVERIFY(openErrorAt(newFile(), OpenMode::ReadOnly) == OpenError::NotReadable);
}

void TestDatabase::theKeyChanges()
{
    const auto file = newFile();
    {
        Database database = openAt(file);
        put(database, "a");
        database.changeKey(keyNumber(2));
        put(database, "b");
        QCOMPARE(settings(database), 2);
    }
    QVERIFY(openErrorAt(file) == OpenError::WrongKey);
    auto database = Database::open(file, keyNumber(2), OpenMode::ReadWrite);
    QVERIFY(bool(database));
    QCOMPARE(settings(*database), 2);
}

void TestDatabase::closingLeavesOneFile()
{
    const auto file = newFile();
    {
        Database database = openAt(file);
        put(database, "a");
        QVERIFY(std::filesystem::exists(file.string() + "-wal"));
    }
    QVERIFY(!std::filesystem::exists(file.string() + "-wal"));
    QVERIFY(!std::filesystem::exists(file.string() + "-shm"));
}

void TestDatabase::sizeIsOnTheDisk()
{
    const auto file = newFile();
    Database database = openAt(file);
    put(database, "a");
    QCOMPARE(database.sizeBytes(),
             std::filesystem::file_size(file) + std::filesystem::file_size(file.string() + "-wal"));
    QCOMPARE(Database::inMemory().sizeBytes(), std::uint64_t{0});
}

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"
