#include "app/core/vault/vault_taking.h"

#include "app/core/vault/limits.h"

#include <map>

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

std::string asideKeyOf(std::uint32_t writer)
{
    std::string out = "aside";
    out.push_back(static_cast<char>(writer >> 8U));
    out.push_back(static_cast<char>(writer & 0xFFU));
    return out;
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

VaultTaking::VaultTaking(Context& context, VaultBook& book, StoredThings& things)
    : m_context(context)
    , m_book(book)
    , m_things(things)
{
    m_things.keepsSigned = [this](Work& work, const wire::VaultContent& said, std::size_t bytes) {
        return keepsSigned(work, said, bytes);
    };
    m_things.isInForce = [this](const Thing& thing) { return m_book.proofs.isInForce(thing); };
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
        const std::string deleted = fieldOf(tombstone->deleted.view());
        wire::AsideRecord aside;
        aside.set_deleted(deleted);
        m_book.isClaimed(record.writer) ? bury(work, entryOf(record), deleted)
                                        : keepAside(work, entryOf(record), std::move(aside));
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
    if (!m_book.isClaimed(record.writer)) {
        return setAside(work, entryOf(record), content);
    }
    apply(work, entryOf(record), content);
}

void VaultTaking::apply(Work& work, const Entry& entry, const wire::VaultContent& content)
{
    auto& store = work.stores().vault;
    wire::WriterUse& use = m_book.useOf(entry.writer);
    const std::size_t room =
        vault::kStrayBytes - std::min<std::size_t>(use.strays(), vault::kStrayBytes);
    store.setRoom(room);
    learnProved(content);
    m_writer = entry.writer;
    const Taken taken = m_things.take(work, content);
    m_writer.reset();
    use.set_strays(use.strays() + room - store.room());
    store.setRoom(std::numeric_limits<std::size_t>::max());
    learnKept(work, content);
    for (const wire::VaultContent& part : content.snapshot().contents()) {
        learnKept(work, part);
    }
    if (taken.thing) {
        store.addEntry(entry, entryTypeOf(content), taken.thing->key);
        if (!taken.isNews) {
            settle(work, *taken.thing, content);
        }
    }
}

// ---- writers whom no device claims -------------------------------------------------------------

void VaultTaking::setAside(Work& work, const Entry& entry, const wire::VaultContent& content)
{
    if (content.has_log_entry() || content.has_epoch_links() || content.has_wrapping_key() ||
        content.has_record_move()) {
        // It shows by itself what it is, whoever writes it; perhaps later. Without the entry of one
        // writer another one may never be claimed.
        return apply(work, entry, content);
    }
    takeClaims(work, content);
    learnProved(content);
    if (m_book.isClaimed(entry.writer)) {
        return apply(work, entry, content);
    }
    wire::AsideRecord record;
    record.set_content(content.SerializeAsString());
    keepAside(work, entry, std::move(record));
}

void VaultTaking::keepAside(Work& work, const Entry& entry, wire::AsideRecord record)
{
    record.set_sequence(entry.sequence);
    record.set_hash(fieldOf(entry.hash.view()));
    const crypto::SecretBytes bytes = serialized(record);
    const auto& uses = m_book.state.uses();
    const auto others = std::count_if(uses.begin(), uses.end(), [&](const auto& use) {
        return use.aside() > 0 && use.writer() != entry.writer;
    });
    wire::WriterUse& use = m_book.useOf(entry.writer);
    if (others >= vault::kAsideWriters || use.aside() + bytes.size() > vault::kAsideBytes) {
        return; // its place in the chain counts all the same
    }
    use.set_aside(use.aside() + bytes.size());
    work.stores().vault.addWaiting(asideKeyOf(entry.writer), bytes.view());
}

void VaultTaking::takeClaims(Work& work, const wire::VaultContent& content)
{
    takeClaim(work, content);
    for (const wire::VaultContent& part : content.snapshot().contents()) {
        takeClaim(work, part);
    }
}

void VaultTaking::takeClaim(Work& work, const wire::VaultContent& content)
{
    if (!content.has_device() || !m_book.isSaidByDevice(content.device())) {
        return;
    }
    wire::VaultContent claim; // and nothing else: its name anybody may have written
    claim.mutable_device()->set_device(content.device().device());
    *claim.mutable_device()->mutable_reach() = content.device().reach();
    (void)m_things.take(work, claim);
}

void VaultTaking::reviewClaims()
{
    for (const wire::WriterUse& use : m_book.state.uses()) {
        if (use.aside() == 0 || m_book.isClaimed(static_cast<crypto::WriterIndex>(use.writer()))) {
            continue;
        }
        Work work(m_context);
        work.fromVault = true;
        auto& store = work.stores().vault;
        const std::string key = asideKeyOf(use.writer());
        for (const crypto::SecretBytes& bytes : store.takeWaiting(key)) {
            wire::AsideRecord record;
            wire::VaultContent content;
            if (record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) &&
                content.ParseFromString(record.content())) {
                takeClaims(work, content);
            }
            store.addWaiting(key, bytes.view());
        }
        work.commit();
    }
    takeAside();
}

