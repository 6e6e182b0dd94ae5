#include "app/core/devices/log_wish.h"
#include "app/core/recovery/phrase_replacing.h"
#include "app/core/recovery/qt_normalizer.h"

namespace sotto::core {

void PhraseCare::stop()
{
    m_deriving.clear();
    m_replacing.reset();
}

// ---- the words' keys ---------------------------------------------------------------------------

bool PhraseCare::areOurs(const crypto::RecoveryKeys& keys) const
{
    const crypto::LogState& state = m_place.own.log().state();
    return !state.recoveryIsProvisional &&
           std::ranges::equal(state.recovery.view(), keys.signingKey.publicKey().view());
}

void PhraseCare::derive(crypto::SecretBytes words, Done<Keys> done)
{
    derive(
        std::move(words), [this](const crypto::RecoveryKeys& keys) { return areOurs(keys); },
        std::move(done));
}

void PhraseCare::derive(crypto::SecretBytes words, AreGood areGood, Done<Keys> done)
{
    auto phrase = crypto::RecoveryPhrase::fromText(words.view(), QtNormalizer());
    if (!phrase) {
        return m_place.context.later(0, [done = std::move(done)] {
            done(crypto::Unexpected(Problem{.kind = ProblemKind::PhraseWrong}));
        });
    }
    m_deriving.push_back(std::make_unique<Deriving>(Deriving{
        .phrase = std::move(*phrase), .areGood = std::move(areGood), .done = std::move(done)}));
    if (m_deriving.size() == 1) {
        next();
    }
}

void PhraseCare::next()
{
    if (!m_deriving.empty()) {
        tryVersion();
    }
}

void PhraseCare::tryVersion()
{
    Deriving& now = *m_deriving.front();
    now.keys = std::make_unique<PhraseKeys>(
        now.phrase, crypto::ByteView{}, crypto::masterKeyVersions()[now.version],
        [this](PhraseKeys::Outcome keys) {
            if (!keys) {
                return answer(crypto::Unexpected(
                    Problem{.kind = ProblemKind::OutOfMemory, .technical = "Argon2id"}));
            }
            if (m_deriving.front()->areGood(*keys)) {
                return answer(std::make_shared<const crypto::RecoveryKeys>(std::move(*keys)));
            }
            if (++m_deriving.front()->version < crypto::masterKeyVersions().size()) {
                return tryVersion();
            }
            answer(crypto::Unexpected(Problem{.kind = ProblemKind::WordsWrong}));
        });
}

void PhraseCare::answer(crypto::Result<Keys, Problem> outcome)
{
    const std::unique_ptr<Deriving> over = std::move(m_deriving.front());
    m_deriving.pop_front();
    m_place.context.guard([&] { over->done(std::move(outcome)); });
    next();
}

void PhraseCare::check(crypto::SecretBytes words, Done<bool> done)
{
    derive(std::move(words), [done = std::move(done)](const crypto::Result<Keys, Problem>& keys) {
        if (keys) {
            done(true);
        } else if (keys.error().kind == ProblemKind::WordsWrong) {
            done(false);
        } else {
            done(crypto::Unexpected(keys.error()));
        }
    });
}

// ---- what is signed ----------------------------------------------------------------------------

crypto::LogBuilder PhraseCare::builder(const crypto::DeviceLog& log) const
{
    return {log, m_place.context.now()};
}

crypto::Authors PhraseCare::device() const
{
    return crypto::Authors::oneDevice(m_place.own.device(), m_place.own.keys());
}

crypto::Authors PhraseCare::both(const crypto::RecoveryKeys& keys) const
{
    return crypto::Authors::both(keys.signingKey, m_place.own.device(), m_place.own.keys());
}

void PhraseCare::wishSigned(crypto::SecretBytes words, MakeSigned make, Done<void> done)
{
    derive(std::move(words), [this, make = std::move(make),
                              done = std::move(done)](const crypto::Result<Keys, Problem>& keys) {
        if (!keys) {
            return done(crypto::Unexpected(keys.error()));
        }
        wishEntry(
            m_place.context, *m_place.head(),
            [this, make, keys = *keys](const crypto::DeviceLog& log) {
                return make(log, both(*keys));
            },
            done);
    });
}

void PhraseCare::approve(const crypto::DeviceId& device_, Done<void> done)
{
    wishEntry(
        m_place.context, *m_place.head(),
        [this, device_](const crypto::DeviceLog& log) -> std::optional<crypto::LogBuilder::Built> {
            const crypto::DeviceRecord* const record = log.state().find(device_);
            if (record != nullptr && record->hasStanding()) {
                return std::nullopt; // it was done elsewhere
            }
            return builder(log).confirm(device(), device_);
        },
        std::move(done));
}

void PhraseCare::remove(const crypto::DeviceId& device_, crypto::SecretBytes words, Done<void> done)
{
    const crypto::DeviceRecord* const target = m_place.own.log().state().find(device_);
    if (target == nullptr || !target->isPresent()) {
        return m_place.context.later(0, [done = std::move(done)] {
            done(crypto::Unexpected(Problem{.kind = ProblemKind::NoSuchDevice}));
        });
    }
    wishSigned(
        std::move(words),
        [this, device_](const crypto::DeviceLog& log,
                        const crypto::Authors& by) -> std::optional<crypto::LogBuilder::Built> {
            const crypto::DeviceRecord* const record = log.state().find(device_);
            if (record == nullptr || !record->isPresent()) {
                return std::nullopt; // it was done elsewhere
            }
            return builder(log).removeDevice(by, device_);
        },
        std::move(done));
}

void PhraseCare::veto(const crypto::Hash& proposal, crypto::SecretBytes words, Done<void> done)
{
    const crypto::EntryHash entry(proposal.view());
    const MakeSigned make =
        [this, entry](const crypto::DeviceLog& log,
                      const crypto::Authors& by) -> std::optional<crypto::LogBuilder::Built> {
        return log.state().findPending(entry) != nullptr
                   ? std::optional(builder(log).veto(by, entry))
                   : std::nullopt;
    };
    if (!words.empty()) {
        return wishSigned(std::move(words), make, std::move(done));
    }
    const auto alone = builder(m_place.own.log()).veto(device(), entry);
    if (!alone && alone.error() == crypto::LogErrorKind::NotPermitted) {
        return m_place.context.later(0, [done = std::move(done)] {
            done(crypto::Unexpected(Problem{.kind = ProblemKind::WordsNeeded}));
        });
    }
    wishEntry(
        m_place.context, *m_place.head(),
        [this, make](const crypto::DeviceLog& log) { return make(log, device()); },
        std::move(done));
}

bool PhraseCare::newDeviceWaits() const
{
    return m_place.own.log().state().policy == crypto::NewDevicePolicy::ApprovalOrDay;
}

void PhraseCare::setNewDeviceWaits(bool waits, crypto::SecretBytes words, Done<void> done)
{
    if (waits == newDeviceWaits()) {
        return m_place.context.later(0, [done = std::move(done)] { done({}); });
    }
    if (words.empty()) {
        return m_place.context.later(0, [done = std::move(done)] {
            done(crypto::Unexpected(Problem{.kind = ProblemKind::WordsNeeded}));
        });
    }
    const auto policy =
        waits ? crypto::NewDevicePolicy::ApprovalOrDay : crypto::NewDevicePolicy::AtOnce;
    wishSigned(
        std::move(words),
        [this, policy](const crypto::DeviceLog& log, const crypto::Authors& by) {
            return std::optional(builder(log).setPolicy(by, policy));
        },
        std::move(done));
}

} // namespace sotto::core
