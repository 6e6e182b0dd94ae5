#pragma once

#include "crypto/vault/epoch_chain.h"
#include "tests/support/deterministic_random.h"

#include <map>

namespace sotto::test {

/// An account with a line of epochs, and the links that its vault would hold.
struct EpochLine
{
    explicit EpochLine(std::uint64_t seed)
        : random(seed)
        , account(random.make<crypto::AccountId>())
        , record(random.make<crypto::ObjectId>())
        , first(crypto::SharedKey::first(random))
        , chain(account, first.duplicate())
    {}

    [[nodiscard]] crypto::EpochLinkSource source() const
    {
        return [this](crypto::Epoch epoch) -> std::optional<crypto::EpochLinks> {
            ++reads;
            const auto found = links.find(epoch);
            return found == links.end() ? std::nullopt : std::optional(found->second);
        };
    }
    /// Proposes, publishes and adopts one epoch.
    bool rotate()
    {
        auto proposal = chain.propose(source(), now, random);
        if (!proposal) {
            return false;
        }
        links[proposal->key.epoch()] = proposal->links;
        const auto published = proposal->key.commitment(record);
        return chain.adopt(proposal->key, published, record, source(), now).has_value();
    }

    DeterministicRandom random;
    crypto::AccountId account;
    crypto::ObjectId record;
    crypto::SharedKey first;
    crypto::Timestamp now{1'790'000'000}; ///< autumn of 2026
    crypto::EpochChain chain;
    std::map<crypto::Epoch, crypto::EpochLinks> links;
    mutable std::size_t reads = 0;
};

} // namespace sotto::test
