#include "tests/app/desktop/tray_panel.h"

#include <QDBusConnectionInterface>

namespace sotto::desktop {

namespace {

const QString kConnection = QStringLiteral("panel");

} // namespace

QString TrayWatcher::item() const
{
    const QMutexLocker lock(&m_mutex);
    return m_item;
}

void TrayWatcher::RegisterStatusNotifierItem(const QString& name)
{
    const QMutexLocker lock(&m_mutex);
    m_item = name;
}

TrayPanel::TrayPanel(const QString& busAddress)
    : m_connection(QDBusConnection::connectToBus(busAddress, kConnection))
{
    m_watcher.moveToThread(&m_thread);
    m_thread.start();
    m_isThere = m_connection.registerObject(QStringLiteral("/StatusNotifierWatcher"), &m_watcher,
                                            QDBusConnection::ExportAllSlots |
                                                QDBusConnection::ExportAllProperties) &&
                m_connection.registerService(QStringLiteral("org.kde.StatusNotifierWatcher"));
}

TrayPanel::~TrayPanel()
{
    QDBusConnection::disconnectFromBus(kConnection);
    m_thread.quit();
    m_thread.wait();
}

bool TrayPanel::hasIcon() const
{
    const QString name = item();
    return !name.isEmpty() && m_connection.interface()->isServiceRegistered(name).value();
}

} // namespace sotto::desktop
