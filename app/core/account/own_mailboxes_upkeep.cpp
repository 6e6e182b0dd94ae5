// OwnMailboxes: the prekeys and tokens that the relays have of us.
#include "app/core/account/own_mailbox_box.h"
#include "app/core/base/wire_bytes.h"
#include "crypto/handshake/sealed_bundle.h"

namespace sotto::core {

namespace {

/// Prekeys are looked after so often while the program runs.
constexpr int kUpkeepMs = 3600 * 1000;
/// After a failed request the next attempt comes so much later; a lost connection asks anyway.
constexpr int kRetryMs = 30 * 1000;
/// Whoever has fetched a bundle posts within so long; its prekeys are kept until then.
constexpr crypto::Duration kBundleUse = crypto::Duration::days(1);

/// A relay that does not answer keeps an abandoned mailbox until it expires.
constexpr int kAbandonMs = 5 * 1000;

} // namespace

void OwnMailboxes::abandon(std::function<void()> done)
{
    struct Run
    {
        std::size_t left = 0;
        std::function<void()> done;
    };
    m_isAbandoned = true;
    const auto run = std::make_shared<Run>(Run{m_boxes.size(), std::move(done)});
    const auto end = [this, run] {
        if (run->done) {
            m_context.later(0, std::exchange(run->done, {}));
        }
    };
    for (const auto& box : m_boxes) {
        box->connection.deleteMailbox([run, end](const client::Outcome<void>&) {
            --run->left;
            run->left == 0 ? end() : void();
        });
    }
    m_context.later(m_boxes.empty() ? 0 : kAbandonMs, end);
}

void OwnMailboxes::forgetPrekeys(const Box& box)
{
    // What an older mailbox still holds may need the prekeys of its time.
    if (m_state.mailboxes_size() != 1 || box.stored < box.newest) {
        return;
    }
    const crypto::Timestamp now = m_context.now();
    m_sessions.prekeys().markDrained(
        {now.seconds > kBundleUse.seconds ? now.seconds - kBundleUse.seconds : 0});
    m_sessions.touchPrekeys();
}

void OwnMailboxes::upkeepLater(Box& box, int delayMs)
{
    // One timer for each mailbox, whoever asks.
    const std::uint64_t turn = ++box.upkeepTurn;
    m_context.later(delayMs, [this, id = box.id, turn] {
        Box* const still = find(id);
        if (still != nullptr && still->subscribed && still->upkeepTurn == turn) {
            upkeep(*still);
        }
    });
}

void OwnMailboxes::upkeep(Box& box)
{
    sendTokens(box);
    if (m_boxes.empty() || &box != m_boxes.front().get()) {
        return;
    }
    upkeepLater(box, kUpkeepMs);
    box.connection.countPrekeys([this, &box](client::Outcome<sotto::wire::PrekeyCount> count) {
        m_context.guard([&] {
            if (!count) {
                return; // the next connection asks again
            }
            crypto::PrekeyStore& prekeys = m_sessions.prekeys();
            const bool rotated = prekeys.rotateIfDue(m_context.now(), m_context.environment.random);
            if (m_boxes.empty() || &box != m_boxes.front().get()) {
                return; // it was retired meanwhile
            }
            const bool isFew = prekeys.isReplenishDue(count->one_time_left());
            if (rotated || isFew || count->counter() != prekeys.counter()) {
                // A bundle that the relay refused or never saw is offered again with the keys that
                // it has; only where they were, or may have been, given out new ones are made.
                putPrekeys(box, rotated || isFew || !box.putFailed);
                return;
            }
            box.hasPrekeys = true;
            if (isServing() && onServing) {
                onServing();
            }
        });
    });
}

void OwnMailboxes::putPrekeys(Box& box, bool fresh)
{
    crypto::PrekeyStore& prekeys = m_sessions.prekeys();
    Work work(m_context);
    if (fresh) {
        // Always new one-time prekeys: the relay may have given out any of those before.
        prekeys.replenish(m_context.now(), m_context.environment.random);
    }
    const crypto::Bytes bundle = prekeys.makeBundle(m_own.own(), box.id, m_context.now());
    m_sessions.touchPrekeys();
    m_sessions.store(work);
    work.commit();

    const auto bundleKey = fixedOf<crypto::BundleKey>(m_state.mailboxes(0).bundle_key());
    const crypto::Bytes sealed = crypto::sealBundle(*bundleKey, box.id, prekeys.counter(), bundle,
                                                    m_context.environment.random);
    box.connection.putPrekeys(sealed, prekeys.offeredOneTimeIds(),
                              [this, &box](client::Outcome<void> outcome) {
                                  m_context.guard([&] {
                                      if (!outcome) {
                                          box.putFailed = true;
                                          upkeepLater(box, kRetryMs);
                                          return;
                                      }
                                      box.putFailed = false;
                                      box.hasPrekeys = true;
                                      if (isServing() && onServing) {
                                          onServing();
                                      }
                                  });
                              });
}

void OwnMailboxes::publishTokens(std::vector<crypto::DeliveryToken> more)
{
    m_inviteTokens = std::move(more);
    // Retired mailboxes too: who is blocked is blocked everywhere.
    for (const auto& box : m_boxes) {
        box->hasTokens = false;
        if (box->subscribed) {
            sendTokens(*box);
        }
    }
}

void OwnMailboxes::sendTokens(Box& box)
{
    std::vector<crypto::DeliveryTokenHash> hashes;
    for (crypto::TokenCohort cohort = 0; cohort < crypto::kTokenCohorts; ++cohort) {
        hashes.push_back(
            crypto::hashToken(box.id, *fixedOf<crypto::DeliveryToken>(m_own.token(cohort))));
    }
    for (const crypto::DeliveryToken& token : m_inviteTokens) {
        hashes.push_back(crypto::hashToken(box.id, token));
    }
    const std::uint32_t version = ++box.tokensVersion;
    box.connection.setTokens(crypto::AcceptedTokens::make(hashes, m_context.environment.random),
                             [this, &box, version](client::Outcome<void> outcome) {
                                 m_context.guard([&] {
                                     if (!outcome && version == box.tokensVersion) {
                                         upkeepLater(box, kRetryMs);
                                     }
                                     if (!outcome || version != box.tokensVersion) {
                                         return; // the next connection gives them again
                                     }
                                     box.hasTokens = true;
                                     if (isServing() && onServing) {
                                         onServing();
                                     }
                                 });
                             });
}

} // namespace sotto::core
