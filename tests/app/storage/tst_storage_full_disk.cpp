#ifndef Q_MOC_RUN
#include "tests/app/storage/storage_world.h"
#endif

#include <csignal>
#include <sys/resource.h>

#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

/// Files of this program grow to no more than @p bytes, as if the disk were full then.
class DiskSpace
{
public:
    explicit DiskSpace(std::uint64_t bytes)
    {
        // Otherwise the system ends a program that goes on writing.
        ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const ::rlimit limit = {bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    DiskSpace(const DiskSpace&) = delete;
    DiskSpace& operator=(const DiskSpace&) = delete;
    ~DiskSpace() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    ::rlimit m_before = {};
};

/// Adds messages in transactions of @p batch until the disk is full. How many were committed.
int fillUp(StorageWorld& world, RowId conversation, int batch, std::optional<FailureKind>& kind)
{
    int committed = 0;
    try {
        for (int round = 0; round < 100'000; ++round) {
            world.change([&] {
                for (int i = 0; i < batch; ++i) {
                    world.messages.add(world.received(
                        conversation, "text number " + std::to_string(committed + i)));
                }
            });
            committed += batch;
        }
    } catch (const StorageFailure& failure) {
        kind = failure.kind();
    }
    return committed;
}

} // namespace

/// No more room.
class TestStorageFullDisk : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_used = 0;

    std::filesystem::path newFile()
    {
        return std::filesystem::path(m_folder.path().toStdString()) /
               (std::to_string(++m_used) + ".db");
    }

private slots:
    void committedMessagesStay_data();
    void committedMessagesStay();
    void aTableThatMayNotGrow();
    void nothingIsMade();
    void itOpensWithoutRoom();
};

void TestStorageFullDisk::committedMessagesStay_data()
{
    QTest::addColumn<int>("batch");
    QTest::addColumn<int>("kilobytes");
    QTest::newRow("one by one") << 1 << 1'500;
    QTest::newRow("by the batch") << 64 << 1'500;
    QTest::newRow("one large transaction") << 5'000 << 700;
}

void TestStorageFullDisk::committedMessagesStay()
{
    QFETCH(int, batch);
    QFETCH(int, kilobytes);
    const auto file = newFile();
    int committed = 0;
    {
        StorageWorld world(openAt(file));
        const RowId id = world.addConversation(1);
        std::optional<FailureKind> kind;
        {
            const DiskSpace space(static_cast<std::uint64_t>(kilobytes) * 1'024);
            committed = fillUp(world, id, batch, kind);
            QVERIFY(kind == FailureKind::DiskFull);
            // What is there can still be read.
            QCOMPARE(world.messages.count(id), static_cast<std::uint64_t>(committed));
            QCOMPARE(world.at(id).unread, static_cast<std::uint64_t>(committed));
        }
        // And there is room again.
        QVERIFY(world.add(world.received(id, "room again")));
        ++committed;
    }
    StorageWorld world(openAt(file));
    QCOMPARE(world.messages.count(1), static_cast<std::uint64_t>(committed));
    QCOMPARE(world.at(1).unread, static_cast<std::uint64_t>(committed));
    QCOMPARE(world.messages.newest(1, 1)[0].text, std::string("room again"));
    world.database.execute("INSERT INTO message_words(message_words, rank) "
                           "VALUES ('integrity-check', 1)");
    Statement check(world.database, "PRAGMA integrity_check");
    QVERIFY(check.step());
    QCOMPARE(check.text(0), std::string("ok"));
}

void TestStorageFullDisk::aTableThatMayNotGrow()
{
    // The same by SQLite's own means.
    StorageWorld world(openAt(newFile()));
    const RowId id = world.addConversation(1);
    world.database.execute("PRAGMA max_page_count = 60");
    std::optional<FailureKind> kind;
    const int committed = fillUp(world, id, 32, kind);
    QVERIFY(kind == FailureKind::DiskFull);
    QVERIFY(committed > 0);
    QCOMPARE(world.messages.count(id), static_cast<std::uint64_t>(committed));
}

void TestStorageFullDisk::nothingIsMade()
{
    const auto file = newFile();
    {
        const DiskSpace space(20'000);
        QVERIFY(openErrorAt(file) == OpenError::DiskFull);
        QVERIFY(!std::filesystem::exists(file));
    }
    QVERIFY(!openErrorAt(file));
}

void TestStorageFullDisk::itOpensWithoutRoom()
{
    const auto file = newFile();
    {
        StorageWorld world(openAt(file));
        world.receive(world.addConversation(1), "here");
    }
    // Its log's index takes 32 KiB.
    const DiskSpace space(40'000);
    StorageWorld world(openAt(file));
    QCOMPARE(world.messages.newest(1, 5).size(), std::size_t{1});
}

QTEST_GUILESS_MAIN(TestStorageFullDisk)
#include "tst_storage_full_disk.moc"
