#ifndef Q_MOC_RUN
#include "tests/app/storage/storage_world.h"
#include "tests/support/stopwatch.h"
#endif

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

constexpr int kRuns = 200;
constexpr int kBatch = 5;

std::string textOf(std::int64_t number)
{
    return "text number " + std::to_string(number);
}

/// Adds messages, erases some, and says through @p pipe how many messages are committed.
[[noreturn]] void workUntilKilled(const std::filesystem::path& file, int pipe)
{
    StorageWorld world(openAt(file));
    const RowId id = world.conversations.find(1) ? 1 : world.addConversation(1);
    std::int64_t count = static_cast<std::int64_t>(world.messages.count(id));
    // Takes the log over more often than it would be.
    world.database.execute("PRAGMA wal_autocheckpoint = 20");
    for (;;) {
        world.change([&] {
            for (int i = 0; i < kBatch; ++i) {
                Message message = world.received(id, textOf(count));
                message.uid = numbered<MessageUid>(static_cast<std::uint64_t>(count++));
                const auto row = world.messages.add(message);
                if (count % 10 == 0) {
                    world.messages.erase(*row);
                }
            }
        });
        if (::write(pipe, &count, sizeof count) != ssize_t{sizeof count}) {
            ::_exit(1);
        }
    }
}

struct Child
{
    ::pid_t process = 0;
    int pipe = -1;

    template <class Work> explicit Child(Work work)
    {
        int ends[2] = {};
        if (::pipe(ends) != 0) {
            return;
        }
        process = ::fork();
        if (process == 0) {
            ::close(ends[0]);
            work(ends[1]);
        }
        ::close(ends[1]);
        pipe = ends[0];
    }
    /// Waits until it has said something.
    std::int64_t firstWord() const
    {
        std::int64_t told = 0;
        return ::read(pipe, &told, sizeof told) == ssize_t{sizeof told} ? told : -1;
    }
    /// Kills it; returns the last number that it said, or @p before.
    std::int64_t kill(std::int64_t before) const
    {
        ::kill(process, SIGKILL);
        ::waitpid(process, nullptr, 0);
        std::int64_t told = before;
        std::int64_t next = 0;
        while (::read(pipe, &next, sizeof next) == ssize_t{sizeof next}) {
            told = next;
        }
        ::close(pipe);
        return told;
    }
};

} // namespace

/// Programs that are killed while they write.
class TestStorageKill : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { (void)keyNumber(1); }
    void committedIsThere();
    void aFirstStartBeginsAnew();
    void aChangeOfKeyIsAllOrNothing();
};

void TestStorageKill::committedIsThere()
{
    QTemporaryDir folder;
    const auto file = std::filesystem::path(folder.path().toStdString()) / "sotto.db";
    std::int64_t told = 0;
    int worked = 0;
    for (int run = 0; run < kRuns; ++run) {
        const Child child([&](int pipe) { workUntilKilled(file, pipe); });
        // Most are killed while they write, some while they open.
        const std::int64_t before = told;
        if (run % 8 != 0) {
            told = child.firstWord();
        }
        letRunMicroseconds(static_cast<unsigned>(run * 397 % 8'000));
        told = child.kill(told);
        worked += told > before ? 1 : 0;

        StorageWorld world(openAt(file));
        if (!world.conversations.find(1)) {
            QCOMPARE(told, 0);
            continue;
        }
        const auto count = static_cast<std::int64_t>(world.messages.count(1));
        // One transaction may have been committed and not told.
        QVERIFY2(count == told || count == told + kBatch,
                 (std::to_string(told) + " told, " + std::to_string(count)).c_str());
        told = count;
        const auto newest = world.messages.newest(1, 30);
        for (std::size_t i = 0; i < newest.size(); ++i) {
            const std::int64_t number =
                count - static_cast<std::int64_t>(newest.size()) + static_cast<std::int64_t>(i);
            const bool isErased = (number + 1) % 10 == 0;
            QCOMPARE(newest[i].text, isErased ? std::string() : textOf(number));
        }
        QCOMPARE(world.at(1).unread, static_cast<std::uint64_t>(count - count / 10));
        if (run % 20 == 0) {
            world.database.execute("INSERT INTO message_words(message_words, rank) "
                                   "VALUES ('integrity-check', 1)");
            Statement check(world.database, "PRAGMA integrity_check");
            QVERIFY(check.step());
            QCOMPARE(check.text(0), std::string("ok"));
        }
    }
    QVERIFY(worked > kRuns / 2);
}

void TestStorageKill::aFirstStartBeginsAnew()
{
    QTemporaryDir folder;
    KillMoments moments(100, 12'000);
    for (int run = 0; moments.goesOn(); ++run) {
        const auto file =
            std::filesystem::path(folder.path().toStdString()) / (std::to_string(run / 4) + ".db");
        const Child child([&](int) {
            const Database database = openAt(file);
            ::_exit(0);
        });
        moments.wait();
        child.kill(0);
        moments.saw(std::filesystem::exists(file));
        if (run % 4 == 3) {
            StorageWorld world(openAt(file));
            QVERIFY(world.add(world.own(world.addConversation(1), "it works")));
        }
    }
    QVERIFY(moments.sawBoth());
}

void TestStorageKill::aChangeOfKeyIsAllOrNothing()
{
    QTemporaryDir folder;
    const auto file = std::filesystem::path(folder.path().toStdString()) / "sotto.db";
    {
        StorageWorld world(openAt(file));
        const RowId id = world.addConversation(1);
        world.change([&] {
            for (int i = 0; i < 500; ++i) {
                world.messages.add(world.received(id, textOf(i)));
            }
        });
    }
    std::uint8_t key = 1;
    KillMoments moments(60, 25'000);
    while (moments.goesOn()) {
        const auto other = static_cast<std::uint8_t>(3 - key);
        const Child child([&](int) {
            auto database = Database::open(file, keyNumber(key), OpenMode::ReadWrite);
            database->changeKey(keyNumber(other));
            ::_exit(0);
        });
        moments.wait();
        child.kill(0);
        auto database = Database::open(file, keyNumber(key), OpenMode::ReadWrite);
        moments.saw(database.has_value());
        if (!database) {
            QVERIFY(database.error() == OpenError::WrongKey);
            key = other;
            database = Database::open(file, keyNumber(key), OpenMode::ReadWrite);
        }
        QVERIFY(bool(database));
        StorageWorld world(std::move(*database));
        QCOMPARE(world.messages.newest(1, 1'000).size(), std::size_t{500});
    }
    QVERIFY(moments.sawBoth());
}

QTEST_GUILESS_MAIN(TestStorageKill)
#include "tst_storage_kill.moc"