void VaultTaking::takeAside()
{
    const auto isDue = [this](const wire::WriterUse& use) {
        return use.aside() > 0 && m_book.isClaimed(static_cast<crypto::WriterIndex>(use.writer()));
    };
    auto& uses = *m_book.state.mutable_uses();
    for (auto use = std::find_if(uses.begin(), uses.end(), isDue); use != uses.end();
         use = std::find_if(uses.begin(), uses.end(), isDue)) {
        const std::uint32_t writer = use->writer();
        use->set_aside(0);
        Work work(m_context);
        work.fromVault = true;
        for (const crypto::SecretBytes& bytes :
             work.stores().vault.takeWaiting(asideKeyOf(writer))) {
            wire::AsideRecord record;
            wire::VaultContent content;
            if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
                record.hash().size() != decltype(Entry::hash)::kSize) {
                continue;
            }
            const Entry entry{
                static_cast<std::uint16_t>(writer), record.sequence(),
                decltype(Entry::hash)(viewOf(record.hash()).first<decltype(Entry::hash)::kSize>())};
            if (record.content().empty()) {
                bury(work, entry, record.deleted());
            } else if (content.ParseFromString(record.content())) {
                apply(work, entry, content);
            }
        }
        m_book.storeState(work);
        work.commit();
    }
}

void VaultTaking::learnProved(const wire::VaultContent& content)
{
    // Each leads to the keys of older ones.
    std::map<crypto::Epoch, std::vector<const std::string*>, std::greater<>> links;
    const auto add = [&](const wire::VaultContent& part) {
        const std::string& bytes = part.epoch_links().links();
        if (const auto parsed = crypto::EpochLinks::parse(viewOf(bytes))) {
            links[parsed->epoch].push_back(&bytes);
        }
    };
    add(content);
    for (const wire::VaultContent& part : content.snapshot().contents()) {
        add(part);
    }
    for (const auto& [epoch, all] : links) {
        for (const std::string* const bytes : all) {
            if (m_book.keys.opens(*bytes) && m_book.keys.learn(*bytes)) {
                m_book.waiting.clear(); // perhaps they lead there
            }
        }
    }
}

void VaultTaking::learnKept(Work& work, const wire::VaultContent& content)
{
    const std::string& links = content.epoch_links().links();
    if (content.has_epoch_links() &&
        work.stores().vault.state(static_cast<std::uint16_t>(ThingType::EpochLinks), links) &&
        m_book.keys.learn(links)) {
        m_book.waiting.clear();
    }
}

bool VaultTaking::keepsSigned(Work& work, const wire::VaultContent& said, std::size_t bytes)
{
    if (!m_writer || m_book.proofs.proves(said)) {
        return work.stores().vault.takeRoom(bytes);
    }
    const auto isFull = [&] {
        return m_book.useOf(*m_writer).unproved() + bytes > vault::kUnprovedBytes;
    };
    if (isFull()) {
        countUnproved(work);
    }
    if (isFull()) {
        return false;
    }
    wire::WriterUse& use = m_book.useOf(*m_writer);
    use.set_unproved(use.unproved() + bytes);
    return true;
}

void VaultTaking::countUnproved(Work& work)
{
    // What showed nothing when it came may do so by now.
    const std::pair known(m_book.own().log().entries().size(), m_book.heldEpoch());
    if (std::exchange(m_counted, known) == known) {
        return;
    }
    for (wire::WriterUse& use : *m_book.state.mutable_uses()) {
        use.set_unproved(0);
    }
    auto& store = work.stores().vault;
    for (const ThingType type : {ThingType::LogEntry, ThingType::EpochLinks, ThingType::WrappingKey,
                                 ThingType::RecordMove}) {
        const auto number = static_cast<std::uint16_t>(type);
        for (const std::string& key : store.keys(number)) {
            if (!m_book.proofs.proves(*signedContentOf({type, key}))) {
                const auto records = store.entriesOf(number, key, 1); // none: part of a snapshot
                wire::WriterUse& use =
                    m_book.useOf(records.empty() ? *m_writer : records.front().writer);
                use.set_unproved(use.unproved() + 2 * key.size());
            }
        }
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

void VaultTaking::bury(Work& work, const Entry& entry, const std::string& deleted)
{
    auto& store = work.stores().vault;
    store.addEntry(entry, numberOf(EntryType::Tombstone), deleted);
    for (const Entry& gone : store.entriesOf(numberOf(EntryType::TakenAway), deleted)) {
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
