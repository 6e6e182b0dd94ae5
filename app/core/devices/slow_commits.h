#pragma once

#include "app/core/account/own_account.h"
#include "app/core/devices/account_head.h"
#include "crypto/log/log_builder.h"
#include "net/client/anonymous_lookups.h"

#include <map>

namespace sotto::core {

/// Brings slow changes that this device has proposed alone to their end (PROTOCOL.md section 3):
/// has the relay stamp each proposal at once, and, 14 days later, its commit. Whoever vetoes
/// meanwhile ends that. New words wait for the person, who types them in: see prepare().
class SlowCommits
{
public:
    struct Place
    {
        Context& context;
        OwnAccount& own;
        std::function<AccountHead*()> head;
        std::function<client::RelayPlace()> relay;
    };

    explicit SlowCommits(Place place);

    void load();
    /// What is due: at start, each hour, and when the log has changed.
    void review();
    void stop();
    /// When a change that this device has proposed may be committed; 0 if it is not stamped.
    [[nodiscard]] storage::Milliseconds dueAt(const crypto::EntryHash& proposal) const;
    /// The commit of a proposal, stamped, for the log as it is now. NotDue, or why the relay does
    /// not stamp it. Once, from the event loop; not if it is asked again before, or stopped.
    void prepare(const crypto::EntryHash& proposal,
                 std::function<void(crypto::Result<crypto::LogEntry, Problem>)> done);

private:
    [[nodiscard]] const crypto::PendingChange* nextDue();
    void stampProposal(const crypto::EntryHash& proposal);
    void commit(const crypto::EntryHash& proposal);
    void wish(const crypto::EntryHash& proposal, const crypto::UnstampedCommit& commit,
              const crypto::Stamp& stamp);
    [[nodiscard]] crypto::Result<crypto::LogEntry, Problem>
    finished(const crypto::UnstampedCommit& commit, const crypto::Stamp& stamp) const;
    void store();

    Place m_place;
    std::map<crypto::EntryHash, crypto::Stamp> m_stamps; ///< of proposals that are pending
    client::RunningRequest m_asking;
    client::RunningRequest m_preparing;
    bool m_isBusy = false;
};

} // namespace sotto::core
