#ifndef Q_MOC_RUN
#include "app/storage/key_change.h"
#include "tests/app/storage/storage_world.h"
#include "tests/support/deterministic_random.h"
#include "tests/support/stopwatch.h"
#endif

#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

constexpr crypto::Argon2idCost kCheap{1, 8'192};
constexpr int kTexts = 500;
constexpr unsigned kKills = 40;

/// A profile's folder whose key, number 1, lies open, and a database with texts.
struct Folder
{
    Folder()
    {
        (void)KeyFile(path).leavePlain(keyNumber(1), random);
        StorageWorld world(openAt(database));
        const RowId id = world.addConversation(1);
        world.change([&] {
            for (int i = 0; i < kTexts; ++i) {
                world.messages.add(world.received(id, "text number " + std::to_string(i)));
            }
        });
    }

    QTemporaryDir temporary;
    DeterministicRandom random{1};
    std::filesystem::path path = temporary.path().toStdString();
    std::filesystem::path database = path / "sotto.db";

    [[nodiscard]] static crypto::ByteView secret() { return crypto::asBytes("a password"); }

    [[nodiscard]] bool protect(const DatabaseKey& key)
    {
        KeyFile file(path);
        return bool(protectWithNewKey(file, key, secret(), kCheap, random));
    }
    /// As a program does it that starts.
    [[nodiscard]] std::optional<DatabaseKey> unlock()
    {
        KeyFile file(path);
        auto key = openAndChange(file, database, secret(), random);
        return key ? std::optional(std::move(*key)) : std::nullopt;
    }
    [[nodiscard]] bool isChanging() const
    {
        return KeyFile(path).openWith(secret())->next.has_value();
    }
    [[nodiscard]] std::size_t texts(const DatabaseKey& key) const
    {
        auto opened = Database::open(database, key, OpenMode::ReadWrite);
        return opened ? StorageWorld(std::move(*opened)).messages.newest(1, 2 * kTexts).size() : 0;
    }
};

/// No file grows beyond this.
class NoRoom
{
public:
    explicit NoRoom(std::uintmax_t bytes)
        : m_signal(std::signal(SIGXFSZ, SIG_IGN))
    {
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const ::rlimit limit{static_cast<::rlim_t>(bytes), m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~NoRoom()
    {
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        (void)std::signal(SIGXFSZ, m_signal);
    }
    NoRoom(const NoRoom&) = delete;
    NoRoom& operator=(const NoRoom&) = delete;

private:
    ::rlimit m_before = {};
    void (*m_signal)(int);
};

bool same(const DatabaseKey& a, const DatabaseKey& b)
{
    return std::ranges::equal(a.view(), b.view());
}

} // namespace

/// From one database key to another, by way of a key file that holds both.
class TestKeyChange : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { (void)keyNumber(1); }
    void anOldKeyOpensNothingAnyMore();
    void itChangesOnce();
    void itWaitsWhileTheDatabaseIsOpen();
    void anotherPassphraseIsAnotherKey();
    void aDatabaseThatIsAwayKeepsBothKeys();
    void whatCannotChangeStays();
    void anyKillLeavesAKeyThatOpens();
};

void TestKeyChange::anOldKeyOpensNothingAnyMore()
{
    Folder folder;
    const auto stolen = KeyFile(folder.path).openPlain();
    QVERIFY(folder.protect(*stolen));
    QVERIFY(*KeyFile(folder.path).place() == KeyPlace::Passphrase);
    const auto key = folder.unlock();
    QVERIFY(key && !same(*key, *stolen));
    QCOMPARE(folder.texts(*key), std::size_t{kTexts});
    const auto opened = Database::open(folder.database, *stolen, OpenMode::ReadWrite);
    QVERIFY(!opened && opened.error() == OpenError::WrongKey);
}

void TestKeyChange::itChangesOnce()
{
    Folder folder;
    QVERIFY(folder.protect(keyNumber(1)));
    QVERIFY(folder.isChanging());
    const auto first = folder.unlock();
    QVERIFY(!folder.isChanging());
    QVERIFY(first && same(*first, *folder.unlock()));
}

void TestKeyChange::itWaitsWhileTheDatabaseIsOpen()
{
    Folder folder;
    const Database open = openAt(folder.database);
    QVERIFY(folder.protect(keyNumber(1)));
    const KeyFile file(folder.path);
    const auto now = openUnchanged(file, folder.database, Folder::secret());
    QVERIFY(now && same(*now, keyNumber(1)));
    QVERIFY(folder.isChanging());
    const auto wrong = openUnchanged(file, folder.database, crypto::asBytes("another"));
    QVERIFY(!wrong && wrong.error() == KeyError::WrongPassphrase);
}

void TestKeyChange::anotherPassphraseIsAnotherKey()
{
    Folder folder;
    QVERIFY(folder.protect(keyNumber(1)));
    const auto first = folder.unlock();
    QVERIFY(folder.protect(*first));
    const auto second = folder.unlock();
    QVERIFY(second && !same(*first, *second));
    QCOMPARE(folder.texts(*second), std::size_t{kTexts});
    QCOMPARE(folder.texts(*first), std::size_t{0});
}

void TestKeyChange::aDatabaseThatIsAwayKeepsBothKeys()
{
    Folder folder;
    QVERIFY(folder.protect(keyNumber(1)));
    const auto elsewhere = folder.path / "elsewhere";
    std::filesystem::rename(folder.database, elsewhere);
    for (const bool hasSomethingElse : {false, true}) {
        if (hasSomethingElse) {
            std::filesystem::create_directory(folder.database);
        }
        const auto key = folder.unlock();
        QVERIFY(key && same(*key, keyNumber(1)));
        QVERIFY(folder.isChanging());
        const auto unchanged =
            openUnchanged(KeyFile(folder.path), folder.database, Folder::secret());
        QVERIFY(!unchanged && unchanged.error() == KeyError::Io);
    }
    std::filesystem::remove(folder.database);
    std::filesystem::rename(elsewhere, folder.database);
    const auto key = folder.unlock();
    QVERIFY(key && !same(*key, keyNumber(1)));
    QCOMPARE(folder.texts(*key), std::size_t{kTexts});
}

void TestKeyChange::whatCannotChangeStays()
{
    Folder folder;
    QVERIFY(folder.protect(keyNumber(1)));
    {
        const NoRoom noRoom(std::filesystem::file_size(folder.database) / 2);
        const auto key = folder.unlock();
        QVERIFY(key && same(*key, keyNumber(1)));
        QVERIFY(folder.isChanging());
    }
    const auto key = folder.unlock();
    QVERIFY(key && !same(*key, keyNumber(1)));
    QCOMPARE(folder.texts(*key), std::size_t{kTexts});
}

void TestKeyChange::anyKillLeavesAKeyThatOpens()
{
    Folder folder;
    QVERIFY(folder.protect(keyNumber(1)));
    // Kills fall evenly over a whole change, and a little beyond.
    const Stopwatch change;
    DatabaseKey before(folder.unlock()->view());
    const auto changeUs = static_cast<unsigned>(change.elapsedMs() * 1'300) + 1'000;
    int unchanged = 0;
    int between = 0;
    int settled = 0;
    for (unsigned run = 0; run < kKills; ++run) {
        QVERIFY(folder.protect(before));
        const ::pid_t child = ::fork();
        if (child == 0) {
            DeterministicRandom random(run + 2);
            KeyFile file(folder.path);
            (void)openAndChange(file, folder.database, Folder::secret(), random);
            ::_exit(0);
        }
        letRunMicroseconds(changeUs * run / kKills);
        ::kill(child, SIGKILL);
        QCOMPARE(::waitpid(child, nullptr, 0), child);
        const bool changes = folder.isChanging();
        const auto now = openUnchanged(KeyFile(folder.path), folder.database, Folder::secret());
        QVERIFY(bool(now));
        QCOMPARE(folder.texts(*now), std::size_t{kTexts});
        (same(*now, before) ? unchanged : changes ? between : settled) += 1;
        // And the next start ends what this one began.
        const auto after = folder.unlock();
        QVERIFY(after && !same(*after, before));
        QVERIFY(!folder.isChanging());
        QCOMPARE(folder.texts(*after), std::size_t{kTexts});
        before = DatabaseKey(after->view());
    }
    qInfo("killed before the change %d, behind it %d, when all was done %d", unchanged, between,
          settled);
}

QTEST_GUILESS_MAIN(TestKeyChange)
#include "tst_key_change.moc"
