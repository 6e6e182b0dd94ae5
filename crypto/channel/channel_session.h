#pragma once

#include "crypto/channel/channel_keys.h"

namespace sotto::crypto {

/// Plaintext of one frame: an envelope of 64 KiB or an attachment piece fits with room, and a
/// stranger can make neither side hold more than this.
inline constexpr std::size_t kMaxChannelPlaintextBytes = std::size_t{1} << 20;
inline constexpr std::size_t kChannelOverheadBytes = 17; ///< type and tag
/// A direction's key is replaced after so many frames or bytes, whichever comes first: far below
/// the AEAD's limits, so that a key taken from memory opens little of what went before.
inline constexpr std::uint64_t kChannelRekeyFrames = std::uint64_t{1} << 16;
inline constexpr std::uint64_t kChannelRekeyBytes = std::uint64_t{1} << 26;

/// The traffic under K3. Frames go over an ordered transport that keeps message boundaries; any
/// error closes the session for good. A stream that ends without a Finish frame was cut off.
///
///     u8 type (Data or Finish); AEAD(key, 0[16] || u64 counter, type, plaintext)
class ChannelSession
{
public:
    struct Received
    {
        bool finished = false; ///< the peer sends no more
        SecretBytes plaintext;
    };
    enum class Role : std::uint8_t
    {
        Client,
        Server
    };

    ChannelSession(Role role, const SigningPublicKey& relayKey, ChannelAccess access,
                   ChannelK3 keys);

    /// The next frame to send; nothing more after finish().
    [[nodiscard]] Result<Bytes, ChannelError> seal(ByteView plaintext);
    [[nodiscard]] Result<Bytes, ChannelError> finish();
    /// Opens the peer's next frame, which must be exactly the next one.
    [[nodiscard]] Result<Received, ChannelError> receive(ByteView frame);

    [[nodiscard]] ChannelAccess access() const { return m_access; }
    /// The relay that signed this connection's hellos: what fetch proofs and logs name.
    [[nodiscard]] const SigningPublicKey& relayKey() const { return m_relayKey; }
    /// What every login and every proof on this connection covers.
    [[nodiscard]] const ChannelBinding& exporter() const { return m_binding; }
    /// The EAPI for the next connection. For a client, null until the relay's first frame has
    /// shown that the relay received ours: keep the old one until then, and store this one then if
    /// access() is KnownEapi, else once a login has succeeded. A relay begins a record with it when
    /// a login succeeds whose access() is not KnownEapi, before it answers.
    [[nodiscard]] const Eapi* nextEapi() const;

private:
    struct Direction
    {
        ChannelKey key;
        std::uint64_t counter = 0;
        std::uint64_t framesUnderKey = 0;
        std::uint64_t bytesUnderKey = 0;
        bool finished = false;

        void advance(std::size_t plaintextBytes);
    };

    [[nodiscard]] Result<Bytes, ChannelError> sealAs(ChannelFrame type, ByteView plaintext);

    Role m_role;
    SigningPublicKey m_relayKey;
    ChannelAccess m_access;
    ChannelBinding m_binding;
    Eapi m_nextEapi;
    Direction m_send;
    Direction m_receive;
    bool m_failed = false;
};

} // namespace sotto::crypto
