#include "crypto/session/session_set.h"

#include <algorithm>
#include <cassert>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kSetVersion = 1;

FirstOpenError errorOf(HandshakeError error)
{
    switch (error) {
    case HandshakeError::AlreadyAnswered:
        return FirstOpenError::Replayed;
    case HandshakeError::UnknownPrekey:
    case HandshakeError::UnknownOneTimePrekey:
        return FirstOpenError::UnknownPrekey;
    case HandshakeError::TooManyFirstMessages:
        return FirstOpenError::TooManyFirstMessages;
    case HandshakeError::UnknownResetSecret:
        return FirstOpenError::UnknownReset;
    case HandshakeError::OwnDevice:
    case HandshakeError::UnusableKey:
        break;
    }
    return FirstOpenError::NotOpened;
}

} // namespace

Session* SessionSet::find(const SessionId& id)
{
    const auto at = std::find_if(m_sessions.begin(), m_sessions.end(),
                                 [&id](const Session& s) { return s.id == id; });
    return at == m_sessions.end() ? nullptr : &*at;
}

const Session* SessionSet::best(bool onlyConfirmed) const
{
    const Session* best = nullptr;
    for (const Session& session : m_sessions) {
        if ((session.confirmed() || !onlyConfirmed) &&
            (best == nullptr || isBetter(session, *best))) {
            best = &session;
        }
    }
    return best;
}

bool SessionSet::hasConfirmed() const
{
    return best(true) != nullptr;
}

const Session* SessionSet::sendingSession() const
{
    return best(false);
}

/// Only the newest confirmed generation counts: an unconfirmed session may be a stranger's with
/// stolen prekeys, and an older one may have been copied long ago.
std::optional<ResetSecret> SessionSet::findReset(const ResetSecretId& id,
                                                 std::uint32_t& generation) const
{
    const Session* newest = best(true);
    for (const Session& session : m_sessions) {
        if (!session.confirmed() || session.generation != newest->generation ||
            session.superseded) {
            continue;
        }
        if (auto secret = session.ratchet.findResetSecret(id)) {
            generation = session.generation + 1;
            return secret;
        }
    }
    return std::nullopt;
}

/// False if an own handshake waits that another one could not better, or the newest session has
/// not been used both ways yet.
bool SessionSet::mayBegin(const OwnDevice& own, const PrekeyBundle& bundle,
                          const std::optional<PrekeyId>& oneTimeId, Timestamp now) const
{
    if (const Session* confirmed = best(true);
        confirmed != nullptr && !confirmed->settled() &&
        now.since(confirmed->lastReceived) < kHandshakePatience) {
        return false;
    }
    std::size_t waiting = 0;
    for (const Session& session : m_sessions) {
        if (session.pending == nullptr) {
            continue;
        }
        const PendingHandshake& pending = *session.pending;
        if (pending.receiver == bundle.sealingKey &&
            pending.identity == own.keys.publicKeys().identity &&
            pending.header.prekeyId == bundle.prekeyId &&
            (oneTimeId || !pending.header.oneTimeId)) {
            return false;
        }
        waiting += now.since(session.created) < kHandshakePatience ? 1U : 0U;
    }
    return waiting < kMaxUnconfirmedOfASide;
}

