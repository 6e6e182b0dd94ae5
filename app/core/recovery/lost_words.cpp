#include "app/core/base/wire_bytes.h"
#include "app/core/devices/log_wish.h"
#include "app/core/recovery/lost_words_making.h"
#include "crypto/objects/versioned_object.h"

#include <algorithm>

namespace sotto::core {

namespace {

constexpr std::string_view kRow = "words.lost";
/// What is on its way to the relay is looked after so often, then each time twice as much later.
constexpr int kLookAgainMs = 200;
constexpr int kLooksAtOnce = 25;
constexpr int kLookAgainMaxMs = 60 * 1000;
/// So often it is looked whether the relay has the roots that are being committed.
constexpr int kCommitLooks = 150;
constexpr auto kDelayMs = static_cast<storage::Milliseconds>(crypto::kRootDelay.seconds * 1000);

crypto::Unexpected<Problem> refusal(ProblemKind kind, const char* technical = "")
{
    return crypto::Unexpected(Problem{.kind = kind, .technical = technical});
}

crypto::SigningKey keyOf(const std::string& seed)
{
    return crypto::SigningKey(
        crypto::SigningSeed(viewOf(seed).first<crypto::SigningSeed::kSize>()));
}

} // namespace

LostWordsCare::LostWordsCare(Place place)
    : m_place(std::move(place))
    , m_strangers({m_place.context, m_place.own,
                   [this](const crypto::SigningPublicKey& root) { return isWanted(root); },
                   m_place.isCurrent})
{}

LostWordsCare::~LostWordsCare() = default;

void LostWordsCare::start()
{
    m_started = true;
    m_strangers.load();
    m_state.reset();
    const auto stored = m_place.context.stores.state.find(kRow);
    if (stored) {
        m_state.emplace();
        if (!m_state->ParseFromArray(stored->data(), static_cast<int>(stored->size()))) {
            throw storage::StorageFailure(storage::FailureKind::Damaged, "the words that wait");
        }
    }
    review();
}

void LostWordsCare::stop()
{
    m_started = m_isProposing = m_isVetoing = false;
    m_making.reset();
}

void LostWordsCare::store()
{
    Work work(m_place.context);
    if (m_state) {
        crypto::SecretBytes out(m_state->ByteSizeLong());
        m_state->SerializeWithCachedSizesToArray(out.data());
        work.stores().state.put(kRow, out.view());
    } else {
        work.stores().state.remove(kRow);
    }
    work.changes.words = true;
    work.commit();
}

// ---- what there is -----------------------------------------------------------------------------

std::array<OwnObject*, 2> LostWordsCare::lists() const
{
    TwelveWords* const words = m_place.words();
    return {m_place.card(), words != nullptr ? words->vault() : nullptr};
}

bool LostWordsCare::hasLists() const
{
    return std::ranges::none_of(lists(), [](const OwnObject* list) { return list == nullptr; });
}

const crypto::PendingChange* LostWordsCare::proposal() const
{
    for (const crypto::PendingChange& change : m_place.own.log().state().pending) {
        const auto* const next = std::get_if<crypto::ReplaceRecoveryBody>(&change.change);
        if (next != nullptr && m_state &&
            fieldOf(next->recovery.view()) == m_state->recovery_key()) {
            return &change;
        }
    }
    return nullptr;
}

bool LostWordsCare::isWanted(const crypto::SigningPublicKey& root) const
{
    const std::string key = fieldOf(root.view());
    return m_state && !m_state->is_given_up() &&
           (key == m_state->card_root() || key == m_state->vault_root());
}

bool LostWordsCare::haveRoots(Seen seen) const
{
    // Behind a kill they may be the roots already.
    const auto isThere = [&](const OwnObject* list, const std::string& root) {
        const auto key = *fixedOf<crypto::SigningPublicKey>(root);
        return list != nullptr && (list->list().root() == key || list->isProposedHere(key)) &&
               (seen == Seen::Here || list->hasListAtRelay());
    };
    const auto [card, vault] = lists();
    return isThere(card, m_state->card_root()) && isThere(vault, m_state->vault_root());
}

storage::Milliseconds LostWordsCare::dueAt() const
{
    const crypto::PendingChange* const change = proposal();
    const storage::Milliseconds due =
        change != nullptr ? m_place.commits.dueAt(change->proposal) : 0;
    const auto listed = static_cast<storage::Milliseconds>(m_state->lists_ms());
    return due == 0 || listed == 0 ? 0 : std::max(due, listed + kDelayMs);
}

LostWords LostWordsCare::info() const
{
    LostWords out;
    if (!m_state || m_state->is_given_up()) {
        return out;
    }
    out.areShown = !m_state->sealed().empty();
    // While the seeds are here the roots are proposed as often as it takes.
    const bool isStopped = m_state->card_root_seed().empty() &&
                           m_state->vault_root_seed().empty() && hasLists() &&
                           !haveRoots(Seen::Here);
    out.dueAt = isStopped ? 0 : dueAt();
    const bool isDue = out.dueAt != 0 && m_place.context.nowMs() >= out.dueAt;
    out.stage = isStopped ? LostWords::Stage::Stopped
                : isDue   ? LostWords::Stage::Ready
                          : LostWords::Stage::Waiting;
    return out;
}

// ---- proposing them ----------------------------------------------------------------------------

void LostWordsCare::review()
{
    if (!m_started || !m_place.own.exists() || !hasLists()) {
        return;
    }
    if (m_state && m_state->is_given_up()) {
        giveUp();
    } else if (m_state) {
        goOn();
    }
    reviewStrangers();
}

void LostWordsCare::reviewStrangers()
{
    if (m_started && m_place.own.exists() && hasLists() &&
        m_strangers.review(lists()) == StrangeRoots::Left::Some) {
        goOnLater();
    }
}

void LostWordsCare::goOn()
{
    const crypto::PendingChange* const change = proposal();
    if (change != nullptr && m_state->proposal().empty()) {
        proposed(change->proposal);
    } else if (change == nullptr && !m_state->proposal().empty()) {
        return end();
    }
    if (!m_state->card_root_seed().empty() || !m_state->vault_root_seed().empty()) {
        proposeRoots();
    }
    // The relay stamps the proposal once it has the roots: so the time of all three is over with
    // that of the proposal.
    if (m_state->lists_ms() != 0 && m_state->proposal().empty()) {
        propose();
    }
}

void LostWordsCare::proposeRoots()
{
    const auto [card, vault] = lists();
    const auto propose = [](OwnObject* list, const std::string& seed) {
        return seed.empty() || list->proposeRoot(keyOf(seed));
    };
    const bool hasCard = propose(card, m_state->card_root_seed());
    const bool hasVault = propose(vault, m_state->vault_root_seed());
    const bool hasBoth = hasCard && hasVault;
    if (hasBoth != (m_state->lists_ms() != 0)) {
        m_looks = 0;
        m_state->set_lists_ms(hasBoth ? static_cast<std::uint64_t>(m_place.context.nowMs()) : 0);
        store();
    }
    if (!hasBoth) {
        return goOnLater();
    }
    if (!m_state->proposal().empty()) {
        m_state->clear_card_root_seed();
        m_state->clear_vault_root_seed();
        store();
    }
}

void LostWordsCare::goOnLater()
{
    if (!std::exchange(m_looksAgain, true)) {
        const int doublings = std::clamp(m_looks++ - kLooksAtOnce, 0, 16);
        m_place.context.later(std::min(kLookAgainMs << doublings, kLookAgainMaxMs), [this] {
            m_looksAgain = false;
            m_place.context.guard([this] { review(); });
        });
    }
}

void LostWordsCare::propose()
{
    if (std::exchange(m_isProposing, true)) {
        return;
    }
    m_isRefused = false;
    if (!m_state->is_proposing()) {
        m_state->set_is_proposing(true);
        store();
    }
    wishEntry(
        m_place.context, *m_place.head(),
        [this](const crypto::DeviceLog& log) -> std::optional<crypto::LogBuilder::Built> {
            if (!m_state || m_state->recovery_seed().empty() || m_state->is_given_up()) {
                return std::nullopt;
            }
            auto entry = crypto::LogBuilder(log, m_place.context.now())
                             .proposeRecovery(crypto::Authors::oneDevice(m_place.own.device(),
                                                                         m_place.own.keys()),
                                              keyOf(m_state->recovery_seed()));
            m_isRefused = !entry;
            return entry;
        },
        [this](const crypto::Result<void, Problem>&) {
            m_isProposing = false;
            m_place.context.guard([&] {
                if (m_state && m_started && m_isRefused && proposal() == nullptr) {
                    return end(); // another device was first, or this one may not any more
                }
                proposal() == nullptr ? goOnLater() : review();
            });
        });
}

void LostWordsCare::proposed(const crypto::EntryHash& entry)
{
    m_state->set_proposal(fieldOf(entry.view()));
    m_state->clear_recovery_seed();
    store();
    m_place.commits.review();
}

/// The entry that was on its way may still come.
void LostWordsCare::giveUp()
{
    const crypto::PendingChange* const change = proposal();
    if (change == nullptr) {
        m_isProposing || !m_place.isCurrent() ? goOnLater() : end();
    } else if (!std::exchange(m_isVetoing, true)) {
        m_place.care.veto(crypto::Hash(change->proposal.view()), {}, [this](const auto&) {
            m_isVetoing = false;
            m_place.context.guard([this] { goOnLater(); });
        });
    }
}

/// In force, vetoed, or overtaken.
void LostWordsCare::end()
{
    const bool isInForce =
        fieldOf(m_place.own.log().state().recovery.view()) == m_state->recovery_key();
    if (!isInForce) {
        m_place.care.stopSlowly();
        m_place.words()->abandonSlowChange();
        for (OwnObject* const list : lists()) {
            list->takeBackRoot();
        }
    }
    m_state.reset();
    store();
    reviewStrangers(); // the roots go with it
}

// ---- into force --------------------------------------------------------------------------------

void LostWordsCare::finish(crypto::SecretBytes words, Done<void> done)
{
    if (!m_state || proposal() == nullptr) {
        return m_place.context.later(
            0, [done = std::move(done)] { done(refusal(ProblemKind::NoWords)); });
    }
    const auto areNew = [key = m_state->recovery_key()](const crypto::RecoveryKeys& keys) {
        return fieldOf(keys.signingKey.publicKey().view()) == key;
    };
    m_place.care.derive(
        std::move(words), areNew,
        [this, done = std::move(done)](const crypto::Result<PhraseCare::Keys, Problem>& keys) {
            keys ? putIntoForce(*keys, done) : done(crypto::Unexpected(keys.error()));
        });
}

void LostWordsCare::putIntoForce(const PhraseCare::Keys& keys, Done<void> done)
{
    if (fieldOf(m_place.own.log().state().recovery.view()) ==
        fieldOf(keys->signingKey.publicKey().view())) {
        return done({}); // what a kill had interrupted has gone on
    }
    if (!m_state || proposal() == nullptr || !hasLists()) {
        return done(refusal(ProblemKind::Cancelled, "it was stopped meanwhile"));
    }
    if (!haveRoots(Seen::Here)) {
        // Somebody has stopped the roots and not the words: they wait anew.
        m_state->set_card_root_seed(fieldOf(keys->cardRoot.seed().view()));
        m_state->set_vault_root_seed(fieldOf(keys->vaultRoot.seed().view()));
        m_state->set_lists_ms(0);
        store();
        review();
        return done(refusal(ProblemKind::NotDue, "the lists do not propose the new roots"));
    }
    const storage::Milliseconds due = dueAt();
    if (due == 0 || m_place.context.nowMs() < due) {
        return done(refusal(ProblemKind::NotDue));
    }
    // The roots cannot be taken back: first it is seen whether the log would take the words.
    m_place.commits.prepare(
        proposal()->proposal, [this, keys, done = std::move(done)](
                                  const crypto::Result<crypto::LogEntry, Problem>& entry) {
            entry ? commitRoots(keys, done, 0) : done(crypto::Unexpected(entry.error()));
        });
}

/// Before the words: once these are in force, they bring everything back.
void LostWordsCare::commitRoots(const PhraseCare::Keys& keys, Done<void> done, int looks)
{
    const crypto::PendingChange* const change = proposal();
    if (!m_started || change == nullptr || !hasLists()) {
        return done(refusal(ProblemKind::Cancelled, "it was stopped meanwhile"));
    }
    const auto [card, vault] = lists();
    const bool hasCard = card->commitRoot(keys->cardRoot);
    const bool hasVault = vault->commitRoot(keys->vaultRoot);
    if (hasCard && hasVault) {
        return m_place.care.replaceSlowly(
            keys,
            [this, entry = change->proposal](auto made) {
                m_place.commits.prepare(entry, std::move(made));
            },
            std::move(done));
    }
    if (card->isRootRefused() || vault->isRootRefused()) {
        return done(refusal(ProblemKind::NotDue, "the relay has not had the roots long enough"));
    }
    if (looks >= kCommitLooks) {
        return done(refusal(ProblemKind::NotDue, "the lists have not got their roots"));
    }
    m_place.context.later(kLookAgainMs, [this, keys, done = std::move(done), looks] {
        m_place.context.guard([&] { commitRoots(keys, done, looks + 1); });
    });
}

void LostWordsCare::cancel(Done<void> done)
{
    if (!m_state || m_state->is_given_up()) {
        return m_place.context.later(
            0, [done = std::move(done)] { done(refusal(ProblemKind::NoWords)); });
    }
    const crypto::PendingChange* const change = proposal();
    if (change != nullptr) {
        return m_place.care.veto(crypto::Hash(change->proposal.view()), {}, std::move(done));
    }
    if (m_state->is_proposing()) {
        wire::LostWordsState& state = *m_state;
        state.clear_sealed();
        state.clear_wrap_key();
        state.clear_recovery_seed();
        state.clear_card_root_seed();
        state.clear_vault_root_seed();
        state.set_is_given_up(true);
        store();
        review();
    } else {
        end();
    }
    m_place.context.later(0, [done = std::move(done)] { done({}); });
}

} // namespace sotto::core
