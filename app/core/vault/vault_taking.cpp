#include "app/core/vault/vault_taking.h"

namespace sotto::core {

namespace {

using Entry = storage::VaultStore::Entry;

Entry entryOf(const crypto::AcceptedRecord& record)
{
    return {record.writer, record.sequence, decltype(Entry::hash)(record.hash.bytes)};
}

std::uint16_t numberOf(EntryType type)
{
    return static_cast<std::uint16_t>(type);
}

const char* describe(crypto::VaultErrorKind kind)
{
    using enum crypto::VaultErrorKind;
    switch (kind) {
    case Malformed:
        return "not a record";
    case WrongVault:
        return "a record of another vault";
    case UnknownWriter:
        return "a writer who is not listed";
    case BadSignature:
        return "a signature that does not verify";
    case StruckWriter:
        return "a removed device's records do not end as others saw them";
    case Gap:
        return "records are missing in between";
    case AlreadyRead:
        return "a record that was read";
    case Fork:
        return "two records at one place";
    case EpochWentBack:
        return "an epoch went back";
    case UnknownEpoch:
        return "an epoch whose key is unknown";
    case DoesNotOpen:
        return "a record that does not open";
    case SeenWentBack:
        return "a device forgot what it had read";
    case TooMany:
        return "too many writers";
    }
    return "";
}

} // namespace

crypto::Bytes recordBytes(const sotto::wire::Record& record)
{
    const std::size_t size = record.body().size();
    crypto::Bytes out;
    out.reserve(record.head().size() + 4 + size);
    out.insert(out.end(), record.head().begin(), record.head().end());
    for (int shift = 24; shift >= 0; shift -= 8) {
        out.push_back(static_cast<std::uint8_t>(size >> shift));
    }
    out.insert(out.end(), record.body().begin(), record.body().end());
    return out;
}

void VaultTaking::take(Work& work, const crypto::AcceptedRecord& record)
{
    for (const crypto::Contradiction& contradiction : record.contradictions) {
        m_book.tell(VaultTrouble::Kind::Forked, contradiction.by,
                    "it has read another record at a place");
    }
    if (!record.body) {
        return takeEmpty(work, record);
    }
    noteTime(record);
    for (const crypto::SeenHead& head : record.body->seen) {
        if (head.writer == m_book.place() && m_book.isListed(record.writer)) {
            compareOwn(record.writer, head);
            m_book.hear(); // whoever names this device has written since it came
        }
    }
    if (const auto* const put = std::get_if<crypto::PutRecord>(&record.body->content)) {
        takePut(work, record, *put);
    } else if (const auto* const tombstone =
                   std::get_if<crypto::TombstoneRecord>(&record.body->content)) {
        takeTombstone(work, record, *tombstone);
    }
}

void VaultTaking::takePut(Work& work, const crypto::AcceptedRecord& record,
                          const crypto::PutRecord& put)
{
    wire::VaultContent content;
    if (!content.ParseFromArray(put.content.data(), static_cast<int>(put.content.size())) ||
        put.type != static_cast<crypto::RecordType>(content.body_case())) {
        return; // of a newer program, or nonsense: its place counts all the same
    }
    const Taken taken = m_things.take(work, content);
    learn(content);
    for (const wire::VaultContent& part : content.snapshot().contents()) {
        learn(part);
    }
    if (taken.thing) {
        work.stores().vault.addEntry(entryOf(record), entryTypeOf(content), taken.thing->key);
        if (!taken.isNews) {
            settle(work, *taken.thing, content);
        }
    }
}

void VaultTaking::learn(const wire::VaultContent& content)
{
    if (content.has_epoch_links() && m_book.keys.learn(content.epoch_links().links())) {
        m_book.waiting.clear(); // perhaps they lead there
    }
}

void VaultTaking::settle(Work& work, const Thing& thing, const wire::VaultContent& said)
{
    // A message that waits here to be written, and that another device has written meanwhile.
    auto& store = work.stores().vault;
    if (thing.type != ThingType::Message || !store.isDirty(numberOf(thing.type), thing.key)) {
        return;
    }
    const auto now = m_things.say(work, thing, Saying::State);
    if (now && now->SerializeAsString() == said.SerializeAsString()) {
        store.clean(numberOf(thing.type), thing.key);
    }
}

void VaultTaking::takeTombstone(Work& work, const crypto::AcceptedRecord& record,
                                const crypto::TombstoneRecord& tombstone)
{
    auto& store = work.stores().vault;
    const std::string key = fieldOf(tombstone.deleted.view());
    store.addEntry(entryOf(record), numberOf(EntryType::Tombstone), key);
    for (const Entry& gone : store.entriesOf(numberOf(EntryType::TakenAway), key)) {
        store.removeEntry(gone.writer, gone.sequence);
        m_book.state.set_taken_away(m_book.state.taken_away() - 1);
    }
}

void VaultTaking::takeEmpty(Work& work, const crypto::AcceptedRecord& record)
{
    auto& store = work.stores().vault;
    const std::string key = fieldOf(record.hash.view());
    if (store.entriesOf(numberOf(EntryType::Tombstone), key).empty()) {
        store.addEntry(entryOf(record), numberOf(EntryType::TakenAway), key);
        m_book.state.set_taken_away(m_book.state.taken_away() + 1);
    }
}

void VaultTaking::noteTime(const crypto::AcceptedRecord& record)
{
    if (m_book.isUnheard() && m_book.isListed(record.writer)) {
        const std::uint64_t time = std::min(record.body->time, m_context.now()).seconds * 1000;
        m_book.state.set_unheard_ms(std::max(m_book.state.unheard_ms(), time));
    }
}

void VaultTaking::compareOwn(crypto::WriterIndex by, const crypto::SeenHead& head)
{
    const crypto::VaultWriter& writer = m_book.writer();
    if (head.sequence > writer.sequence()) {
        return m_book.suspect(by, writer.sequence() + 1);
    }
    const auto known = m_context.stores.vault.entryAt(head.writer, head.sequence);
    const bool isOther = head.sequence == writer.sequence()
                             ? head.hash != writer.head()
                             : known && known->hash.bytes != head.hash.bytes;
    if (isOther) {
        m_book.suspect(by, head.sequence);
    }
}

void VaultTaking::refuse(const crypto::VaultError& error)
{
    using enum crypto::VaultErrorKind;
    if (error.kind == UnknownEpoch) {
        m_book.waiting.insert(error.writer);
        return;
    }
    m_book.held.insert(error.writer);
    VaultTrouble::Kind kind = VaultTrouble::Kind::Broken;
    if (error.kind == Fork || error.kind == EpochWentBack || error.kind == SeenWentBack ||
        error.kind == StruckWriter) {
        kind = VaultTrouble::Kind::Forked;
    } else if (error.kind == Gap) {
        kind = VaultTrouble::Kind::Behind;
    }
    m_book.tell(kind, error.writer, describe(error.kind));
}

} // namespace sotto::core
