#pragma once

#include "crypto/ratchet/kem_ratchet.h"
#include "crypto/ratchet/padding.h"
#include "crypto/ratchet/root_key.h"
#include "crypto/ratchet/skipped_keys.h"
#include "crypto/ratchet/tag_window.h"

#include <optional>

namespace sotto::crypto {

/// At least so many tags of the current and of the next receiving chain are predicted ahead of what
/// has arrived (whole blocks, so up to three more). A message further ahead is found by trying
/// header keys instead.
inline constexpr std::uint32_t kTagWindow = 64;
/// Reset secrets of so many of the latest roots are accepted. Three: the other side's latest
/// receiving root is our latest sending root or the one before, and one receiving root lies
/// between.
inline constexpr std::size_t kResetSecretsKept = 3;

inline constexpr std::size_t kEnvelopePrefixBytes =
    1 + ReceiveTag::kSize + MessageSalt::kSize + kSealedHeaderBytes;
static_assert(kEnvelopePrefixBytes + 16 == kMessageOverhead);

/// Why a message did not open. For tests and counters: to the sender, and in what the program does
/// next, all of them are one.
enum class OpenError : std::uint8_t
{
    Malformed,     ///< no session message of a valid size
    UnknownHeader, ///< no header key of this session opens it
    AlreadyOpened, ///< its key is used up, or too old
    GapTooLarge,   ///< more messages ahead than may be passed over
    BadHeader,     ///< authentic, but its sender breaks the protocol
    Forged,        ///< the header is authentic, the content is not
    BadContent,    ///< authentic, but its padding is not canonical
};

enum class SealError : std::uint8_t
{
    ContentTooLong,  ///< more than kMaxContentBytes
    NothingReceived, ///< the responder cannot send before it has opened the first message
    ChainExhausted,  ///< kMaxChainLength messages without an answer
};

/// What opening a message changes, computed beside the ratchet. Dropping it changes nothing.
class StagedMessage
{
public:
    [[nodiscard]] ByteView content() const { return m_content; }
    /// True if the message opened a new receiving chain: its sender had our latest ratchet key.
    [[nodiscard]] bool turnsRatchet() const { return m_turn.has_value(); }

private:
    friend class Ratchet;
    struct Turn
    {
        RootStep step;
        X25519PublicKey theirKey;
        bool mixesKem;
    };
    struct Skipped
    {
        std::vector<SkippedKey> previousChain;
        std::vector<SkippedKey> currentChain;
    };

    SecretBytes m_padded;
    ByteView m_content;                    ///< into m_padded
    std::optional<KemFragment> m_fragment; ///< its data points into m_padded
    ReceiveTag m_tag;
    bool m_usesSkipped = false;
    std::optional<ChainKey> m_chainKey; ///< of the receiving chain after this message
    std::optional<Turn> m_turn;
    std::unique_ptr<Skipped> m_skipped;
    std::uint64_t m_basedOn = 0;
};

/// How the set of tags that would find this session changed. No tag is in both lists.
struct TagChanges
{
    std::vector<ReceiveTag> added;
    std::vector<ReceiveTag> removed;
};

/// The Double Ratchet with header encryption (Signal, revision 4, section 4) between two devices,
/// with an ML-KEM-768 step beside the Diffie-Hellman one. PROTOCOL.md section 7.
///
/// Two differences from the specification's pseudo-code, neither visible on the wire: the sending
/// half of a DH step is made when the next message is sent, so that a state at rest holds no
/// sending chain made before its time; and opening stages its changes, so that a message is stored
/// and the ratchet moved in one transaction of the caller.
class Ratchet
{
public:
    using RootSecret = RootKey::Value;
    using HeaderSecret = HeaderKey::Value;

    /// The side that began the handshake. @p theirKey is the responder's signed prekey.
    [[nodiscard]] static Result<Ratchet, DhError>
    initiator(RootSecret root, HeaderSecret sendingHeader, HeaderSecret nextReceivingHeader,
              const AssociatedData& associatedData, const X25519PublicKey& theirKey, Timestamp now,
              Random& random);
    /// The side whose signed prekey was used.
    [[nodiscard]] static Ratchet responder(RootSecret root, HeaderSecret nextSendingHeader,
                                           HeaderSecret nextReceivingHeader,
                                           const AssociatedData& associatedData,
                                           X25519KeyPair signedPrekey, Timestamp now);

    /// Pads and encrypts @p content. The state moves at once: store it before the envelope leaves.
    [[nodiscard]] Result<Bytes, SealError> seal(ByteView content, Timestamp now, Random& random);
    /// Decrypts without changing anything. @p now dates the keys of messages that were overtaken,
    /// of which one message may leave @p maxSkip in a chain: kMaxUnconfirmedSkip until the session
    /// is confirmed.
    [[nodiscard]] Result<StagedMessage, OpenError> open(ByteView envelope, Timestamp now,
                                                        std::uint32_t maxSkip = kMaxSkip) const;
    /// Makes the changes of an opened message. It must have been opened by this ratchet in the
    /// state in which it still is.
    TagChanges commit(StagedMessage staged, Timestamp now);
    /// Drops overtaken keys that have become too old.
    TagChanges expire(Timestamp now);

