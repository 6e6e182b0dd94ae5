#include "app/core/objects/own_object.h"

#include "app/core/objects/former_objects.h"
#include "net/client/answers.h"

#include <algorithm>

namespace sotto::core {

namespace {

/// UpdateObject's detail: the object exists already (100, and NotCreation).
constexpr std::uint64_t kDetailExists = 101;
/// A root that has to wait is tried again so much later.
constexpr int kRootAgainMs = 3600 * 1000;
/// For who does not want to hear of events: newer than all.
constexpr std::uint64_t kNoEvents = UINT64_MAX;

OwnObjectState load(ObjectContext& context, std::string_view row)
{
    const auto stored = context.state().find(row);
    auto state = stored ? OwnObjectState::parse(stored->view()) : std::nullopt;
    if (!state) {
        throw storage::StorageFailure(storage::FailureKind::Damaged, "the state of an object");
    }
    return std::move(*state);
}

std::string listOf(std::span<const crypto::Bytes> changes)
{
    const std::vector<crypto::ByteView> views(changes.begin(), changes.end());
    return views.empty() ? std::string() : client::toString(crypto::serializeChanges(views));
}

bool isRefusal(const client::ConnectionError& error, wire::Code code)
{
    return error.kind == client::ErrorKind::Refused && error.code == code;
}

} // namespace

void OwnObject::begin(ObjectContext& context, std::string_view row, NewObject object)
{
    const auto state = OwnObjectState::make(std::move(object));
    assert(state);
    context.state().put(row, state->serialize().view());
}

void OwnObject::join(ObjectContext& context, std::string_view row, NewObject object,
                     std::size_t changesAtRelay)
{
    auto state = OwnObjectState::make(std::move(object));
    assert(state && changesAtRelay > 0 && changesAtRelay <= state->changes.size());
    state->changesAtRelay = changesAtRelay;
    context.state().put(row, state->serialize().view());
}

bool OwnObject::exists(ObjectContext& context, std::string_view row)
{
    return context.state().find(row).has_value();
}

OwnObject::OwnObject(ObjectContext& context, std::string row)
    : m_context(context)
    , m_row(std::move(row))
    , m_state(load(context, m_row))
    , m_backoff({})
{
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, [this] { m_context.guarded([this] { pump(); }); });
}

void OwnObject::start()
{
    stop(); // what was connected may lead elsewhere
    const client::RelayPlace place = m_context.place();
    const crypto::SecretBytes relay = place.address->format();
    m_backoff = client::ReconnectBackoff(place.options.backoff);
    m_started = true;
    m_gaveUp = m_begunAnew = m_isDelayed = false;
    if (!std::ranges::equal(relay.view(), m_state.relay.view())) {
        const bool isFirst = m_state.relay.empty();
        m_context.inTransaction([&] {
            if (!isFirst && m_state.changesAtRelay > 0) {
                rememberFormer(m_context, {m_state.relay.duplicate(),
                                           m_state.list.kind(),
                                           id(),
                                           static_cast<std::uint32_t>(m_state.changesAtRelay),
                                           {}});
            }
            m_state.relay = relay.duplicate();
            if (!isFirst) {
                m_state.beginAnew();
            }
            store();
        });
    }
    // An event may have been remembered without its consequence.
    m_lookDue = m_watched;
    m_hasLooked = !m_watched;
    m_heardVersion = m_heardChanges = 0;
    atOnceOrLater();
}

void OwnObject::look()
{
    m_lookDue = true;
    atOnceOrLater();
}

void OwnObject::stop()
{
    m_started = m_asking = false;
    m_next.stop();
    m_creation.reset();
    m_connection.reset();
    m_keeper.reset();
}

void OwnObject::retryNow()
{
    m_backoff.reset();
    if (m_creation) {
        m_creation->retryNow();
    }
    if (m_connection) {
        m_connection->retryNow();
    }
    if (m_next.isActive()) {
        m_next.start(0);
    }
}

