#pragma once

#include "crypto/handshake/first_message_log.h"
#include "crypto/handshake/prekey_bundle.h"

#include <deque>
#include <map>
#include <optional>

namespace sotto::crypto {

/// The signed prekeys are replaced after so long, while the device is online.
inline constexpr Duration kSignedPrekeyLifetime = Duration::hours(48);
/// Replaced signed prekeys that are kept at most: 30 days' worth, as long as a relay keeps an
/// envelope.
inline constexpr std::size_t kMaxRetiredPrekeys = 15;
/// With fewer one-time prekeys than this left, a fresh batch is uploaded.
inline constexpr std::size_t kFewOneTimePrekeys = 20;
/// One-time prekeys kept at most, of the present batch and of earlier ones that somebody may still
/// use. The oldest go first.
inline constexpr std::size_t kMaxKeptOneTimePrekeys = 4 * kMaxOneTimePrekeys;

/// The two prekeys that a device signs, used and rotated together.
struct SignedPrekey
{
    PrekeyId id = 0;
    Timestamp made;
    std::optional<Timestamp> retired;
    X25519KeyPair dh;
    MlKem768SecretKey kem;
    FirstMessageLog answered;
};

/// The secret halves of what a device's prekey bundles offer. PROTOCOL.md section 6.3.
///
/// A new batch of one-time prekeys replaces the offer instead of topping it up: whether a key that
/// was not used yet has been given out by the relay cannot be known, and offering it again would
/// give it to two partners.
class PrekeyStore
{
public:
    [[nodiscard]] static PrekeyStore create(Timestamp now, Random& random);

    /// Makes new signed prekeys if the present ones are 48 hours old, or have answered almost as
    /// many first messages as are remembered (that only while it wipes no older ones: a flood shall
    /// not make what is on its way unreadable). True if it did: upload a new bundle.
    bool rotateIfDue(Timestamp now, Random& random);
    /// The mailbox held nothing more at @p when: signed prekeys retired before then, and one-time
    /// prekeys of batches replaced before then, are of no more use and are wiped.
    void markDrained(Timestamp when);
    /// True if a fresh batch is due. What the relay has given out may never be used, and of what it
    /// still counts somebody may have used any: the smaller number decides.
    [[nodiscard]] bool isReplenishDue(std::size_t leftAtRelay) const;
    /// Replaces the offered one-time prekeys by 100 new ones.
    void replenish(Timestamp now, Random& random);

    /// A new bundle of what is offered now. Its counter is one more than the last one's.
    [[nodiscard]] Bytes makeBundle(const OwnDevice& own, const MailboxId& mailbox, Timestamp now);
    [[nodiscard]] std::uint64_t counter() const { return m_counter; }

    [[nodiscard]] const SignedPrekey* findSigned(PrekeyId id) const;
    [[nodiscard]] const X25519KeyPair* findOneTime(PrekeyId id) const;
    [[nodiscard]] std::size_t offeredOneTimeCount() const;
    /// Rising: what the relay may give out.
    [[nodiscard]] std::vector<PrekeyId> offeredOneTimeIds() const;

    /// Marks a handshake as answered and forgets the one-time prekey that it used. Part of the
    /// transaction that stores the session.
    void recordAnswered(PrekeyId signedPrekey, const DeviceAddress& initiator,
                        const SessionId& session, std::optional<PrekeyId> oneTime);

    [[nodiscard]] SecretBytes serialize() const;
    [[nodiscard]] static Result<PrekeyStore, ParseError> parse(ByteView stored);

private:
    struct OneTime
    {
        X25519KeyPair pair;
        std::optional<Timestamp> retired; ///< when a later batch replaced it
    };

    PrekeyStore() = default;
    void addSigned(Timestamp now, Random& random);

    std::deque<SignedPrekey> m_signed; ///< oldest first; the last one is offered
    std::map<PrekeyId, OneTime> m_oneTime;
    PrekeyId m_nextSigned = 1;
    PrekeyId m_nextOneTime = 1;
    std::uint64_t m_counter = 0;
};

} // namespace sotto::crypto
