#include "app/core/devices/slow_commits.h"

#include "app/core/base/relay_problem.h"
#include "app/core/devices/log_wish.h"
#include "crypto/log/slow_change.h"

#include <algorithm>

namespace sotto::core {

namespace {

constexpr std::string_view kRow = "slow";
/// The relay could not be asked: so much later it is asked again, or with the next hour.
constexpr int kAskAgainMs = 10'000;

} // namespace

SlowCommits::SlowCommits(Place place)
    : m_place(std::move(place))
{}

void SlowCommits::load()
{
    m_stamps.clear();
    const auto stored = m_place.context.stores.state.find(kRow);
    if (!stored) {
        return;
    }
    crypto::Reader in(stored->view());
    const std::size_t count = in.count16(crypto::kLogEntriesMax);
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        const crypto::Stamp stamp = crypto::Stamp::read(in);
        m_stamps.emplace(crypto::EntryHash(stamp.subject.view()), stamp);
    }
    if (!in.finish()) {
        throw storage::StorageFailure(storage::FailureKind::Damaged, "the stamps");
    }
}

void SlowCommits::store()
{
    crypto::Writer out(2 + m_stamps.size() * crypto::Stamp::kSize);
    out.count16(m_stamps.size());
    for (const auto& [proposal, stamp] : m_stamps) {
        stamp.write(out);
    }
    Work work(m_place.context);
    work.stores().state.put(kRow, std::move(out).take());
    work.commit();
}

void SlowCommits::stop()
{
    m_asking.reset();
    m_preparing.reset();
    m_isBusy = false;
}

storage::Milliseconds SlowCommits::dueAt(const crypto::EntryHash& proposal) const
{
    const auto at = m_stamps.find(proposal);
    return at == m_stamps.end()
               ? 0
               : static_cast<storage::Milliseconds>(
                     (at->second.time.seconds + crypto::kSlowChangeDelay.seconds) * 1000);
}

const crypto::PendingChange* SlowCommits::nextDue()
{
    const crypto::LogState& state = m_place.own.log().state();
    const std::size_t before = m_stamps.size();
    std::erase_if(m_stamps,
                  [&](const auto& stamp) { return state.findPending(stamp.first) == nullptr; });
    if (m_stamps.size() != before) {
        store();
    }
    if (state.stampRelays.empty()) {
        return nullptr;
    }
    for (const crypto::PendingChange& change : state.pending) {
        const bool isOurs = change.byDevice == m_place.own.device() && !change.byRecovery;
        const bool isByItself = std::holds_alternative<crypto::RemoveDeviceBody>(change.change);
        const storage::Milliseconds due = dueAt(change.proposal);
        if (isOurs && (due == 0 || (isByItself && m_place.context.nowMs() >= due))) {
            return &change;
        }
    }
    return nullptr;
}

void SlowCommits::review()
{
    if (m_isBusy || !m_place.own.exists()) {
        return;
    }
    const crypto::PendingChange* const change = nextDue();
    if (change == nullptr) {
        return;
    }
    m_isBusy = true;
    m_stamps.contains(change->proposal) ? commit(change->proposal)
                                        : stampProposal(change->proposal);
}

void SlowCommits::stampProposal(const crypto::EntryHash& proposal)
{
    m_asking = client::fetchStamp(
        m_place.relay(), crypto::Hash(proposal.view()),
        [this, proposal](const client::Outcome<crypto::Stamp>& stamp) {
            m_place.context.later(stamp ? 0 : kAskAgainMs, [this, proposal, stamp] {
                if (!std::exchange(m_isBusy, false)) {
                    return; // stopped
                }
                const auto& named = m_place.own.log().state().stampRelays;
                if (stamp && std::ranges::find(named, stamp->relay) == named.end()) {
                    return; // by this relay it is worth nothing: another one may be ours later
                }
                m_place.context.guard([&] {
                    if (stamp) {
                        m_stamps.insert_or_assign(proposal, *stamp);
                        store();
                    }
                    review();
                });
            });
        });
}

