#pragma once

#include "crypto/base/identifiers.h"
#include "crypto/channel/eapi.h"
#include "crypto/primitives/ed25519.h"
#include "crypto/primitives/hash.h"
#include "crypto/primitives/hkdf.h"
#include "crypto/primitives/xwing.h"

/// Frames and key schedule of the channel's handshake (PROTOCOL.md section 11).
namespace sotto::crypto {

/// The part of a relay's address that opens it; all zero for a relay that serves everybody.
using AccessKey = Secret<struct AccessKeyTag, 32>;
/// H("sotto1 relay", the relay's static Ed25519 key).
using RelayFingerprint = FixedBytes<struct RelayFingerprintTag, 32>;
using ChannelKey = Secret<struct ChannelKeyTag, 32>;
using ChannelConfirmation = Secret<struct ChannelConfirmationTag, 32>;

[[nodiscard]] RelayFingerprint fingerprintOf(const SigningPublicKey& relayKey);

enum class ChannelError : std::uint8_t
{
    Malformed,      ///< a frame of wrong type or size
    ClientTooOld,   ///< the relay speaks newer versions only: update this program
    ClientTooNew,   ///< the relay speaks older versions only: its owner must update it
    WrongRelay,     ///< not the relay of this address: check the address, do not go on
    WrongAccessKey, ///< the relay does not accept the address's access key: ask for a new one
    Refused,        ///< the relay refused the handshake and does not say why
    Tampered,       ///< changed, reordered, dropped, replayed or reflected on the way
    TooLarge,       ///< more than kMaxChannelPlaintextBytes
    Closed,         ///< used after an error or after finish()
};

/// How the client was let in.
enum class ChannelAccess : std::uint8_t
{
    AddressKey = 0, ///< it named no EAPI
    KnownEapi = 1,  ///< the EAPI that it named
    FellBack = 2,   ///< its EAPI is unknown; the access key served: a mailbox must log in anew
};

inline constexpr std::uint8_t kChannelVersion = 1;

enum class ChannelFrame : std::uint8_t
{
    Refusal = 0,
    ClientHello = 1,
    ServerHello = 2,
    ClientAccess = 3,
    ServerAccess = 4,
    Data = 0x10,
    Finish = 0x11,
};

// Handshake frames have one size each, so anything else is refused before any work.
inline constexpr std::size_t kRefusalBytes = 3;        ///< type, oldest, newest version
inline constexpr std::size_t kClientHelloBytes = 1218; ///< type, version, X-Wing public key
inline constexpr std::size_t kServerHelloHead = 1122;  ///< type, version, X-Wing ciphertext
inline constexpr std::size_t kServerHelloBytes = 1234; ///< head, sealed (key 32, signature 64)
inline constexpr std::size_t kClientAccessBytes = 34;  ///< type, sealed (mode 1, identifier 16)
inline constexpr std::size_t kServerAccessBytes = 50;  ///< type, sealed (access 1, confirmation)

/// K1 and what is derived from it alone.
struct ChannelK1
{
    Hash hellos; ///< transcript of both hellos
    PseudorandomKey k1;
    ChannelKey serverHello;
    ChannelKey clientAccess;
    ChannelKey serverAccess;

    ChannelK1(ByteView clientHello, ByteView serverHelloHead, const XWingSharedSecret& shared);
};

/// K3 and what is derived from it.
struct ChannelK3
{
    ChannelConfirmation confirmation;
    ChannelKey fromClient;
    ChannelKey fromServer;
    Eapi nextEapi;
    ChannelBinding binding;

    /// @p serverHello and @p clientAccess are the whole frames; @p apiKey an access key or EAPI.
    ChannelK3(const ChannelK1& k1, ByteView serverHello, ByteView clientAccess,
              ChannelAccess access, std::span<const std::uint8_t, 32> apiKey);
};

/// The relay's signature of both hellos, over hellos || relay key.
[[nodiscard]] Signature signHellos(const SigningKey& relay, const Hash& hellos);
[[nodiscard]] bool verifyHellos(const SigningPublicKey& relay, const Hash& hellos,
                                const Signature& signature);

/// The one-way step of a traffic key.
[[nodiscard]] ChannelKey rekeyed(const ChannelKey& key);

} // namespace sotto::crypto
