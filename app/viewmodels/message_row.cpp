#include "app/viewmodels/message_row.h"

#include "app/viewmodels/person_text.h"
#include "app/viewmodels/time_text.h"

#include <QCoreApplication>

namespace sotto::viewmodels {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Messages", text);
}

} // namespace

storage::Milliseconds MessageRow::time() const
{
    return shownTime(message.sent, message.isOwn() ? 0 : message.received);
}

QString MessageRow::text() const
{
    if (message.kind == storage::MessageKind::Text) {
        return QString::fromStdString(message.text);
    }
    if (message.kind == storage::MessageKind::Deleted) {
        return message.isOwn() ? tr("You deleted this message") : tr("This message was deleted");
    }
    return eventLine(message.kind, message.text.empty() ? author : shownName(message.text));
}

bool isOneGroup(const MessageRow& older, const MessageRow& newer)
{
    const storage::Milliseconds apart = newer.time() - older.time();
    return !older.isEvent() && !newer.isEvent() && older.message.author == newer.message.author &&
           older.day == newer.day && apart <= kGroupMs && apart >= -kGroupMs;
}

QString eventLine(storage::MessageKind kind, const QString& name)
{
    const QString person = isolated(name);
    switch (kind) {
    case storage::MessageKind::ContactAccepted:
        return tr("You and %1 can write to each other now.").arg(person);
    case storage::MessageKind::DeviceAdded:
        return tr("%1 added a device.").arg(person);
    case storage::MessageKind::NumberCompared:
        return tr("You compared safety numbers with %1.").arg(person);
    case storage::MessageKind::NumberChanged:
        return tr("The safety number of %1 has changed.").arg(person);
    case storage::MessageKind::NotReadable:
        return tr("A message could not be read. The device of %1 sends it again when it notices.")
            .arg(person);
    case storage::MessageKind::NewerVersionNeeded:
        return tr("%1 sent something that needs a newer version of Sotto.").arg(person);
    case storage::MessageKind::AccountDeleted:
        return tr("%1 deleted the account.").arg(person);
    case storage::MessageKind::Text:
    case storage::MessageKind::Deleted:
        break;
    }
    return {};
}

QString stateText(storage::MessageState state)
{
    switch (state) {
    case storage::MessageState::Waiting:
        return tr("Sending");
    case storage::MessageState::Sent:
        return tr("Sent");
    case storage::MessageState::Delivered:
        return tr("Delivered");
    case storage::MessageState::Read:
        return tr("Read");
    case storage::MessageState::Failed:
        return tr("Not sent. Try again");
    case storage::MessageState::Received:
        break;
    }
    return {};
}

} // namespace sotto::viewmodels