void OwnObject::watch(bool watched)
{
    if (m_watched != watched) {
        m_watched = watched;
        if (!m_asking) {
            m_connection.reset(); // which events it reads is said when it is made
        }
        atOnceOrLater();
    }
}

void OwnObject::publish(WantedVersion content)
{
    m_context.inTransaction([&] {
        if (newestDigest() != content.digest) {
            m_state.wanted = std::move(content);
            m_state.overruled.reset();
            store();
        }
    });
    atOnceOrLater();
}

void OwnObject::countAs(const crypto::Hash& digest)
{
    m_context.inTransaction([&] {
        m_state.countAs(digest);
        store();
    });
}

void OwnObject::withdraw()
{
    m_context.inTransaction([&] {
        m_state.withdraw();
        store();
    });
}

bool OwnObject::addChange(crypto::ByteView change)
{
    bool isTaken = false;
    m_context.inTransaction([&] {
        isTaken = m_state.list.extend({&change, 1}).has_value();
        if (isTaken) {
            m_state.changes.emplace_back(change.begin(), change.end());
            store();
        }
    });
    atOnceOrLater();
    return isTaken;
}

void OwnObject::strike(std::span<const crypto::ListIndex> targets, const crypto::SigningKey* root)
{
    m_context.inTransaction([&] {
        const auto own = m_state.list.find(m_state.deviceKey.publicKey());
        const crypto::ListIndex signer = root != nullptr ? crypto::kRootIndex : *own;
        const crypto::SigningKey& key = root != nullptr ? *root : m_state.deviceKey;
        for (const crypto::ListIndex target : targets) {
            (void)addChange(crypto::strikeKey(m_state.list, signer, key, target));
        }
        m_state.digest.reset();
        m_state.overruled.reset();
        store();
    });
}

bool OwnObject::handRootOver(const crypto::SigningKey& former, const crypto::SigningKey& next)
{
    const bool isFormer = list().root() == former.publicKey();
    if (isFormer && hasListAtRelay() &&
        addChange(crypto::replaceRoot(m_state.list, former, next))) {
        return false;
    }
    return hasListAtRelay();
}

crypto::ListIndex OwnObject::ownPlace() const
{
    return *m_state.list.find(m_state.deviceKey.publicKey());
}

bool OwnObject::isProposed(const crypto::SigningPublicKey& next) const
{
    return isProposedHere(next) && hasListAtRelay();
}

bool OwnObject::isProposedHere(const crypto::SigningPublicKey& next) const
{
    const crypto::ProposedRoot* const proposed = list().proposedRoot();
    return proposed != nullptr && proposed->root == next && proposed->by == ownPlace();
}

bool OwnObject::proposeRoot(const crypto::SigningKey& next)
{
    if (list().root() == next.publicKey()) {
        return hasListAtRelay(); // it is there
    }
    if (list().proposedRoot() == nullptr && hasListAtRelay() && !m_isRootRefused) {
        (void)addChange(crypto::proposeRoot(m_state.list, ownPlace(), m_state.deviceKey, next));
    }
    return isProposed(next.publicKey());
}

void OwnObject::takeBackRoot()
{
    // What is under way may be taken.
    if (!hasListAtRelay() && !m_state.update && m_state.dropSlowRoot()) {
        m_context.inTransaction([this] { store(); });
    }
}

void OwnObject::vetoRoot()
{
    takeBackRoot();
    if (list().proposedRoot() != nullptr && hasListAtRelay()) {
        (void)addChange(crypto::vetoRoot(m_state.list, ownPlace(), m_state.deviceKey));
    }
}

bool OwnObject::commitRoot(const crypto::SigningKey& next)
{
    if (list().root() == next.publicKey()) {
        return hasListAtRelay();
    }
    if (isProposed(next.publicKey()) && !m_isRootRefused) {
        (void)addChange(crypto::commitRoot(m_state.list, ownPlace(), m_state.deviceKey));
    }
    return false;
}

