#include "crypto/session/receiver.h"

#include "crypto/ratchet/envelope.h"

#include <algorithm>
#include <cassert>

namespace sotto::crypto {

namespace {

using Kind = ReceiveError::Kind;

Unexpected<ReceiveError> failure(Kind kind)
{
    return Unexpected(ReceiveError{kind, FirstOpenError::NotOpened, {}});
}

const Session* findSession(const SessionSet& set, const SessionId& id)
{
    const auto& all = set.sessions();
    const auto at =
        std::find_if(all.begin(), all.end(), [&id](const Session& s) { return s.id == id; });
    return at == all.end() ? nullptr : &*at;
}

} // namespace

Receiver::Receiver(Timestamp now)
    : m_trials(kTrialBudget, kTrialsPerSecond, now)
    , m_skips(kSkipBudget, kSkipsPerSecond, now)
    , m_firsts(kFirstMessageBudget, kFirstMessagesPerSecond, now)
    , m_logs(kLogBudget, kLogsPerSecond, now)
{}

std::uint64_t Receiver::work() const
{
    return m_trials.spent() + m_skips.spent() + m_firsts.spent() + m_logs.spent();
}

Receiver::Opened Receiver::open(ByteView envelope, const OwnDevice& own, const PrekeyStore& prekeys,
                                const ReceiveStores& stores, Timestamp now)
{
    const ByteView message = sessionMessageOf(envelope);
    if (const SessionRef* ref = m_index.find(message)) {
        const SessionSet* set = stores.findSessions(ref->peer);
        const Session* session = set != nullptr ? findSession(*set, ref->session) : nullptr;
        const auto gap = session != nullptr ? session->ratchet.gapOf(message) : std::nullopt;
        return gap ? openIn(*set, *session, *gap, message, now) : failure(Kind::NothingOpens);
    }
    if (message.empty()) {
        return failure(Kind::NothingOpens);
    }
    return envelope[0] == kSessionMessage ? openByTrial(message, stores, now)
                                          : openFirst(envelope, own, prekeys, stores, now);
}

Receiver::Opened Receiver::openIn(const SessionSet& set, const Session& session, std::uint32_t gap,
                                  ByteView message, Timestamp now)
{
    if (gap > kFreeSkips && !m_skips.spend(gap, now)) {
        return failure(Kind::Busy);
    }
    auto staged = set.open(message, &session.id, now);
    if (!staged) {
        return failure(Kind::NothingOpens);
    }
    return ReceivedEnvelope{set.peer(), std::move(*staged), {}};
}

Receiver::Opened Receiver::openByTrial(ByteView message, const ReceiveStores& stores, Timestamp now)
{
    // A size that no message has is no work.
    if (std::find(kEnvelopeSizes.begin(), kEnvelopeSizes.end(), message.size()) ==
        kEnvelopeSizes.end()) {
        return failure(Kind::NothingOpens);
    }
    // What is spent on half a search is spent in vain, and leaves the next one as far from its end.
    const std::size_t cost = std::min<std::size_t>(2 * m_index.byUse().size(), kTrialBudget);
    if (!m_trials.holds(static_cast<std::uint32_t>(cost), now)) {
        return failure(Kind::Busy);
    }
    for (const ReceiveIndex::Entry& entry : m_index.byUse()) {
        const SessionSet* set = stores.findSessions(entry.ref.peer);
        const Session* session = set != nullptr ? findSession(*set, entry.ref.session) : nullptr;
        if (session == nullptr) {
            continue;
        }
        if (!m_trials.spend(2, now)) {
            // More sessions than one search may cost: the oldest are found by their tags alone.
            return failure(Kind::NothingOpens);
        }
        if (const auto gap = session->ratchet.gapOf(message)) {
            return openIn(*set, *session, *gap, message, now);
        }
    }
    return failure(Kind::NothingOpens);
}

Receiver::Opened Receiver::openFirst(ByteView envelope, const OwnDevice& own,
                                     const PrekeyStore& prekeys, const ReceiveStores& stores,
                                     Timestamp now)
{
    const auto logBlocks = static_cast<std::uint32_t>(envelope.size() / kAttachedLogBlock);
    if (!m_firsts.spend(kUnsealCost + logBlocks, now)) {
        return failure(Kind::Busy);
    }
    auto first = openFirstMessage(envelope, own.keys.sealing().secretKey);
    if (!first) {
        return failure(Kind::NothingOpens);
    }
    // A repeated handshake: its session is here. (Its tag was too far ahead to be expected.)
    const SessionSet* set = stores.findSessions(first->header.initiator);
    if (set != nullptr) {
        for (const Session& session : set->sessions()) {
            if (const auto gap = session.ratchet.gapOf(first->message)) {
                return openIn(*set, session, *gap, first->message, now);
            }
        }
    }
    if (!m_firsts.spend(kAnswerCost, now)) {
        return failure(Kind::Busy);
    }
    auto device = stores.findDevice(first->header);
    if (!device && !first->attachedLog.empty()) {
        const auto blocks = static_cast<std::uint32_t>(
            (first->attachedLog.size() + kAttachedLogBlock - 1) / kAttachedLogBlock);
        if (!m_logs.spend(blocks * kLogBlockCost, now)) {
            return failure(Kind::Busy);
        }
        device = stores.verifyDevice(first->header, first->attachedLog.view());
    }
    if (!device || device->address != first->header.initiator) {
        return failure(Kind::UnknownDevice);
    }
    const SessionSet fresh(device->address);
    auto staged = (set != nullptr ? *set : fresh).openFirst(*first, own, prekeys, *device, now);
    if (!staged) {
        return Unexpected(ReceiveError{Kind::Refused, staged.error(), device->address});
    }
    return ReceivedEnvelope{device->address, std::move(*staged), std::move(first->attachedLog)};
}

void Receiver::commit(ReceivedEnvelope received, SessionSet& set, PrekeyStore& prekeys,
                      Timestamp now)
{
    assert(set.peer() == received.peer);
    if (const auto& answered = received.staged.answered()) {
        prekeys.recordAnswered(answered->prekeyId, received.peer, answered->session,
                               answered->oneTimeId);
    }
    const SessionId session = received.staged.session();
    m_index.apply(received.peer, session, set.commit(std::move(received.staged), now), now);
}

} // namespace sotto::crypto
