#ifndef Q_MOC_RUN
#include "app/storage/state_store.h"
#include "tests/app/storage/storage_world.h"
#endif

#include <fstream>

#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

constexpr std::size_t kPageBytes = 4'096;
constexpr int kMessages = 400;

std::string contentOf(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const std::filesystem::path& file, const std::string& content)
{
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream.write(content.data(), static_cast<std::streamsize>(content.size()));
}

std::string textOf(int number)
{
    return "message " + std::to_string(number) + " with several words in it, and 見本市 too";
}

void fill(StorageWorld& world)
{
    const RowId id = world.addConversation(1);
    world.contacts.putPicture(1, crypto::Bytes(20'000, 9));
    SessionStore(world.database)
        .put(numbered<SessionStore::Peer>(1), crypto::SecretBytes(3'000).view());
    world.change([&] {
        for (int i = 0; i < kMessages; ++i) {
            world.messages.add(world.received(id, textOf(i)));
        }
    });
}

/// Reads and writes everything. True if all that fill() put there is there.
bool isWhole(Database database)
{
    StorageWorld world(std::move(database));
    SessionStore sessions(world.database);
    bool whole = sessions.find(numbered<SessionStore::Peer>(1)).has_value() &&
                 world.contacts.picture(1) == crypto::Bytes(20'000, 9) &&
                 world.conversations.summaries().size() == 1;
    const auto messages = world.messages.newest(1, 10'000);
    whole = whole && messages.size() == kMessages;
    for (std::size_t i = 0; whole && i < messages.size(); ++i) {
        whole = messages[i].text == textOf(static_cast<int>(i)) &&
                world.messages.findByUid(1, messages[i].author, messages[i].uid).has_value();
    }
    whole = whole && world.messages.search("wor", kNoRow, kNoRow, 10'000).size() == kMessages &&
            world.messages.search("見本市", kNoRow, kNoRow, 10'000).size() == kMessages;
    Message more = world.own(1, "one more");
    more.uid = numbered<MessageUid>(999'999);
    return whole && world.add(more).has_value();
}

enum class Outcome : std::uint8_t
{
    Whole,
    Lacking, ///< worse than all others: it reads well and something is not there
    RefusedAsWrongKey,
    RefusedAsDamaged,
    FailedAsDamaged,
    Other,
};

Outcome tryOut(const std::filesystem::path& file)
{
    auto opened = Database::open(file, keyNumber(1), OpenMode::ReadWrite);
    if (!opened) {
        return opened.error() == OpenError::WrongKey  ? Outcome::RefusedAsWrongKey
               : opened.error() == OpenError::Damaged ? Outcome::RefusedAsDamaged
                                                      : Outcome::Other;
    }
    try {
        return isWhole(std::move(*opened)) ? Outcome::Whole : Outcome::Lacking;
    } catch (const StorageFailure& failure) {
        return failure.kind() == FailureKind::Damaged ? Outcome::FailedAsDamaged : Outcome::Other;
    }
}

} // namespace

/// Files that are not what they were.
class TestDamagedDatabase : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::filesystem::path m_file;
    std::string m_good;

    Outcome tryContent(const std::string& content)
    {
        write(m_file, content);
        const Outcome outcome = tryOut(m_file);
        for (const char* suffix : {"-wal", "-shm"}) {
            std::filesystem::remove(m_file.string() + suffix);
        }
        return outcome;
    }

private slots:
    void initTestCase();
    void theGoodOneIsWhole();
    void aByteInEveryPage();
    void everyLength();
    void swappedPages();
    void anOlderPage();
    void garbage();
    void aDamagedLog();
};

void TestDamagedDatabase::initTestCase()
{
    m_file = std::filesystem::path(m_folder.path().toStdString()) / "sotto.db";
    {
        StorageWorld world(openAt(m_file));
        fill(world);
    }
    m_good = contentOf(m_file);
    QCOMPARE(m_good.size() % kPageBytes, std::size_t{0});
    QVERIFY(m_good.size() / kPageBytes > 40);
}

void TestDamagedDatabase::theGoodOneIsWhole()
{
    QVERIFY(tryContent(m_good) == Outcome::Whole);
}

void TestDamagedDatabase::aByteInEveryPage()
{
    int failed = 0;
    int refused = 0;
    const std::size_t pages = m_good.size() / kPageBytes;
    for (std::size_t page = 0; page < pages; ++page) {
        // In its content, its initialisation vector, and its authentication code.
        for (const std::size_t at : {page * 61 % 4'000, kPageBytes - 75, kPageBytes - 10}) {
            std::string content = m_good;
            content[page * kPageBytes + at] ^= 0x10;
            const Outcome outcome = tryContent(content);
            const std::string where = std::to_string(page) + " at " + std::to_string(at) + ": " +
                                      std::to_string(static_cast<int>(outcome));
            if (page == 0) {
                QVERIFY2(outcome == Outcome::RefusedAsWrongKey, where.c_str());
            } else {
                QVERIFY2(outcome == Outcome::FailedAsDamaged ||
                             outcome == Outcome::RefusedAsDamaged || outcome == Outcome::Whole,
                         where.c_str());
            }
            failed += outcome == Outcome::FailedAsDamaged ? 1 : 0;
            refused += outcome == Outcome::RefusedAsDamaged ? 1 : 0;
        }
    }
    // All but those of tables that have no rows here, and those that the index has given back.
    QVERIFY(static_cast<std::size_t>(failed + refused) > pages * 3 / 2);
}

void TestDamagedDatabase::everyLength()
{
    QVERIFY(tryContent("") == Outcome::RefusedAsDamaged);
    for (const std::size_t size : {1U, 15U, 16U, 100U, 511U, 512U, 4'095U}) {
        QVERIFY(tryContent(m_good.substr(0, size)) == Outcome::RefusedAsDamaged);
    }
    for (std::size_t size = kPageBytes; size < m_good.size(); size += kPageBytes / 2 * 3) {
        const Outcome outcome = tryContent(m_good.substr(0, size));
        QVERIFY2(outcome == Outcome::FailedAsDamaged || outcome == Outcome::RefusedAsDamaged,
                 std::to_string(size).c_str());
    }
}

void TestDamagedDatabase::swappedPages()
{
    std::string content = m_good;
    std::swap_ranges(content.begin() + 5 * kPageBytes, content.begin() + 6 * kPageBytes,
                     content.begin() + 8 * kPageBytes);
    const Outcome outcome = tryContent(content);
    QVERIFY(outcome == Outcome::FailedAsDamaged || outcome == Outcome::RefusedAsDamaged);
}

void TestDamagedDatabase::anOlderPage()
{
    // SQLCipher does not notice it, and SQLite need not: no crash is all that can be asked.
    write(m_file, m_good);
    {
        StorageWorld world(openAt(m_file));
        world.change([&] { world.messages.removeAll(1); });
    }
    const std::string newer = contentOf(m_file);
    // It may have more pages: what is gone has names.
    const std::size_t pages = std::min(newer.size(), m_good.size()) / kPageBytes;
    for (std::size_t page = 1; page < pages; page += 3) {
        std::string content = newer;
        content.replace(page * kPageBytes, kPageBytes, m_good, page * kPageBytes, kPageBytes);
        QVERIFY(tryContent(content) != Outcome::Other);
    }
}

void TestDamagedDatabase::garbage()
{
    QVERIFY(tryContent(std::string(100'000, 'g')) == Outcome::RefusedAsWrongKey);
    QVERIFY(tryContent("SQLite format 3" + std::string(100'000, '\0')) ==
            Outcome::RefusedAsWrongKey);
    QVERIFY(tryContent(m_good + std::string(kPageBytes, 'g')) == Outcome::Whole);
}

void TestDamagedDatabase::aDamagedLog()
{
    // What a killed program leaves: all of it in the log.
    const auto wal = std::filesystem::path(m_file.string() + "-wal");
    std::string logged;
    std::string file;
    std::filesystem::remove(m_file);
    {
        StorageWorld world(openAt(m_file));
        world.database.execute("PRAGMA wal_autocheckpoint = 0");
        fill(world);
        file = contentOf(m_file);
        logged = contentOf(wal);
    }
    const auto tryLog = [&](const std::string& log) {
        write(wal, log);
        return tryContent(file);
    };
    QVERIFY(tryLog(logged) == Outcome::Whole);
    for (std::size_t at = 0; at < logged.size(); at += 4'001) {
        std::string changed = logged;
        changed[at] ^= 1;
        // SQLite takes the log up to what it can make sense of, which is a state that was there.
        const Outcome outcome = tryLog(changed);
        QVERIFY2(outcome == Outcome::Lacking || outcome == Outcome::Whole,
                 std::to_string(at).c_str());
        QVERIFY(tryLog(logged.substr(0, at)) == Outcome::Lacking);
    }
    QVERIFY(tryLog(std::string(50'000, 'g')) == Outcome::Lacking);
}

QTEST_GUILESS_MAIN(TestDamagedDatabase)
#include "tst_damaged_database.moc"
