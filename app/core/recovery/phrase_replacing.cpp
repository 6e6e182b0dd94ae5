// PhraseCare: new words in the place of the old ones. What is stored, and how it comes into force,
// is TwelveWords' affair (twelve_words_change.cpp).
#include "app/core/recovery/phrase_replacing.h"

#include "app/core/devices/log_wish.h"

#include <algorithm>

namespace sotto::core {

namespace {

/// So often others may be first.
constexpr int kCommitsMax = 8;

crypto::Unexpected<Problem> refusal(ProblemKind kind, const char* technical = "")
{
    return crypto::Unexpected(Problem{.kind = kind, .technical = technical});
}

} // namespace

PhraseCare::PhraseCare(Place place)
    : m_place(std::move(place))
{}

PhraseCare::~PhraseCare() = default;

void PhraseCare::replace(crypto::SecretBytes oldWords, Done<crypto::SecretBytes> done)
{
    derive(
        std::move(oldWords),
        [this](const crypto::RecoveryKeys& keys) {
            return areOurs(keys) || m_place.words()->areReplaced(keys);
        },
        [this, done = std::move(done)](const crypto::Result<Keys, Problem>& keys) {
            keys ? replaceWith(*keys, done) : done(crypto::Unexpected(keys.error()));
        });
}

void PhraseCare::replaceWith(const Keys& former, Done<crypto::SecretBytes> done)
{
    TwelveWords& words = *m_place.words();
    if (!areOurs(*former)) {
        return words.show(std::move(done)); // it has come into force: these are its words
    }
    if (m_replacing && (m_replacing->done || m_replacing->slowDone)) {
        return done(refusal(ProblemKind::ChangePending));
    }
    // Roots that are there slowly are those of other words: first these come, or other ones.
    if (words.isSlowChange() || words.areRootsOfOthers(*former)) {
        return done(refusal(ProblemKind::ChangePending, "the words that were lost"));
    }
    if (words.changeEntry()) {
        return joinChange(former, std::move(done));
    }
    if (words.isChanging()) {
        return done(refusal(ProblemKind::ChangePending));
    }
    m_replacing = std::make_unique<Replacing>(Replacing{.former = former, .done = std::move(done)});
    const auto any = crypto::SigningKey::generate(m_place.context.environment.random);
    const auto entry = builder(m_place.own.log()).replaceRecovery(both(*former), any);
    if (!entry) {
        return endReplacing(crypto::Unexpected(problemOf(entry.error())));
    }
    nameStampRelay();
}

/// One that a kill has interrupted: the relay may have it already, so its words are perhaps the
/// only ones. It is gone on with, and never made anew as long as it can come into force.
void PhraseCare::joinChange(const Keys& former, Done<crypto::SecretBytes> done)
{
    const bool isUnderWay = m_replacing != nullptr;
    if (!isUnderWay) {
        m_replacing = std::make_unique<Replacing>();
    }
    m_replacing->done = std::move(done);
    m_replacing->again = former;
    if (!isUnderWay) {
        wishChange();
    }
}

/// Whoever loses the new words needs a relay that can say how much time has passed.
void PhraseCare::nameStampRelay()
{
    m_replacing->stamping = client::fetchStamp(
        m_place.relay(), m_place.context.environment.random.make<crypto::Hash>(),
        [this](const client::Outcome<crypto::Stamp>& stamp) {
            m_place.context.later(0, [this, stamp] {
                if (!m_replacing || !m_replacing->former) {
                    return;
                }
                const auto& known = m_place.own.log().state().stampRelays;
                if (!stamp || std::ranges::find(known, stamp->relay) != known.end()) {
                    return m_place.context.guard([this] { removeSuspended(); }), void();
                }
                wishEntry(
                    m_place.context, *m_place.head(),
                    [this, relay = stamp->relay](
                        const crypto::DeviceLog& log) -> std::optional<crypto::LogBuilder::Built> {
                        if (!m_replacing || !m_replacing->former) {
                            return std::nullopt;
                        }
                        return crypto::LogBuilder(log, m_place.context.now())
                            .setStampRelays(both(*m_replacing->former), {relay});
                    },
                    [this](const auto&) {
                        if (m_replacing) {
                            m_place.context.guard([this] { removeSuspended(); });
                        }
                    });
            });
        });
}

void PhraseCare::removeSuspended()
{
    for (const crypto::DeviceRecord& device : m_place.own.log().state().devices) {
        auto& tried = m_replacing->tried;
        if (device.status != crypto::DeviceStatus::Suspended ||
            std::ranges::find(tried, device.id) != tried.end()) {
            continue;
        }
        tried.push_back(device.id);
        return wishEntry(
            m_place.context, *m_place.head(),
            [this, id = device.id](
                const crypto::DeviceLog& log) -> std::optional<crypto::LogBuilder::Built> {
                if (!m_replacing || log.statusOf(id) != crypto::DeviceStatus::Suspended) {
                    return std::nullopt;
                }
                return crypto::LogBuilder(log, m_place.context.now())
                    .removeDevice(both(*m_replacing->former), id);
            },
            [this](const crypto::Result<void, Problem>& outcome) {
                m_place.context.guard([&] {
                    if (m_replacing) {
                        outcome ? removeSuspended() : endReplacing(outcome);
                    }
                });
            });
    }
    makeWords();
}

void PhraseCare::makeWords()
{
    m_replacing->phrase = crypto::RecoveryPhrase::generate(m_place.context.environment.random);
    m_replacing->deriving = std::make_unique<PhraseKeys>(
        *m_replacing->phrase, crypto::ByteView{}, crypto::masterKeyVersions().front(),
        [this](PhraseKeys::Outcome keys) {
            m_place.context.guard([&] {
                if (!keys) {
                    return endReplacing(refusal(ProblemKind::OutOfMemory, "Argon2id"));
                }
                m_replacing->next = std::make_shared<const crypto::RecoveryKeys>(std::move(*keys));
                store(*m_replacing->phrase, *m_replacing->next);
            });
        });
}

void PhraseCare::store(const crypto::RecoveryPhrase& phrase, const crypto::RecoveryKeys& keys)
{
    const auto entry = crypto::LogBuilder(m_place.own.log(), m_place.context.now())
                           .replaceRecovery(both(*m_replacing->former), keys.signingKey);
    if (!entry) {
        return endReplacing(crypto::Unexpected(problemOf(entry.error())));
    }
    Work work(m_place.context);
    m_place.words()->beginChange({.phrase = &phrase,
                                  .keys = keys,
                                  .former = m_replacing->former.get(),
                                  .entry = *entry,
                                  .heirs = heirs()});
    work.commit();
    wishChange();
}

std::vector<crypto::DeviceId> PhraseCare::heirs() const
{
    std::vector<crypto::DeviceId> out;
    for (const crypto::DeviceRecord& device : m_place.own.log().state().devices) {
        if (device.status == crypto::DeviceStatus::Active && device.id != m_place.own.device()) {
            out.push_back(device.id);
        }
    }
    return out;
}

// ---- without the old words ---------------------------------------------------------------------

void PhraseCare::replaceSlowly(Keys next, MakeCommit commit, Done<void> done)
{
    const TwelveWords& words = *m_place.words();
    if (m_replacing || (words.isChanging() && !words.isSlowChange())) {
        return done(refusal(ProblemKind::ChangePending));
    }
    m_replacing = std::make_unique<Replacing>();
    m_replacing->next = std::move(next);
    m_replacing->commit = std::move(commit);
    m_replacing->slowDone = std::move(done);
    commitSlowly();
}

void PhraseCare::stopSlowly()
{
    if (m_replacing && m_replacing->commit) {
        endReplacing(refusal(ProblemKind::Cancelled, "it was stopped"));
    }
}

/// The stamp belongs to one place in the log: if another entry takes it, another one is needed.
void PhraseCare::commitSlowly()
{
    if (m_replacing->commits++ >= kCommitsMax) {
        return endReplacing(refusal(ProblemKind::Cancelled, "others were first"));
    }
    m_replacing->commit([this](const crypto::Result<crypto::LogEntry, Problem>& entry) {
        if (!m_replacing || !m_replacing->commit) {
            return;
        }
        if (!entry) {
            return endReplacing(crypto::Unexpected(entry.error()));
        }
        Work work(m_place.context);
        m_place.words()->beginChange({.phrase = nullptr,
                                      .keys = *m_replacing->next,
                                      .former = nullptr,
                                      .entry = *entry,
                                      .heirs = heirs()});
        work.commit();
        wishChange();
    });
}

void PhraseCare::start()
{
    // The keys are gone, but the entry that was made with them is as good, if nobody was first.
    if (m_place.words() != nullptr && m_place.words()->changeEntry() && !m_replacing) {
        m_replacing = std::make_unique<Replacing>();
        wishChange();
    }
}

void PhraseCare::wishChange()
{
    wishEntry(
        m_place.context, *m_place.head(),
        [this](const crypto::DeviceLog& log) -> std::optional<crypto::LogBuilder::Built> {
            auto entry = m_place.words()->changeEntry();
            if (!entry || !m_replacing) {
                return std::nullopt;
            }
            if (log.check(*entry)) {
                return std::move(*entry);
            }
            if (!m_replacing->former) {
                return std::nullopt; // the words are needed again
            }
            auto anew =
                crypto::LogBuilder(log, m_place.context.now())
                    .replaceRecovery(both(*m_replacing->former), m_replacing->next->signingKey);
            if (anew) {
                m_place.words()->setChangeEntry(*anew);
            }
            return anew;
        },
        [this](const crypto::Result<void, Problem>& outcome) {
            // Once it is in force, onReplaced() comes, or came.
            if (m_replacing && m_place.words()->changeEntry()) {
                m_place.context.guard([&] {
                    if (outcome && m_replacing->commit) {
                        return commitSlowly();
                    }
                    endReplacing(outcome ? refusal(ProblemKind::Cancelled, "another was first")
                                         : outcome);
                });
            }
        });
    m_place.head()->rotate([](const auto&) {});
}

void PhraseCare::onReplaced()
{
    if (m_replacing) {
        endReplacing({});
    }
}

void PhraseCare::endReplacing(const crypto::Result<void, Problem>& outcome)
{
    const std::shared_ptr<Replacing> over = std::move(m_replacing);
    // It may be what calls this.
    m_place.context.later(0, [over] {});
    const bool isOver = !outcome && m_place.words()->dropChange();
    if (over->slowDone) {
        return over->slowDone(outcome);
    }
    if (!over->done) {
        return;
    }
    if (outcome) {
        return m_place.words()->show(over->done);
    }
    if (over->again && isOver && areOurs(*over->again)) {
        return replaceWith(over->again, over->done);
    }
    over->done(crypto::Unexpected(outcome.error()));
}

} // namespace sotto::core
