#pragma once

#include "crypto/handshake/handshake.h"

namespace sotto::crypto {

/// What comes before the session message in a first message, without an attached log: exactly
/// 3 KiB, so that with or without one-time prekey and reset secret it is the same.
inline constexpr std::size_t kFirstMessagePrefixBytes = 3072;
/// Attached logs take whole blocks of this size.
inline constexpr std::size_t kAttachedLogBlock = 1024;
/// What travels of the sender's device log inside a first message: more than a LogReference
/// (section 5.4), which is short for every log that the rules allow, ever needs.
inline constexpr std::size_t kMaxAttachedLogBytes = std::size_t{512} * 1024;

/// A session message with the handshake that begins its session, sealed to the receiver's X-Wing
/// sealing key: nobody else can see who sent it, now or with a later quantum computer.
///
///     struct {                                // PROTOCOL.md section 6.5
///         u8  type;                           // 0x02
///         u16 log_blocks;                     // length of the attached log's area in KiB
///         u8  kem_ciphertext[1120];           // X-Wing
///         u8  sealed[1933 + 1024 * log_blocks + 16];
///         u8  message[];                      // SessionMessage
///     } FirstMessage;
struct FirstMessage
{
    HandshakeHeader header;
    /// The LogReference of a stranger, who cannot be looked up; otherwise empty. If it names a
    /// blob, the message waits until the person let the blob be fetched: see PROTOCOL.md
    /// section 8.3.
    SecretBytes attachedLog;
    ByteView message; ///< into the envelope
};

enum class FirstMessageError : std::uint8_t
{
    NotForUs,  ///< not the layout, not sealed to this device, or changed on the way
    Malformed, ///< sealed to this device by somebody who breaks the protocol
};

/// Seals anew for every posting. Nothing if the receiver's sealing key is none (a verified bundle
/// may still hold one).
[[nodiscard]] std::optional<Bytes> sealFirstMessage(const HandshakeHeader& header,
                                                    ByteView attachedLog,
                                                    const XWingPublicKey& receiver,
                                                    ByteView message, Random& random);

/// The same with an encapsulation to that key, made for this one sealing.
[[nodiscard]] Bytes sealFirstMessage(const HandshakeHeader& header, ByteView attachedLog,
                                     const XWingEncapsulation& kem, ByteView message);

[[nodiscard]] Result<FirstMessage, FirstMessageError>
openFirstMessage(ByteView envelope, const XWingSecretKey& sealingKey);

} // namespace sotto::crypto
