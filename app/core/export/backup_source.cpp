#include "app/core/export/backup_source.h"

#include "app/core/base/wire_bytes.h"

namespace sotto::core {

namespace {

constexpr std::uint64_t kMicrosecondsInOne = 1000;

storage::Milliseconds timeOf(std::uint64_t ms)
{
    return static_cast<storage::Milliseconds>(ms); // the rules keep it small
}

} // namespace

BackupSource::BackupSource(BackupFile file)
    : m_file(std::move(file))
{
    m_account.id = hexOf(m_file.account().view());
}

/// False behind the last message.
crypto::Result<bool, Problem> BackupSource::advance()
{
    m_ahead.reset();
    for (;;) {
        SOTTO_TRY(content, m_file.next());
        if (!content) {
            return false;
        }
        if (content->has_profile()) {
            m_account.name = content->profile().name().name();
        } else if (content->has_contact()) {
            take(content->contact());
        } else if (content->has_message() && !content->message().hidden()) {
            m_ahead = std::move(*content->mutable_message());
            return true;
        }
    }
}

void BackupSource::take(const wire::VaultContact& contact)
{
    ExportConversation& out = m_people[contact.account()];
    out.account = hexOf(viewOf(contact.account()));
    out.name = contact.reach().name();
    out.nickname = contact.nickname().nickname();
    out.verified = contact.verified().verified();
}

crypto::Result<std::optional<ExportConversation>, Problem> BackupSource::next()
{
    if (!m_ahead) {
        SOTTO_TRY(more, advance());
        if (!more) {
            return std::optional<ExportConversation>();
        }
    }
    m_current = m_ahead->conversation();
    ExportConversation out;
    if (m_current.empty()) {
        out.isNotes = true;
    } else if (const auto known = m_people.find(m_current); known != m_people.end()) {
        out = known->second;
    } else {
        out.account = hexOf(viewOf(m_current));
    }
    return std::optional(std::move(out));
}

crypto::Result<std::vector<ExportMessage>, Problem> BackupSource::messages(std::size_t limit)
{
    std::vector<ExportMessage> out;
    while (m_ahead && out.size() < limit && m_ahead->conversation() == m_current) {
        out.push_back(messageOf(*m_ahead));
        SOTTO_CHECK(advance());
    }
    return out;
}

ExportMessage BackupSource::messageOf(const wire::VaultMessage& message) const
{
    const auto isOwn = [&](const std::string& account) {
        return hexOf(viewOf(account)) == m_account.id;
    };
    ExportMessage out;
    out.id = hexOf(viewOf(message.uid()));
    out.isOwn = isOwn(message.author());
    out.kind = static_cast<storage::MessageKind>(message.kind());
    out.state = static_cast<storage::MessageState>(message.state());
    out.sent = timeOf(message.sent_ms());
    out.received = timeOf(message.position() / kMicrosecondsInOne);
    out.edited = timeOf(message.edit().edited_ms());
    out.text = message.has_edit() ? message.edit().text() : message.text();
    if (message.has_quoted()) {
        out.quoted = ExportMessage::Quoted{hexOf(viewOf(message.quoted().id())),
                                           isOwn(message.quoted().account())};
    }
    return out;
}

} // namespace sotto::core
