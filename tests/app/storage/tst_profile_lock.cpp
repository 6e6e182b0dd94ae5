#ifndef Q_MOC_RUN
#include "app/storage/profile_lock.h"
#endif

#include <csignal>
#include <fstream>
#include <optional>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

using namespace sotto::storage;

namespace {

std::optional<LockError> errorAt(const std::filesystem::path& folder)
{
    const auto lock = ProfileLock::take(folder);
    return lock ? std::nullopt : std::optional(lock.error());
}

/// Another program: takes the lock, and holds it until it is killed.
class Other
{
public:
    explicit Other(const std::filesystem::path& folder)
    {
        int pipe[2] = {};
        if (::pipe(pipe) != 0) {
            return;
        }
        m_process = ::fork();
        if (m_process == 0) {
            const auto lock = ProfileLock::take(folder);
            const char answer = lock ? '+' : '-';
            if (::write(pipe[1], &answer, 1) == 1) {
                ::pause();
            }
            ::_exit(0);
        }
        char answer = '?';
        hasLock = ::read(pipe[0], &answer, 1) == 1 && answer == '+';
        ::close(pipe[0]);
        ::close(pipe[1]);
    }
    Other(const Other&) = delete;
    Other& operator=(const Other&) = delete;
    ~Other() { end(); }
    void end()
    {
        if (m_process > 0) {
            ::kill(m_process, SIGKILL);
            ::waitpid(m_process, nullptr, 0);
            m_process = 0;
        }
    }
    bool hasLock = false;

private:
    ::pid_t m_process = 0;
};

} // namespace

/// One program at a time.
class TestProfileLock : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    std::filesystem::path folder() { return m_folder.path().toStdString(); }

private slots:
    void makesTheFolder();
    void oneAtATime();
    void anotherProgramHasIt();
    void aKilledProgramLetsGo();
    void itMoves();
    void refusals();
};

void TestProfileLock::makesTheFolder()
{
    const auto made = folder() / "a" / "b" / "profile";
    const mode_t before = ::umask(022);
    QVERIFY(!errorAt(made));
    ::umask(before);
    struct ::stat status = {};
    QCOMPARE(::stat(made.c_str(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0700U);
}

void TestProfileLock::oneAtATime()
{
    const auto profile = folder() / "one";
    {
        const auto lock = ProfileLock::take(profile);
        QVERIFY(bool(lock));
        QVERIFY(errorAt(profile) == LockError::InUse);
        QVERIFY(!errorAt(folder() / "other"));
    }
    QVERIFY(!errorAt(profile));
}

void TestProfileLock::anotherProgramHasIt()
{
    const auto profile = folder() / "two";
    const Other first(profile);
    QVERIFY(first.hasLock);
    QVERIFY(errorAt(profile) == LockError::InUse);
    const Other second(profile);
    QVERIFY(!second.hasLock);
}

void TestProfileLock::aKilledProgramLetsGo()
{
    const auto profile = folder() / "three";
    Other first(profile);
    QVERIFY(first.hasLock);
    first.end();
    QVERIFY(!errorAt(profile));
    const Other second(profile);
    QVERIFY(second.hasLock);
}

void TestProfileLock::itMoves()
{
    const auto profile = folder() / "four";
    auto taken = ProfileLock::take(profile);
    QVERIFY(bool(taken));
    {
        const ProfileLock moved = std::move(*taken);
        QVERIFY(errorAt(profile) == LockError::InUse);
    }
    QVERIFY(!errorAt(profile));
}

void TestProfileLock::refusals()
{
    const auto file = folder() / "a file";
    std::ofstream(file).close();
    QVERIFY(errorAt(file) == LockError::NotAllowed);
    QVERIFY(errorAt(file / "below") == LockError::NotAllowed);
}

QTEST_GUILESS_MAIN(TestProfileLock)
#include "tst_profile_lock.moc"
