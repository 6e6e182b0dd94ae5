#pragma once

#include "crypto/objects/key_list.h"
#include "crypto/objects/object_version.h"
#include "net/wire/relay.pb.h"

#include <optional>

namespace sotto::core {

/// A new object: its identifier, its list's changes so far (the creation first), and this device's
/// key in it.
struct NewObject
{
    std::vector<crypto::Bytes> changes;
    crypto::SigningKey deviceKey;
};

/// What a version is to say, before it is signed.
struct WantedVersion
{
    crypto::Hash digest; ///< of what is said, to know it again: sealing hides that
    std::uint32_t epoch = 0;
    crypto::SharedKeyCommitment sharedKey;
    crypto::LogHeadCommitment logHead;
    crypto::Bytes body; ///< sealed, at most crypto::maxBodyBytes()
};

/// An update that was sent, or is about to be, and whose answer is not known. Sent again as it is.
struct UpdateInFlight
{
    std::size_t changesUpTo = 0; ///< the relay has so many changes once it took this
    crypto::Bytes signedHeader;  ///< empty: changes alone
    std::optional<WantedVersion> version;
};

/// What a look at the relay brought.
struct FoundAtRelay
{
    /// Of a version that another device wrote since the last look.
    struct Foreign
    {
        crypto::ObjectHeader header;
        /// Digest of our version that was in flight, if it was taken right before this one.
        std::optional<crypto::Hash> follows;
    };
    bool isNews = false; ///< the list is longer, or the version another one
    std::optional<Foreign> foreign;
};

/// What a device keeps of an object that it writes, in its own database.
///
///     struct {
///         u8  version = 2;            // 1 ends before has_overruled
///         u8  device_key[32];         // seed
///         bytes16 relay;              // address of the relay that the rest speaks of
///         bytes32 changes;            // the whole list, as section 4.1 serialises it
///         u16 changes_at_relay;
///         u64 newest; u8 newest_hash[32];
///         u64 last_event;
///         u8  has_digest; u8 digest[32] if so;            // of the newest version, if it is ours
///         u8  has_wanted; WantedVersion wanted if so;
///         u8  has_update; { u16 up_to; bytes16 signed_header;
///                           u8 has_version; WantedVersion version if so; } if so;
///         u8  has_overruled; u8 overruled[32] if so;
///     } OwnObjectState;
///     struct { u8 digest[32]; u32 epoch; u8 shared_key[32]; u8 log_head[32]; bytes32 body; }
///         WantedVersion;
struct OwnObjectState
{
    crypto::SigningKey deviceKey;
    crypto::SecretBytes relay;
    std::vector<crypto::Bytes> changes;
    std::size_t changesAtRelay = 0;
    crypto::SeenVersion newest;
    std::uint64_t lastEvent = 0;
    std::optional<crypto::Hash> digest;
    std::optional<WantedVersion> wanted;
    std::optional<UpdateInFlight> update;
    /// What we said last, if a device before us in the list said something else behind it: we do
    /// not say the same again. Otherwise two devices of two minds would never come to rest.
    std::optional<crypto::Hash> overruled;

    crypto::KeyList list; ///< of all changes
    crypto::SigningPublicKey firstRoot;

    /// Nothing if the changes are no list, or the device's key is not in it.
    [[nodiscard]] static std::optional<OwnObjectState> make(NewObject object);
    /// Whether the relay has this device's key, so that it can log in.
    [[nodiscard]] bool isListedAtRelay() const;

    /// Whether anything is to be sent that is not under way.
    [[nodiscard]] bool hasMore() const { return wanted || changesAtRelay < changes.size(); }
    /// Signs the next update: as many changes as go into one, and the version with the last ones.
    void makeUpdate();
    /// The relay took it.
    void settleUpdate();
    /// Learns list (its changes from number @p from on) and newest version as the relay shows them.
    /// An update in flight is gone then, as done if it stands there, else to be made anew. Nothing,
    /// and nothing changed, if they do not go together with ours.
    [[nodiscard]] std::optional<FoundAtRelay> takeFound(const sotto::wire::ObjectState& found,
                                                        std::size_t from);
    /// The newest version, another device's, says what we want to say.
    void countAs(const crypto::Hash& said);
    /// Nothing waits any more, and what the newest version says is not known.
    void withdraw();
    /// The newest version is another device's and says something else than we do. Ours is wanted
    /// again, or overruled.
    void contradict(const crypto::ObjectHeader& foreign);
    /// Forgets what this device has said last of a root in place of a lost one, which the relay
    /// refuses, and what stands behind it. False, and nothing changed, if there is no such change
    /// on its way, or if it stands in what another relay had.
    [[nodiscard]] bool dropSlowRoot();
    /// Forgets all that a relay had.
    void beginAnew();

    [[nodiscard]] crypto::SecretBytes serialize() const;
    [[nodiscard]] static std::optional<OwnObjectState> parse(crypto::ByteView stored);

private:
    struct Joined
    {
        std::vector<crypto::Bytes> changes;
        std::size_t atRelay = 0;
        crypto::KeyList there; ///< of the changes that the relay has: by it a version is judged
        crypto::KeyList list;
    };
    [[nodiscard]] std::optional<Joined> join(const sotto::wire::ObjectState& found,
                                             std::size_t from) const;
    void takeBackUpdate();
    [[nodiscard]] std::optional<crypto::Hash> ownBefore(const crypto::ObjectHeader& foreign) const;
};

} // namespace sotto::core
