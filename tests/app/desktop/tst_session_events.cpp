#include "app/desktop/session_events.h"
#include "tests/app/desktop/private_bus.h"

#include <fcntl.h>
#include <unistd.h>

#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusUnixFileDescriptor>
#include <QSignalSpy>
#include <QTest>

using namespace sotto::desktop;

namespace {

const QString kOwnSession = QStringLiteral("/org/freedesktop/login1/session/_31");
const QString kOtherSession = QStringLiteral("/org/freedesktop/login1/session/_32");

} // namespace

/// logind as far as it is asked here: which session this is, and who holds up sleep.
class LoginService : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.login1.Manager")

public:
    LoginService()
    {
        if (::pipe(m_ends) != 0) {
            qFatal("no pipe");
        }
    }
    ~LoginService() override { ::close(m_ends[0]); }

    int asked = 0;

    /// True when nobody holds the pipe's other end any more.
    [[nodiscard]] bool isNobodyHolding() const
    {
        char byte = 0;
        ::fcntl(m_ends[0], F_SETFL, O_NONBLOCK);
        return ::read(m_ends[0], &byte, 1) == 0;
    }

public Q_SLOTS:
    QDBusObjectPath GetSession(const QString& id)
    {
        ++asked;
        return QDBusObjectPath(id == "7" ? kOwnSession : kOtherSession);
    }
    QDBusUnixFileDescriptor Inhibit(const QString& what, const QString& who, const QString& why,
                                    const QString& mode)
    {
        if (what != "sleep" || who != "Sotto" || why.isEmpty() || mode != "delay") {
            return {};
        }
        if (++inhibitors > 1) {
            return QDBusUnixFileDescriptor(m_ends[0]); // any other
        }
        QDBusUnixFileDescriptor out(m_ends[1]);
        ::close(m_ends[1]);
        return out;
    }

public:
    int inhibitors = 0;

private:
    int m_ends[2] = {};
};

class TestSessionEvents : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_bus.isRunning());
        qputenv("XDG_SESSION_ID", "7");
        m_peer = std::make_unique<QDBusConnection>(
            QDBusConnection::connectToBus(m_bus.address(), "peer"));
        QVERIFY(m_peer->registerObject("/org/freedesktop/login1", &m_login,
                                       QDBusConnection::ExportAllSlots));
        QVERIFY(m_peer->registerService("org.freedesktop.login1"));
        QVERIFY(m_peer->registerService("org.freedesktop.ScreenSaver"));
        QVERIFY(m_peer->registerService("org.gnome.ScreenSaver"));
        const QDBusConnection bus = QDBusConnection::sessionBus();
        m_events = std::make_unique<SessionEvents>(bus, bus);
        m_spy = std::make_unique<QSignalSpy>(m_events.get(), &SessionEvents::lockNow);
        QTRY_VERIFY(m_login.asked == 1 && m_login.inhibitors == 1);
    }

    void init()
    {
        waitForWhatIsOnItsWay();
        m_spy->clear();
    }

    void aScreenSaverLocks_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("interface");
        QTest::newRow("KDE") << "/ScreenSaver"
                             << "org.freedesktop.ScreenSaver";
        QTest::newRow("others") << "/org/freedesktop/ScreenSaver"
                                << "org.freedesktop.ScreenSaver";
        QTest::newRow("GNOME") << "/org/gnome/ScreenSaver"
                               << "org.gnome.ScreenSaver";
    }
    void aScreenSaverLocks()
    {
        QFETCH(QString, path);
        QFETCH(QString, interface);
        send(path, interface, "ActiveChanged", {false});
        send(path, interface, "ActiveChanged", {true});
        QTRY_VERIFY(!m_spy->isEmpty());
        waitForWhatIsOnItsWay();
        QCOMPARE(m_spy->size(), 1);
    }

    void onlyTheOwnSessionLocks()
    {
        send(kOtherSession, "org.freedesktop.login1.Session", "Lock", {});
        send(kOwnSession, "org.freedesktop.login1.Session", "Unlock", {});
        send(kOwnSession, "org.freedesktop.login1.Session", "Lock", {});
        QTRY_VERIFY(!m_spy->isEmpty());
        waitForWhatIsOnItsWay();
        QCOMPARE(m_spy->size(), 1);
    }

    // Whoever listens is done before the machine may sleep.
    void sleepWaitsUntilItIsLocked()
    {
        bool wasHeldUp = false;
        const auto connection = connect(m_events.get(), &SessionEvents::lockNow, this,
                                        [&] { wasHeldUp = !m_login.isNobodyHolding(); });
        send("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep",
             {true});
        QTRY_COMPARE(m_spy->size(), 1);
        QVERIFY(wasHeldUp);
        QTRY_VERIFY(m_login.isNobodyHolding());
        disconnect(connection);
        send("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep",
             {false});
        QTRY_COMPARE(m_login.inhibitors, 2);
        QCOMPARE(m_spy->size(), 1);
    }

    void withoutABusNothingHappens()
    {
        const QDBusConnection none("no such connection");
        const SessionEvents events(none, none);
    }

private:
    // It has arrived when a later answer of the same peer has.
    static void waitForWhatIsOnItsWay()
    {
        for (int i = 0; i < 3; ++i) {
            QDBusConnection::sessionBus().call(
                QDBusMessage::createMethodCall("org.freedesktop.login1", "/org/freedesktop/login1",
                                               "org.freedesktop.DBus.Peer", "Ping"),
                QDBus::BlockWithGui);
        }
        QCoreApplication::processEvents();
    }

    void send(const QString& path, const QString& interface, const QString& name,
              const QVariantList& arguments)
    {
        QDBusMessage signal = QDBusMessage::createSignal(path, interface, name);
        signal.setArguments(arguments);
        QVERIFY(m_peer->send(signal));
    }

    PrivateBus m_bus;
    LoginService m_login;
    std::unique_ptr<QDBusConnection> m_peer;
    std::unique_ptr<SessionEvents> m_events;
    std::unique_ptr<QSignalSpy> m_spy;
};

QTEST_GUILESS_MAIN(TestSessionEvents)
#include "tst_session_events.moc"
