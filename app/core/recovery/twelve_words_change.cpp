// TwelveWords: the change from one phrase to the next. PROTOCOL.md 15.8.
#include "app/core/recovery/twelve_words_change.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/objects/content_digest.h"
#include "app/core/objects/former_objects.h"
#include "app/core/recovery/record_move.h"
#include "crypto/base/writer.h"
#include "crypto/objects/object_deletion.h"
#include "crypto/primitives/aead.h"

namespace sotto::core {

namespace {

constexpr std::string_view kChangeRow = "words.change";
/// The lists' new roots are on their way: so often it is looked whether they are there, for some
/// seconds; then each time twice as much later, up to the last one.
constexpr int kLookAgainMs = 200;
constexpr int kLooksAtOnce = 25;
constexpr int kLookAgainMaxMs = 60 * 1000;
/// Somebody else may have made the lists what they are: they are tried for an hour of running, and
/// no longer is a root kept for that.
constexpr std::uint32_t kTrySeconds = 3600;
constexpr std::uint32_t kKeepTriedSeconds = 60;

crypto::SigningKey keyOf(const std::string& seed)
{
    return crypto::SigningKey(
        crypto::SigningSeed(viewOf(seed).first<crypto::SigningSeed::kSize>()));
}

/// Of the last version of a record whose words are replaced.
crypto::Hash digestOfLast(const NamedHead& named)
{
    crypto::SecretWriter out;
    out.bytes(named.logHead).bytes(named.sharedKey.serialize().view());
    return digestOfContent(out.view());
}

} // namespace

void TwelveWords::storeChange()
{
    crypto::SecretBytes out(m_change->state.ByteSizeLong());
    m_change->state.SerializeWithCachedSizesToArray(out.data());
    m_context.state().put(kChangeRow, out.view());
}

void TwelveWords::loadChange()
{
    const auto stored = m_context.state().find(kChangeRow);
    if (!stored) {
        return;
    }
    m_change = std::make_unique<Change>();
    if (!m_change->state.ParseFromArray(stored->data(), static_cast<int>(stored->size()))) {
        throw storage::StorageFailure(storage::FailureKind::Damaged, "the change of words");
    }
    if (!m_change->state.is_in_force()) {
        openNext();
    }
}

void TwelveWords::openNext()
{
    m_change->next = std::make_unique<OwnObject>(m_context, recordRow(m_change->state.record()));
    m_change->next->onSettled = [this] {
        if (m_change && m_change->deposited) {
            std::exchange(m_change->deposited, {})();
        }
    };
    m_change->next->onTrouble = [this](const ObjectTrouble& trouble) {
        if (onTrouble) {
            onTrouble(trouble);
        }
    };
}

void TwelveWords::beginChange(const NewWords& words)
{
    if (isSlowChange()) {
        return renewChange(words);
    }
    assert(!isChanging());
    const crypto::AccountId& account = m_log.log().account();
    RecoveryState next;
    next.words = words.phrase != nullptr ? WordsState::Shown : WordsState::Confirmed;
    next.vault = m_state.vault;
    if (words.phrase != nullptr) {
        const auto wrapKey = m_context.random().make<WordsWrapKey>();
        next.sealed =
            crypto::aeadSeal(wrapKey.view(), crypto::kZeroNonce, account, words.phrase->entropy());
        next.wrapKey = wrapKey.duplicate();
    }
    next.certificate = crypto::WrappingKeyCertificate::make(words.keys.signingKey, account,
                                                            words.keys.wrappingKey.publicKey);
    next.record = static_cast<std::uint16_t>(m_state.record + 1);

    auto device = crypto::SigningKey::generate(m_context.random());
    std::vector<crypto::Bytes> changes =
        beginList(crypto::ObjectKind::Recovery, words.keys.locator, words.keys.recordRoot,
                  &words.keys.fetchKey, device);
    auto list = *crypto::KeyList::create(changes.front());
    const crypto::ByteView ours(changes.back());
    (void)list.extend(std::span(&ours, 1));
    wire::WordChange state;
    // A key proves its possession when it is listed, and the root is at hand only now: so the other
    // devices' keys are made here, and each is handed to its device.
    RecordMove move{.certificate = *next.certificate,
                    .changes = {},
                    .signature = {},
                    .heirs = {},
                    .cardRoot = words.keys.cardRoot.publicKey()};
    for (const crypto::DeviceId& heir : words.heirs) {
        const auto key = crypto::SigningKey::generate(m_context.random());
        crypto::Bytes change = crypto::appendKey(list, words.keys.recordRoot, key);
        const crypto::ByteView view(change);
        (void)list.extend(std::span(&view, 1));
        changes.push_back(std::move(change));
        move.heirs.push_back({heir, key.publicKey()});
        wire::WordChange::HeirKey& kept = *state.add_heirs();
        kept.set_device(fieldOf(heir.view()));
        kept.set_key(fieldOf(key.seed().view()));
    }
    move.changes = changes;
    move.sign(words.keys.signingKey, account);

    state.set_recovery_key(fieldOf(words.keys.signingKey.publicKey().view()));
    state.set_entry(fieldOf(words.entry.bytes()));
    state.set_record(next.record);
    state.set_words(fieldOf(next.serialize().view()));
    state.set_move(fieldOf(move.serialize()));
    state.set_is_slow(words.former == nullptr);
    if (words.former != nullptr) {
        state.set_former_card_root(fieldOf(words.former->cardRoot.seed().view()));
        state.set_former_vault_root(fieldOf(words.former->vaultRoot.seed().view()));
        state.set_former_record_root(fieldOf(words.former->recordRoot.seed().view()));
    }
    state.set_card_root(fieldOf(words.keys.cardRoot.seed().view()));
    state.set_vault_root(fieldOf(words.keys.vaultRoot.seed().view()));
    OwnObject::begin(m_context, recordRow(next.record), {std::move(changes), std::move(device)});
    m_change = std::make_unique<Change>();
    m_change->state = std::move(state);
    storeChange();
    openNext();
}

/// The same words and the same record: a relay may have it. Devices that came since get keys too.
void TwelveWords::renewChange(const NewWords& words)
{
    assert(m_change->state.recovery_key() == fieldOf(words.keys.signingKey.publicKey().view()));
    auto move = RecordMove::parse(viewOf(m_change->state.move()));
    for (const crypto::DeviceId& heir : words.heirs) {
        if (move->keyOf(heir)) {
            continue;
        }
        const auto key = crypto::SigningKey::generate(m_context.random());
        if (m_change->next->addChange(
                crypto::appendKey(m_change->next->list(), words.keys.recordRoot, key))) {
            move->heirs.push_back({heir, key.publicKey()});
            wire::WordChange::HeirKey& kept = *m_change->state.add_heirs();
            kept.set_device(fieldOf(heir.view()));
            kept.set_key(fieldOf(key.seed().view()));
        }
    }
    move->changes = m_change->next->changes();
    move->sign(words.keys.signingKey, m_log.log().account());
    m_change->state.set_move(fieldOf(move->serialize()));
    m_change->state.set_entry(fieldOf(words.entry.bytes()));
    storeChange();
}

bool TwelveWords::isSlowChange() const
{
    return m_change && m_change->state.is_slow() && !m_change->state.is_in_force();
}

void TwelveWords::abandonSlowChange()
{
    if (isSlowChange()) {
        forgetChange();
    }
}

bool TwelveWords::areRootsOfOthers(const crypto::RecoveryKeys& keys) const
{
    const auto isOther = [](const crypto::KeyList& list, const crypto::SigningKey& root) {
        return list.isRootCommitted() && list.root() != root.publicKey();
    };
    return isOther(m_card.object().list(), keys.cardRoot) ||
           (m_vault && isOther(m_vault->list(), keys.vaultRoot));
}

void TwelveWords::forgetChange()
{
    m_context.inTransaction([this] {
        m_context.state().remove(recordRow(m_change->state.record()));
        m_context.state().remove(kChangeRow);
    });
    m_change.reset();
}

std::vector<crypto::SigningKey> TwelveWords::formerRoots() const
{
    std::vector<crypto::SigningKey> out;
    if (m_change) {
        for (const std::string* const seed :
             {&m_change->state.former_card_root(), &m_change->state.former_vault_root()}) {
            if (!seed->empty()) {
                out.push_back(keyOf(*seed));
            }
        }
    }
    return out;
}

bool TwelveWords::isChanging() const
{
    return m_change && !m_change->state.is_handed_over();
}

std::optional<crypto::LogEntry> TwelveWords::changeEntry() const
{
    if (!m_change || m_change->state.is_in_force()) {
        return std::nullopt;
    }
    auto entry = crypto::LogEntry::parse(viewOf(m_change->state.entry()));
    return entry ? std::optional(std::move(*entry)) : std::nullopt;
}

void TwelveWords::setChangeEntry(const crypto::LogEntry& entry)
{
    m_change->state.set_entry(fieldOf(entry.bytes()));
    m_context.inTransaction([this] { storeChange(); });
}

bool TwelveWords::isChange(const crypto::LogEntry& entry) const
{
    return m_change && !m_change->state.is_in_force() &&
           m_change->state.entry() == fieldOf(entry.bytes());
}

void TwelveWords::depositChange(std::function<void()> done)
{
    m_change->deposited = std::move(done);
    publishOn(*m_change->next, *RecoveryState::parse(viewOf(m_change->state.words()))->certificate);
    m_change->next->start();
    if (m_change->next->isSettled()) {
        QTimer::singleShot(0, &m_lifetime, [this] {
            if (m_change && m_change->deposited) {
                m_context.guarded([this] { std::exchange(m_change->deposited, {})(); });
            }
        });
    }
}

void TwelveWords::stopChange()
{
    m_handOver.stop();
    if (m_change) {
        m_change->deposited = {};
        if (m_change->next) {
            m_change->next->stop();
        }
    }
}

bool TwelveWords::dropChange()
{
    const auto entry = changeEntry();
    if (!entry || isSlowChange() || m_log.log().check(*entry)) {
        return !isChanging();
    }
    forgetChange();
    return true;
}

bool TwelveWords::areReplaced(const crypto::RecoveryKeys& keys) const
{
    return m_change && m_change->state.is_in_force() && m_state.words == WordsState::Shown &&
           !m_change->state.former_card_root().empty() &&
           keyOf(m_change->state.former_card_root()).publicKey() == keys.cardRoot.publicKey();
}

bool TwelveWords::saysReplaced(const NamedHead& named) const
{
    const auto entry = changeEntry();
    return entry && crypto::EntryHash(named.logHead.view()) == entry->hash();
}

void TwelveWords::publishReplaced(const NamedHead& named)
{
    const crypto::Hash digest = digestOfLast(named);
    if (m_record->newestDigest() == digest) {
        return;
    }
    const crypto::ObjectId id = m_record->id();
    const crypto::RecoveryContext context{id, named.sharedKey.epoch(),
                                          named.sharedKey.commitment(id)};
    auto body =
        crypto::sealReplacedRecord(m_state.certificate->wrappingKey, context, m_context.random());
    assert(body);
    m_record->publish({.digest = digest,
                       .epoch = context.epoch,
                       .sharedKey = context.commitment,
                       .logHead = named.sharedKey.logHeadCommitment(id, named.logHead.view()),
                       .body = std::move(*body)});
}

bool TwelveWords::mayWrite() const
{
    if (!m_record) {
        return true;
    }
    const crypto::RecoveryPublicKey& recovery = m_log.log().state().recovery;
    return !m_isSwapping && m_state.certificate &&
           m_state.certificate->verify(crypto::SigningPublicKey(recovery.view()),
                                       m_log.log().account());
}

// ---- in force ----------------------------------------------------------------------------------

void TwelveWords::noticeLog()
{
    if (!m_change || m_change->state.is_in_force() ||
        fieldOf(m_log.log().state().recovery.view()) != m_change->state.recovery_key()) {
        return;
    }
    auto next = RecoveryState::parse(viewOf(m_change->state.words()));
    assert(next);
    leaveRecordBehind();
    takeRecord(std::move(*next));
    m_change->state.set_is_in_force(true);
    m_change->state.clear_words();
    storeChange();
}

/// It says to the old words that they were replaced, and goes with the account: what deletes it is
/// signed now, as its root is forgotten.
void TwelveWords::leaveRecordBehind()
{
    std::string& seed = *m_change->state.mutable_former_record_root();
    const auto list = listBehind(m_record->changes(), m_record->changesAtRelay());
    if (!seed.empty() && list && list->root() == keyOf(seed).publicKey()) {
        rememberFormer(m_context,
                       {m_context.place().address->format(), list->kind(), list->object(),
                        list->number() + 1, crypto::deleteObject(*list, keyOf(seed))});
    }
    seed.clear();
}

void TwelveWords::takeRecord(RecoveryState next)
{
    if (m_state.vaultBeginning) {
        next.vaultBeginning = m_state.vaultBeginning->duplicate();
    }
    m_context.state().remove(recordRow(m_state.record));
    m_state = std::move(next);
    store();
    m_isSwapping = true;
    // What calls this may be the old record.
    QTimer::singleShot(0, &m_lifetime, [this] { m_context.guarded([this] { swapRecord(); }); });
}

void TwelveWords::swapRecord()
{
    if (!std::exchange(m_isSwapping, false)) {
        return;
    }
    m_record->stop();
    m_record.reset();
    if (m_change) {
        m_change->next.reset();
    }
    openRecord();
    if (m_started) {
        startObjects();
        refresh();
    }
    changed();
    if (onReplaced) {
        onReplaced();
    }
    if (onRecordSettled) {
        onRecordSettled(); // whoever waited for a record that may be written
    }
    handOverSoon();
}

void TwelveWords::handOver()
{
    m_handOver.stop();
    if (!m_started || !m_change || !m_change->state.is_in_force() || m_isSwapping) {
        return;
    }
    if (!m_change->state.is_handed_over()) {
        if (!handRootsOver()) {
            return handOverLater();
        }
        tellMove();
    }
    // Whoever had the words before could list keys that are no device's; what cannot be struck in
    // an hour stays (15.8).
    if (sweepLists && m_vault && !hasTriedEnough() &&
        !sweepLists(keyOf(m_change->state.card_root()), keyOf(m_change->state.vault_root()))) {
        return handOverLater();
    }
    m_context.inTransaction([this] { m_context.state().remove(kChangeRow); });
    m_change.reset();
    changed();
}

void TwelveWords::handOverSoon()
{
    if (m_change) {
        m_change->tries = 0;
    }
    handOver();
}

void TwelveWords::handOverLater()
{
    const int doublings = std::clamp(m_change->tries++ - kLooksAtOnce, 0, 16);
    const int delayMs = std::min(kLookAgainMs << doublings, kLookAgainMaxMs);
    m_handOver.start(delayMs); // one, whoever calls
}

void TwelveWords::handOverAgain()
{
    if (!m_change) {
        return;
    }
    // Being away is no reason to give the roots up.
    if (m_change->state.is_handed_over() || isStuck()) {
        m_change->triedMs += m_handOver.interval();
    }
    const auto seconds = static_cast<std::uint32_t>(m_change->triedMs / 1000);
    const std::uint32_t tried = m_change->state.tried_s() + seconds;
    if (seconds >= kKeepTriedSeconds || (seconds > 0 && tried >= kTrySeconds)) {
        m_change->triedMs %= 1000;
        m_change->state.set_tried_s(tried);
        m_context.inTransaction([this] { storeChange(); });
    }
    handOver();
}

bool TwelveWords::hasTriedEnough() const
{
    return m_change->state.tried_s() >= kTrySeconds;
}

bool TwelveWords::isStuck() const
{
    return !m_vault || m_vault->hasGivenUp() || m_card.object().hasGivenUp();
}

bool TwelveWords::handRootsOver()
{
    wire::WordChange& change = m_change->state;
    const bool hasCard =
        handRootOver(&m_card.object(), *change.mutable_former_card_root(), change.card_root());
    const bool hasVault =
        handRootOver(m_vault.get(), *change.mutable_former_vault_root(), change.vault_root());
    return hasCard && hasVault && m_record->isSettled();
}

bool TwelveWords::handRootOver(OwnObject* object, std::string& former, const std::string& next)
{
    if (former.empty()) {
        return true;
    }
    const auto isRoot = [&](const std::string& seed) {
        return object->list().root() == keyOf(seed).publicKey();
    };
    // A root that is neither was put there by somebody who had the words before: nothing that is
    // known here changes it any more.
    const bool isLost =
        object != nullptr && object->hasListAtRelay() && !isRoot(former) && !isRoot(next);
    if (isLost || (hasTriedEnough() && (object == nullptr || object->hasGivenUp()))) {
        m_context.inTransaction([&] {
            former.clear();
            storeChange();
        });
        if (onTrouble) {
            onTrouble({.kind = ObjectTrouble::Kind::Foreign});
        }
        return true;
    }
    return object != nullptr && object->handRootOver(keyOf(former), keyOf(next));
}

void TwelveWords::tellMove()
{
    m_context.inTransaction([this] {
        if (onRecordMove) {
            onRecordMove(viewOf(m_change->state.move()));
        }
        for (const wire::WordChange::HeirKey& heir : m_change->state.heirs()) {
            if (onHeirKey) {
                onHeirKey(*fixedOf<crypto::DeviceId>(heir.device()), keyOf(heir.key()));
            }
        }
        m_change->state.clear_heirs();
        m_change->state.clear_former_card_root();
        m_change->state.clear_former_vault_root();
        m_change->state.set_is_handed_over(true);
        m_change->state.clear_tried_s();
        m_change->triedMs = 0;
        storeChange();
    });
    refresh(); // without the roots of the words before
    changed();
}

void TwelveWords::carryRoots(wire::RecoveryExtension& extension) const
{
    if (m_change) {
        extension.set_former_card_root(m_change->state.former_card_root());
        extension.set_former_vault_root(m_change->state.former_vault_root());
    }
}

// ---- the other devices -------------------------------------------------------------------------

bool TwelveWords::takeMove(crypto::ByteView move, const FindKey& find)
{
    const auto parsed = RecordMove::parse(move);
    const auto& recovery = m_log.log().state().recovery;
    if (!parsed || !m_record || isChanging() || m_isSwapping ||
        !parsed->verify(crypto::SigningPublicKey(recovery.view()), m_log.log().account())) {
        return false;
    }
    if (mayWrite()) {
        return false; // of these words already
    }
    const auto publicKey = parsed->keyOf(m_log.deviceId());
    auto key = publicKey ? find(*publicKey) : std::nullopt;
    if (!key) {
        return false; // it comes by itself
    }
    RecoveryState next;
    next.words = WordsState::Confirmed; // they are not here
    next.vault = m_state.vault;
    next.certificate = parsed->certificate;
    next.record = static_cast<std::uint16_t>(m_state.record + 1);
    const std::size_t changes = parsed->changes.size();
    OwnObject::join(m_context, recordRow(next.record), {parsed->changes, std::move(*key)}, changes);
    takeRecord(std::move(next));
    return true;
}

} // namespace sotto::core
