#pragma once

#include "app/desktop/tray_image.h"

#include <memory>

#include <QObject>

class QAction;
class QMenu;
class QSystemTrayIcon;

namespace sotto::desktop {

/// Sotto's place in the desktop's tray: whether something is unread, and a menu to show or hide the
/// window, lock and quit. Needs a QApplication. Made after the first frame, it costs the start
/// nothing.
class TrayIcon : public QObject
{
    Q_OBJECT

public:
    explicit TrayIcon(QObject* parent = nullptr);
    ~TrayIcon() override;

    /// True if the desktop has a tray now. Without one a closed window could not come back: then
    /// closing it ends the program.
    [[nodiscard]] static bool isAvailable();

    void setState(const TrayState& state);
    [[nodiscard]] QString toolTip() const;
    [[nodiscard]] QMenu& menu() const;

Q_SIGNALS:
    void toggleWindowRequested();
    void lockRequested();
    void quitRequested();

private:
    void update();

    TrayState m_state;
    std::unique_ptr<QMenu> m_menu;
    std::unique_ptr<QSystemTrayIcon> m_icon;
    QAction* m_toggle;
    QAction* m_lock;
};

} // namespace sotto::desktop
