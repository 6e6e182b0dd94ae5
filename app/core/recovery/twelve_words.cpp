#include "app/core/objects/content_digest.h"
#include "app/core/recovery/phrase_keys.h"
#include "app/core/recovery/twelve_words_change.h"
#include "crypto/base/writer.h"
#include "crypto/log/log_builder.h"
#include "crypto/primitives/aead.h"
#include "net/client/anonymous_lookups.h"

#include <QPointer>
#include <QTimer>

namespace sotto::core {

namespace {

constexpr std::string_view kRow = "recovery";
constexpr std::string_view kVaultRow = "vault";

Problem problem(ProblemKind kind, const char* technical)
{
    return {.kind = kind, .technical = technical};
}

RecoveryState loadState(ObjectContext& context)
{
    const auto stored = context.state().find(kRow);
    auto state = stored ? RecoveryState::parse(stored->view()) : std::nullopt;
    if (!state) {
        throw storage::StorageFailure(storage::FailureKind::Damaged, "the state of the words");
    }
    return std::move(*state);
}

} // namespace

std::vector<crypto::Bytes> beginList(crypto::ObjectKind kind, const crypto::ObjectId& id,
                                     const crypto::SigningKey& root,
                                     const crypto::SigningKey* fetchKey,
                                     const crypto::SigningKey& device)
{
    crypto::Bytes creation = crypto::createKeyList(kind, id, root, fetchKey);
    const auto list = crypto::KeyList::create(creation);
    assert(list);
    crypto::Bytes append = crypto::appendKey(*list, root, device);
    return {std::move(creation), std::move(append)};
}

namespace {

crypto::SecretBytes serialize(wire::RecoveryExtension extension)
{
    crypto::SecretBytes out(extension.ByteSizeLong());
    extension.SerializeWithCachedSizesToArray(out.data());
    for (std::string* const field : {extension.mutable_relay(), extension.mutable_former_key()}) {
        crypto::wipe({reinterpret_cast<std::uint8_t*>(field->data()), field->size()});
    }
    return out;
}

crypto::Hash digestOf(const crypto::RecoveryPayload& payload)
{
    crypto::SecretWriter out;
    out.bytes(payload.account).bytes(payload.sharedKey.serialize().view()).bytes(payload.logHead);
    out.bytes(payload.vault).bytes(payload.card).bytes16(payload.extension.view());
    return digestOfContent(out.view());
}

} // namespace

/// From the first call of show() until the words are on the disk.
struct TwelveWords::Making
{
    explicit Making(crypto::Random& random)
        : phrase(crypto::RecoveryPhrase::generate(random))
        , wrapKey(random.make<WordsWrapKey>())
    {}

