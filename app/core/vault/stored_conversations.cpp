#include "app/core/vault/stored_conversations.h"

#include "app/core/vault/limits.h"
#include "app/core/vault/merge.h"

namespace sotto::core {

namespace {

std::uint64_t bounded(std::int64_t position)
{
    return std::min(static_cast<std::uint64_t>(std::max<std::int64_t>(position, 0)),
                    vault::kFloorMax);
}

/// Nothing that a row would have to hold.
bool isPlain(const wire::VaultConversation& conversation)
{
    return !conversation.pinned().pinned() && conversation.muted().until_ms() == 0 &&
           conversation.draft().text().empty() && !conversation.draft().has_reply();
}

} // namespace

std::optional<StoredConversations::Row> StoredConversations::rowOf(Work& work,
                                                                   const std::string& key)
{
    if (key.empty()) {
        return Row{storage::kNoRow, work.stores().conversations.findNotes()};
    }
    const auto account = fixedOf<crypto::AccountId>(key);
    const Person* const person = account ? m_people.find(*account) : nullptr;
    if (person == nullptr) {
        return std::nullopt;
    }
    return Row{person->row.id, work.stores().conversations.findByContact(person->row.id)};
}

wire::VaultConversation StoredConversations::presentOf(Work& work, const Row& row,
                                                       wire::VaultConversation known,
                                                       const wire::VaultConversation* said)
{
    const storage::Conversation stored = row.stored.value_or(storage::Conversation{});
    const storage::ConversationFloor floor = work.stores().conversations.floor(row.contact);
    known.set_removed_position(std::max(known.removed_position(), bounded(floor.removed)));
    known.set_read_position(std::max({known.read_position(), known.removed_position(),
                                      bounded(row.stored ? stored.readPosition : floor.read)}));

    Stamps stamps(m_context, m_own);
    stamps.see(known.pinned().stamp());
    stamps.see(known.muted().stamp());
    stamps.see(known.draft().stamp());
    wire::VaultConversation::Pinned pinned;
    pinned.set_pinned(stored.pinned);
    if (auto write = stamps.written(known.pinned(), pinned, said ? &said->pinned() : nullptr)) {
        *known.mutable_pinned() = std::move(*write);
    }
    wire::VaultConversation::Muted muted;
    muted.set_until_ms(stored.mutedUntil);
    if (auto write = stamps.written(known.muted(), muted, said ? &said->muted() : nullptr)) {
        *known.mutable_muted() = std::move(*write);
    }
    wire::VaultConversation::Draft draft;
    draft.set_text(stored.draft);
    if (const auto reply = m_messages.targetOf(work, stored.draftReply)) {
        *draft.mutable_reply() = *reply;
    }
    if (stored.draft.size() <= vault::kDraftBytes) {
        if (auto write = stamps.written(known.draft(), draft, said ? &said->draft() : nullptr)) {
            *known.mutable_draft() = std::move(*write);
        }
    }
    return known;
}

std::optional<wire::VaultConversation> StoredConversations::say(Work& work, const std::string& key,
                                                                Saying saying)
{
    const auto row = rowOf(work, key);
    if (!row) {
        return std::nullopt;
    }
    ThingStates states(work);
    const auto known = states.find<wire::VaultConversation>(ThingType::Conversation, key);
    wire::VaultConversation bare;
    bare.set_conversation(key);
    const wire::VaultConversation present = presentOf(work, *row, known.value_or(bare), nullptr);
    if (saying == Saying::News && states.isSaid(ThingType::Conversation, key) &&
        present.SerializeAsString() == known->SerializeAsString()) {
        return std::nullopt;
    }
    states.put(ThingType::Conversation, key, present, true);
    return present;
}

Taken StoredConversations::take(Work& work, const wire::VaultConversation& said)
{
    const std::string& key = said.conversation();
    const auto row = rowOf(work, key);
    if (!row) {
        wire::VaultContent content;
        *content.mutable_conversation() = said;
        work.stores().vault.addWaiting(key, serialized(content).view());
        return {};
    }
    ThingStates states(work);
    wire::VaultConversation bare;
    bare.set_conversation(key);
    const auto known =
        states.find<wire::VaultConversation>(ThingType::Conversation, key).value_or(bare);
    const wire::VaultConversation present = presentOf(work, *row, known, &said);
    wire::VaultConversation merged = present;
    vault::merge(merged, said, Stamps(m_context, m_own).horizon());
    merged.set_read_position(std::max(merged.read_position(), merged.removed_position()));
    apply(work, *row, merged);
    Taken out{Thing{ThingType::Conversation, key}};
    out.isNews = states.settle(ThingType::Conversation, key, present, said, merged);
    if (out.isNews) {
        work.stores().vault.mark(numberOf(ThingType::Conversation), key);
    }
    return out;
}

void StoredConversations::apply(Work& work, Row row, const wire::VaultConversation& merged)
{
    auto& conversations = work.stores().conversations;
    const auto removed = static_cast<std::int64_t>(merged.removed_position());
    const auto read = static_cast<std::int64_t>(merged.read_position());
    const bool removes = removed > conversations.floor(row.contact).removed;
    conversations.raiseFloor(row.contact, {removed, row.stored ? 0 : read});
    if (!row.stored) {
        if (isPlain(merged)) {
            return;
        }
        const auto kind = row.contact == storage::kNoRow ? storage::ConversationKind::Notes
                                                         : storage::ConversationKind::Person;
        const RowId added = conversations.add(kind, row.contact, m_context.nowMs());
        row.stored = conversations.find(added);
    }
    storage::Conversation& stored = *row.stored;
    if (removes) {
        for (const RowId message : work.stores().messages.removeUpTo(stored.id, removed)) {
            work.changes.messages.push_back({stored.id, message, ChangedMessage::What::Removed});
        }
    }
    (void)work.stores().messages.markRead(stored.id, read, 0);
    if (removes && isPlain(merged) && work.stores().messages.count(stored.id) == 0) {
        conversations.remove(stored.id);
        work.changes.conversations.insert(stored.id);
        return;
    }
    storage::Conversation next = stored;
    next.pinned = merged.pinned().pinned();
    next.mutedUntil = merged.muted().until_ms();
    if (stored.draft.size() <= vault::kDraftBytes) {
        next.draft = merged.draft().text();
        next.draftReply = merged.draft().has_reply()
                              ? m_messages.rowOf(work, stored.id, merged.draft().reply())
                              : storage::kNoRow;
    }
    conversations.update(next);
    work.changes.conversations.insert(stored.id);
}

std::vector<std::string> StoredConversations::keys(Work& work)
{
    std::set<std::string> out;
    for (const std::string& key : work.stores().vault.keys(numberOf(ThingType::Conversation))) {
        out.insert(key);
    }
    for (const auto& [id, person] : m_people.all()) {
        if (work.stores().conversations.findByContact(id)) {
            out.insert(fieldOf(person.account().view()));
        }
    }
    if (work.stores().conversations.findNotes()) {
        out.insert(std::string());
    }
    return {out.begin(), out.end()};
}

} // namespace sotto::core
