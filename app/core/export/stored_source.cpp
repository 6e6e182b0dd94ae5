#include "app/core/export/stored_source.h"

#include "app/core/base/wire_bytes.h"

#include <limits>

namespace sotto::core {

using storage::kNoRow;

StoredSource::StoredSource(storage::Database& database, ExportAccount account,
                           storage::RowId conversation)
    : m_account(std::move(account))
    , m_contacts(database)
    , m_conversations(database)
    , m_messages(database)
{
    if (conversation != kNoRow) {
        add(m_conversations.find(conversation));
        return;
    }
    add(m_conversations.findNotes());
    for (const storage::Contact& contact : m_contacts.all()) {
        add(m_conversations.findByContact(contact.id));
    }
    std::ranges::stable_sort(m_left, {}, &storage::Conversation::active);
}

void StoredSource::add(const std::optional<storage::Conversation>& conversation)
{
    if (conversation) {
        m_left.push_back(*conversation);
        m_total += m_messages.count(conversation->id);
    }
}

crypto::Result<std::optional<ExportConversation>, Problem> StoredSource::next()
{
    if (m_left.empty()) {
        return std::optional<ExportConversation>();
    }
    const storage::Conversation conversation = m_left.back();
    m_left.pop_back();
    m_current = conversation.id;
    m_position = std::numeric_limits<std::int64_t>::min();
    ExportConversation out;
    out.isNotes = conversation.contact == kNoRow;
    if (const auto contact = m_contacts.find(conversation.contact)) {
        out.account = hexOf(contact->account.view());
        out.name = contact->name;
        out.nickname = contact->nickname;
        out.verified = contact->verified;
    }
    return std::optional(std::move(out));
}

crypto::Result<std::vector<ExportMessage>, Problem> StoredSource::messages(std::size_t limit)
{
    std::vector<ExportMessage> out;
    for (const storage::Message& message : m_messages.after(m_current, m_position, limit)) {
        m_position = message.position;
        out.push_back(messageOf(message));
    }
    return out;
}

ExportMessage StoredSource::messageOf(const storage::Message& message)
{
    ExportMessage out;
    out.id = hexOf(message.uid.view());
    out.isOwn = message.isOwn();
    out.kind = message.kind;
    out.state = message.state;
    out.sent = message.sent;
    out.received = message.received;
    out.edited = message.edited;
    out.text = message.text;
    out.quoted = quotedBy(message);
    return out;
}

std::optional<ExportMessage::Quoted> StoredSource::quotedBy(const storage::Message& message)
{
    if (message.quoted == kNoRow) {
        return std::nullopt;
    }
    if (const auto found = m_messages.find(message.quoted)) {
        return ExportMessage::Quoted{hexOf(found->uid.view()), found->isOwn()};
    }
    if (const auto name = m_messages.names().find(message.quoted)) {
        return ExportMessage::Quoted{hexOf(name->uid.view()), name->author == kNoRow};
    }
    return std::nullopt;
}

} // namespace sotto::core
