#include "app/desktop/notifications.h"

#include "app/desktop/notification_text.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>
#include <QVariantMap>

namespace sotto::desktop {

namespace {

const QString kService = QStringLiteral("org.freedesktop.Notifications");
const QString kPath = QStringLiteral("/org/freedesktop/Notifications");
const QString kDefaultAction = QStringLiteral("default");

QDBusMessage method(const char* name)
{
    return QDBusMessage::createMethodCall(kService, kPath, kService, QString::fromLatin1(name));
}

} // namespace

Notifications::Notifications(const QDBusConnection& sessionBus, QObject* parent)
    : QObject(parent)
    , m_bus(sessionBus)
{
    // Only what comes from the name's owner is taken.
    m_bus.connect(kService, kPath, kService, QStringLiteral("ActionInvoked"), this,
                  SLOT(onActionInvoked(uint, QString)));
    m_bus.connect(kService, kPath, kService, QStringLiteral("ActivationToken"), this,
                  SLOT(onActivationToken(uint, QString)));
    m_bus.connect(kService, kPath, kService, QStringLiteral("NotificationClosed"), this,
                  SLOT(onClosed(uint, uint)));
    auto* watcher =
        new QDBusServiceWatcher(kService, m_bus, QDBusServiceWatcher::WatchForOwnerChange, this);
    connect(watcher, &QDBusServiceWatcher::serviceOwnerChanged, this, &Notifications::forgetServer);
}

Notifications::~Notifications()
{
    withdrawAll();
}

void Notifications::setContent(NotificationContent content)
{
    if (content == NotificationContent::Hidden && m_content != content) {
        withdrawAll();
    }
    m_content = content;
}

void Notifications::show(const QString& conversation, const QString& title, const QString& text)
{
    if (!m_bus.isConnected()) {
        return;
    }
    Entry& entry = m_entries[conversation];
    const bool isShown = m_content == NotificationContent::Shown;
    entry.title = isShown ? oneLine(title, kNotificationTitleMax) : QStringLiteral("Sotto");
    entry.text = isShown ? oneLine(text, kNotificationTextMax) : tr("New message");
    entry.isWanted = true;
    entry.isChanged = true;
    if (m_markup == Markup::Unknown) {
        askCapabilities();
    } else if (m_markup != Markup::Asked) {
        send(conversation, entry);
    }
}

void Notifications::askCapabilities()
{
    m_markup = Markup::Asked;
    auto* watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(method("GetCapabilities")), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        const QDBusPendingReply<QStringList> reply(*watcher);
        if (reply.isError()) { // nobody is there; the next message asks again
            m_entries.clear();
            m_markup = Markup::Unknown;
            return;
        }
        m_markup =
            reply.value().contains(QStringLiteral("body-markup")) ? Markup::Escaped : Markup::None;
        sendAll();
    });
}

void Notifications::sendAll()
{
    m_entries.removeIf([](const auto& entry) { return !entry.value().isWanted; });
    for (auto entry = m_entries.begin(); entry != m_entries.end(); ++entry) {
        send(entry.key(), entry.value());
    }
}

void Notifications::send(const QString& conversation, Entry& entry)
{
    if (entry.isOnItsWay) {
        return; // what changed follows the answer, which brings the number to replace
    }
    entry.isOnItsWay = true;
    entry.isChanged = false;
    constexpr int kServersOwnTime = -1;
    const QVariantMap hints = {{QStringLiteral("desktop-entry"), QStringLiteral("sotto")},
                               {QStringLiteral("category"), QStringLiteral("im.received")}};
    QDBusMessage message = method("Notify");
    message << QStringLiteral("Sotto") << entry.id << QStringLiteral("sotto") << entry.title
            << (m_markup == Markup::Escaped ? escapedForMarkup(entry.text) : entry.text)
            << QStringList{kDefaultAction, tr("Open")} << hints << kServersOwnTime;
    auto* watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, conversation] {
        watcher->deleteLater();
        const QDBusPendingReply<uint> reply(*watcher);
        onAnswer(conversation, reply.isError() ? 0 : reply.value());
    });
}

void Notifications::onAnswer(const QString& conversation, uint id)
{
    const auto entry = m_entries.find(conversation);
    if (entry == m_entries.end()) {
        close(id); // shown by a server that went away meanwhile, or wanted by nobody any more
        return;
    }
    entry->isOnItsWay = false;
    entry->id = id;
    if (!entry->isWanted || id == 0) {
        m_entries.erase(entry);
        close(id);
    } else if (entry->isChanged) {
        send(conversation, *entry);
    }
}

void Notifications::withdraw(const QString& conversation)
{
    const auto entry = m_entries.find(conversation);
    if (entry == m_entries.end()) {
        return;
    }
    if (entry->isOnItsWay || m_markup == Markup::Asked) {
        entry->isWanted = false;
        entry->isChanged = false;
        return;
    }
    close(entry->id);
    m_entries.erase(entry);
}

void Notifications::withdrawAll()
{
    const QStringList conversations = m_entries.keys();
    for (const QString& conversation : conversations) {
        withdraw(conversation);
    }
}

void Notifications::close(uint id)
{
    if (id != 0) {
        QDBusMessage message = method("CloseNotification");
        message << id;
        m_bus.send(message);
    }
}

QString Notifications::conversationOf(uint id) const
{
    for (auto entry = m_entries.begin(); entry != m_entries.end(); ++entry) {
        if (id != 0 && entry->id == id) {
            return entry.key();
        }
    }
    return {};
}

void Notifications::onActivationToken(uint id, const QString& token)
{
    if (!conversationOf(id).isNull()) {
        m_tokens.insert(id, token.toUtf8());
    }
}

void Notifications::onActionInvoked(uint id, const QString& action)
{
    const QString conversation = conversationOf(id);
    const QByteArray token = m_tokens.take(id);
    if (!conversation.isNull() && action == kDefaultAction) {
        Q_EMIT activated(conversation, token);
    }
}

void Notifications::onClosed(uint id, uint /*reason*/)
{
    m_tokens.remove(id);
    const auto entry = m_entries.find(conversationOf(id));
    if (entry == m_entries.end()) {
        return;
    }
    if (entry->isOnItsWay) {
        entry->id = 0; // the answer brings another number
    } else {
        m_entries.erase(entry);
    }
}

void Notifications::forgetServer()
{
    m_entries.clear();
    m_tokens.clear();
    m_markup = Markup::Unknown;
}

} // namespace sotto::desktop
