#pragma once

#include "app/core/account/own_account.h"
#include "app/core/objects/own_object.h"
#include "app/core/recovery/recovery.pb.h"

#include <set>
#include <span>

namespace sotto::core {

/// Roots that somebody has proposed in the lists of card and vault, and that belong to no proposal
/// of new words in the log: of those nobody hears, so they are vetoed (PROTOCOL.md 15.9).
class StrangeRoots
{
public:
    struct Place
    {
        Context& context;
        OwnAccount& own;
        /// What this device has proposed itself is still wanted.
        std::function<bool(const crypto::SigningPublicKey& root)> isWanted;
        /// All that other devices have said was read: before that it is too early to judge them.
        std::function<bool()> isCurrent;
    };

    explicit StrangeRoots(Place place);

    /// How long the log may be late, by this device's clock, in milliseconds.
    int waitsMs = 10 * 60 * 1000;

    void load();
    enum class Left : bool
    {
        None,
        Some ///< it is too early to judge one, or a veto is on its way
    };
    /// Log, lists or claims may have changed.
    Left review(std::span<OwnObject* const> lists);

private:
    [[nodiscard]] bool isBacked(const OwnObject& list) const;
    [[nodiscard]] storage::Milliseconds waitedMs(const OwnObject& list);
    void forget(std::uint32_t kind);
    void store();

    Place m_place;
    wire::StrangeRoots m_seen;
    /// Kind, and number of the change: named by the log at some time in this run.
    std::set<std::pair<std::uint32_t, std::uint32_t>> m_backed;
};

} // namespace sotto::core
