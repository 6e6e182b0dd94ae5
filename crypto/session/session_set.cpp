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
        return FirstOpenError::Held;
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

bool SessionSet::hasConfirmed() const
{
    return bestConfirmed() != nullptr;
}

const Session* SessionSet::bestConfirmed() const
{
    const Session* best = nullptr;
    for (const Session& session : m_sessions) {
        if (session.confirmed && (best == nullptr || isPreferred(session, *best))) {
            best = &session;
        }
    }
    return best;
}

const Session* SessionSet::sendingSession() const
{
    const auto at = std::min_element(m_sessions.begin(), m_sessions.end(), isPreferred);
    return at == m_sessions.end() ? nullptr : &*at;
}

std::optional<ResetSecret> SessionSet::findReset(const ResetSecretId& id,
                                                 std::uint32_t& generation) const
{
    for (const Session& session : m_sessions) {
        if (auto secret = session.ratchet.findResetSecret(id)) {
            generation = session.generation + 1;
            return secret;
        }
    }
    return std::nullopt;
}

Result<TagChanges, HandshakeError> SessionSet::start(const OwnDevice& own, const Hash& logHead,
                                                     const VerifiedBundle& bundle,
                                                     std::optional<PrekeyId> oneTimeId,
                                                     Timestamp now, Random& random)
{
    assert(bundle.bundle().address == m_peer);
    const Session* confirmed = bestConfirmed();
    std::optional<ResetSecret> reset;
    std::uint32_t generation = 0;
    if (confirmed != nullptr) {
        reset = confirmed->ratchet.exportResetSecret();
        generation = confirmed->generation + 1;
        // A confirmed session has opened a message, so it has turned a receiving chain.
        assert(reset);
    }
    SOTTO_TRY(handshake, initiateHandshake(own, logHead, bundle, oneTimeId,
                                           reset ? &*reset : nullptr, random));
    SessionKeys& keys = handshake.keys;
    auto ratchet = Ratchet::initiator(std::move(keys.root), std::move(keys.initiatorHeader),
                                      std::move(keys.responderNextHeader), keys.associatedData(),
                                      handshake.theirRatchetKey, now, random);
    if (!ratchet) {
        return Unexpected(HandshakeError::UnusableKey);
    }
    auto pending = std::make_unique<PendingHandshake>(
        PendingHandshake{handshake.header, bundle.bundle().sealingKey});
    TagChanges changes;
    changes.added = ratchet->expectedTags();
    add({keys.sessionId, generation, false, true, now, now, std::move(pending),
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
    if (session.pending == nullptr) {
        return std::move(*message);
    }
    auto first = sealFirstMessage(session.pending->header, attachedLog, session.pending->receiver,
                                  *message, random);
    if (!first) {
        return Unexpected(SendError::UnusableKey);
    }
    return std::move(*first);
}

Result<StagedOpen, OpenError> SessionSet::open(ByteView sessionMessage, const SessionId* hint,
                                               Timestamp now) const
{
    auto error = OpenError::UnknownHeader;
    for (const Session& session : m_sessions) {
        if (hint != nullptr && session.id != *hint) {
            continue;
        }
        auto message = session.ratchet.open(sessionMessage, now);
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
                      const PeerDevice& peer, HeldPolicy policy, Timestamp now) const
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
    if (first.header.resetSecretId) {
        reset = findReset(*first.header.resetSecretId, generation);
    }
    if (const Session* confirmed = bestConfirmed(); confirmed != nullptr && !reset) {
        // Answer nothing that is a replay anyway with a warning.
        const auto id = sessionIdOf(first.header, own, prekeys, peer);
        if (!id) {
            return Unexpected(errorOf(id.error()));
        }
        if (prekeys.findSigned(first.header.prekeyId)->answered.contains(*id)) {
            return Unexpected(FirstOpenError::Replayed);
        }
        if (policy == HeldPolicy::Hold || first.header.resetSecretId) {
            return Unexpected(FirstOpenError::Held);
        }
        generation = confirmed->generation + 1;
    }
    auto answer = answerHandshake(first.header, own, prekeys, peer, reset ? &*reset : nullptr);
    if (!answer) {
        return Unexpected(errorOf(answer.error()));
    }
    SessionKeys& keys = answer->keys;
    auto session = std::make_unique<Session>(
        Session{keys.sessionId, generation, false, false, now, now, nullptr,
                Ratchet::responder(std::move(keys.root), std::move(keys.responderNextHeader),
                                   std::move(keys.initiatorHeader), keys.associatedData(),
                                   std::move(answer->ourRatchetKey), now)});
    auto message = session->ratchet.open(first.message, now);
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
        static_cast<void>(staged.m_newSession->ratchet.commit(std::move(staged.m_message), now));
        changes.added = staged.m_newSession->ratchet.expectedTags();
        add(std::move(*staged.m_newSession), changes);
        return changes;
    }
    Session* session = find(staged.m_session);
    assert(session != nullptr);
    // The initiator's first reply, or the responder's first message that answers its own: only now
    // is it certain that the other side is there, and not somebody who kept an old message.
    const bool confirms =
        !session->confirmed && (session->initiator || staged.m_message.turnsRatchet());
    changes = session->ratchet.commit(std::move(staged.m_message), now);
    session->lastReceived = now;
    if (confirms) {
        session->confirmed = true;
        session->pending.reset();
        limitConfirmed(changes);
    }
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
    while (m_sessions.size() >= kMaxSessions) {
        std::optional<std::size_t> oldest;
        for (std::size_t i = 0; i < m_sessions.size() && !oldest; ++i) {
            if (!m_sessions[i].confirmed) {
                oldest = i;
            }
        }
        assert(oldest); // kMaxConfirmedSessions < kMaxSessions
        dropSession(*oldest, changes);
    }
    m_sessions.push_back(std::move(session));
}

void SessionSet::limitConfirmed(TagChanges& changes)
{
    const auto confirmed = [this] {
        return static_cast<std::size_t>(std::count_if(
            m_sessions.begin(), m_sessions.end(), [](const Session& s) { return s.confirmed; }));
    };
    while (confirmed() > kMaxConfirmedSessions) {
        std::optional<std::size_t> worst;
        for (std::size_t i = 0; i < m_sessions.size(); ++i) {
            if (m_sessions[i].confirmed &&
                (!worst || isPreferred(m_sessions[*worst], m_sessions[i]))) {
                worst = i;
            }
        }
        dropSession(*worst, changes);
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
    const Session* best = bestConfirmed();
    const SessionId keep = best != nullptr ? best->id : SessionId();
    for (std::size_t i = m_sessions.size(); i-- > 0;) {
        const Session& session = m_sessions[i];
        if (now.since(session.lastReceived) > kIdleSessionLifetime &&
            (!session.confirmed || session.id != keep)) {
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
    for (std::size_t i = 0; i < count; ++i) {
        SOTTO_TRY(session, Session::read(in));
        confirmed += session.confirmed ? 1U : 0U;
        if (out.find(session.id) != nullptr || confirmed > kMaxConfirmedSessions) {
            return Unexpected(ParseError{ParseError::Kind::NonCanonical, in.offset()});
        }
        out.m_sessions.push_back(std::move(session));
    }
    SOTTO_CHECK(in.finish());
    return out;
}

} // namespace sotto::crypto
