#include "app/desktop/tray_icon.h"

#include <QAction>
#include <QMenu>
#include <QSystemTrayIcon>

namespace sotto::desktop {

TrayIcon::TrayIcon(QObject* parent)
    : QObject(parent)
    , m_menu(std::make_unique<QMenu>())
    , m_icon(std::make_unique<QSystemTrayIcon>())
    , m_toggle(m_menu->addAction(QString()))
    , m_lock(m_menu->addAction(tr("Lock Sotto")))
{
    m_menu->addSeparator();
    const QAction* quit = m_menu->addAction(tr("Quit Sotto"));
    connect(m_toggle, &QAction::triggered, this, &TrayIcon::toggleWindowRequested);
    connect(m_lock, &QAction::triggered, this, &TrayIcon::lockRequested);
    connect(quit, &QAction::triggered, this, &TrayIcon::quitRequested);
    connect(m_icon.get(), &QSystemTrayIcon::activated, this,
            [this](QSystemTrayIcon::ActivationReason reason) {
                if (reason == QSystemTrayIcon::Trigger) {
                    Q_EMIT toggleWindowRequested();
                }
            });
    m_icon->setContextMenu(m_menu.get());
    update();
    m_icon->show();
}

TrayIcon::~TrayIcon() = default;

bool TrayIcon::isAvailable()
{
    return QSystemTrayIcon::isSystemTrayAvailable();
}

void TrayIcon::setState(const TrayState& state)
{
    if (state != m_state) {
        m_state = state;
        update();
    }
}

QString TrayIcon::toolTip() const
{
    return m_icon->toolTip();
}

QMenu& TrayIcon::menu() const
{
    return *m_menu;
}

void TrayIcon::update()
{
    m_icon->setIcon(trayIcon(m_state));
    m_toggle->setText(m_state.isWindowShown ? tr("Hide Sotto") : tr("Show Sotto"));
    m_lock->setEnabled(m_state.isLockable && !m_state.isLocked);
    if (m_state.isLocked) {
        m_icon->setToolTip(tr("Sotto is locked"));
    } else if (m_state.unread > 0) {
        m_icon->setToolTip(tr("Sotto: %Ln unread", nullptr, m_state.unread));
    } else {
        m_icon->setToolTip(QStringLiteral("Sotto"));
    }
}

} // namespace sotto::desktop
