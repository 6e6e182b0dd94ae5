#pragma once

#include "app/core/devices/account_head.h"
#include "crypto/log/log_rules.h"

#include <map>
#include <unordered_set>

namespace sotto::core {

/// Looks among entries that anybody may have written for those that lead from a known log to a
/// head. A step is taken only to an entry that the log's rules let follow, so that junk leads
/// nowhere and each entry's signatures are verified once.
class EntrySearch
{
public:
    EntrySearch(const crypto::DeviceLog& known, EntrySource::IsHead isHead);

    /// Each entry once, however often it is written.
    void add(crypto::ByteView entry);
    /// From the known head to the one that is looked for, in order. Again after further add().
    [[nodiscard]] std::optional<std::vector<crypto::Bytes>> way();

private:
    struct Candidate
    {
        crypto::LogEntry entry;
        bool isJudged = false;
        std::optional<crypto::Rank> rank = {}; ///< none: it may not follow
    };
    using Candidates = std::multimap<crypto::EntryHash, Candidate>; ///< by the one before
    /// What may follow on one state and was not looked at yet.
    struct Step
    {
        crypto::LogState state;
        Candidates::iterator next;
        Candidates::iterator last;
        bool isCopied = false; ///< the step before needs its own state again
    };
    [[nodiscard]] Step stepFrom(crypto::LogState state, bool isCopied);
    void toNextFollower(Step& step);

    crypto::LogState m_known;
    EntrySource::IsHead m_isHead;
    Candidates m_candidates;
    std::unordered_set<crypto::EntryHash, crypto::FixedBytesHash> m_hashes;
};

} // namespace sotto::core
