#include "app/cli/message_line.h"

#include "app/cli/identifiers.h"
#include "app/cli/iso_time.h"
#include "app/cli/json_line.h"
#include "app/cli/utf8.h"

namespace sotto::cli {

using storage::Message;
using storage::MessageKind;
using storage::MessageState;

namespace {

/// What a line says instead of a text.
std::string_view eventText(MessageKind kind)
{
    switch (kind) {
    case MessageKind::Text:
        return "";
    case MessageKind::Deleted:
        return "(deleted)";
    case MessageKind::ContactAccepted:
        return "(you can write to each other)";
    case MessageKind::DeviceAdded:
        return "(added a device)";
    case MessageKind::NumberCompared:
        return "(safety numbers compared)";
    case MessageKind::NumberChanged:
        return "(the safety number has changed)";
    case MessageKind::NotReadable:
        return "(a message could not be read)";
    case MessageKind::NewerVersionNeeded:
        return "(a message that needs a newer version of Sotto)";
    case MessageKind::AccountDeleted:
        return "(deleted the account)";
    }
    return "(a message that needs a newer version of Sotto)";
}

} // namespace

std::string_view nameOf(MessageKind kind)
{
    switch (kind) {
    case MessageKind::Text:
        return "text";
    case MessageKind::Deleted:
        return "deleted";
    case MessageKind::ContactAccepted:
        return "contact-accepted";
    case MessageKind::DeviceAdded:
        return "device-added";
    case MessageKind::NumberCompared:
        return "number-compared";
    case MessageKind::NumberChanged:
        return "number-changed";
    case MessageKind::NotReadable:
        return "not-readable";
    case MessageKind::AccountDeleted:
        return "account-deleted";
    case MessageKind::NewerVersionNeeded:
        break;
    }
    return "newer-version-needed";
}

std::string_view nameOf(MessageState state)
{
    switch (state) {
    case MessageState::Waiting:
        return "waiting";
    case MessageState::Sent:
        return "sent";
    case MessageState::Delivered:
        return "delivered";
    case MessageState::Read:
        return "read";
    case MessageState::Failed:
        return "failed";
    case MessageState::Received:
        break;
    }
    return "received";
}

MessageLines::MessageLines(Session& session)
    : m_session(session)
    , m_contacts(session.database())
    , m_conversations(session.database())
    , m_messages(session.database())
{
    const core::Account account = session.client().account();
    m_self = {idOf(account.id), account.name};
}

MessageLines::Person MessageLines::person(storage::RowId contact)
{
    if (contact == storage::kNoRow) {
        return m_self;
    }
    const auto found = m_contacts.find(contact);
    return found ? Person{idOf(found->account), found->shownName()} : Person{};
}

MessageLines::Person MessageLines::otherOf(storage::RowId conversation)
{
    const auto found = m_conversations.find(conversation);
    return person(found ? found->contact : storage::kNoRow);
}

std::string MessageLines::line(const Message& message)
{
    return m_session.output().isJson() ? json(message) : plain(message);
}

std::string MessageLines::json(const Message& message)
{
    const Person sender = person(message.author);
    JsonLine out;
    out.text("id", idOf(message.uid))
        .text("conversation", otherOf(message.conversation).id)
        .text("sender", sender.id)
        .text("senderName", sender.name)
        .text("kind", nameOf(message.kind))
        .text("text", message.text)
        .text("sentAt", isoTime(message.sent))
        .text("receivedAt", isoTime(message.received))
        .text("state", nameOf(message.state));
    if (message.edited != 0) {
        out.text("editedAt", isoTime(message.edited));
    }
    if (message.quoted != storage::kNoRow) {
        if (const auto quoted = m_messages.find(message.quoted)) {
            out.text("quoted", idOf(quoted->uid));
        }
    }
    return out.line();
}

std::string MessageLines::plain(const Message& message)
{
    std::string out = isoTime(message.sent) + " " + nameForTerminal(person(message.author).name);
    if (message.isOwn()) {
        out += " [" + std::string(nameOf(message.state)) + "]";
    }
    out += message.kind == MessageKind::Text ? ": " + forTerminal(message.text)
                                             : " " + std::string(eventText(message.kind));
    return out + "\n";
}

} // namespace sotto::cli