    /// As seal and open, for a plaintext that is padded already (16 bytes to 64 KiB), without the
    /// ML-KEM step. This is the core that the benchmarks measure.
    [[nodiscard]] Result<Bytes, SealError> sealPadded(ByteView padded, Random& random);
    [[nodiscard]] Result<StagedMessage, OpenError>
    openPadded(ByteView envelope, Timestamp now, std::uint32_t maxSkip = kMaxSkip) const;

    /// All tags of envelopes that this session waits for now.
    [[nodiscard]] std::vector<ReceiveTag> expectedTags() const;
    /// Cheap check by header keys, at most two AEADs: nothing if this session does not know the
    /// envelope's header, otherwise how many keys of overtaken messages open() would derive before
    /// the content shows whether the envelope is genuine, at most 2 * kMaxSkip.
    [[nodiscard]] std::optional<std::uint32_t> gapOf(ByteView envelope) const;
    [[nodiscard]] bool recognizes(ByteView envelope) const { return gapOf(envelope).has_value(); }

    /// A secret that the other side shares for certain; nothing before its first message.
    [[nodiscard]] std::optional<ResetSecret> exportResetSecret() const;
    /// The reset secret that the other side may name.
    [[nodiscard]] std::optional<ResetSecret> findResetSecret(const ResetSecretId& id) const;

    [[nodiscard]] std::uint16_t kemEpoch() const { return m_kem.epoch(); }
    [[nodiscard]] std::size_t skippedKeyCount() const { return m_skipped.size(); }

    /// The whole state, with a version; at most 4 KiB as long as no keys are skipped.
    [[nodiscard]] SecretBytes serialize() const;
    void write(SecretWriter& out) const;
    [[nodiscard]] static Result<Ratchet, ParseError> parse(ByteView stored);
    [[nodiscard]] static Result<Ratchet, ParseError> read(Reader& in);

private:
    struct SendingChain
    {
        ChainKey chainKey;
        HeaderKey headerKey;
        std::uint32_t previousLength;
        std::uint16_t kemEpoch;
        TagCache tags;
    };
    struct ReceivingChain
    {
        ChainKey chainKey;
        HeaderKey headerKey;
        X25519PublicKey theirKey;
        std::uint16_t kemEpoch;
        TagWindow window;
    };
    /// Derived from a root, in the order in which the roots were made.
    struct RootReset
    {
        ResetSecret secret;
        bool shared; ///< the root of a receiving step: its maker has it already
    };
    struct ParsedEnvelope;

    Ratchet(bool initiator, RootKey root, HeaderKey nextSending, HeaderKey nextReceiving,
            const AssociatedData& associatedData, Timestamp now);

    [[nodiscard]] Result<void, SealError> ensureSendingChain(Timestamp now, Random& random);
    [[nodiscard]] Result<void, DhError> turnSendingChain(const X25519PublicKey& theirKey,
                                                         Timestamp now, Random& random);
    void sealInPlace(MutableByteView envelope, Random& random);
    [[nodiscard]] Result<StagedMessage, OpenError>
    openSkipped(const ParsedEnvelope& envelope, const SkippedKeys::Found& found) const;
    [[nodiscard]] Result<StagedMessage, OpenError> openCurrent(const ParsedEnvelope& envelope,
                                                               const RatchetHeader& header,
                                                               Timestamp now,
                                                               std::uint32_t maxSkip) const;
    [[nodiscard]] Result<StagedMessage, OpenError> openNext(const ParsedEnvelope& envelope,
                                                            const RatchetHeader& header,
                                                            Timestamp now,
                                                            std::uint32_t maxSkip) const;
    [[nodiscard]] Result<void, OpenError> decryptBody(const ParsedEnvelope& envelope,
                                                      MessageKey key, StagedMessage& out) const;
    void rememberReset(bool shared);

    bool m_initiator;
    AssociatedData m_associatedData;
    RootKey m_root;
    X25519KeyPair m_ours;
    std::optional<SendingChain> m_sending;
    std::uint32_t m_previousLength = 0; ///< of the sending chain that ended last
    HeaderKey m_nextSendingHeader;
    std::optional<ReceivingChain> m_receiving;
    HeaderKey m_nextReceivingHeader;
    TagWindow m_nextWindow; ///< of m_nextReceivingHeader
    SkippedKeys m_skipped;
    KemRatchet m_kem;
    std::vector<RootReset> m_resets; ///< of the latest roots, newest last
    std::uint64_t m_changes = 0;     ///< catches a commit out of turn
};

} // namespace sotto::crypto
