#include "app/desktop/screen_capture.h"
#include "tests/app/desktop/private_bus.h"

#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QFile>
#include <QGuiApplication>
#include <QTest>
#include <QUrl>

using namespace sotto::desktop;

/// The desktop's portal: answers as it is told, once the call itself is answered.
class PortalService : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Screenshot")

public:
    explicit PortalService(QDBusConnection connection)
        : m_connection(std::move(connection))
    {}

    uint response = 0;
    QVariantMap results;
    bool isSilent = false;
    int asked = 0;

    void answer(const QString& token, const QString& sender)
    {
        QDBusMessage signal = QDBusMessage::createSignal(
            QStringLiteral("/org/freedesktop/portal/desktop/request/%1/%2")
                .arg(sender.mid(1).replace('.', '_'), token),
            "org.freedesktop.portal.Request", "Response");
        signal << response << results;
        m_connection.send(signal);
    }

public Q_SLOTS:
    QDBusObjectPath Screenshot(const QString& parent, const QVariantMap& options,
                               const QDBusMessage& message)
    {
        ++asked;
        if (!isSilent && parent.isEmpty()) {
            answer(options.value("handle_token").toString(), message.service());
        }
        return QDBusObjectPath("/org/freedesktop/portal/desktop/request/x");
    }

private:
    QDBusConnection m_connection;
};

/// As on Wayland: everything goes by way of the portal.
class TestScreenCapture : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(m_bus.isRunning()); }

    void withoutAPortalThereIsNone()
    {
        ScreenCapture nowhere{QDBusConnection("no such connection")};
        capture(nowhere);
        QTRY_COMPARE(m_status, std::optional(CaptureStatus::Unavailable));
        ScreenCapture capturing(QDBusConnection::sessionBus());
        capture(capturing);
        QTRY_COMPARE(m_status, std::optional(CaptureStatus::Unavailable));
    }

    void aPictureIsTakenAndItsFileRemoved()
    {
        startPortal();
        QImage screen(64, 48, QImage::Format_RGB32);
        screen.fill(Qt::green);
        const QString path = m_bus.folder() + "/Screenshot 1.png";
        QVERIFY(screen.save(path));
        m_portal->results = {{"uri", QUrl::fromLocalFile(path).toString(QUrl::FullyEncoded)}};
        ScreenCapture capturing(QDBusConnection::sessionBus());
        capture(capturing);
        QTRY_COMPARE(m_status, std::optional(CaptureStatus::Ok));
        QCOMPARE(m_images.size(), 1);
        QCOMPARE(m_images[0].pixelColor(5, 5), QColor(Qt::green));
        QVERIFY(!QFile::exists(path));
    }

    void aNoIsANo()
    {
        m_portal->response = 1;
        ScreenCapture capturing(QDBusConnection::sessionBus());
        capture(capturing);
        QTRY_COMPARE(m_status, std::optional(CaptureStatus::Refused));
        m_portal->response = 2;
        capture(capturing);
        QTRY_COMPARE(m_status, std::optional(CaptureStatus::Unavailable));
        QVERIFY(m_images.isEmpty());
    }

    void anAnswerWithoutAPictureIsNone_data()
    {
        QTest::addColumn<QVariantMap>("results");
        QTest::newRow("nothing") << QVariantMap();
        QTest::newRow("not there") << QVariantMap{{"uri", "file:///nonexistent.png"}};
        QTest::newRow("not a file") << QVariantMap{{"uri", "https://relay.example/a.png"}};
    }
    void anAnswerWithoutAPictureIsNone()
    {
        QFETCH(QVariantMap, results);
        m_portal->response = 0;
        m_portal->results = results;
        ScreenCapture capturing(QDBusConnection::sessionBus());
        capture(capturing);
        QTRY_COMPARE(m_status, std::optional(CaptureStatus::Unavailable));
    }

    void aNewOneGivesTheOldOneUp()
    {
        m_portal->isSilent = true;
        const int before = m_portal->asked;
        ScreenCapture capturing(QDBusConnection::sessionBus());
        int olds = 0;
        capturing.capture([&](CaptureStatus, const QList<QImage>&) { ++olds; });
        QTRY_COMPARE(m_portal->asked, before + 1);
        m_portal->isSilent = false;
        m_portal->response = 1;
        capture(capturing);
        QTRY_COMPARE(m_status, std::optional(CaptureStatus::Refused));
        m_portal->answer("sotto1", QDBusConnection::sessionBus().baseService());
        QCOMPARE(olds, 0);
    }

private:
    void startPortal()
    {
        QDBusConnection connection = QDBusConnection::connectToBus(m_bus.address(), "portal");
        m_portal = std::make_unique<PortalService>(connection);
        QVERIFY(connection.registerObject("/org/freedesktop/portal/desktop", m_portal.get(),
                                          QDBusConnection::ExportAllSlots));
        QVERIFY(connection.registerService("org.freedesktop.portal.Desktop"));
    }

    void capture(ScreenCapture& capturing)
    {
        m_status.reset();
        capturing.capture([this](CaptureStatus status, const QList<QImage>& images) {
            m_status = status;
            m_images = images;
        });
        QVERIFY(!m_status);
    }

    PrivateBus m_bus;
    std::unique_ptr<PortalService> m_portal;
    std::optional<CaptureStatus> m_status;
    QList<QImage> m_images;
};

QTEST_MAIN(TestScreenCapture)
#include "tst_screen_capture.moc"
