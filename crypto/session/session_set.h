#pragma once

#include "crypto/session/session.h"

namespace sotto::crypto {

/// Sessions between two devices at most: two of a simultaneous start, and room for a new one of
/// each side beside them.
inline constexpr std::size_t kMaxSessions = 4;
/// Of which confirmed: one place always stays for a new one, which therefore never evicts a
/// confirmed one.
inline constexpr std::size_t kMaxConfirmedSessions = 3;
/// A session that nobody answered, or that a better one has replaced, ends after so long without a
/// message: as long as relays keep envelopes.
inline constexpr Duration kIdleSessionLifetime = Duration::days(30);

enum class SendError : std::uint8_t
{
    NoSession,      ///< fetch the peer's bundle and start() one
    ContentTooLong, ///< more than kMaxContentBytes
    LogTooLong,     ///< the attached log is over kMaxAttachedLogBytes
    UnusableKey,    ///< the peer's sealing key is none: fetch a new bundle
    ChainExhausted, ///< too many messages without an answer
};

enum class FirstOpenError : std::uint8_t
{
    NotOpened,           ///< does not open; nothing is answered
    UnknownPrekey,       ///< made for prekeys that are gone: too old, or replayed
    Replayed,            ///< its handshake was answered before
    Held,                ///< beside a confirmed session and without its reset secret: warn, wait
    TooManyFirstMessages ///< rotate the signed prekeys; the sender will try again
};

/// Whether a first message that would be Held may be answered all the same.
enum class HeldPolicy : std::uint8_t
{
    Hold,
    AcceptedByPerson, ///< the person was warned and decided that it is genuine
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
    /// one's reset secret.
    [[nodiscard]] Result<TagChanges, HandshakeError>
    start(const OwnDevice& own, const Hash& logHead, const VerifiedBundle& bundle,
          std::optional<PrekeyId> oneTimeId, Timestamp now, Random& random);

    /// Encrypts for posting now. Until the peer has answered, the handshake comes along, sealed
    /// anew, with @p attachedLog if the peer cannot look this account up. Store the set before the
    /// envelope leaves.
    [[nodiscard]] Result<Bytes, SendError> seal(ByteView content, ByteView attachedLog,
                                                Timestamp now, Random& random);

    /// Opens a session message, or the one inside a first message that repeats a known handshake.
    /// @p hint names the session if the envelope's tag was found in an index.
    [[nodiscard]] Result<StagedOpen, OpenError> open(ByteView sessionMessage, const SessionId* hint,
                                                     Timestamp now) const;
    /// Answers a handshake and opens the message that came with it.
    [[nodiscard]] Result<StagedOpen, FirstOpenError>
    openFirst(const FirstMessage& first, const OwnDevice& own, const PrekeyStore& prekeys,
              const PeerDevice& peer, HeldPolicy policy, Timestamp now) const;
    /// Makes the changes of an opened message. It must have been opened by this set, in the state
    /// in which it still is.
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
    [[nodiscard]] std::optional<ResetSecret> findReset(const ResetSecretId& id,
                                                       std::uint32_t& generation) const;
    [[nodiscard]] const Session* bestConfirmed() const;
    void add(Session session, TagChanges& changes);
    void dropSession(std::size_t index, TagChanges& changes);
    void limitConfirmed(TagChanges& changes);

    DeviceAddress m_peer;
    std::vector<Session> m_sessions; ///< in the order in which they began
};

} // namespace sotto::crypto
