#pragma once

#include "crypto/handshake/first_message.h"
#include "crypto/handshake/sealed_bundle.h"
#include "tests/support/deterministic_random.h"

namespace sotto::test {

/// One side of a handshake.
struct Party
{
    Party(crypto::Random& random, crypto::Timestamp now)
        : keys(crypto::DeviceKeys::generate(random))
        , address{random.make<crypto::AccountId>(), keys.publicKeys().deviceId()}
        , mailbox(random.make<crypto::MailboxId>())
        , prekeys(crypto::PrekeyStore::create(now, random))
    {}

    [[nodiscard]] crypto::OwnDevice own() const { return {address, keys}; }
    [[nodiscard]] crypto::PeerDevice asPeer() const { return {address, keys.publicKeys()}; }

    crypto::DeviceKeys keys;
    crypto::DeviceAddress address;
    crypto::MailboxId mailbox;
    crypto::PrekeyStore prekeys;
};

/// Alice, who begins, and Bob.
struct Parties
{
    explicit Parties(std::uint64_t seed)
        : random(seed)
        , alice(random, now)
        , bob(random, now)
    {}

    /// The address of a device that nobody has heard of.
    crypto::DeviceAddress anyDevice()
    {
        return {random.make<crypto::AccountId>(), random.make<crypto::DeviceId>()};
    }

    crypto::VerifiedBundle bobsBundle()
    {
        return std::move(
            *crypto::VerifiedBundle::verify(bob.prekeys.makeBundle(bob.own(), bob.mailbox, now),
                                            bob.asPeer(), bob.mailbox, nullptr, now));
    }

    crypto::Result<crypto::InitiatedHandshake, crypto::HandshakeError>
    initiate(const crypto::VerifiedBundle& bundle, bool oneTime = true,
             const crypto::ResetSecret* reset = nullptr)
    {
        return crypto::initiateHandshake(
            alice.own(), logHead, bundle,
            oneTime ? std::optional(bundle.bundle().oneTimePrekeys.front().id) : std::nullopt,
            reset, random);
    }

    DeterministicRandom random;
    crypto::Timestamp now{1'700'000'000};
    Party alice;
    Party bob;
    crypto::Hash logHead{random.make<crypto::Hash>()};
};

[[nodiscard]] inline bool sameKeys(const crypto::SessionKeys& a, const crypto::SessionKeys& b)
{
    return a.sessionId == b.sessionId && a.root == b.root &&
           a.initiatorHeader == b.initiatorHeader && a.responderNextHeader == b.responderNextHeader;
}

} // namespace sotto::test
