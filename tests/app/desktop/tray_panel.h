#pragma once

#include <QDBusConnection>
#include <QMutex>
#include <QObject>
#include <QThread>

namespace sotto::desktop {

/// What a panel has: takes the tray icons of programs (StatusNotifierItem).
class TrayWatcher : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.kde.StatusNotifierWatcher")
    Q_PROPERTY(bool IsStatusNotifierHostRegistered READ hasHost)
    Q_PROPERTY(int ProtocolVersion READ version)

public:
    [[nodiscard]] QString item() const;
    [[nodiscard]] bool hasHost() const { return true; }
    [[nodiscard]] int version() const { return 0; }

public Q_SLOTS:
    void RegisterStatusNotifierItem(const QString& name);

private:
    mutable QMutex m_mutex;
    QString m_item;
};

/// The panel of a desktop, as long as it lives; on its own thread, because a program waits for its
/// answers.
class TrayPanel
{
public:
    explicit TrayPanel(const QString& busAddress);
    TrayPanel(const TrayPanel&) = delete;
    TrayPanel& operator=(const TrayPanel&) = delete;
    ~TrayPanel();

    /// It has its name on the bus.
    [[nodiscard]] bool isThere() const { return m_isThere; }
    /// The name on the bus of the icon that came last; empty before the first.
    [[nodiscard]] QString item() const { return m_watcher.item(); }
    /// That one is still there.
    [[nodiscard]] bool hasIcon() const;
    [[nodiscard]] const QDBusConnection& connection() const { return m_connection; }

private:
    QThread m_thread;
    TrayWatcher m_watcher;
    QDBusConnection m_connection;
    bool m_isThere = false;
};

} // namespace sotto::desktop
