#pragma once

#include "crypto/session/session.h"

namespace sotto::crypto {

/// Confirmed sessions of two devices: what a simultaneous start leaves.
inline constexpr std::size_t kMaxConfirmedSessions = 2;
/// Unconfirmed ones that one side began: the first, and one more without a one-time prekey or after
/// keys have changed. Whoever began them holds both, since either may still be answered.
inline constexpr std::size_t kMaxUnconfirmedOfASide = 2;
/// Sessions between two devices. Each kind has its own places, so that no unconfirmed one evicts a
/// confirmed one, and of two sides that begin at once neither evicts the other's.
inline constexpr std::size_t kMaxSessions = kMaxConfirmedSessions + 2 * kMaxUnconfirmedOfASide;
/// After so long without an answer a handshake may make place for another one.
inline constexpr Duration kHandshakePatience = Duration::days(7);
/// A session that nobody answered ends after so long without a message, as does a confirmed one
/// that is not sent on while a better one lives: as long as relays keep envelopes.
inline constexpr Duration kIdleSessionLifetime = Duration::days(30);
/// A session on which the other side is known never to send again ends so much later: messages on
/// their way have arrived by then, and what was copied of it serves nobody for long.
inline constexpr Duration kSupersededLifetime = Duration::hours(1);

enum class StartError : std::uint8_t
{
    AlreadyBegun, ///< a handshake with these keys waits for its answer, or the newest session has
                  ///< not been used both ways yet: send on
    OwnDevice,
    UnusableKey, ///< the bundle holds a key of low order: fetch another one
};

enum class SendError : std::uint8_t
{
    NoSession,      ///< fetch the peer's bundle and start() one
    ContentTooLong, ///< more than kMaxContentBytes
    LogTooLong,     ///< the attached reference is over kMaxAttachedLogBytes
    UnusableKey,    ///< the peer's sealing key is none; nothing has changed: fetch a new bundle
    ChainExhausted, ///< too many messages without an answer
};

enum class FirstOpenError : std::uint8_t
{
    NotOpened,           ///< does not open; nothing is answered
    UnknownPrekey,       ///< made for prekeys that are gone: too old, or replayed
    Replayed,            ///< its handshake was answered before
    Held,                ///< beside a confirmed session and without its reset secret: warn
    UnknownReset,        ///< names a reset secret that this device has not: the same warning
    TooManyFirstMessages ///< rotate the signed prekeys; the sender will try again
};

/// What opening an envelope changes, computed beside the set. Dropping it changes nothing.
class StagedOpen
{
public:
    /// What a prekey store must record with the message: PrekeyStore::recordAnswered.
    struct Answered
    {
        PrekeyId prekeyId = 0;
        SessionId session;
        std::optional<PrekeyId> oneTimeId;
    };

    [[nodiscard]] ByteView content() const { return m_message.content(); }
    [[nodiscard]] const SessionId& session() const { return m_session; }
    /// Set if the message began a new session.
    [[nodiscard]] const std::optional<Answered>& answered() const { return m_answered; }

private:
    friend class SessionSet;

    SessionId m_session;
    StagedMessage m_message;
    std::optional<Answered> m_answered;
    std::unique_ptr<Session> m_newSession;
};

/// All sessions of this device with one other device. PROTOCOL.md section 8.
class SessionSet
{
public:
    explicit SessionSet(const DeviceAddress& peer)
        : m_peer(peer)
    {}

    [[nodiscard]] const DeviceAddress& peer() const { return m_peer; }
    [[nodiscard]] const std::vector<Session>& sessions() const { return m_sessions; }
    [[nodiscard]] bool hasConfirmed() const;
    /// The session that seal() uses; null if there is none that can send.
    [[nodiscard]] const Session* sendingSession() const;

    /// Begins a session with a verified bundle of the peer. Beside a confirmed one it mixes in that
    /// one's reset secret. When: with no session; when messages stay unacknowledged although the
    /// peer is online; after a handshake with a one-time prekey stayed unanswered, again without.
    [[nodiscard]] Result<TagChanges, StartError> start(const OwnDevice& own, const Hash& logHead,
                                                       const VerifiedBundle& bundle,
                                                       std::optional<PrekeyId> oneTimeId,
                                                       Timestamp now, Random& random);

    /// Encrypts for posting now. Until the peer has answered, the handshake comes along, sealed
    /// anew, with @p attachedLog (a LogReference) if the peer cannot look this account up. Store
    /// the set before the envelope leaves.
    [[nodiscard]] Result<Bytes, SendError> seal(ByteView content, ByteView attachedLog,
                                                Timestamp now, Random& random);

    /// Opens a session message, or the one inside a first message that repeats a known handshake.
    /// @p hint names the session if the envelope's tag was found in an index.
    [[nodiscard]] Result<StagedOpen, OpenError> open(ByteView sessionMessage, const SessionId* hint,
                                                     Timestamp now) const;
    /// Answers a handshake and opens the message that came with it.
    [[nodiscard]] Result<StagedOpen, FirstOpenError>
    openFirst(const FirstMessage& first, const OwnDevice& own, const PrekeyStore& prekeys,
              const PeerDevice& peer, Timestamp now) const;
    /// Makes the changes of an opened message. It must have been opened by this set, in the state
    /// in which it still is. (A handshake that was answered meanwhile changes nothing.)
    TagChanges commit(StagedOpen staged, Timestamp now);

    /// True if a header key of some session opens the envelope's header: at most two AEADs a
    /// session. For envelopes whose tag is in no index.
    [[nodiscard]] bool recognizes(ByteView sessionMessage) const;
    /// Ends sessions and drops keys whose time has passed.
    TagChanges expire(Timestamp now);

    [[nodiscard]] SecretBytes serialize() const;
    [[nodiscard]] static Result<SessionSet, ParseError> parse(ByteView stored);

private:
    [[nodiscard]] Session* find(const SessionId& id);
    [[nodiscard]] const Session* best(bool onlyConfirmed) const;
    [[nodiscard]] std::optional<ResetSecret> findReset(const ResetSecretId& id,
                                                       std::uint32_t& generation) const;
    [[nodiscard]] bool mayBegin(const OwnDevice& own, const PrekeyBundle& bundle,
                                const std::optional<PrekeyId>& oneTimeId, Timestamp now) const;
    void add(Session session, TagChanges& changes);
    void dropSession(std::size_t index, TagChanges& changes);
    void limitConfirmed(TagChanges& changes);
    void markSuperseded(Timestamp now);

    DeviceAddress m_peer;
    std::vector<Session> m_sessions; ///< in the order in which they began
};

} // namespace sotto::crypto