Result<TagChanges, StartError> SessionSet::start(const OwnDevice& own, const Hash& logHead,
                                                 const VerifiedBundle& bundle,
                                                 std::optional<PrekeyId> oneTimeId, Timestamp now,
                                                 Random& random)
{
    assert(bundle.bundle().address == m_peer);
    if (!mayBegin(own, bundle.bundle(), oneTimeId, now)) {
        return Unexpected(StartError::AlreadyBegun);
    }
    const Session* confirmed = best(true);
    std::optional<ResetSecret> reset;
    std::uint32_t generation = 0;
    if (confirmed != nullptr) {
        reset = confirmed->ratchet.exportResetSecret();
        generation = confirmed->generation + 1;
    }
    const auto errorOf = [](HandshakeError error) {
        return error == HandshakeError::OwnDevice ? StartError::OwnDevice : StartError::UnusableKey;
    };
    auto handshake =
        initiateHandshake(own, logHead, bundle, oneTimeId, reset ? &*reset : nullptr, random);
    if (!handshake) {
        return Unexpected(errorOf(handshake.error()));
    }
    SessionKeys& keys = handshake->keys;
    auto ratchet = Ratchet::initiator(std::move(keys.root), std::move(keys.initiatorHeader),
                                      std::move(keys.responderNextHeader), keys.associatedData(),
                                      handshake->theirRatchetKey, now, random);
    if (!ratchet) {
        return Unexpected(StartError::UnusableKey);
    }
    TagChanges changes;
    changes.added = ratchet->expectedTags();
    add({keys.sessionId, generation, true, 0, now, now, std::nullopt,
         std::make_unique<PendingHandshake>(PendingHandshake{
             handshake->header, bundle.bundle().sealingKey, own.keys.publicKeys().identity}),
         std::move(*ratchet)},
        changes);
    return changes;
}

Result<Bytes, SendError> SessionSet::seal(ByteView content, ByteView attachedLog, Timestamp now,
                                          Random& random)
{
    const Session* chosen = sendingSession();
    if (chosen == nullptr) {
        return Unexpected(SendError::NoSession);
    }
    if (attachedLog.size() > kMaxAttachedLogBytes) {
        return Unexpected(SendError::LogTooLong);
    }
    Session& session = *find(chosen->id);
    // Before the ratchet moves: a key to which nothing can be sealed must not use it up in vain.
    std::optional<XWingEncapsulation> kem;
    if (session.pending != nullptr) {
        kem = encapsulate(session.pending->receiver, random);
        if (!kem) {
            return Unexpected(SendError::UnusableKey);
        }
    }
    auto message = session.ratchet.seal(content, now, random);
    if (!message) {
        switch (message.error()) {
        case SealError::ContentTooLong:
            return Unexpected(SendError::ContentTooLong);
        case SealError::ChainExhausted:
            return Unexpected(SendError::ChainExhausted);
        case SealError::NothingReceived:
            return Unexpected(SendError::NoSession);
        }
    }
    if (!kem) {
        return std::move(*message);
    }
    return sealFirstMessage(session.pending->header, attachedLog, *kem, *message);
}

Result<StagedOpen, OpenError> SessionSet::open(ByteView sessionMessage, const SessionId* hint,
                                               Timestamp now) const
{
    auto error = OpenError::UnknownHeader;
    for (const Session& session : m_sessions) {
        if (hint != nullptr && session.id != *hint) {
            continue;
        }
        auto message = session.ratchet.open(sessionMessage, now,
                                            session.confirmed() ? kMaxSkip : kMaxUnconfirmedSkip);
        if (message) {
            StagedOpen out;
            out.m_session = session.id;
            out.m_message = std::move(*message);
            return out;
        }
        // A header that opened says more than one that did not.
        if (message.error() != OpenError::UnknownHeader) {
            error = message.error();
        }
    }
    return Unexpected(error);
}