    crypto::RecoveryPhrase phrase;
    WordsWrapKey wrapKey;
    std::unique_ptr<PhraseKeys> deriving;
    std::optional<crypto::RecoveryKeys> keys;
    client::RunningRequest stamping;
    std::optional<crypto::StampRelayKey> stampRelay;
};

void TwelveWords::begin(ObjectContext& context, const crypto::SigningKey& provisionalRecovery)
{
    RecoveryState state;
    state.vault = context.random().make<crypto::ObjectId>();
    state.provisionalRecovery = provisionalRecovery.duplicate();
    context.state().put(kRow, state.serialize().view());
}

void TwelveWords::join(ObjectContext& context, Joined joined)
{
    RecoveryState state;
    state.words = WordsState::Confirmed;
    state.vault = crypto::KeyList::create(joined.vault.changes.front())->object();
    state.certificate = joined.certificate;
    context.state().put(kRow, state.serialize().view());
    const std::size_t inRecord = joined.record.changes.size();
    const std::size_t inVault = joined.vault.changes.size();
    OwnObject::join(context, recordRow(0), std::move(joined.record), inRecord);
    OwnObject::join(context, kVaultRow, std::move(joined.vault), inVault);
}

TwelveWords::TwelveWords(ObjectContext& context, OwnLog& log, CardPublisher& card,
                         SecretKeeper keeper)
    : m_context(context)
    , m_log(log)
    , m_card(card)
    , m_keeper(std::move(keeper))
    , m_state(loadState(context))
{
    if (OwnObject::exists(context, recordRow(m_state.record))) {
        openRecord();
    }
    if (OwnObject::exists(context, kVaultRow)) {
        openVault();
    }
    loadChange();
    m_handOver.setSingleShot(true);
    QObject::connect(&m_handOver, &QTimer::timeout, &m_lifetime,
                     [this] { m_context.guarded([this] { handOverAgain(); }); });
}

TwelveWords::~TwelveWords() = default;

void TwelveWords::openRecord()
{
    m_record = std::make_unique<OwnObject>(m_context, recordRow(m_state.record));
    m_record->onSettled = [this] {
        if (onRecordSettled) {
            onRecordSettled();
        }
        changed();
    };
    m_record->onForeign = [this](const ForeignVersion& version) {
        return onForeignRecord ? onForeignRecord(version) : Verdict::Other;
    };
    m_record->onTaken = [this](const crypto::Hash& digest) {
        if (onRecordTaken) {
            onRecordTaken(digest);
        }
    };
    m_record->onContentNeeded = [this] { refresh(); };
    m_record->onTrouble = [this](const ObjectTrouble& trouble) {
        if (onTrouble) {
            onTrouble(trouble);
        }
    };
    m_record->onEvent = [this](const sotto::wire::ObjectEvent& event) {
        if (onRecordEvent) {
            onRecordEvent(event);
        }
        if (event.type() == sotto::wire::RECOVERY_FETCHED && onPhraseUsed) {
            onPhraseUsed({event.time()});
        }
    };
    m_record->watch(true);
}

void TwelveWords::openVault()
{
    m_vault = std::make_unique<OwnObject>(m_context, std::string(kVaultRow));
    // A vault has no versions: so this tells of its list alone.
    m_vault->onContentNeeded = [this] { vaultIsThere(); };
    m_vault->onListChanged = [this] {
        if (onVaultListChanged) {
            onVaultListChanged();
        }
    };
}

void TwelveWords::start()
{
    m_started = true;
    if (m_record) {
        startObjects();
        refresh();
        handOverSoon();
    }
    if (m_state.words == WordsState::Confirmed) {
        forgetInKeychain();
    }
}

void TwelveWords::stop()
{
    m_started = false;
    if (m_record) {
        m_record->stop();
    }
    if (m_vault) {
        m_vault->stop();
    }
    stopChange();
}

void TwelveWords::startObjects()
{
    if (!OwnObject::exists(m_context, kVaultRow) && m_state.vaultBeginning) {
        m_context.inTransaction([this] {
            const VaultBeginning vault = m_state.vaultBeginning->duplicate();
            OwnObject::begin(m_context, kVaultRow, {vault.changes, vault.deviceKey.duplicate()});
        });
    }
    if (!m_vault && OwnObject::exists(m_context, kVaultRow)) {
        openVault();
    }
    // Whoever finds the record finds the vault: a device that joined before the vault's list is
    // there would have to make it, and the one that has waited with it could never follow.
    if (m_vault) {
        m_vault->start();
    }
    m_recordWaits = m_vault && !m_vault->hasListAtRelay();
    if (!m_recordWaits) {
        m_record->start();
    }
}

void TwelveWords::vaultIsThere()
{
    if (m_started && std::exchange(m_recordWaits, false)) {
        m_record->start();
    }
    if (onVault) {
        onVault();
    }
}

void TwelveWords::retryNow()
{
    if (m_record) {
        m_record->retryNow();
    }
    if (m_vault) {
        m_vault->retryNow();
    }
}

bool TwelveWords::isPublished() const
{
    return m_record && m_record->published().number > 0;
}

void TwelveWords::changed()
{
    if (onChanged) {
        onChanged();
    }
}

// ---- showing -----------------------------------------------------------------------------------

void TwelveWords::show(Shown done)
{
    m_waiting.push_back(std::move(done));
    if (m_waiting.size() > 1) {
        return; // they are on their way
    }
    QTimer::singleShot(0, &m_lifetime, [this] { m_context.guarded([this] { showNow(); }); });
}

void TwelveWords::showNow()
{
    switch (m_state.words) {
    case WordsState::None:
        return make();
    case WordsState::Shown:
        return load();
    case WordsState::Confirmed:
        return answer(crypto::Unexpected(problem(ProblemKind::Internal, "forgotten")));
    }
}

void TwelveWords::load()
{
    if (!m_state.inKeychain) {
        return open(m_state.wrapKey->view());
    }
    if (!m_keeper.isThere()) {
        return answer(crypto::Unexpected(problem(ProblemKind::KeychainMissing, "no keychain")));
    }
    m_keeper.load([this, alive = QPointer<QObject>(&m_lifetime)](
                      const crypto::Result<crypto::SecretBytes, Problem>& outcome) {
        if (alive) {
            outcome ? open(outcome->view()) : answer(crypto::Unexpected(outcome.error()));
        }
    });
}

void TwelveWords::open(crypto::ByteView wrapKey)
{
    std::optional<crypto::RecoveryPhrase> phrase;
    if (wrapKey.size() == WordsWrapKey::kSize && m_state.sealed) {
        const auto entropy =
            crypto::aeadOpen(wrapKey.first<WordsWrapKey::kSize>(), crypto::kZeroNonce,
                             m_log.log().account(), *m_state.sealed);
        phrase = entropy ? crypto::RecoveryPhrase::fromEntropy(entropy->view()) : std::nullopt;
    }
    if (!phrase) {
        return answer(crypto::Unexpected(
            problem(ProblemKind::KeychainMissing, "the words do not open with what is there")));
    }
    answer(phrase->text());
}

void TwelveWords::answer(const crypto::Result<crypto::SecretBytes, Problem>& outcome)
{
    for (const Shown& done : std::exchange(m_waiting, {})) {
        if (outcome) {
            done(outcome->duplicate());
        } else {
            done(crypto::Unexpected(outcome.error()));
        }
    }
}

// ---- making ------------------------------------------------------------------------------------

void TwelveWords::make()
{
    m_making = std::make_unique<Making>(m_context.random());
    m_making->deriving = std::make_unique<PhraseKeys>(
        m_making->phrase, crypto::ByteView{}, crypto::masterKeyVersions().front(),
        [this](PhraseKeys::Outcome keys) { m_context.guarded([&] { derived(std::move(keys)); }); });
    // Whoever loses the words needs a relay that says how much time has passed, and only these
    // words could name one later. If it cannot be asked meanwhile, the next ones do.
    m_making->stamping =
        client::fetchStamp(m_context.place(), m_context.random().make<crypto::Hash>(),
                           [this](const client::Outcome<crypto::Stamp>& stamp) {
                               if (m_making && stamp) {
                                   m_making->stampRelay = stamp->relay;
                               }
                           });
}

void TwelveWords::derived(crypto::Result<crypto::RecoveryKeys, crypto::MasterKeyError> keys)
{
    if (!keys) {
        m_making.reset();
        return answer(crypto::Unexpected(problem(ProblemKind::OutOfMemory, "Argon2id")));
    }
    m_making->keys = std::move(*keys);
    if (!m_keeper.isThere()) {
        return finish(false);
    }
    // Before the transaction: a secret that opens nothing yet is no harm, and the next one replaces
    // it.
    m_keeper.store(crypto::SecretBytes(m_making->wrapKey.view()),
                   [this, alive = QPointer<QObject>(&m_lifetime)](bool stored) {
                       if (alive) {
                           m_context.guarded([&] { finish(stored); });
                       }
                   });
}

void TwelveWords::finish(bool inKeychain)
{
    const std::unique_ptr<Making> making = std::move(m_making);
    const crypto::RecoveryKeys& keys = *making->keys;
    const auto authors =
        crypto::Authors::both(*m_state.provisionalRecovery, m_log.deviceId(), m_log.deviceKeys());
    crypto::DeviceLog log = m_log.log();
    std::optional<crypto::LogEntry> relay;
    if (making->stampRelay) {
        auto named =
            crypto::LogBuilder(log, m_context.now()).setStampRelays(authors, {*making->stampRelay});
        const crypto::ByteView bytes =
            named ? crypto::ByteView(named->bytes()) : crypto::ByteView();
        if (named && log.extend(std::span(&bytes, 1))) {
            relay = std::move(*named);
        }
    }
    const auto entry =
        crypto::LogBuilder(log, m_context.now()).replaceRecovery(authors, keys.signingKey);
    if (!entry) {
        return answer(
            crypto::Unexpected(problem(ProblemKind::Internal, "the log refuses a recovery key")));
    }
    const bool stored = m_context.inTransaction([&] {
        if (relay) {
            m_log.append(*relay);
        }
        m_log.append(*entry);
        m_card.replaceRoot(keys.cardRoot);
        keep(*making, inKeychain);
        makeRecord(keys);
    });
    if (!stored) {
        return; // the database failed, and all ends
    }
    if (m_started) {
        startObjects();
    }
    changed();
    answer(making->phrase.text());
}

void TwelveWords::keep(const Making& making, bool inKeychain)
{
    const crypto::RecoveryKeys& keys = *making.keys;
    const crypto::AccountId& account = m_log.log().account();
    m_state.words = WordsState::Shown;
    m_state.provisionalRecovery.reset();
    m_state.sealed = crypto::aeadSeal(making.wrapKey.view(), crypto::kZeroNonce, account,
                                      making.phrase.entropy());
    m_state.inKeychain = inKeychain;
    if (!inKeychain) {
        m_state.wrapKey = making.wrapKey.duplicate();
    }
    m_state.certificate =
        crypto::WrappingKeyCertificate::make(keys.signingKey, account, keys.wrappingKey.publicKey);
    auto vaultKey = crypto::SigningKey::generate(m_context.random());
    auto changes =
        beginList(crypto::ObjectKind::Vault, m_state.vault, keys.vaultRoot, nullptr, vaultKey);
    m_state.vaultBeginning = VaultBeginning{std::move(changes), std::move(vaultKey)};
    store();
}

void TwelveWords::makeRecord(const crypto::RecoveryKeys& keys)
{
    auto device = crypto::SigningKey::generate(m_context.random());
    auto changes = beginList(crypto::ObjectKind::Recovery, keys.locator, keys.recordRoot,
                             &keys.fetchKey, device);
    OwnObject::begin(m_context, recordRow(m_state.record), {std::move(changes), std::move(device)});
    openRecord();
    refresh();
}

crypto::RecoveryPayload TwelveWords::payload(Former former) const
{
    NamedHead named = m_log.named();
    const crypto::SecretBytes relay = m_context.place().address->format();
    wire::RecoveryExtension extension;
    client::setSecret(extension.mutable_relay(), relay.view());
    extension.set_card_root(client::toString(m_card.name().root));
    if (const auto root = vaultRoot()) {
        extension.set_vault_root(client::toString(*root));
    }
    carryRoots(extension);
    if (named.former && former == Former::Said) {
        const crypto::SecretBytes key = named.former->serialize();
        client::setSecret(extension.mutable_former_key(), key.view());
    }
    return {.account = m_log.log().account(),
            .sharedKey = std::move(named.sharedKey),
            .logHead = crypto::Hash(named.logHead.view()),
            .vault = m_state.vault,
            .card = m_card.name().id,
            .extension = serialize(std::move(extension))};
}

void TwelveWords::refresh()
{
    if (!m_record || !m_log.mayName() || m_isSwapping) {
        return;
    }
    const NamedHead named = m_log.named();
    if (saysReplaced(named)) {
        return publishReplaced(named);
    }
    if (mayWrite()) {
        publishOn(*m_record, *m_state.certificate);
    }
}

void TwelveWords::publishOn(OwnObject& record, const crypto::WrappingKeyCertificate& certificate)
{
    const crypto::RecoveryPayload says = payload(Former::Said);
    const crypto::Hash digest = digestOf(payload());
    if (record.newestDigest() == digest) {
        return;
    }
    const crypto::ObjectId id = record.id();
    auto body = crypto::sealRecoveryRecord(certificate.wrappingKey, id, says, m_context.random());
    assert(body);
    record.publish({.digest = digest,
                    .epoch = says.sharedKey.epoch(),
                    .sharedKey = says.sharedKey.commitment(id),
                    .logHead = says.sharedKey.logHeadCommitment(id, says.logHead.view()),
                    .body = std::move(*body)});
}

std::optional<crypto::SigningPublicKey> TwelveWords::vaultRoot() const
{
    if (m_vault) {
        return m_vault->firstRoot();
    }
    if (!m_state.vaultBeginning) {
        return std::nullopt;
    }
    return crypto::KeyList::create(m_state.vaultBeginning->changes.front())->root();
}

void TwelveWords::countRecord()
{
    m_record->countAs(digestOf(payload()));
}

std::optional<crypto::BackupSeal> TwelveWords::backupSeal() const
{
    if (!m_record || !m_state.certificate) {
        return std::nullopt;
    }
    return crypto::BackupSeal{m_record->changes(), m_record->deviceKey().duplicate(),
                              m_state.certificate->wrappingKey, payload()};
}

// ---- confirming --------------------------------------------------------------------------------

void TwelveWords::confirm()
{
    if (m_state.words != WordsState::Shown) {
        return;
    }
    const bool stored = m_context.inTransaction([this] {
        m_state.words = WordsState::Confirmed;
        m_state.sealed.reset();
        m_state.wrapKey.reset();
        store();
    });
    if (stored) {
        forgetInKeychain();
        changed();
    }
}

void TwelveWords::forgetInKeychain()
{
    if (!m_state.inKeychain || !m_keeper.isThere()) {
        return;
    }
    m_keeper.remove([this, alive = QPointer<QObject>(&m_lifetime)](bool removed) {
        if (alive && removed) {
            m_context.inTransaction([this] {
                m_state.inKeychain = false;
                store();
            });
        }
    });
}

void TwelveWords::store()
{
    m_context.state().put(kRow, m_state.serialize().view());
}

} // namespace sotto::core