std::optional<crypto::Hash> OwnObject::newestDigest() const
{
    if (m_state.wanted) {
        return m_state.wanted->digest;
    }
    if (m_state.update && m_state.update->version) {
        return m_state.update->version->digest;
    }
    return m_state.digest ? m_state.digest : m_state.overruled;
}

bool OwnObject::isSettled() const
{
    return !m_state.wanted && !m_state.update && (m_state.digest || m_state.overruled) &&
           m_state.changesAtRelay == m_state.changes.size();
}

bool OwnObject::isOnline() const
{
    return m_started && m_connection && m_connection->state() == client::LinkState::Ready;
}

bool OwnObject::isIdle() const
{
    const bool isAway = (m_connection && m_connection->state() == client::LinkState::Waiting) ||
                        (m_creation && m_creation->state() == client::LinkState::Waiting);
    const bool isSaying = !m_isDelayed && (m_state.update || m_state.hasMore());
    return !m_started || m_gaveUp || isAway || (m_hasLooked && !isSaying);
}

void OwnObject::atOnceOrLater(std::uint32_t delayMs)
{
    // From the event loop, so that a transaction that is running now is over.
    if (m_started && !m_next.isActive()) {
        m_next.start(static_cast<int>(delayMs));
    }
}

void OwnObject::pump()
{
    if (!m_started || m_asking || m_gaveUp) {
        return;
    }
    const bool isBehind =
        m_heardVersion > m_state.newest.number || m_heardChanges > m_state.changesAtRelay;
    if (!m_state.update && (m_lookDue || isBehind) && m_state.isListedAtRelay()) {
        return compare();
    }
    if (!m_state.update && m_state.hasMore()) {
        const bool stored = m_context.inTransaction([this] {
            m_state.makeUpdate();
            store();
        });
        if (!stored) {
            return;
        }
    }
    if (m_state.update) {
        sendUpdate();
    } else {
        rest();
    }
}

void OwnObject::sendUpdate()
{
    const UpdateInFlight& update = *m_state.update;
    wire::UpdateObject out;
    out.set_list_changes(
        listOf(std::span(m_state.changes)
                   .subspan(m_state.changesAtRelay, update.changesUpTo - m_state.changesAtRelay)));
    if (m_state.changesAtRelay == 0) {
        out.set_list_length(static_cast<std::uint32_t>(m_state.changes.size()));
    }
    if (update.version) {
        out.set_signed_header(client::toString(update.signedHeader));
        out.set_body(client::toString(update.version->body));
    }
    m_asking = true;
    if (!m_state.isListedAtRelay()) {
        return sendAnonymously(std::move(out));
    }
    connection().update(std::move(out), [this](const client::Outcome<void>& outcome) {
        m_context.guarded([&] { onAnswer(outcome); });
    });
}

void OwnObject::sendAnonymously(wire::UpdateObject update)
{
    update.set_kind(static_cast<std::uint32_t>(m_state.list.kind()));
    update.set_object(client::toString(id()));
    wire::Request request;
    *request.mutable_update_object() = std::move(update);
    m_creation = std::make_unique<client::PersistentLink>(m_context.place());
    m_creation->start();
    m_creation->request(std::move(request), client::Resend::Always, client::Patience::Answer,
                        client::answerOf([this](const client::Outcome<void>& outcome) {
                            m_creation.reset();
                            m_context.guarded([&] { onAnswer(outcome); });
                        }));
}

client::ObjectConnection& OwnObject::connection()
{
    if (!m_connection) {
        const crypto::Login login{m_state.list.kind(), id(),
                                  *m_state.list.find(m_state.deviceKey.publicKey())};
        m_keeper = m_context.eapiKeeper(id());
        m_connection = std::make_unique<client::ObjectConnection>(
            m_context.place(),
            client::Owner{.login = login,
                          .key =
                              std::make_shared<crypto::SigningKey>(m_state.deviceKey.duplicate())},
            m_watched ? m_state.lastEvent : kNoEvents, *m_keeper);
        m_connection->onEvent = [this](const wire::ObjectEvent& event) { onEventOf(event); };
        m_connection->onState = [this](client::LinkState state,
                                       const client::ConnectionError* error) {
            // With a request under way, that one brings the error.
            if (state == client::LinkState::Stopped && error != nullptr && !m_asking) {
                m_context.guarded([&] { onFailure(*error); });
            }
        };
    }
    if (m_connection->state() == client::LinkState::Stopped) {
        m_connection->start();
    }
    return *m_connection;
}

