#ifndef Q_MOC_RUN
#include "net/relay/server/service_notify.h"
#endif

#include <cstddef>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

using namespace sotto::relay;

namespace {

/// The socket of a service manager.
class Manager
{
public:
    explicit Manager(const QByteArray& name)
        : m_fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0))
    {
        ::sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        std::copy(name.begin(), name.end(), address.sun_path);
        const bool isAbstract = name.startsWith('@');
        if (isAbstract) {
            address.sun_path[0] = '\0';
        }
        const auto length = offsetof(::sockaddr_un, sun_path) + size_t(name.size()) + !isAbstract;
        if (::bind(m_fd, reinterpret_cast<::sockaddr*>(&address), ::socklen_t(length)) != 0) {
            qFatal("cannot bind");
        }
    }
    ~Manager() { ::close(m_fd); }

    QByteArray take()
    {
        QByteArray out(4'096, '\0');
        const ssize_t n = ::recv(m_fd, out.data(), size_t(out.size()), 0);
        return out.first(std::max(n, ssize_t{0}));
    }

private:
    int m_fd;
};

} // namespace

class TestServiceNotify : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

private slots:
    void cleanup()
    {
        for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) {
            qunsetenv(name);
        }
    }

    void managerHearsEverything_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("path") << m_folder.filePath("notify").toUtf8();
        QTest::newRow("abstract") << "@sotto-test-" + QByteArray::number(::getpid());
    }

    void managerHearsEverything()
    {
        QFETCH(QByteArray, name);
        Manager manager(name);
        qputenv("NOTIFY_SOCKET", name);
        qputenv("WATCHDOG_USEC", "30000000");
        qputenv("WATCHDOG_PID", QByteArray::number(::getpid()));
        ServiceNotify notify = ServiceNotify::fromEnvironment();
        QVERIFY(!qEnvironmentVariableIsSet("NOTIFY_SOCKET"));
        QVERIFY(!qEnvironmentVariableIsSet("WATCHDOG_USEC"));

        notify.ready("serving");
        QCOMPARE(manager.take(), QByteArray("READY=1\nSTATUS=serving"));
        notify.reloading();
        const QByteArray reloading = manager.take();
        QVERIFY(reloading.startsWith("RELOADING=1\nMONOTONIC_USEC="));
        QVERIFY(reloading.mid(reloading.lastIndexOf('=') + 1).toLongLong() > 0);
        notify.stopping();
        QCOMPARE(manager.take(), QByteArray("STOPPING=1"));
        notify.status("x");
        QCOMPARE(manager.take(), QByteArray("STATUS=x"));
        QCOMPARE(notify.watchdogInterval()->count(), 15'000);
        notify.watchdog();
        QCOMPARE(manager.take(), QByteArray("WATCHDOG=1"));
        QCOMPARE(manager.take(), QByteArray());
    }

    void watchdogOfAnotherIsNotOurs()
    {
        Manager manager(m_folder.filePath("other").toUtf8());
        qputenv("NOTIFY_SOCKET", m_folder.filePath("other").toUtf8());
        qputenv("WATCHDOG_USEC", "30000000");
        qputenv("WATCHDOG_PID", "1");
        ServiceNotify notify = ServiceNotify::fromEnvironment();
        QVERIFY(!notify.watchdogInterval());
        notify.watchdog();
        QCOMPARE(manager.take(), QByteArray());
    }

    void nobodyListensIsNoError_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("unset") << QByteArray();
        QTest::newRow("gone") << QByteArray("/nonexistent/notify");
        QTest::newRow("relative") << QByteArray("notify");
        QTest::newRow("too long") << "/" + QByteArray(200, 'x');
        QTest::newRow("only @") << QByteArray("@");
    }

    void nobodyListensIsNoError()
    {
        QFETCH(QByteArray, name);
        ServiceNotify notify(name.toStdString());
        notify.ready("serving");
        notify.stopping();
        QVERIFY(!notify.watchdogInterval());
    }

    void fullQueueDoesNotBlock()
    {
        Manager manager(m_folder.filePath("full").toUtf8());
        ServiceNotify notify(m_folder.filePath("full").toStdString());
        for (int i = 0; i < 2'000; ++i) {
            notify.status("x");
        }
        QVERIFY(!manager.take().isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestServiceNotify)
#include "tst_service_notify.moc"
