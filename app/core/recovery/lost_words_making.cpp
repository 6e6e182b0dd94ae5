// LostWordsCare: how the new words are made, and shown until they are written down.
#include "app/core/recovery/lost_words_making.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/devices/log_wish.h"
#include "crypto/primitives/aead.h"

#include <algorithm>

namespace sotto::core {

namespace {

crypto::Unexpected<Problem> refusal(ProblemKind kind, const char* technical = "")
{
    return crypto::Unexpected(Problem{.kind = kind, .technical = technical});
}

} // namespace

std::optional<Problem> LostWordsCare::refusalToBegin() const
{
    TwelveWords* const words = m_place.words();
    const crypto::DeviceLog& log = m_place.own.log();
    if (words == nullptr || words->state() == WordsState::None || !hasLists()) {
        return Problem{ProblemKind::NoWords};
    }
    if (words->isChanging() || words->changeEntry()) {
        return Problem{ProblemKind::ChangePending};
    }
    const auto hasSpent = [](const OwnObject* list) {
        return list->list().proposalsLeft(list->ownPlace()) == 0;
    };
    if (std::ranges::any_of(lists(), hasSpent)) {
        return Problem{ProblemKind::TriesSpent};
    }
    if (log.state().stampRelays.empty()) {
        return Problem{ProblemKind::NoStampRelay};
    }
    const auto any = crypto::SigningKey::generate(m_place.context.environment.random);
    const auto entry =
        crypto::LogBuilder(log, m_place.context.now())
            .proposeRecovery(crypto::Authors::oneDevice(m_place.own.device(), m_place.own.keys()),
                             any);
    if (entry) {
        return std::nullopt;
    }
    return entry.error() == crypto::LogErrorKind::AlreadyPending
               ? Problem{ProblemKind::ChangePending}
               : problemOf(entry.error());
}

void LostWordsCare::begin(Done<crypto::SecretBytes> done)
{
    if (m_making) {
        return m_making->waiting.push_back(std::move(done));
    }
    if (m_state && m_state->is_given_up()) {
        return m_place.context.later(
            0, [done = std::move(done)] { done(refusal(ProblemKind::ChangePending)); });
    }
    if (m_state) {
        return m_place.context.later(0, [this, done = std::move(done)] { done(shown()); });
    }
    if (const auto problem = refusalToBegin()) {
        return m_place.context.later(
            0, [done = std::move(done), problem] { done(crypto::Unexpected(*problem)); });
    }
    m_making = std::make_unique<Making>(
        Making{.phrase = crypto::RecoveryPhrase::generate(m_place.context.environment.random),
               .waiting = {std::move(done)}});
    m_making->stamping =
        client::fetchStamp(m_place.relay(), m_place.context.environment.random.make<crypto::Hash>(),
                           [this](const client::Outcome<crypto::Stamp>& stamp) {
                               m_place.context.later(0, [this, stamp] {
                                   m_place.context.guard([&] { stamped(stamp); });
                               });
                           });
}

void LostWordsCare::stamped(const client::Outcome<crypto::Stamp>& stamp)
{
    if (!m_making || m_making->deriving) {
        return;
    }
    // A relay that is away may be the one that the log names; it is asked again.
    const auto& named = m_place.own.log().state().stampRelays;
    if (stamp && std::ranges::find(named, stamp->relay) == named.end()) {
        return answer(refusal(ProblemKind::NoStampRelay));
    }
    m_making->deriving = std::make_unique<PhraseKeys>(
        m_making->phrase, crypto::ByteView{}, crypto::masterKeyVersions().front(),
        [this](PhraseKeys::Outcome keys) {
            m_place.context.guard([&] { derived(std::move(keys)); });
        });
}

void LostWordsCare::derived(crypto::Result<crypto::RecoveryKeys, crypto::MasterKeyError> keys)
{
    if (!keys) {
        return answer(refusal(ProblemKind::OutOfMemory, "Argon2id"));
    }
    if (const auto problem = refusalToBegin()) {
        return answer(crypto::Unexpected(*problem)); // something was first meanwhile
    }
    keep(m_making->phrase, *keys);
    answer(shown());
    review();
}

void LostWordsCare::keep(const crypto::RecoveryPhrase& phrase, const crypto::RecoveryKeys& keys)
{
    const auto wrapKey = m_place.context.environment.random.make<WordsWrapKey>();
    wire::LostWordsState& state = m_state.emplace();
    m_looks = 0;
    state.set_recovery_key(fieldOf(keys.signingKey.publicKey().view()));
    state.set_card_root(fieldOf(keys.cardRoot.publicKey().view()));
    state.set_vault_root(fieldOf(keys.vaultRoot.publicKey().view()));
    state.set_sealed(fieldOf(crypto::aeadSeal(wrapKey.view(), crypto::kZeroNonce,
                                              m_place.own.log().account(), phrase.entropy())));
    state.set_wrap_key(fieldOf(wrapKey.view()));
    state.set_recovery_seed(fieldOf(keys.signingKey.seed().view()));
    state.set_card_root_seed(fieldOf(keys.cardRoot.seed().view()));
    state.set_vault_root_seed(fieldOf(keys.vaultRoot.seed().view()));
    store();
}

void LostWordsCare::answer(const crypto::Result<crypto::SecretBytes, Problem>& outcome)
{
    const std::shared_ptr<Making> over = std::move(m_making);
    m_place.context.later(0, [over] {}); // it may be what calls this
    for (const auto& done : over->waiting) {
        outcome ? done(outcome->duplicate()) : done(crypto::Unexpected(outcome.error()));
    }
}

crypto::Result<crypto::SecretBytes, Problem> LostWordsCare::shown() const
{
    if (!m_state || m_state->sealed().empty()) {
        return refusal(ProblemKind::ChangePending);
    }
    const auto entropy = crypto::aeadOpen(viewOf(m_state->wrap_key()).first<WordsWrapKey::kSize>(),
                                          crypto::kZeroNonce, m_place.own.log().account(),
                                          viewOf(m_state->sealed()));
    auto phrase = entropy ? crypto::RecoveryPhrase::fromEntropy(entropy->view()) : std::nullopt;
    if (!phrase) {
        return refusal(ProblemKind::Internal, "the words do not open with what is there");
    }
    return phrase->text();
}

void LostWordsCare::confirm()
{
    if (m_state && !m_state->sealed().empty()) {
        m_state->clear_sealed();
        m_state->clear_wrap_key();
        store();
    }
}

} // namespace sotto::core