void OwnObject::rest()
{
    if (m_watched && m_state.changesAtRelay > 0) {
        (void)connection();
    } else if (m_connection) {
        m_connection->stop();
    }
}

void OwnObject::onEventOf(const wire::ObjectEvent& event)
{
    if (event.type() == wire::VERSION_STORED) {
        m_heardVersion = std::max(m_heardVersion, event.detail());
    } else if (event.type() == wire::LIST_CHANGED) {
        m_heardChanges = std::max(m_heardChanges, event.detail() + 1);
    }
    m_context.inTransaction([&] {
        m_state.lastEvent = event.number();
        store();
        if (onEvent) {
            onEvent(event);
        }
    });
    atOnceOrLater();
}

void OwnObject::onAnswer(const client::Outcome<void>& outcome)
{
    m_asking = false;
    if (outcome) {
        m_backoff.reset();
        m_isDelayed = false;
        return settle();
    }
    const client::ConnectionError& error = outcome.error();
    const bool exists = isRefusal(error, wire::INVALID) && error.detail == kDetailExists;
    if (exists || isRefusal(error, wire::CONFLICT)) {
        return compare();
    }
    // A root that is committed too early; or one that is proposed to a relay that does not know
    // such changes.
    if (isRefusal(error, wire::INVALID) && m_state.dropSlowRoot()) {
        return waitWithRoot(error);
    }
    onFailure(error);
}

void OwnObject::waitWithRoot(const client::ConnectionError& error)
{
    m_isRootRefused = true;
    QTimer::singleShot(kRootAgainMs, this, [this] { m_isRootRefused = false; });
    if (m_context.inTransaction([this] { store(); })) {
        retryAfter(error);
        m_isDelayed = m_state.hasMore();
    }
}

void OwnObject::onFailure(const client::ConnectionError& error)
{
    m_asking = false;
    if (error.kind == client::ErrorKind::Cancelled) {
        return;
    }
    // The login: there is no such object, or our key was struck.
    if (error.code == wire::NOT_PERMITTED) {
        const bool isOvertaken = m_state.changesAtRelay > 0 && !m_state.isListedAtRelay();
        if (m_begunAnew || isOvertaken) {
            return giveUp();
        }
        if (!m_context.mayBringBack(id())) {
            m_gaveUp = true;
            return;
        }
        m_begunAnew = true;
        const bool stored = m_context.inTransaction([this] {
            m_state.beginAnew();
            store();
        });
        if (stored) {
            atOnceOrLater();
        }
        return;
    }
    retryAfter(error);
}

void OwnObject::settle()
{
    const bool hasVersion = m_state.update->version.has_value();
    const bool done = m_context.inTransaction([&] {
        m_state.settleUpdate();
        store();
        if (hasVersion && onTaken) {
            onTaken(*m_state.digest);
        }
    });
    if (done) {
        m_lookDue = m_lookDue && !hasVersion; // it follows on all that there is
        m_hasLooked = m_hasLooked || !m_lookDue;
        goOn();
    }
}

void OwnObject::goOn()
{
    atOnceOrLater();
    if (m_state.update || m_state.hasMore()) {
        return;
    }
    const auto callback = m_state.digest || m_state.overruled ? onSettled : onContentNeeded;
    if (callback) {
        callback();
    }
}

