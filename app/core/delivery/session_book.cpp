#include "app/core/delivery/session_book.h"

#include "app/core/base/wire_bytes.h"
#include "crypto/vault/log_reference.h"

namespace sotto::core {

namespace {

constexpr std::string_view kPrekeysName = "prekeys";

storage::SessionStore::Peer peerKey(const crypto::DeviceAddress& peer)
{
    storage::SessionStore::Peer out;
    std::copy(peer.account.bytes.begin(), peer.account.bytes.end(), out.bytes.begin());
    std::copy(peer.device.bytes.begin(), peer.device.bytes.end(), out.bytes.begin() + 32);
    return out;
}

/// The log that a stranger brings, if it is whole and holds the device that its header names.
std::optional<crypto::DeviceLog> wholeLog(crypto::ByteView attachedLog)
{
    const auto reference = crypto::LogReference::parse(attachedLog);
    if (!reference || reference->prefix) {
        return std::nullopt;
    }
    auto log = crypto::DeviceLog::parse(reference->tail);
    return log ? std::optional(std::move(log).value()) : std::nullopt;
}

std::optional<crypto::PeerDevice> activeDevice(const crypto::DeviceLog& log,
                                               const crypto::DeviceAddress& device)
{
    if (log.statusOf(device.device) != crypto::DeviceStatus::Active) {
        return std::nullopt;
    }
    return crypto::PeerDevice{device, log.state().find(device.device)->keys};
}

} // namespace

SessionBook::SessionBook(Context& context, OwnAccount& own, People& people)
    : m_context(context)
    , m_own(own)
    , m_people(people)
    , m_receiver(context.now())
{}

void SessionBook::load()
{
    const auto damaged = [] {
        throw storage::StorageFailure(storage::FailureKind::Damaged, "a session does not parse");
    };
    m_context.stores.sessions.forEach(
        [&](const storage::SessionStore::Peer&, crypto::ByteView stored) {
            auto set = crypto::SessionSet::parse(stored);
            if (!set) {
                damaged();
            }
            m_receiver.addAll(set.value());
            const crypto::DeviceAddress peer = set->peer();
            m_sets.emplace(peer, std::move(set).value());
        });
    const auto stored = m_context.stores.state.find(kPrekeysName);
    auto prekeys = stored ? crypto::PrekeyStore::parse(stored->view())
                          : crypto::PrekeyStore::parse(crypto::ByteView());
    if (!prekeys) {
        damaged();
    }
    m_prekeys = std::move(prekeys).value();
}

void SessionBook::create(Work& work)
{
    m_prekeys = crypto::PrekeyStore::create(m_context.now(), m_context.environment.random);
    m_prekeysChanged = true;
    store(work);
}

crypto::Result<crypto::ReceivedEnvelope, crypto::ReceiveError>
SessionBook::open(crypto::ByteView envelope)
{
    return m_receiver.open(envelope, m_own.own(), *m_prekeys, *this, m_context.now());
}

void SessionBook::commit(crypto::ReceivedEnvelope received)
{
    const crypto::DeviceAddress peer = received.peer;
    m_prekeysChanged = m_prekeysChanged || received.staged.answered().has_value();
    m_receiver.commit(std::move(received), setFor(peer), *m_prekeys, m_context.now());
    m_changed.insert(peer);
}

bool SessionBook::canSendTo(const crypto::DeviceAddress& peer) const
{
    const auto* const set = findSessions(peer);
    return set != nullptr && set->sendingSession() != nullptr;
}

bool SessionBook::hasSessions(const crypto::DeviceAddress& peer) const
{
    const auto* const set = findSessions(peer);
    return set != nullptr && !set->sessions().empty();
}

crypto::Result<void, crypto::StartError> SessionBook::start(const crypto::VerifiedBundle& bundle,
                                                            std::optional<crypto::PrekeyId> oneTime)
{
    const crypto::DeviceAddress& peer = bundle.bundle().address;
    crypto::SessionSet& set = setFor(peer);
    auto changes = set.start(m_own.own(), crypto::Hash(m_own.log().head().bytes), bundle, oneTime,
                             m_context.now(), m_context.environment.random);
    if (!changes) {
        return crypto::Unexpected(changes.error());
    }
    m_receiver.apply(peer, set.sessions().back().id, changes.value(), m_context.now());
    m_changed.insert(peer);
    return {};
}

crypto::Result<crypto::Bytes, crypto::SendError>
SessionBook::seal(const crypto::DeviceAddress& peer, crypto::ByteView content,
                  crypto::ByteView attachedLog)
{
    const auto set = m_sets.find(peer);
    if (set == m_sets.end()) {
        return crypto::Unexpected(crypto::SendError::NoSession);
    }
    auto envelope =
        set->second.seal(content, attachedLog, m_context.now(), m_context.environment.random);
    if (envelope) {
        m_changed.insert(peer);
    }
    return envelope;
}

void SessionBook::forget(Work& work, const crypto::DeviceAddress& peer)
{
    const auto set = m_sets.find(peer);
    if (set == m_sets.end()) {
        return;
    }
    // The tags of forgotten sessions lead to no set any more: what comes under them is dropped.
    work.stores().sessions.remove(peerKey(peer));
    m_changed.erase(peer);
    m_sets.erase(set);
}

void SessionBook::expire(Work& work)
{
    for (auto& [peer, set] : m_sets) {
        const crypto::TagChanges changes = set.expire(m_context.now());
        if (!changes.removed.empty()) {
            m_receiver.apply(peer, crypto::SessionId(), changes, m_context.now());
            m_changed.insert(peer);
        }
    }
    store(work);
}

void SessionBook::store(Work& work)
{
    for (const crypto::DeviceAddress& peer : m_changed) {
        work.stores().sessions.put(peerKey(peer), m_sets.at(peer).serialize().view());
    }
    m_changed.clear();
    if (m_prekeysChanged) {
        work.stores().state.put(kPrekeysName, m_prekeys->serialize().view());
        m_prekeysChanged = false;
    }
}

const crypto::SessionSet* SessionBook::findSessions(const crypto::DeviceAddress& peer) const
{
    const auto at = m_sets.find(peer);
    return at == m_sets.end() ? nullptr : &at->second;
}

std::optional<crypto::PeerDevice>
SessionBook::findDevice(const crypto::HandshakeHeader& header) const
{
    const Person* const person = m_people.find(header.initiator.account);
    if (person == nullptr || !person->log ||
        person->row.standing == storage::ContactStanding::Gone) {
        return std::nullopt;
    }
    return activeDevice(*person->log, header.initiator);
}

std::optional<crypto::PeerDevice> SessionBook::verifyDevice(const crypto::HandshakeHeader& header,
                                                            crypto::ByteView attachedLog) const
{
    const auto log = wholeLog(attachedLog);
    if (!log || log->account() != header.initiator.account) {
        return std::nullopt;
    }
    return activeDevice(*log, header.initiator);
}

crypto::SessionSet& SessionBook::setFor(const crypto::DeviceAddress& peer)
{
    return m_sets.try_emplace(peer, peer).first->second;
}

} // namespace sotto::core
