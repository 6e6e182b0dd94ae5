#include "app/core/base/relay_problem.h"
#include "app/core/base/wire_bytes.h"
#include "app/core/devices/link_run.h"

/// How what a joining device has stored gets to the relay: lists of vault and card, the entry as
/// the first record, and the recovery record, which decides. Each may be sent again at any time.
namespace sotto::core {

namespace {

/// UpdateObject's detail: the object exists already (100, and NotCreation).
constexpr std::uint64_t kDetailExists = 101;

bool isConflict(const client::ConnectionError& error)
{
    return error.kind == client::ErrorKind::Refused &&
           (error.code == sotto::wire::CONFLICT ||
            (error.code == sotto::wire::INVALID && error.detail == kDetailExists));
}

Problem interrupted()
{
    return {.kind = ProblemKind::LinkInterrupted, .technical = "another device was first"};
}

} // namespace

bool Linking::Run::store()
{
    return m_place.context.guard([this] {
        Work work(m_place.context);
        work.stores().state.put(kLinkingRow, m_joining->serialize().view());
        work.commit();
    });
}

void Linking::Run::resume(Joining joining)
{
    m_joining = std::move(joining);
    m_isStored = true;
    say(LinkStep::Joining);
    send();
}

void Linking::Run::retryNow()
{
    m_backoff.reset();
    if (m_retry.isActive()) {
        m_retry.start(0);
    }
    if (m_login) {
        m_login->retryNow();
    }
}

void Linking::Run::tryLater(const client::ConnectionError& error)
{
    m_retry.start(static_cast<int>(std::max(
        error.retryAfterMs, m_backoff.nextDelayMs(m_place.context.environment.random, 0))));
}

void Linking::Run::send()
{
    if (m_isOver) {
        return;
    }
    for (const Part part : {Part::Vault, Part::Card}) {
        if (m_joining->isDue(part)) {
            return update(part);
        }
    }
    sendEntry();
}

void Linking::Run::update(Part part)
{
    m_asking = client::updateObject(accountPlace(), m_joining->updateOf(part),
                                    [this, part](const client::Outcome<void>& outcome) {
                                        m_place.context.guard([&] { onUpdated(part, outcome); });
                                    });
}

void Linking::Run::onUpdated(Part part, const client::Outcome<void>& outcome)
{
    if (!outcome && isConflict(outcome.error())) {
        return part == Part::Record ? recheckRecord() : recheck(part);
    }
    if (!outcome) {
        return tryLater(outcome.error());
    }
    m_backoff.reset();
    m_joining->settle(part);
    part == Part::Record ? finish() : send();
}

void Linking::Run::recheck(Part part)
{
    const crypto::ObjectId object = m_joining->listOf(part).object();
    auto done = [this, part](const ObjectFound& outcome) {
        m_place.context.guard([&] { onRechecked(part, outcome); });
    };
    m_asking = part == Part::Vault ? client::readVaultList(accountPlace(), object, done)
                                   : client::readCard(accountPlace(), object, 0, 0, done);
}

void Linking::Run::onRechecked(Part part, const ObjectFound& outcome)
{
    if (!outcome) {
        return tryLater(outcome.error());
    }
    const crypto::KeyList ours = m_joining->listOf(part);
    const auto first =
        crypto::KeyList::create(viewOf(part == Part::Vault ? m_joining->state().vault().changes(0)
                                                           : m_joining->state().card().changes(0)));
    const auto changes = crypto::splitChanges(crypto::asBytes(outcome->list_changes()));
    const auto list =
        changes ? crypto::KeyList::verify({ours.kind(), ours.object(), first->root()}, *changes)
                : crypto::Unexpected(crypto::ListError::Malformed);
    if (!list) {
        return fail({.kind = ProblemKind::RecordBroken, .technical = "a list does not verify"});
    }
    FoundList found{{}, *list};
    for (const crypto::ByteView change : *changes) {
        found.changes.emplace_back(change.begin(), change.end());
    }
    if (m_joining->isIn(part, found.changes)) {
        m_joining->take(part, found.changes);
        return send();
    }
    if (!m_keys || ++m_round > kLinkRoundsMax) {
        return fail(interrupted());
    }
    const crypto::SigningKey& root = part == Part::Vault ? m_keys->vaultRoot : m_keys->cardRoot;
    if (list->root() != root.publicKey()) {
        return fail({.kind = ProblemKind::PhraseReplaced, .technical = "a list's root"});
    }
    m_joining->appendTo(part, *m_keys, found, m_place.context.now(),
                        m_place.context.environment.random);
    if (store()) {
        send();
    }
}

void Linking::Run::logInTo(Part part)
{
    const crypto::KeyList list = m_joining->listOf(part);
    const crypto::SigningKey key = m_joining->keyOf(part);
    m_login.reset();
    m_keeper = std::make_unique<StoredEapi>(m_place.context, list.object().view());
    m_login = std::make_unique<client::ObjectConnection>(
        accountPlace(),
        client::Owner{.login = {list.kind(), list.object(), *list.find(key.publicKey())},
                      .key = std::make_shared<crypto::SigningKey>(key.duplicate())},
        UINT64_MAX, *m_keeper);
    m_login->start();
}

void Linking::Run::sendEntry()
{
    logInTo(Part::Vault);
    m_login->appendRecords(m_joining->records(), [this](const client::Outcome<void>& outcome) {
        m_place.context.guard([&] {
            if (outcome) {
                return update(Part::Record);
            }
            const client::ConnectionError& error = outcome.error();
            if (error.code == sotto::wire::NOT_PERMITTED || isConflict(error)) {
                // Struck, or the place is taken by what this device did not write.
                return fail({.kind = ProblemKind::RelayRefused, .technical = "the first record"});
            }
            tryLater(error);
        });
    });
}

void Linking::Run::recheckRecord()
{
    // Whoever is listed was taken together with his version.
    logInTo(Part::Record);
    m_login->read(0, 0, [this](const ObjectFound& outcome) {
        m_place.context.guard([&] {
            if (!outcome && outcome.error().code == sotto::wire::NOT_PERMITTED) {
                return lostRecord();
            }
            if (!outcome) {
                return tryLater(outcome.error());
            }
            const auto changes = crypto::splitChanges(crypto::asBytes(outcome->list_changes()));
            std::vector<crypto::Bytes> found;
            for (const crypto::ByteView change :
                 changes ? *changes : std::vector<crypto::ByteView>()) {
                found.emplace_back(change.begin(), change.end());
            }
            if (!m_joining->isIn(Part::Record, found)) {
                return lostRecord();
            }
            m_joining->take(Part::Record, found);
            finish();
        });
    });
}

void Linking::Run::lostRecord()
{
    if (!m_keys || !m_request || ++m_round > kLinkRoundsMax) {
        return fail(interrupted());
    }
    look();
}

void Linking::Run::finish()
{
    const bool isKept = m_place.context.guard([this] {
        Work work(m_place.context);
        m_place.keep(work, m_joining->state());
        work.stores().state.remove(kLinkingRow);
        work.commit();
    });
    if (isKept) {
        m_keys.reset();
        say(LinkStep::Done);
        endWith({});
    }
}

} // namespace sotto::core
