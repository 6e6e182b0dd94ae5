#pragma once

#include "crypto/session/receive_index.h"
#include "tests/support/deterministic_random.h"

#include <map>
#include <string>

namespace sotto::test {

/// One device as a client holds it: keys, prekeys, sessions with others, the index over them. What
/// it receives it opens, stores and commits in one go.
class TestDevice
{
public:
    TestDevice(crypto::Random& random, crypto::Timestamp now)
        : keys(crypto::DeviceKeys::generate(random))
        , address{random.make<crypto::AccountId>(), keys.publicKeys().deviceId()}
        , mailbox(random.make<crypto::MailboxId>())
        , prekeys(crypto::PrekeyStore::create(now, random))
        , budget(now)
    {}

    [[nodiscard]] crypto::OwnDevice own() const { return {address, keys}; }
    [[nodiscard]] crypto::PeerDevice asPeer() const { return {address, keys.publicKeys()}; }

    crypto::SessionSet& with(const crypto::DeviceAddress& peer)
    {
        return sets.try_emplace(peer, peer).first->second;
    }

    /// This device's bundle, as another one verifies it.
    crypto::VerifiedBundle bundle(crypto::Timestamp now)
    {
        return std::move(*crypto::VerifiedBundle::verify(prekeys.makeBundle(own(), mailbox, now),
                                                         asPeer(), mailbox, nullptr, now));
    }

    /// Begins a session, with a one-time prekey if @p oneTime.
    bool start(TestDevice& peer, bool oneTime, crypto::Timestamp now, crypto::Random& random)
    {
        const auto bundle = peer.bundle(now);
        std::optional<crypto::PrekeyId> id;
        if (oneTime && !bundle.bundle().oneTimePrekeys.empty()) {
            id = bundle.bundle().oneTimePrekeys[peer.oneTimeGivenOut++].id;
        }
        auto& set = with(peer.address);
        const auto changes = set.start(own(), logHead, bundle, id, now, random);
        if (!changes) {
            return false;
        }
        index.apply(peer.address, set.sessions().back().id, *changes);
        return true;
    }

    crypto::Bytes seal(const TestDevice& peer, std::string_view text, crypto::Timestamp now,
                       crypto::Random& random)
    {
        auto out = with(peer.address).seal(crypto::asBytes(text), {}, now, random);
        return out ? std::move(*out) : crypto::Bytes();
    }

    struct Received
    {
        crypto::DeviceAddress from;
        std::string text;
        bool newSession = false;
    };

    /// All that a client does with an envelope. @p known finds the keys of a device in its log.
    template <class Lookup>
    std::optional<Received> receive(crypto::ByteView envelope, const Lookup& known,
                                    crypto::Timestamp now,
                                    crypto::HeldPolicy policy = crypto::HeldPolicy::Hold)
    {
        using namespace crypto;
        lastFirstError.reset();
        const ByteView message = sessionMessageOf(envelope);
        if (const auto ref = index.find(message)) {
            if (auto staged = with(ref->peer).open(message, &ref->session, now)) {
                return commit(with(ref->peer), std::move(*staged), now);
            }
            return std::nullopt;
        }
        for (auto& [peerAddress, set] : sets) {
            if (budget.spend(static_cast<std::uint32_t>(2 * set.sessions().size()), now) &&
                set.recognizes(message)) {
                if (auto staged = set.open(message, nullptr, now)) {
                    return commit(set, std::move(*staged), now);
                }
                return std::nullopt;
            }
        }
        if (envelope.empty() || envelope[0] != 0x02 || !budget.spend(kFirstMessageCost, now)) {
            return std::nullopt;
        }
        const auto first = openFirstMessage(envelope, keys.sealing().secretKey);
        if (!first) {
            return std::nullopt;
        }
        const auto peer = known(first->header.initiator);
        if (!peer) {
            return std::nullopt;
        }
        auto& set = with(peer->address);
        auto staged = set.openFirst(*first, own(), prekeys, *peer, policy, now);
        if (!staged) {
            lastFirstError = staged.error();
            return std::nullopt;
        }
        return commit(set, std::move(*staged), now);
    }

    crypto::DeviceKeys keys;
    crypto::DeviceAddress address;
    crypto::MailboxId mailbox;
    crypto::Hash logHead;
    crypto::PrekeyStore prekeys;
    std::size_t oneTimeGivenOut = 0;
    std::map<crypto::DeviceAddress, crypto::SessionSet> sets;
    crypto::ReceiveIndex index;
    crypto::TrialBudget budget;
    std::optional<crypto::FirstOpenError> lastFirstError;

private:
    Received commit(crypto::SessionSet& set, crypto::StagedOpen staged, crypto::Timestamp now)
    {
        Received out{set.peer(),
                     std::string(reinterpret_cast<const char*>(staged.content().data()),
                                 staged.content().size()),
                     staged.answered().has_value()};
        if (staged.answered()) {
            prekeys.recordAnswered(staged.answered()->prekeyId, staged.answered()->session,
                                   staged.answered()->oneTimeId);
        }
        const crypto::SessionId session = staged.session();
        index.apply(set.peer(), session, set.commit(std::move(staged), now));
        return out;
    }
};

} // namespace sotto::test
