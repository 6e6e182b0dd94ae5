#include "app/desktop/notification_text.h"
#include "app/desktop/notifications.h"
#include "tests/app/desktop/notification_server.h"
#include "tests/app/desktop/private_bus.h"

#include <QDBusMessage>
#include <QSignalSpy>
#include <QTest>

using namespace sotto::desktop;

/// Over a real bus, with a real peer that keeps what it is told.
class TestNotifications : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(m_bus.isRunning()); }

    void init()
    {
        m_server =
            std::make_unique<NotificationServer>(m_bus.address(), QStringList{"actions", "body"});
        m_notifications = std::make_unique<Notifications>(QDBusConnection::sessionBus());
        m_notifications->setContent(NotificationContent::Shown);
    }
    void cleanup()
    {
        m_notifications.reset();
        m_server.reset();
    }

    void aMessageIsShownAndReplaced()
    {
        m_notifications->show("a", "Noor", "See you");
        QTRY_COMPARE(m_server->shown().size(), 1);
        QCOMPARE(only().title, QStringLiteral("Noor"));
        QCOMPARE(only().text, QStringLiteral("See you"));
        QCOMPARE(only().actions.value(0), QStringLiteral("default"));
        QCOMPARE(only().hints.value("desktop-entry"), QVariant("sotto"));
        m_notifications->show("a", "Noor", "at the station");
        QTRY_COMPARE(only().text, QStringLiteral("at the station"));
        QCOMPARE(m_server->shown().size(), 1);
        m_notifications->show("b", "Mira", "Hello");
        QTRY_COMPARE(m_server->shown().size(), 2);
    }

    // Between a message and the answer that brings its number.
    void manyAtOnceAreOne()
    {
        for (const int first : {0, 50}) {
            for (int i = first; i < first + 50; ++i) {
                m_notifications->show("a", "Noor", QString::number(i));
            }
            QTRY_COMPARE(only().text, QString::number(first + 49));
        }
        QCOMPARE(m_server->shown().size(), 1);
        QCOMPARE(m_server->count(), 3); // one, then the first and the last of fifty
    }

    void contentIsHidden()
    {
        m_notifications->show("b", "Mira", "a secret");
        QTRY_COMPARE(m_server->shown().size(), 1);
        m_notifications->setContent(NotificationContent::Hidden);
        QTRY_VERIFY(m_server->shown().isEmpty());
        m_notifications->show("a", "Noor", "a secret");
        QTRY_COMPARE(m_server->shown().size(), 1);
        QCOMPARE(only().title, QStringLiteral("Sotto"));
        QCOMPARE(only().text, QStringLiteral("New message"));
    }

    void whatWasReadIsWithdrawn()
    {
        m_notifications->show("a", "Noor", "1");
        m_notifications->show("b", "Mira", "2");
        QTRY_COMPARE(m_server->shown().size(), 2);
        m_notifications->withdraw("a");
        QTRY_COMPARE(m_server->shown().size(), 1);
        QCOMPARE(only().title, QStringLiteral("Mira"));
        m_notifications->withdraw("nobody");
        m_notifications.reset();
        QTRY_VERIFY(m_server->shown().isEmpty());
    }

    void readBeforeItIsShown()
    {
        m_notifications->show("a", "Noor", "1");
        m_notifications->withdraw("a");
        m_notifications->show("b", "Mira", "2");
        QTRY_COMPARE(m_server->shown().size(), 1);
        QCOMPARE(only().title, QStringLiteral("Mira"));
        m_notifications->show("c", "Rasmus", "3");
        m_notifications->withdraw("c"); // on its way by now
        m_notifications->show("d", "Ida", "4");
        QTRY_VERIFY(m_server->count() >= 3 && m_server->shown().size() == 2);
        QCOMPARE(m_server->shown().last().title, QStringLiteral("Ida"));
    }

    void aClickOpensTheConversation()
    {
        QSignalSpy spy(m_notifications.get(), &Notifications::activated);
        m_notifications->show("a", "Noor", "1");
        m_notifications->show("b", "Mira", "2");
        QTRY_COMPARE(m_server->shown().size(), 2);
        waitForNumbers();
        const uint id = numberOf("Mira");
        Q_EMIT m_server->ActivationToken(id, "token-7");
        Q_EMIT m_server->ActionInvoked(id, "default");
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(spy[0][0].toString(), QStringLiteral("b"));
        QCOMPARE(spy[0][1].toByteArray(), QByteArray("token-7"));
        Q_EMIT m_server->ActionInvoked(4711, "default"); // another program's
        Q_EMIT m_server->ActionInvoked(id, "other");
        Q_EMIT m_server->ActionInvoked(numberOf("Noor"), "default");
        QTRY_COMPARE(spy.size(), 2);
        QCOMPARE(spy[1][0].toString(), QStringLiteral("a"));
        QVERIFY(spy[1][1].toByteArray().isEmpty());
    }

    void whatThePersonClosedIsNotReplaced()
    {
        QSignalSpy spy(m_notifications.get(), &Notifications::activated);
        m_notifications->show("a", "Noor", "1");
        QTRY_COMPARE(m_server->shown().size(), 1);
        waitForNumbers();
        const uint before = numberOf("Noor");
        m_server->dismiss(before);
        Q_EMIT m_server->ActionInvoked(before, "default");
        waitForNumbers();
        QVERIFY(spy.isEmpty());
        m_notifications->show("a", "Noor", "2");
        QTRY_COMPARE(m_server->shown().size(), 1);
        QVERIFY(numberOf("Noor") != before);
    }

    void anotherServerKnowsNoNumbers()
    {
        m_notifications->show("a", "Noor", "1");
        QTRY_COMPARE(m_server->shown().size(), 1);
        m_server.reset();
        m_notifications->show("a", "Noor", "nobody sees this");
        m_server = std::make_unique<NotificationServer>(m_bus.address(),
                                                        QStringList{"body", "body-markup"});
        waitForNumbers();
        m_notifications->show("a", "<b>Noor</b>", "<a href='x'>2 & 3</a>");
        QTRY_COMPARE(m_server->shown().size(), 1);
        QCOMPARE(only().title, QStringLiteral("<b>Noor</b>"));
        QTRY_COMPARE(only().text, QStringLiteral("&lt;a href='x'&gt;2 &amp; 3&lt;/a&gt;"));
    }

    void withoutABusNothingHappens()
    {
        Notifications nowhere{QDBusConnection("no such connection")};
        nowhere.show("a", "Noor", "1");
        nowhere.withdraw("a");
    }

    void textIsOneBoundedLine_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("line");
        QTest::newRow("plain") << "Noor"
                               << "Noor";
        QTest::newRow("lines") << " a\n\tb\r\n"
                               << "a b";
        QTest::newRow("as long as may be") << QString(10, u'x') << QString(10, u'x');
        QTest::newRow("longer") << QString(11, u'x') << QString(9, u'x') + QChar(0x2026);
        QTest::newRow("cut between")
            << QString(8, u'x') + QString::fromUtf8("👨‍👩‍👧 family")
            << QString(8, u'x') + QChar(0x2026);
        QTest::newRow("turned round") << QString("a") + QChar(0x202e) + "b"
                                      << "a b";
        QTest::newRow("bell") << QString("a") + QChar(7) + "b"
                              << "a b";
        QTest::newRow("very long") << QString(1'000'000, u'y') << QString(9, u'y') + QChar(0x2026);
    }
    void textIsOneBoundedLine()
    {
        QFETCH(QString, text);
        QFETCH(QString, line);
        QCOMPARE(oneLine(text, 10), line);
    }

private:
    [[nodiscard]] NotificationServer::Shown only() const
    {
        return m_server->shown().isEmpty() ? NotificationServer::Shown{}
                                           : m_server->shown().first();
    }
    [[nodiscard]] uint numberOf(const QString& title) const
    {
        for (auto shown = m_server->shown().begin(); shown != m_server->shown().end(); ++shown) {
            if (shown->title == title) {
                return shown.key();
            }
        }
        return 0;
    }

    // What came before on the same line has arrived when an answer has.
    static void waitForNumbers()
    {
        QDBusMessage ping = QDBusMessage::createMethodCall(
            "org.freedesktop.Notifications", "/org/freedesktop/Notifications",
            "org.freedesktop.Notifications", "GetCapabilities");
        for (int i = 0; i < 3; ++i) {
            QDBusConnection::sessionBus().call(ping, QDBus::BlockWithGui);
        }
        QCoreApplication::processEvents();
    }

    PrivateBus m_bus;
    std::unique_ptr<NotificationServer> m_server;
    std::unique_ptr<Notifications> m_notifications;
};

QTEST_GUILESS_MAIN(TestNotifications)
#include "tst_notifications.moc"
