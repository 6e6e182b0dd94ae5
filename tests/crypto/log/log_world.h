#pragma once

#include "crypto/log/fork_proof.h"
#include "crypto/log/log_builder.h"
#include "crypto/log/slow_change.h"
#include "tests/support/deterministic_random.h"

#include <QtGlobal>

namespace sotto::test {

/// Any time will do. (moc cannot read digit separators.)
inline constexpr std::uint64_t kStart = 1700000000;

/// A device with its keys, as its owner or its thief holds them.
struct Device
{
    crypto::DeviceKeys keys;
    crypto::DeviceId id;

    explicit Device(crypto::Random& random)
        : keys(crypto::DeviceKeys::generate(random))
        , id(keys.publicKeys().deviceId())
    {}
};

/// An account with a first device, a confirmed phrase and one relay that stamps honestly.
class LogWorld
{
public:
    explicit LogWorld(std::uint64_t seed,
                      crypto::NewDevicePolicy policy = crypto::NewDevicePolicy::AtOnce)
        : random(seed)
        , provisional(crypto::SigningKey::generate(random))
        , phrase(crypto::SigningKey::generate(random))
        , relay(crypto::SigningKey::generate(random))
        , elder(random)
        , log(begin(policy))
    {}

    [[nodiscard]] crypto::LogBuilder build() const
    {
        return {log, crypto::Timestamp{kStart + log.state().nextSequence}};
    }
    /// Takes what was built; false if it was not.
    bool take(const crypto::LogBuilder::Built& built)
    {
        if (!built) {
            return false;
        }
        const crypto::ByteView one[] = {built->bytes()};
        return log.extend(one).has_value();
    }
    /// The phrase and the elder publish the phrase's key.
    bool publishPhrase()
    {
        return take(build().replaceRecovery(
            crypto::Authors::both(provisional, elder.id, elder.keys), phrase));
    }
    [[nodiscard]] crypto::Authors byPhrase() const { return crypto::Authors::phrase(phrase); }
    [[nodiscard]] static crypto::Authors by(const Device& device)
    {
        return crypto::Authors::oneDevice(device.id, device.keys);
    }
    [[nodiscard]] crypto::Authors byBoth(const Device& device) const
    {
        return crypto::Authors::both(phrase, device.id, device.keys);
    }
    Device addByPhrase()
    {
        Device out(random);
        if (!take(build().addDevice(byPhrase(), out.keys))) {
            qFatal("addByPhrase");
        }
        return out;
    }
    Device addByBoth(const Device& older)
    {
        Device out(random);
        if (!take(build().addDevice(byBoth(older), out.keys))) {
            qFatal("addByBoth");
        }
        return out;
    }
    [[nodiscard]] crypto::Stamp stamp(const crypto::EntryHash& subject, std::uint64_t day,
                                      std::uint64_t seconds = 0) const
    {
        return crypto::Stamp::make(relay, crypto::Hash(subject.view()),
                                   crypto::Timestamp{kStart + day * 86400 + seconds});
    }
    /// Proposal stamped on day 0, commit on @p day.
    [[nodiscard]] crypto::LogBuilder::Built commit(const crypto::Authors& authors,
                                                   const crypto::EntryHash& proposal,
                                                   std::uint64_t day) const
    {
        auto prepared = build().prepareCommit(authors, proposal, stamp(proposal, 0));
        const auto commitStamp = stamp(prepared.subject, day);
        return build().finishCommit(authors, std::move(prepared), commitStamp);
    }

    DeterministicRandom random;
    crypto::SigningKey provisional;
    crypto::SigningKey phrase;
    crypto::SigningKey relay;
    Device elder;
    crypto::DeviceLog log;

private:
    crypto::DeviceLog begin(crypto::NewDevicePolicy policy)
    {
        const auto first = crypto::LogBuilder::genesis(
            provisional, elder.keys, policy, {crypto::StampRelayKey(relay.publicKey().view())},
            crypto::Timestamp{kStart});
        const crypto::ByteView one[] = {first->bytes()};
        return *crypto::DeviceLog::verify(one);
    }
};

} // namespace sotto::test