void SlowCommits::commit(const crypto::EntryHash& proposal)
{
    const crypto::UnstampedCommit unstamped =
        crypto::LogBuilder(m_place.own.log(), m_place.context.now())
            .prepareCommit(crypto::Authors::oneDevice(m_place.own.device(), m_place.own.keys()),
                           proposal, m_stamps.at(proposal));
    m_asking = client::fetchStamp(
        m_place.relay(), crypto::Hash(unstamped.subject.view()),
        [this, proposal, unstamped](const client::Outcome<crypto::Stamp>& stamp) {
            m_place.context.later(0, [this, proposal, unstamped, stamp] {
                if (!m_isBusy) {
                    return;
                }
                if (stamp) {
                    return m_place.context.guard([&] { wish(proposal, unstamped, *stamp); }),
                           void();
                }
                m_isBusy = false; // with the next hour, or the next start
            });
        });
}

void SlowCommits::prepare(const crypto::EntryHash& proposal,
                          std::function<void(crypto::Result<crypto::LogEntry, Problem>)> done)
{
    const auto stamped = m_stamps.find(proposal);
    if (stamped == m_stamps.end()) {
        return m_place.context.later(0, [done = std::move(done)] {
            done(crypto::Unexpected(Problem{ProblemKind::NotDue}));
        });
    }
    const auto authors = crypto::Authors::oneDevice(m_place.own.device(), m_place.own.keys());
    const crypto::UnstampedCommit unstamped =
        crypto::LogBuilder(m_place.own.log(), m_place.context.now())
            .prepareCommit(authors, proposal, stamped->second);
    m_preparing = client::fetchStamp(
        m_place.relay(), crypto::Hash(unstamped.subject.view()),
        [this, unstamped, done = std::move(done)](const client::Outcome<crypto::Stamp>& stamp) {
            m_place.context.later(0, [this, unstamped, done, stamp] {
                m_place.context.guard([&] {
                    stamp ? done(finished(unstamped, *stamp))
                          : done(crypto::Unexpected(problemOf(stamp.error())));
                });
            });
        });
}

crypto::Result<crypto::LogEntry, Problem>
SlowCommits::finished(const crypto::UnstampedCommit& commit, const crypto::Stamp& stamp) const
{
    auto entry =
        crypto::LogBuilder(m_place.own.log(), m_place.context.now())
            .finishCommit(crypto::Authors::oneDevice(m_place.own.device(), m_place.own.keys()),
                          commit, stamp);
    if (entry) {
        return std::move(*entry);
    }
    switch (entry.error()) {
    case crypto::LogErrorKind::TooEarly:
        return crypto::Unexpected(Problem{ProblemKind::NotDue});
    case crypto::LogErrorKind::BadStamp:
        return crypto::Unexpected(Problem{ProblemKind::NoStampRelay});
    case crypto::LogErrorKind::UnknownProposal:
    case crypto::LogErrorKind::WrongPrevious:
    case crypto::LogErrorKind::WrongSequence:
        return crypto::Unexpected(Problem{ProblemKind::Cancelled, "another was first"});
    default:
        return crypto::Unexpected(problemOf(entry.error()));
    }
}

void SlowCommits::wish(const crypto::EntryHash& proposal, const crypto::UnstampedCommit& commit,
                       const crypto::Stamp& stamp)
{
    wishEntry(
        m_place.context, *m_place.head(),
        [this, proposal, commit,
         stamp](const crypto::DeviceLog& log) -> std::optional<crypto::LogBuilder::Built> {
            // Behind another entry it is another commit, to be stamped anew.
            if (log.state().findPending(proposal) == nullptr ||
                commit.statement.previous != log.head()) {
                return std::nullopt;
            }
            return crypto::LogBuilder(log, m_place.context.now())
                .finishCommit(crypto::Authors::oneDevice(m_place.own.device(), m_place.own.keys()),
                              commit, stamp);
        },
        [this](const crypto::Result<void, Problem>& outcome) {
            m_isBusy = false;
            if (outcome) {
                m_place.context.guard([this] { review(); });
            }
        });
}

} // namespace sotto::core
