// Conversation: how it stands with the other person, and what is decided about them.
#include "app/viewmodels/conversation_parts.h"
#include "app/viewmodels/conversation_text.h"

namespace sotto::viewmodels {

namespace {

constexpr storage::Milliseconds kHourMs = std::int64_t{3600} * 1000;

} // namespace

bool Conversation::isRequest() const
{
    return m_parts->row.stands(storage::ContactStanding::Asking);
}

bool Conversation::isAsked() const
{
    return m_parts->row.stands(storage::ContactStanding::Asked);
}

QString Conversation::caption() const
{
    if (hold() != Hold::None) {
        return tr("Sending is paused");
    }
    if (isBlocked()) {
        return tr("Blocked");
    }
    return typingText();
}

Conversation::Hold Conversation::hold() const
{
    const auto& contact = m_parts->row.summary.contact;
    // The two enumerations have the same values.
    return contact ? static_cast<Hold>(contact->hold) : Hold::None;
}

QString Conversation::holdTitle() const
{
    const auto& contact = m_parts->row.summary.contact;
    return contact ? viewmodels::holdTitle(contact->hold, name()) : QString();
}

QString Conversation::holdText() const
{
    const auto& contact = m_parts->row.summary.contact;
    return contact ? viewmodels::holdText(contact->hold, name()) : QString();
}

QString Conversation::typingText() const
{
    return m_parts->isTyping ? tr("Typing\u2026") : QString();
}

void Conversation::setPinned(bool pinned)
{
    m_parts->profile.core.post(
        [id = m_parts->id, pinned](core::Client& client) { client.setPinned(id, pinned); });
}

Conversation::Mute Conversation::mute() const
{
    const storage::Milliseconds until = m_parts->row.summary.conversation.mutedUntil;
    const storage::Milliseconds now = m_parts->profile.clock.now();
    if (!m_parts->row.isMuted(now)) {
        return Mute::Off;
    }
    if (until == kMutedForEver) {
        return Mute::Forever;
    }
    return until - now <= kHourMs ? Mute::Hour : Mute::Day;
}

void Conversation::setMute(Mute mute)
{
    const storage::Milliseconds now = m_parts->profile.clock.now();
    storage::Milliseconds until = 0;
    switch (mute) {
    case Mute::Off:
        break;
    case Mute::Hour:
        until = now + kHourMs;
        break;
    case Mute::Day:
        until = now + 24 * kHourMs;
        break;
    case Mute::Forever:
        until = kMutedForEver;
        break;
    }
    m_parts->profile.core.post(
        [id = m_parts->id, until](core::Client& client) { client.setMuted(id, until); });
}

QString Conversation::mutedText() const
{
    const storage::Milliseconds until = m_parts->row.summary.conversation.mutedUntil;
    switch (mute()) {
    case Mute::Off:
        return {};
    case Mute::Forever:
        return tr("Muted");
    case Mute::Hour:
    case Mute::Day:
        break;
    }
    return tr("Muted until %1").arg(m_parts->times.clock(until));
}

void Conversation::accept()
{
    m_parts->attempt(
        [contact = contactId()](core::Client& client) { return client.accept(contact); });
}

void Conversation::decline()
{
    m_parts->attempt(
        [contact = contactId()](core::Client& client) { return client.decline(contact); });
}

void Conversation::block()
{
    m_parts->attempt(
        [contact = contactId()](core::Client& client) { return client.block(contact); });
}

void Conversation::unblock()
{
    m_parts->attempt(
        [contact = contactId()](core::Client& client) { return client.unblock(contact); });
}

void Conversation::remove()
{
    m_parts->profile.core.post(
        [id = m_parts->id](core::Client& client) { client.removeConversation(id); });
}

void Conversation::pauseSending()
{
    m_parts->profile.core.post([contact = contactId()](core::Client& client) {
        client.setHold(contact, storage::SendingHold::ByPerson);
    });
}

void Conversation::goOn()
{
    m_parts->profile.core.post([contact = contactId()](core::Client& client) {
        client.setHold(contact, storage::SendingHold::None);
    });
}

void Conversation::checkAgain()
{
    m_parts->profile.core.post([](core::Client& client) { client.retryNow(); });
}

} // namespace sotto::viewmodels