void OwnObject::takeRead(const wire::ObjectState& found, std::size_t from)
{
    const bool isBusy = !m_started || m_asking || m_gaveUp || m_state.update;
    if (!isBusy && from == m_state.changesAtRelay && m_state.isListedAtRelay()) {
        compare(found, from);
    }
}

void OwnObject::compare()
{
    // By the first changes a list is known again, also where the relay had it long ago.
    const std::size_t from = m_state.changesAtRelay;
    const std::uint64_t known = m_state.update ? 0 : m_state.newest.number;
    m_asking = true;
    connection().read(static_cast<std::uint32_t>(from), known,
                      [this, from](const client::Outcome<wire::ObjectState>& outcome) {
                          m_context.guarded([&] {
                              m_asking = false;
                              outcome ? compare(*outcome, from) : onFailure(outcome.error());
                          });
                      });
}

void OwnObject::compare(const wire::ObjectState& found, std::size_t from)
{
    m_hasLooked = true;
    if (found.newest() < m_state.newest.number) {
        tell(ObjectTrouble::Kind::RolledBack);
        return retryAfter({.kind = client::ErrorKind::ProtocolBroken, .technical = "rolled back"});
    }
    const bool wasInFlight = m_state.update.has_value();
    std::optional<FoundAtRelay> news;
    const bool stored = m_context.inTransaction([&] { news = take(found, from); });
    if (!stored) {
        return;
    }
    if (!news) {
        return giveUp();
    }
    if (wasInFlight && !news->isNews) {
        // The relay names a conflict and shows none.
        return retryAfter({.kind = client::ErrorKind::ProtocolBroken, .technical = "no conflict"});
    }
    m_lookDue = false;
    m_heardVersion = m_heardChanges = 0;
    if (m_isWithdrawn) {
        return atOnceOrLater();
    }
    goOn();
}

std::optional<FoundAtRelay> OwnObject::take(const wire::ObjectState& found, std::size_t from)
{
    const std::optional<crypto::Hash> digest = m_state.digest;
    const std::size_t changesBefore = m_state.list.number();
    m_isWithdrawn = false;
    auto news = m_state.takeFound(found, from);
    if (!news || !news->isNews) {
        return news;
    }
    if (news->foreign) {
        judge(found, *news->foreign);
    }
    store();
    if (m_state.digest && m_state.digest != digest && !news->foreign && onTaken) {
        onTaken(*m_state.digest);
    }
    if (m_state.list.number() != changesBefore && onListChanged) {
        onListChanged();
    }
    return news;
}

void OwnObject::judge(const wire::ObjectState& found, const FoundAtRelay::Foreign& foreign)
{
    const ForeignVersion version{foreign.header, crypto::asBytes(found.version().body()),
                                 foreign.follows};
    // One by a device that we are about to strike is followed and never agreed with.
    const bool isAsked = onForeign && m_state.list.mayWrite(foreign.header.signer);
    const Verdict verdict = isAsked ? onForeign(version) : Verdict::Other;
    const std::optional<crypto::Hash> ours = newestDigest();
    if (verdict == Verdict::Same && ours) {
        m_state.countAs(*ours);
    } else if (verdict == Verdict::Withdraw) {
        m_state.withdraw();
        m_isWithdrawn = true;
    } else {
        m_state.contradict(foreign.header);
    }
}

void OwnObject::retryAfter(const client::ConnectionError& error)
{
    m_hasLooked = m_isDelayed = true; // it comes to it later
    m_next.stop();
    atOnceOrLater(std::max(error.retryAfterMs, m_backoff.nextDelayMs(m_context.random(), 0)));
    tell(ObjectTrouble::Kind::Relay, error);
}

void OwnObject::giveUp()
{
    m_gaveUp = true;
    tell(ObjectTrouble::Kind::Foreign);
}

void OwnObject::tell(ObjectTrouble::Kind kind, const client::ConnectionError& error)
{
    if (onTrouble) {
        onTrouble({kind, error});
    }
}

void OwnObject::store()
{
    m_context.state().put(m_row, m_state.serialize().view());
}

} // namespace sotto::core
