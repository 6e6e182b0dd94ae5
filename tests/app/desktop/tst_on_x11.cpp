#include "app/desktop/qr/qr_matrix.h"
#include "app/desktop/qr/read_qr.h"
#include "app/desktop/screen_capture.h"
#include "app/desktop/tray_icon.h"
#include "tests/app/desktop/private_bus.h"
#include "tests/app/desktop/tray_panel.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusReply>
#include <QDBusVariant>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

using namespace sotto::desktop;

/// With a real X server (Xvfb) and a real bus.
class TestOnX11 : public QObject
{
    Q_OBJECT

public:
    explicit TestOnX11(const PrivateBus& bus)
        : m_bus(bus)
    {}

private slots:
    void aCodeOnTheScreenIsRead()
    {
        const QString link = QStringLiteral("sotto://relay.example/i#abcdefghijklmnopqrstuv");
        const QImage matrix = *qrMatrix(link);
        QLabel label;
        label.setPixmap(QPixmap::fromImage(matrix.scaled(matrix.size() * 5)));
        label.setMargin(20);
        label.setStyleSheet("background: white");
        label.show();
        ScreenCapture capturing(QDBusConnection::sessionBus());
        // It takes a moment until it is painted.
        std::optional<QString> read;
        QTRY_VERIFY([&] {
            capturing.capture([&read](CaptureStatus status, const QList<QImage>& images) {
                if (status == CaptureStatus::Ok) {
                    read = readQr(images.value(0));
                }
            });
            QCoreApplication::processEvents();
            return read.has_value();
        }());
        QCOMPARE(*read, link);
    }

    void theTrayIsARealOne()
    {
        const TrayPanel panel(m_bus.address());
        QVERIFY(panel.isThere());
        QVERIFY(TrayIcon::isAvailable());
        TrayIcon tray;
        tray.setState({.unread = 4});
        QTRY_VERIFY(!panel.item().isEmpty());
        QSignalSpy toggle(&tray, &TrayIcon::toggleWindowRequested);
        QDBusMessage activate = QDBusMessage::createMethodCall(
            panel.item(), "/StatusNotifierItem", "org.kde.StatusNotifierItem", "Activate");
        activate << 0 << 0;
        panel.connection().send(activate);
        QTRY_COMPARE(toggle.size(), 1);
        QDBusMessage get = QDBusMessage::createMethodCall(panel.item(), "/StatusNotifierItem",
                                                          "org.freedesktop.DBus.Properties", "Get");
        get << "org.kde.StatusNotifierItem"
            << "Menu";
        const QDBusReply<QDBusVariant> menu = panel.connection().call(get, QDBus::BlockWithGui);
        QVERIFY2(menu.isValid(), qPrintable(menu.error().message()));
    }

private:
    const PrivateBus& m_bus;
};

int main(int argc, char** argv)
{
    const PrivateBus bus; // Qt looks for the panel on it as soon as there is an application
    QApplication application(argc, argv);
    TestOnX11 test(bus);
    return QTest::qExec(&test, argc, argv);
}
#include "tst_on_x11.moc"
