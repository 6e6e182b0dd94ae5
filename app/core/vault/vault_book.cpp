#include "app/core/vault/vault_book.h"

#include "app/core/devices/device_claims.h"
#include "app/core/devices/device_reach.h"
#include "app/core/settings.h"

namespace sotto::core {

namespace {

constexpr std::string_view kWriterRow = "vault.writer";
constexpr std::string_view kHistoryRow = "vault.reader";
constexpr std::string_view kStateRow = "vault.sync";

[[noreturn]] void damaged()
{
    throw storage::StorageFailure(storage::FailureKind::Damaged, "the state of the vault");
}

} // namespace

std::uint16_t entryTypeOf(const wire::VaultContent& content)
{
    const bool isGone = content.message().hidden() || content.message().deleted();
    return isGone ? static_cast<std::uint16_t>(EntryType::Gone)
                  : static_cast<std::uint16_t>(content.body_case());
}

VaultBook::VaultBook(Context& context, OwnAccount& own, StoredThings& things)
    : keys(context, own)
    , proofs(own, keys)
    , m_context(context)
    , m_own(own)
    , m_things(things)
{}

void VaultBook::loadState()
{
    auto& rows = m_context.stores.state;
    state.Clear();
    if (const auto stored = rows.find(kStateRow)) {
        if (!state.ParseFromArray(stored->data(), static_cast<int>(stored->size()))) {
            damaged();
        }
    } else if (rows.find(kWriterRow)) {
        // It joined: what there is, others have said.
        state.set_begun(true);
        state.set_restoring(true);
        state.set_unheard_ms(1);
    }
}

void VaultBook::load()
{
    loadState();
    auto& rows = m_context.stores.state;
    m_writer.reset();
    if (const auto stored = rows.find(kWriterRow)) {
        auto writer = crypto::VaultWriter::parse(stored->view());
        if (!writer) {
            damaged();
        }
        m_writer = std::move(*writer);
    }
    if (state.history_choice().empty()) {
        state.set_history_choice(std::string(settings::defaultOf(settings::kHistory)));
    }
    m_history.emplace(m_vault->id().bytes);
    if (const auto stored = rows.find(kHistoryRow)) {
        auto history = crypto::VaultHistory::parse(stored->view());
        if (!history) {
            damaged();
        }
        m_history = std::move(*history);
    }
    keys.load();
}

bool VaultBook::open(OwnObject& vault)
{
    const bool isNew = m_vault != &vault;
    m_vault = &vault;
    const auto place = vault.list().find(vault.deviceKey().publicKey());
    if (!place) {
        m_vault = nullptr;
        return false;
    }
    if (isNew) {
        load();
        if (!m_writer) {
            m_writer.emplace(vault.id().bytes, *place);
        }
    }
    held.clear();
    m_told.clear();
    m_suspected.clear();
    return true;
}

int VaultBook::rank() const
{
    int out = 0;
    for (crypto::WriterIndex writer = 0; writer < place(); ++writer) {
        out += isListed(writer) ? 1 : 0;
    }
    return out;
}

bool VaultBook::isListed(crypto::WriterIndex writer) const
{
    return crypto::isListed(writers(), writer);
}

crypto::WriterKeys VaultBook::writers() const
{
    return [this](crypto::WriterIndex writer) -> std::optional<crypto::WriterKey> {
        const crypto::KeyList& list = m_vault->list();
        const crypto::SigningPublicKey* const key =
            writer < list.size() ? list.keyAt(writer) : nullptr;
        return key != nullptr ? std::optional(crypto::WriterKey{*key, !list.mayWrite(writer)})
                              : std::nullopt;
    };
}

bool VaultBook::isClaimed(crypto::WriterIndex writer)
{
    const auto& claimed = state.claimed();
    if (!demandsClaims || writer == place() ||
        std::find(claimed.begin(), claimed.end(), writer) != claimed.end()) {
        return true;
    }
    const crypto::KeyList& list = m_vault->list();
    const crypto::SigningPublicKey* const key = writer < list.size() ? list.keyAt(writer) : nullptr;
    if (key == nullptr || !claimsVaultKey(m_context.stores.vault, m_own.log(), *key)) {
        return false;
    }
    // For good: the device may end, and have other keys by then.
    state.add_claimed(writer);
    return true;
}

bool VaultBook::isSaidByDevice(const wire::VaultDevice& said) const
{
    return verifyReach(said, m_own.log());
}

wire::WriterUse& VaultBook::useOf(crypto::WriterIndex writer)
{
    for (wire::WriterUse& use : *state.mutable_uses()) {
        if (use.writer() == writer) {
            return use;
        }
    }
    wire::WriterUse& use = *state.add_uses();
    use.set_writer(writer);
    return use;
}

crypto::VaultSources VaultBook::sources()
{
    return {writers(), [this](crypto::Epoch epoch) { return keys.recordKey(epoch); },
            [this](crypto::WriterIndex writer,
                   std::uint64_t sequence) -> std::optional<crypto::RecordHash> {
                const auto entry = m_context.stores.vault.entryAt(writer, sequence);
                return entry ? std::optional(crypto::RecordHash(entry->hash.bytes)) : std::nullopt;
            }};
}

std::vector<crypto::MissingRecords> VaultBook::missing() const
{
    std::vector<crypto::MissingRecords> out = m_history->missing(shown, writers());
    std::erase_if(
        out, [this](const crypto::MissingRecords& records) { return records.writer == place(); });
    return out;
}

bool VaultBook::isAllRead() const
{
    auto others = shown;
    others.erase(place());
    if (!m_history->isComplete(others, writers())) {
        return false;
    }
    return std::all_of(others.begin(), others.end(), [this](const auto& head) {
        const auto read = m_history->forward().head(head.first);
        return !isListed(head.first) || (read ? read->sequence : 0) >= head.second;
    });
}

bool VaultBook::hasReadOfAll() const
{
    const auto size = static_cast<crypto::WriterIndex>(m_vault->list().size());
    for (crypto::WriterIndex writer = 0; writer < size; ++writer) {
        if (writer != place() && isListed(writer) && !m_history->forward().head(writer)) {
            return false;
        }
    }
    return true;
}

// ---- writing -----------------------------------------------------------------------------------

crypto::RecordId VaultBook::idOf(const crypto::RecordSource& source)
{
    // Who does not know the first epoch's key yet calls it as he likes.
    const crypto::RecordIdKey* const key = keys.idKey();
    return key != nullptr ? crypto::recordId(*key, source)
                          : m_context.environment.random.make<crypto::RecordId>();
}

std::optional<crypto::VaultRecord> VaultBook::write(Work& work,
                                                    decltype(crypto::RecordBody::content) content)
{
    crypto::RecordBody body;
    body.time = m_context.now();
    body.content = std::move(content);
    auto record = m_writer->write(std::move(body), m_own.sharedKey(), m_history->forward(),
                                  m_vault->deviceKey(), m_context.environment.random);
    if (!record) {
        return std::nullopt; // too large: nothing that keeps the rules is
    }
    crypto::Bytes head = record->header.serialize();
    head.insert(head.end(), record->signature.bytes.begin(), record->signature.bytes.end());
    work.stores().vault.addOutgoing({record->header.sequence, std::move(head), record->sealed});
    state.set_since_snapshot(state.since_snapshot() + 1);
    return record;
}

void VaultBook::beginEpoch(Work& work)
{
    const crypto::Epoch before = std::max(m_writer->epoch(), crypto::kFirstEpoch);
    if (m_own.sharedKey().epoch() <= before) {
        return;
    }
    // Whoever reads this chain backwards finds here what opens the records before. The oldest links
    // stand first, so that they are read last.
    const std::vector<crypto::EpochLinks> way = keys.wayTo(before);
    for (auto links = way.rbegin(); links != way.rend(); ++links) {
        wire::VaultContent content;
        content.mutable_epoch_links()->set_links(fieldOf(links->serialize()));
        crypto::PutRecord put;
        put.type = numberOf(ThingType::EpochLinks);
        put.id = idOf(m_things.sourceOf(content));
        put.content = serialized(content);
        (void)write(work, std::move(put));
    }
}

void VaultBook::put(Work& work, const Thing& thing, const wire::VaultContent& content)
{
    beginEpoch(work);
    crypto::PutRecord put;
    put.type = numberOf(thing.type);
    put.id = idOf(m_things.sourceOf(content));
    put.content = serialized(content);
    auto& store = work.stores().vault;
    const auto before = store.entriesOf(put.type, thing.key);
    if (!before.empty() && thing.type != ThingType::Marks && thing.type != ThingType::Snapshot) {
        put.replaces = crypto::RecordHash(before.back().hash.bytes);
    }
    if (const auto record = write(work, std::move(put))) {
        store.addEntry({place(), record->header.sequence,
                        decltype(storage::VaultStore::Entry::hash)(record->header.hash().bytes)},
                       entryTypeOf(content), thing.key);
    }
}

void VaultBook::bury(Work& work, const wire::VaultContent& named,
                     const storage::VaultStore::Entry& entry)
{
    beginEpoch(work);
    const crypto::RecordSource source = m_things.sourceOf(named);
    crypto::TombstoneRecord tombstone;
    tombstone.type = source.type;
    tombstone.id = idOf(source);
    tombstone.deleted = crypto::RecordHash(entry.hash.bytes);
    if (write(work, std::move(tombstone))) {
        work.stores().vault.addEntry(entry, static_cast<std::uint16_t>(EntryType::Strip), {});
    }
}

void VaultBook::checkpoint(Work& work)
{
    beginEpoch(work);
    (void)write(work, crypto::CheckpointRecord{});
}

std::uint32_t VaultBook::countStruck() const
{
    std::uint32_t out = 0;
    const crypto::KeyList& list = m_vault->list();
    for (std::size_t place = 0; place < list.size(); ++place) {
        out += list.mayWrite(static_cast<crypto::ListIndex>(place)) ? 0U : 1U;
    }
    return out;
}

void VaultBook::storeWriter(Work& work)
{
    work.stores().state.put(kWriterRow, m_writer->serialize());
    storeState(work);
}

void VaultBook::storeHistory(Work& work)
{
    work.stores().state.put(kHistoryRow, m_history->serialize());
    storeState(work);
}

void VaultBook::storeState(Work& work)
{
    work.stores().state.put(kStateRow, serialized(state).view());
}

// ---- what is wrong -----------------------------------------------------------------------------

void VaultBook::tell(VaultTrouble::Kind kind, crypto::WriterIndex writer, std::string technical)
{
    if (m_told.emplace(kind, writer).second && onTrouble) {
        onTrouble({kind, writer, std::move(technical)});
    }
}

void VaultBook::suspect(crypto::WriterIndex by, std::uint64_t sequence)
{
    const bool isNew = by == place() || m_suspected.emplace(by, sequence).second;
    if (isNew && onSuspicion) {
        onSuspicion(by, sequence);
    }
}

void VaultBook::becomeCopied(std::string technical)
{
    if (state.copied()) {
        return;
    }
    state.set_copied(true);
    const auto store = [this](Work& work) { storeState(work); };
    if (Work* const running = m_context.running()) {
        store(*running);
    } else {
        Work work(m_context);
        store(work);
        work.commit();
    }
    tell(VaultTrouble::Kind::Copied, place(), std::move(technical));
}

} // namespace sotto::core
