#include "app/desktop/tray_icon.h"

#include <QAction>
#include <QMenu>
#include <QPixmap>
#include <QSignalSpy>
#include <QTest>

using namespace sotto::desktop;

namespace {

QImage imageOf(const TrayState& state, int size)
{
    return trayIcon(state).pixmap(size, size).toImage().convertToFormat(QImage::Format_ARGB32);
}

} // namespace

class TestTrayIcon : public QObject
{
    Q_OBJECT

private slots:
    void theIconShowsTheState()
    {
        for (const int size : {16, 22, 24, 32, 48, 64}) {
            const QImage quiet = imageOf({}, size);
            const QImage unread = imageOf({.unread = 3}, size);
            const QImage locked = imageOf({.isLocked = true}, size);
            QCOMPARE(quiet.size(), QSize(size, size));
            QVERIFY(quiet != unread && quiet != locked && unread != locked);
            QCOMPARE(imageOf({.unread = 9}, size), unread);
            // The dot covers the lower right quarter and nothing else.
            QCOMPARE(unread.pixelColor(size * 3 / 4, size * 3 / 4), QColor(Qt::white));
            QCOMPARE(unread.copy(0, 0, size, size / 2 - 1), quiet.copy(0, 0, size, size / 2 - 1));
            QCOMPARE(unread.copy(0, 0, size / 2 - 1, size), quiet.copy(0, 0, size / 2 - 1, size));
            QVERIFY(locked.pixelColor(size / 2, size / 2).alpha() < 200);
        }
    }

    void wordsSayTheSame()
    {
        TrayIcon tray;
        QCOMPARE(tray.toolTip(), QStringLiteral("Sotto"));
        tray.setState({.unread = 2});
        QVERIFY(tray.toolTip().contains("2 unread"));
        tray.setState({.unread = 2, .isLocked = true});
        QCOMPARE(tray.toolTip(), QStringLiteral("Sotto is locked"));
        tray.setState({});
        QCOMPARE(tray.toolTip(), QStringLiteral("Sotto"));
    }

    void theMenuFollowsTheState()
    {
        TrayIcon tray;
        QCOMPARE(action(tray, 0)->text(), QStringLiteral("Hide Sotto"));
        QVERIFY(!action(tray, 1)->isEnabled());
        tray.setState({.isWindowShown = false, .isLockable = true});
        QCOMPARE(action(tray, 0)->text(), QStringLiteral("Show Sotto"));
        QVERIFY(action(tray, 1)->isEnabled());
        tray.setState({.isLocked = true, .isLockable = true});
        QVERIFY(!action(tray, 1)->isEnabled());
    }

    void theMenuAsks()
    {
        TrayIcon tray;
        tray.setState({.isLockable = true});
        QSignalSpy toggle(&tray, &TrayIcon::toggleWindowRequested);
        QSignalSpy lock(&tray, &TrayIcon::lockRequested);
        QSignalSpy quit(&tray, &TrayIcon::quitRequested);
        for (const int index : {0, 1, 3}) {
            action(tray, index)->trigger();
        }
        QCOMPARE(toggle.size(), 1);
        QCOMPARE(lock.size(), 1);
        QCOMPARE(quit.size(), 1);
    }

private:
    static QAction* action(const TrayIcon& tray, int index) { return tray.menu().actions()[index]; }
};

QTEST_MAIN(TestTrayIcon)
#include "tst_tray_icon.moc"
