#include "app/desktop/command_line.h"
#include "app/desktop/instance_hand_over.h"
#include "app/desktop/single_instance.h"

#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace sotto::desktop;
using namespace std::chrono_literals;

namespace {

const InstanceRequest kRequest{false, "token-1", QStringLiteral("sotto://relay.example/#abc")};

bool startFirst(SingleInstance& instance)
{
    return instance.start({}) == InstanceStart::First && instance.listen();
}

/// A start on a thread of its own, while this one runs its event loop.
InstanceStart secondStart(const InstanceFiles& files, const InstanceRequest& request)
{
    std::atomic<bool> isDone = false;
    InstanceStart result = InstanceStart::Unavailable;
    std::thread thread([&] {
        SingleInstance second(files);
        result = second.start(request);
        isDone = true;
    });
    while (!isDone) { // for as long as a start waits at most
        QCoreApplication::processEvents();
    }
    thread.join();
    return result;
}

} // namespace

class TestSingleInstance : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_files = instanceFiles(m_folder->path(), "/home/a/profile");
    }

    void theFirstListensAndTheSecondHandsOver()
    {
        SingleInstance first(m_files);
        QSignalSpy spy(&first, &SingleInstance::requested);
        QVERIFY(startFirst(first));
        QCOMPARE(secondStart(m_files, kRequest), InstanceStart::HandedOver);
        QTRY_COMPARE(spy.size(), 1);
        const auto request = spy.front().front().value<InstanceRequest>();
        QCOMPARE(request.link, kRequest.link);
        QCOMPARE(request.activationToken, kRequest.activationToken);
        QVERIFY(!request.isQuiet);
        QCOMPARE(secondStart(m_files, {true, {}, {}}), InstanceStart::HandedOver);
        QTRY_COMPARE(spy.size(), 2);
        QVERIFY(spy.back().front().value<InstanceRequest>().isQuiet);
    }

    void profilesAreApart()
    {
        SingleInstance first(m_files);
        QVERIFY(startFirst(first));
        SingleInstance other(instanceFiles(m_folder->path(), "/home/a/other"));
        QVERIFY(startFirst(other));
        QCOMPARE(instanceFiles(m_folder->path(), "/home/a/profile/").socket, m_files.socket);
    }

    // A first one that has its lock and does not listen yet is waited for.
    void aStartInBetweenIsServed()
    {
        SingleInstance first(m_files);
        QSignalSpy spy(&first, &SingleInstance::requested);
        QCOMPARE(first.start({}), InstanceStart::First);
        std::thread second([this] { QVERIFY(handOver(m_files.socket, kRequest)); });
        QThread::msleep(50);
        QVERIFY(first.listen());
        QTRY_COMPARE(spy.size(), 1);
        second.join();
    }

    void whenTheFirstEndsTheNextIsFirst()
    {
        {
            SingleInstance first(m_files);
            QVERIFY(startFirst(first));
        }
        SingleInstance next(m_files);
        QVERIFY(startFirst(next));
    }

    // What is left of an instance that was killed: a socket, a lock's file, no process.
    void theRestOfAKilledOneIsInNobodysWay()
    {
        const pid_t child = ::fork();
        if (child == 0) {
            SingleInstance killed(m_files);
            const bool isFirst = startFirst(killed);
            ::_exit(isFirst ? 7 : 1); // nothing is cleaned up
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(WEXITSTATUS(status), 7);
        QVERIFY(QFile::exists(m_files.socket));
        SingleInstance next(m_files);
        QSignalSpy spy(&next, &SingleInstance::requested);
        QVERIFY(startFirst(next));
        QCOMPARE(secondStart(m_files, kRequest), InstanceStart::HandedOver);
        QTRY_COMPARE(spy.size(), 1);
    }

    void oneThatHangsIsNotWaitedForForEver()
    {
        SingleInstance hung(m_files);
        QVERIFY(startFirst(hung));
        // No event loop runs meanwhile.
        QVERIFY(!handOver(m_files.socket, kRequest, 100ms));
        QVERIFY(!handOver(m_folder->filePath("nobody"), kRequest, 50ms));
        QVERIFY(!handOver(QString(300, u'x'), kRequest, 50ms));
    }

    // A link is a secret: whoever sits at the place of the first instance must be this user.
    void anotherUsersServerGetsNothing()
    {
        if (::geteuid() != 0) {
            QSKIP("only root can become somebody else");
        }
        constexpr uid_t kNobody = 65534;
        QCOMPARE(::chmod(QFile::encodeName(m_folder->path()).constData(), 0777), 0);
        const QByteArray path = QFile::encodeName(m_folder->filePath("theirs"));
        int ready[2] = {};
        QCOMPARE(::pipe(ready), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            sockaddr_un address = {};
            address.sun_family = AF_UNIX;
            std::memcpy(address.sun_path, path.constData(), static_cast<std::size_t>(path.size()));
            const bool isReady = ::setuid(kNobody) == 0;
            const int server = ::socket(AF_UNIX, SOCK_STREAM, 0);
            const auto* name = reinterpret_cast<const sockaddr*>(&address);
            char received = 0;
            if (!isReady || ::bind(server, name, sizeof address) != 0 || ::listen(server, 4) != 0 ||
                ::write(ready[1], "r", 1) != 1) {
                ::_exit(2);
            }
            ::_exit(::recv(::accept(server, nullptr, nullptr), &received, 1, 0) == 0 ? 0 : 1);
        }
        char mark = 0;
        QCOMPARE(::read(ready[0], &mark, 1), ssize_t{1});
        QVERIFY(!handOver(QFile::decodeName(path), kRequest, 50ms));
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(WEXITSTATUS(status), 0);
    }

    void filesAreThisUsersAlone()
    {
        SingleInstance first(m_files);
        const mode_t before = ::umask(0);
        QVERIFY(startFirst(first));
        ::umask(before);
        struct stat status = {};
        QCOMPARE(::stat(QFile::encodeName(QFileInfo(m_files.socket).path()).constData(), &status),
                 0);
        QCOMPARE(status.st_mode & 0777U, 0700U);
        QCOMPARE(::stat(QFile::encodeName(m_files.socket).constData(), &status), 0);
        QCOMPARE(status.st_mode & 0077U, 0U);
    }

    void withoutARuntimeFolderTheProfilesOwnServes()
    {
        const QString profile = m_folder->filePath("profile");
        for (const QString& runtime :
             {QString(), QStringLiteral("/nonexistent"), QStringLiteral("/tmp")}) {
            const InstanceFiles files = instanceFiles(runtime, profile);
            QVERIFY(files.socket.startsWith(profile + "/"));
        }
        SingleInstance first(instanceFiles({}, profile));
        QVERIFY(startFirst(first));
        SingleInstance nowhere(instanceFiles({}, "/proc/nowhere"));
        QCOMPARE(nowhere.start({}), InstanceStart::Unavailable);
    }

    void whatIsMalformedIsCutOff_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray good = serializeRequest(kRequest);
        QTest::newRow("version") << QByteArray(good).replace(0, 1, "\x02");
        QTest::newRow("flags") << QByteArray(good).replace(1, 1, "\x02");
        QTest::newRow("trailing byte") << good + 'x';
        QTest::newRow("token's length") << QByteArray(good).replace(2, 1, "\x7f");
        QTest::newRow("link's length") << QByteArray(good).replace(4, 1, "\x7f");
        QTest::newRow("no link at all") << serializeRequest({false, {}, "https://x/"});
        QTest::newRow("line's end") << serializeRequest({false, {}, "sotto://a/\n"});
        QTest::newRow("endless") << QByteArray(100'000, '\1');
    }
    void whatIsMalformedIsCutOff()
    {
        QFETCH(QByteArray, bytes);
        QVERIFY(!parseRequest(bytes));
        SingleInstance first(m_files);
        QSignalSpy spy(&first, &SingleInstance::requested);
        QVERIFY(startFirst(first));
        QLocalSocket peer;
        peer.connectToServer(m_files.socket);
        QVERIFY(peer.waitForConnected(1000));
        peer.write(bytes);
        QTRY_COMPARE(peer.state(), QLocalSocket::UnconnectedState);
        QVERIFY(peer.readAll().isEmpty());
        QVERIFY(spy.isEmpty());
    }

    void aRequestMayComeInPieces()
    {
        const QByteArray bytes = serializeRequest(kRequest);
        for (qsizetype size = 0; size < bytes.size(); ++size) {
            QCOMPARE(requestState(bytes.left(size)), RequestState::Incomplete);
            QVERIFY(!parseRequest(bytes.left(size)));
        }
        const auto request = parseRequest(bytes);
        QVERIFY(request);
        QCOMPARE(request->link, kRequest.link);
        SingleInstance first(m_files);
        QSignalSpy spy(&first, &SingleInstance::requested);
        QVERIFY(startFirst(first));
        QLocalSocket peer;
        peer.connectToServer(m_files.socket);
        for (const char byte : bytes) {
            QVERIFY(spy.isEmpty());
            peer.write(&byte, 1);
            peer.flush();
            QCoreApplication::processEvents();
        }
        QTRY_COMPARE(spy.size(), 1);
    }

    // Whoever connects and says nothing takes no place from others for long.
    void theSilentDoNotFillIt()
    {
        SingleInstance first(m_files);
        QSignalSpy spy(&first, &SingleInstance::requested);
        QVERIFY(startFirst(first));
        std::vector<std::unique_ptr<QLocalSocket>> silent;
        for (int i = 0; i < 20; ++i) {
            silent.push_back(std::make_unique<QLocalSocket>());
            silent.back()->connectToServer(m_files.socket);
        }
        QCOMPARE(secondStart(m_files, kRequest), InstanceStart::HandedOver);
        QTRY_COMPARE(spy.size(), 1);
    }

    void aTokenThatIsTooLongIsLeftOut()
    {
        const auto request = parseRequest(serializeRequest(
            {false, QByteArray(kActivationTokenBytesMax + 1, 'x'), kRequest.link}));
        QVERIFY(request);
        QVERIFY(request->activationToken.isEmpty());
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    InstanceFiles m_files;
};

QTEST_GUILESS_MAIN(TestSingleInstance)
#include "tst_single_instance.moc"
