#pragma once

#include "crypto/handshake/handshake.h"

namespace sotto::crypto {

/// What comes before the session message in a first message, without an attached log: exactly
/// 3 KiB, so that with or without one-time prekey and reset secret it is the same.
inline constexpr std::size_t kFirstMessagePrefixBytes = 3072;
/// Attached logs take whole blocks of this size.
inline constexpr std::size_t kAttachedLogBlock = 1024;
/// The longest device log that travels inside a first message. An account of three devices
/// refreshing weekly fills it in eight years; an older one is met by invite, which holds the log.
inline constexpr std::size_t kMaxAttachedLogBytes = 512 * 1024;

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
    Bytes attachedLog; ///< of a stranger, who cannot be looked up; otherwise empty
    ByteView message;  ///< into the envelope
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

[[nodiscard]] Result<FirstMessage, FirstMessageError>
openFirstMessage(ByteView envelope, const XWingSecretKey& sealingKey);

} // namespace sotto::crypto