Result<StagedOpen, FirstOpenError>
SessionSet::openFirst(const FirstMessage& first, const OwnDevice& own, const PrekeyStore& prekeys,
                      const PeerDevice& peer, Timestamp now) const
{
    // A repeated handshake: its session is here, and the message opens in it.
    if (auto known = open(first.message, nullptr, now)) {
        return std::move(*known);
    } else if (known.error() != OpenError::UnknownHeader) {
        return Unexpected(FirstOpenError::NotOpened);
    }
    if (peer.address != m_peer) {
        return Unexpected(FirstOpenError::NotOpened);
    }
    std::uint32_t generation = 0;
    std::optional<ResetSecret> reset;
    const Session* confirmed = best(true);
    if (first.header.resetSecretId && confirmed != nullptr) {
        reset = findReset(*first.header.resetSecretId, generation);
    }
    if (confirmed != nullptr && !reset) {
        // Answer nothing that is a replay anyway with a warning.
        const auto id = sessionIdOf(first.header, own, prekeys, peer);
        if (!id) {
            return Unexpected(errorOf(id.error()));
        }
        if (prekeys.findSigned(first.header.prekeyId)->answered.contains(*id)) {
            return Unexpected(FirstOpenError::Replayed);
        }
        return Unexpected(first.header.resetSecretId ? FirstOpenError::UnknownReset
                                                     : FirstOpenError::Held);
    }
    auto answer = answerHandshake(first.header, own, prekeys, peer, reset ? &*reset : nullptr);
    if (!answer) {
        return Unexpected(errorOf(answer.error()));
    }
    SessionKeys& keys = answer->keys;
    auto session = std::make_unique<Session>(
        Session{keys.sessionId, generation, false, 1, now, now, std::nullopt, nullptr,
                Ratchet::responder(std::move(keys.root), std::move(keys.responderNextHeader),
                                   std::move(keys.initiatorHeader), keys.associatedData(),
                                   std::move(answer->ourRatchetKey), now)});
    auto message = session->ratchet.open(first.message, now, kMaxUnconfirmedSkip);
    if (!message) {
        return Unexpected(FirstOpenError::NotOpened);
    }
    StagedOpen out;
    out.m_session = keys.sessionId;
    out.m_message = std::move(*message);
    out.m_answered =
        StagedOpen::Answered{first.header.prekeyId, keys.sessionId, first.header.oneTimeId};
    out.m_newSession = std::move(session);
    return out;
}

TagChanges SessionSet::commit(StagedOpen staged, Timestamp now)
{
    TagChanges changes;
    if (staged.m_newSession != nullptr) {
        if (find(staged.m_session) != nullptr) {
            return changes;
        }
        static_cast<void>(staged.m_newSession->ratchet.commit(std::move(staged.m_message), now));
        changes.added = staged.m_newSession->ratchet.expectedTags();
        add(std::move(*staged.m_newSession), changes);
        return changes;
    }
    Session* session = find(staged.m_session);
    assert(session != nullptr);
    // Only a message that answers ours makes it certain that the other side is there, and not
    // somebody who kept an old message.
    const bool turns = staged.m_message.turnsRatchet();
    changes = session->ratchet.commit(std::move(staged.m_message), now);
    session->lastReceived = now;
    if (turns && session->turns < Session::kTurnsCounted) {
        ++session->turns;
        session->pending.reset();
        limitConfirmed(changes);
    }
    markSuperseded(now);
    return changes;
}

void SessionSet::dropSession(std::size_t index, TagChanges& changes)
{
    const auto at = m_sessions.begin() + static_cast<std::ptrdiff_t>(index);
    const auto tags = at->ratchet.expectedTags();
    // Tags that this very change was to add need not be removed again.
    for (const ReceiveTag& tag : tags) {
        const auto added = std::find(changes.added.begin(), changes.added.end(), tag);
        if (added != changes.added.end()) {
            changes.added.erase(added);
        } else {
            changes.removed.push_back(tag);
        }
    }
    m_sessions.erase(at);
}

void SessionSet::add(Session session, TagChanges& changes)
{
    // Of ours the oldest makes place, which nobody has answered for long. Of the peer's the latest:
    // the first is the one that we answer, and a flood shall not take it away.
    std::vector<std::size_t> unconfirmed;
    for (std::size_t i = 0; i < m_sessions.size(); ++i) {
        if (!m_sessions[i].confirmed() && m_sessions[i].initiator == session.initiator) {
            unconfirmed.push_back(i);
        }
    }
    if (unconfirmed.size() >= kMaxUnconfirmedOfASide) {
        dropSession(session.initiator ? unconfirmed.front() : unconfirmed.back(), changes);
    }
    m_sessions.push_back(std::move(session));
}

