#pragma once

#include <QDBusConnection>
#include <QHash>
#include <QObject>
#include <QPointer>
#include <QString>

namespace sotto::desktop {

enum class NotificationContent
{
    Hidden, ///< "Sotto", "New message": nothing that a passer-by could read
    Shown   ///< the conversation's name and the message
};

/// Longest title and text, in UTF-16 units; what is longer ends in an ellipsis. No desktop shows
/// more, and a hostile name must not become a wall of text.
constexpr qsizetype kNotificationTitleMax = 80;
constexpr qsizetype kNotificationTextMax = 300;

/// What the desktop shows of new messages (freedesktop.org, Desktop Notifications Specification
/// 1.2): one notification a conversation, replaced by the next message and withdrawn when it was
/// read. Blocks nothing; where nobody shows notifications, nothing happens.
class Notifications : public QObject
{
    Q_OBJECT

public:
    explicit Notifications(const QDBusConnection& sessionBus, QObject* parent = nullptr);
    /// Withdraws all: nobody would be there for a click.
    ~Notifications() override;

    /// For what is shown from now on; what stands there is withdrawn when it becomes Hidden.
    void setContent(NotificationContent content);

    /// @p conversation is any name that is the same for the same conversation; it is not sent to
    /// the desktop. @p title and @p text come from others and are shown as plain text.
    void show(const QString& conversation, const QString& title, const QString& text);
    void withdraw(const QString& conversation);
    void withdrawAll();

Q_SIGNALS:
    /// A click. The token, if there is one, lets a window come to the front (XDG Activation).
    void activated(const QString& conversation, const QByteArray& activationToken);

private Q_SLOTS:
    void onActivationToken(uint id, const QString& token);
    void onActionInvoked(uint id, const QString& action);
    void onClosed(uint id, uint reason);

private:
    struct Entry
    {
        uint id = 0; ///< 0: the desktop did not show it yet
        QString title;
        QString text;
        bool isWanted = true;   ///< else it is closed as soon as its number is known
        bool isChanged = false; ///< another text since the one that is on its way
        bool isOnItsWay = false;
    };

    enum class Markup
    {
        Unknown,
        Asked,
        None,
        Escaped
    };

    void askCapabilities();
    void sendAll();
    void send(const QString& conversation, Entry& entry);
    void onAnswer(const QString& conversation, uint id);
    void close(uint id);
    void forgetServer();
    [[nodiscard]] QString conversationOf(uint id) const;

    QDBusConnection m_bus;
    NotificationContent m_content = NotificationContent::Hidden;
    Markup m_markup = Markup::Unknown;
    QHash<QString, Entry> m_entries;
    QHash<uint, QByteArray> m_tokens;
};

} // namespace sotto::desktop
