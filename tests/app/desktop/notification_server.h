#pragma once

#include <QDBusConnection>
#include <QMap>
#include <QObject>
#include <QStringList>
#include <QVariantMap>

namespace sotto::desktop {

/// What a desktop has: shows notifications, here in a list. A D-Bus peer of its own.
class NotificationServer : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    struct Shown
    {
        QString title;
        QString text;
        QStringList actions;
        QVariantMap hints;
    };

    NotificationServer(const QString& address, QStringList capabilities)
        : m_capabilities(std::move(capabilities))
        , m_connection(QDBusConnection::connectToBus(address, kConnection))
    {
        m_connection.registerObject("/org/freedesktop/Notifications", this,
                                    QDBusConnection::ExportAllContents);
        m_connection.registerService("org.freedesktop.Notifications");
    }
    NotificationServer(const NotificationServer&) = delete;
    NotificationServer& operator=(const NotificationServer&) = delete;
    ~NotificationServer() override { QDBusConnection::disconnectFromBus(kConnection); }

    [[nodiscard]] const QMap<uint, Shown>& shown() const { return m_shown; }
    [[nodiscard]] int count() const { return m_count; }

    void dismiss(uint id)
    {
        constexpr uint kByThePerson = 2;
        m_shown.remove(id);
        Q_EMIT NotificationClosed(id, kByThePerson);
    }

public Q_SLOTS: // NOLINT: names are the specification's
    [[nodiscard]] QStringList GetCapabilities() const { return m_capabilities; }
    uint Notify(const QString& program, uint replaces, const QString& icon, const QString& title,
                const QString& text, const QStringList& actions, const QVariantMap& hints, int time)
    {
        ++m_count;
        if (program != "Sotto" || icon != "sotto" || time != -1) {
            return 0;
        }
        const uint id = m_shown.contains(replaces) ? replaces : ++m_last;
        m_shown.insert(id, {title, text, actions, hints});
        return id;
    }
    void CloseNotification(uint id)
    {
        m_shown.remove(id);
        Q_EMIT NotificationClosed(id, 3);
    }

Q_SIGNALS:
    void ActionInvoked(uint id, const QString& action);
    void ActivationToken(uint id, const QString& token);
    void NotificationClosed(uint id, uint reason);

private:
    inline static const QString kConnection = QStringLiteral("notification-server");
    QStringList m_capabilities;
    QDBusConnection m_connection;
    QMap<uint, Shown> m_shown;
    uint m_last = 100;
    int m_count = 0;
};

} // namespace sotto::desktop
