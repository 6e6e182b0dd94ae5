#include "app/core/devices/entry_search.h"

#include "crypto/log/log_effects.h"

namespace sotto::core {

namespace {

/// Entries that are looked at in one search: as many as a log has at most.
constexpr std::size_t kEntriesMax = crypto::kLogEntriesMax;
/// Places on one way at which another one is still to be tried. Two devices that decide at once
/// make one; each holds a state of the log.
constexpr std::size_t kForksMax = 64;

} // namespace

EntrySearch::EntrySearch(const crypto::DeviceLog& known, EntrySource::IsHead isHead)
    : m_known(known.state())
    , m_isHead(std::move(isHead))
{}

void EntrySearch::add(crypto::ByteView bytes)
{
    auto entry = crypto::LogEntry::parse(bytes);
    // What stands in the log or before its end follows on nothing that is looked for.
    if (!entry || entry->statement().sequence < m_known.nextSequence ||
        !m_hashes.insert(entry->hash()).second) {
        return;
    }
    const crypto::EntryHash previous = entry->statement().previous;
    m_candidates.emplace(previous, Candidate{std::move(*entry)});
}

EntrySearch::Step EntrySearch::stepFrom(crypto::LogState state, bool isCopied)
{
    const auto [first, last] = m_candidates.equal_range(state.head);
    Step out{std::move(state), first, last, isCopied};
    toNextFollower(out);
    return out;
}

void EntrySearch::toNextFollower(Step& step)
{
    for (; step.next != step.last; ++step.next) {
        Candidate& candidate = step.next->second;
        // The entry before names the whole log before it: the verdict holds for good.
        if (!std::exchange(candidate.isJudged, true)) {
            const auto rank = crypto::judge(step.state, candidate.entry);
            candidate.rank = rank ? std::optional(*rank) : std::nullopt;
        }
        if (candidate.rank) {
            return;
        }
    }
}

std::optional<std::vector<crypto::Bytes>> EntrySearch::way()
{
    std::vector<Step> steps;
    std::vector<crypto::Bytes> way; // one shorter than steps
    std::size_t forks = 0;
    steps.push_back(stepFrom(m_known, false));
    for (std::size_t looked = 0; !steps.empty() && looked < kEntriesMax;) {
        Step& step = steps.back();
        if (step.next == step.last) {
            forks -= step.isCopied ? 1 : 0;
            steps.pop_back();
            if (!way.empty()) {
                way.pop_back();
            }
            continue;
        }
        ++looked;
        const Candidate& follower = step.next->second;
        ++step.next;
        way.push_back(follower.entry.bytes());
        if (m_isHead(follower.entry.hash())) {
            return way;
        }
        toNextFollower(step);
        const bool isFork = step.next != step.last;
        if (!m_candidates.contains(follower.entry.hash()) || (isFork && forks == kForksMax)) {
            way.pop_back();
            continue;
        }
        forks += isFork ? 1 : 0;
        crypto::LogState state = isFork ? step.state : std::move(step.state);
        crypto::applyEntry(state, follower.entry, *follower.rank);
        steps.push_back(stepFrom(std::move(state), isFork));
    }
    return std::nullopt;
}

} // namespace sotto::core