void SessionSet::limitConfirmed(TagChanges& changes)
{
    const auto confirmed = [this] {
        return static_cast<std::size_t>(std::count_if(
            m_sessions.begin(), m_sessions.end(), [](const Session& s) { return s.confirmed(); }));
    };
    while (confirmed() > kMaxConfirmedSessions) {
        std::optional<std::size_t> worst;
        for (std::size_t i = 0; i < m_sessions.size(); ++i) {
            if (m_sessions[i].confirmed() &&
                (!worst || isBetter(m_sessions[*worst], m_sessions[i]))) {
                worst = i;
            }
        }
        dropSession(*worst, changes);
    }
}

/// Marks the sessions on which the other side will never send again. After three turns it has
/// settled on the best one as well, and an older generation, or a higher identifier, can never
/// become better for it.
void SessionSet::markSuperseded(Timestamp now)
{
    const Session* chosen = best(true);
    if (chosen == nullptr || chosen->turns < Session::kTurnsCounted) {
        return;
    }
    for (Session& session : m_sessions) {
        if (!session.superseded && &session != chosen &&
            (session.generation < chosen->generation ||
             (session.generation == chosen->generation && session.confirmed() &&
              chosen->id < session.id))) {
            session.superseded = now;
        }
    }
}

bool SessionSet::recognizes(ByteView sessionMessage) const
{
    return std::any_of(m_sessions.begin(), m_sessions.end(), [&](const Session& session) {
        return session.ratchet.recognizes(sessionMessage);
    });
}

TagChanges SessionSet::expire(Timestamp now)
{
    TagChanges changes;
    for (Session& session : m_sessions) {
        const TagChanges expired = session.ratchet.expire(now);
        changes.removed.insert(changes.removed.end(), expired.removed.begin(),
                               expired.removed.end());
    }
    const Session* chosen = best(true);
    const SessionId keep = chosen != nullptr ? chosen->id : SessionId();
    for (std::size_t i = m_sessions.size(); i-- > 0;) {
        const Session& session = m_sessions[i];
        const bool idle = now.since(session.lastReceived) > kIdleSessionLifetime;
        const bool superseded =
            session.superseded && now.since(*session.superseded) > kSupersededLifetime;
        if (session.id != keep && (idle || superseded)) {
            dropSession(i, changes);
        }
    }
    return changes;
}

SecretBytes SessionSet::serialize() const
{
    SecretWriter out(4096);
    out.u8(kSetVersion).bytes(m_peer.account).bytes(m_peer.device);
    out.u8(static_cast<std::uint8_t>(m_sessions.size()));
    for (const Session& session : m_sessions) {
        session.write(out);
    }
    return std::move(out).take();
}

Result<SessionSet, ParseError> SessionSet::parse(ByteView stored)
{
    Reader in(stored);
    in.version(kSetVersion);
    DeviceAddress peer;
    peer.account = in.fixed<AccountId>();
    peer.device = in.fixed<DeviceId>();
    const std::size_t count = in.u8();
    SOTTO_CHECK(in.check());
    if (count > kMaxSessions) {
        return Unexpected(ParseError{ParseError::Kind::OutOfRange, in.offset() - 1});
    }
    SessionSet out(peer);
    std::size_t confirmed = 0;
    std::size_t unconfirmed[2] = {0, 0};
    for (std::size_t i = 0; i < count; ++i) {
        SOTTO_TRY(session, Session::read(in));
        ++(session.confirmed() ? confirmed : unconfirmed[session.initiator ? 1 : 0]);
        if (out.find(session.id) != nullptr || confirmed > kMaxConfirmedSessions ||
            unconfirmed[0] > kMaxUnconfirmedOfASide || unconfirmed[1] > kMaxUnconfirmedOfASide) {
            return Unexpected(ParseError{ParseError::Kind::NonCanonical, in.offset()});
        }
        out.m_sessions.push_back(std::move(session));
    }
    SOTTO_CHECK(in.finish());
    return out;
}

} // namespace sotto::crypto
