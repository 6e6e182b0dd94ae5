#include "app/core/devices/link_run.h"

#include "app/core/base/relay_problem.h"
#include "app/core/base/wire_bytes.h"

#include <QTimer>

namespace sotto::core {

namespace {

/// A card that is behind the record is read again, so often and so much later.
constexpr int kCardReadsMax = 20;
constexpr int kCardAgainMs = 1'000;

bool isRefusal(const client::ConnectionError& error, sotto::wire::Code code)
{
    return error.kind == client::ErrorKind::Refused && error.code == code;
}

} // namespace

Linking::Run::Run(Place& place, OnStep onStep, OnEnd onEnd)
    : m_place(place)
    , m_onStep(std::move(onStep))
    , m_onEnd(std::move(onEnd))
    , m_backoff(place.context.environment.connections.backoff)
{
    m_retry.setSingleShot(true);
    QObject::connect(&m_retry, &QTimer::timeout, &m_lifetime,
                     [this] { m_place.context.guard([this] { send(); }); });
}

void Linking::Run::say(LinkStep step)
{
    if (!m_said || *m_said < step) {
        m_said = step;
        m_onStep(step);
    }
}

void Linking::Run::fail(const Problem& problem)
{
    if (std::exchange(m_isStored, false)) {
        // It cannot go on without the words: whoever has them begins again.
        m_place.context.guard([this] {
            Work work(m_place.context);
            work.stores().state.remove(kLinkingRow);
            work.commit();
        });
    }
    endWith(crypto::Unexpected(problem));
}

void Linking::Run::endWith(crypto::Result<void, Problem> outcome)
{
    if (std::exchange(m_isOver, true)) {
        return;
    }
    stop();
    QTimer::singleShot(0, &m_lifetime, [onEnd = m_onEnd, outcome = std::move(outcome)] {
        const auto end = onEnd; // it destroys what calls it
        end(outcome);
    });
}

void Linking::Run::stop()
{
    m_retry.stop();
    m_deriving.reset();
    m_asking.reset();
    m_entries.reset();
    m_login.reset();
    m_keeper.reset();
    if (!m_isStored && !m_isOver) {
        fail({.kind = ProblemKind::Cancelled});
    }
}

// ---- by the words ------------------------------------------------------------------------------

void Linking::Run::begin(LinkRequest request)
{
    m_request = std::move(request);
    QTimer::singleShot(0, &m_lifetime, [this] { derive(); });
}

void Linking::Run::derive()
{
    say(LinkStep::Deriving);
    if (m_isOver) {
        return; // cancelled by who heard of the step
    }
    m_deriving = std::make_unique<PhraseKeys>(
        m_request->phrase, m_request->passphrase.view(), crypto::masterKeyVersions()[m_version],
        [this](PhraseKeys::Outcome keys) {
            if (!keys) {
                return fail({.kind = keys.error() == crypto::MasterKeyError::OutOfMemory
                                         ? ProblemKind::OutOfMemory
                                         : ProblemKind::NoRecord,
                             .technical = "Argon2id"});
            }
            m_keys = std::move(*keys);
            m_cardRoot = m_keys->cardRoot.duplicate();
            m_vaultRoot = m_keys->vaultRoot.duplicate();
            look();
        });
}

void Linking::Run::look()
{
    say(LinkStep::Looking);
    if (m_isOver) {
        return;
    }
    const auto place = m_place.places.find(fieldOf(m_request->relay.format().view()));
    m_asking = client::fetchRecovery(
        *place, m_keys->locator,
        std::make_shared<const crypto::SigningKey>(m_keys->fetchKey.duplicate()), 0,
        [this](const ObjectFound& outcome) { m_place.context.guard([&] { onRecord(outcome); }); });
}

void Linking::Run::onRecord(const ObjectFound& outcome)
{
    if (!outcome && isRefusal(outcome.error(), sotto::wire::NOT_PERMITTED)) {
        if (++m_version < crypto::masterKeyVersions().size()) {
            return derive();
        }
        return fail({.kind = ProblemKind::NoRecord});
    }
    if (!outcome && !m_isStored && isRefusal(outcome.error(), sotto::wire::RATE_LIMITED)) {
        return fail({.kind = ProblemKind::TriesSpent, .technical = "by the relay"});
    }
    if (!outcome) {
        return m_isStored ? tryLater(outcome.error()) : fail(problemOf(outcome.error()));
    }
    say(LinkStep::Opening);
    if (m_isOver) {
        return;
    }
    auto record = verifyRecord(*m_keys, *outcome, m_place.context.now());
    if (!record) {
        return fail(record.error());
    }
    m_record = std::move(*record);
    if (!m_place.places.find(fieldOf(m_record->relay.view()))) {
        return fail({.kind = ProblemKind::RecordBroken, .technical = "the relay's address"});
    }
    readVault();
}

client::RelayPlace Linking::Run::accountPlace()
{
    return *m_place.places.find(m_record ? fieldOf(m_record->relay.view())
                                         : m_joining->state().relay());
}

void Linking::Run::readVault()
{
    m_asking = client::readVaultList(
        accountPlace(), m_record->payload.vault,
        [this](const ObjectFound& outcome) { m_place.context.guard([&] { onVault(outcome); }); });
}

void Linking::Run::onVault(const ObjectFound& outcome)
{
    m_vault.reset();
    if (!outcome && !isRefusal(outcome.error(), sotto::wire::NOT_PERMITTED)) {
        return m_isStored ? tryLater(outcome.error()) : fail(problemOf(outcome.error()));
    }
    if (outcome) {
        const crypto::ListOrigin origin{crypto::ObjectKind::Vault, m_record->payload.vault,
                                        m_record->vaultRoot};
        const crypto::SigningKey& root =
            rootOf(*m_vaultRoot, m_record->formerVaultRoot, origin, *outcome);
        auto vault = verifyList(origin, root, *outcome);
        if (!vault) {
            return fail(vault.error());
        }
        m_vault = std::move(*vault);
        m_keys->vaultRoot = root.duplicate();
    }
    readCard();
}

void Linking::Run::readCard()
{
    m_asking = client::readCard(
        accountPlace(), m_record->payload.card, 0, 0,
        [this](const ObjectFound& outcome) { m_place.context.guard([&] { onCard(outcome); }); });
}

void Linking::Run::onCard(const ObjectFound& outcome)
{
    if (!outcome && isRefusal(outcome.error(), sotto::wire::NOT_PERMITTED)) {
        return fail({.kind = ProblemKind::AccountBehind, .technical = "no card"});
    }
    if (!outcome) {
        return m_isStored ? tryLater(outcome.error()) : fail(problemOf(outcome.error()));
    }
    m_keys->cardRoot = m_cardRoot->duplicate();
    auto card = verifyCard(*m_keys, *m_record, *outcome);
    if (!card && card.error().kind == ProblemKind::AccountBehind && !m_isStored &&
        ++m_cardReads < kCardReadsMax) {
        // The card follows the record, within a moment if a device is there to publish it.
        QTimer::singleShot(kCardAgainMs, &m_lifetime, [this] {
            if (!m_isOver) {
                readCard();
            }
        });
        return;
    }
    if (!card) {
        return fail(card.error());
    }
    m_card = std::move(*card);
    if (m_record->formerCardRoot &&
        m_card->list.list.root() == m_record->formerCardRoot->publicKey()) {
        m_keys->cardRoot = m_record->formerCardRoot->duplicate();
    }
    join();
}

void Linking::Run::join()
{
    const crypto::LogReference& reference = m_card->open.body.contact.log;
    const auto joined = crypto::joinLog(reference, {});
    if (!joined) {
        return fail({.kind = ProblemKind::AccountBehind, .technical = "a log beyond one card"});
    }
    const auto log = verifyLog(*m_keys, *m_record, *joined);
    auto known = crypto::DeviceLog::parse(*joined);
    if (!log && log.error().kind == ProblemKind::AccountBehind && known && m_vault) {
        return enterVault(std::move(*known));
    }
    log ? joinBehind(*log) : fail(log.error());
}

void Linking::Run::enterVault(crypto::DeviceLog known)
{
    m_behind = std::move(known);
    if (!m_joining) {
        m_joining = Joining::begin(m_place.context.environment.random, m_request->deviceName);
    }
    m_joining->enterVault(*m_keys, *m_vault);
    if (!m_joining->isDue(Part::Vault)) {
        return readEntries();
    }
    m_asking = client::updateObject(accountPlace(), m_joining->updateOf(Part::Vault),
                                    [this](const client::Outcome<void>& outcome) {
                                        m_place.context.guard([&] {
                                            if (outcome) {
                                                m_joining->settle(Part::Vault);
                                                return readEntries();
                                            }
                                            // Perhaps another device was first: all is read anew.
                                            isRefusal(outcome.error(), sotto::wire::CONFLICT) &&
                                                    ++m_round < kLinkRoundsMax
                                                ? readVault()
                                                : fail(problemOf(outcome.error()));
                                        });
                                    });
}

void Linking::Run::readEntries()
{
    m_entries = std::make_unique<VaultEntries>([this] {
        const crypto::KeyList list = m_joining->listOf(Part::Vault);
        crypto::SigningKey key = m_joining->keyOf(Part::Vault);
        const crypto::Login login{list.kind(), list.object(), *list.find(key.publicKey())};
        return std::optional(VaultEntries::Vault{
            accountPlace(), login, std::move(key),
            std::make_unique<StoredEapi>(m_place.context, list.object().view()),
            m_record->payload.sharedKey.duplicate(),
            m_record->formerKey ? std::optional(m_record->formerKey->duplicate()) : std::nullopt});
    });
    const crypto::EntryHash head(m_record->payload.logHead.view());
    m_entries->find(
        *m_behind, [head](const crypto::EntryHash& hash) { return hash == head; },
        [this](std::optional<std::vector<crypto::Bytes>> entries) {
            m_place.context.guard([&] { onEntries(std::move(entries)); });
        });
}

void Linking::Run::onEntries(std::optional<std::vector<crypto::Bytes>> entries)
{
    const std::vector<crypto::Bytes> found =
        std::move(entries).value_or(std::vector<crypto::Bytes>());
    const std::vector<crypto::ByteView> views(found.begin(), found.end());
    if (!m_behind->extend(views)) {
        return fail({.kind = ProblemKind::AccountForked, .technical = "entries of the vault"});
    }
    const auto log = verifyLog(*m_keys, *m_record, m_behind->serialize());
    log ? joinBehind(*log) : fail(log.error());
}

void Linking::Run::joinBehind(const crypto::DeviceLog& log)
{
    crypto::Random& random = m_place.context.environment.random;
    if (!m_joining) {
        m_joining = Joining::begin(random, m_request->deviceName);
    }
    const auto made =
        m_joining->make(*m_keys, {*m_record, m_vault ? &*m_vault : nullptr, *m_card, log},
                        m_place.context.now(), random);
    if (!made) {
        return fail(made.error());
    }
    if (store()) {
        m_isStored = true;
        say(LinkStep::Joining);
        send();
    }
}

} // namespace sotto::core
