#include "net/relay/service/fields.h"
#include "net/relay/service/requests.h"

#include <cstring>

namespace sotto::relay {

namespace {

constexpr std::string_view kTokenRefused =
    "no such mailbox, or not with that token: read the card again";

/// A batch on its way through the store.
struct Batch
{
    MailboxId mailbox;
    crypto::DeliveryTokenHash token;
    std::vector<NewEnvelope> envelopes;
    std::optional<std::vector<PostOutcome>> outcomes;
};

void answerPost(Conversation& c, const Call& call, const Batch& batch, StoreOutcome outcome)
{
    if (outcome != StoreOutcome::Committed) {
        c.refuseForStore(call, outcome);
        return;
    }
    ServiceCounters& counters = c.service().counters;
    if (!batch.outcomes) {
        ServiceCounters::add(counters.tokensRefused);
        c.refuse(call, wire::TOKEN_REFUSED, kTokenRefused);
        return;
    }
    wire::Answer answer;
    wire::Posted& posted = *answer.mutable_posted();
    for (const PostOutcome& one : *batch.outcomes) {
        posted.add_codes(one.result == PostResult::QueueFull ? wire::QUEUE_FULL
                                                             : wire::CODE_UNSPECIFIED);
    }
    c.answer(call, std::move(answer));
}

void deliver(Service& service, const Batch& batch)
{
    for (std::size_t i = 0; i < batch.outcomes->size(); ++i) {
        const PostOutcome& outcome = (*batch.outcomes)[i];
        switch (outcome.result) {
        case PostResult::Stored:
            ServiceCounters::add(service.counters.envelopesStored);
            service.hub.deliver(batch.mailbox, outcome.number, batch.envelopes[i].bytes);
            break;
        case PostResult::Known:
            ServiceCounters::add(service.counters.envelopesKnown);
            break;
        case PostResult::QueueFull:
            ServiceCounters::add(service.counters.envelopesRefusedFull);
            break;
        }
    }
}

/// For RateLimits; a hash already, so that its bytes are evenly spread.
std::uint64_t keyOf(const crypto::DeliveryTokenHash& token)
{
    std::uint64_t key = 0;
    std::memcpy(&key, token.data(), sizeof key);
    return key;
}

} // namespace

void handlePost(Conversation& c, const Call& call, wire::Post& request)
{
    const auto mailbox = fixedOf<MailboxId>(request.mailbox());
    const auto token = secretOf<crypto::DeliveryToken>(*request.mutable_token());
    const auto count = static_cast<std::size_t>(request.envelopes_size());
    if (!mailbox || !token || count == 0 || count > wire::kPostEnvelopesMax) {
        c.refuse(call, wire::INVALID, "not a batch for a mailbox");
        return;
    }
    auto batch = std::make_shared<Batch>();
    batch->mailbox = *mailbox;
    batch->token = crypto::hashToken(*mailbox, *token);
    batch->envelopes.reserve(count);
    for (std::string& envelope : *request.mutable_envelopes()) {
        if (envelope.empty() || envelope.size() > wire::kEnvelopeBytesMax) {
            c.refuse(call, wire::TOO_LARGE, "an envelope has 1 to 655,360 bytes",
                     wire::kEnvelopeBytesMax);
            return;
        }
        const auto id = wire::envelopeId(*mailbox, viewOf(envelope));
        batch->envelopes.push_back({id, std::make_shared<const std::string>(std::move(envelope))});
    }
    // Delivered by the store's thread, right behind the commit: only so the order of the numbers
    // is the order of delivery.
    c.service().store.submit(c.taskOf(
        call,
        [batch, now = c.service().clock.expiry()](Store& store) {
            batch->outcomes =
                store.mailboxes().post(batch->mailbox, batch->token, batch->envelopes, now);
        },
        [batch, call, listener = c.listener(), &service = c.service()](StoreOutcome outcome) {
            if (outcome == StoreOutcome::Committed && batch->outcomes) {
                deliver(service, *batch);
            }
            listener.inbox->push([batch, call, outcome, conversation = listener.conversation] {
                if (const auto alive = conversation.lock()) {
                    answerPost(*alive, call, *batch, outcome);
                }
            });
        }));
}

void handleFetchPrekeys(Conversation& c, const Call& call, wire::FetchPrekeys& request)
{
    const auto mailbox = fixedOf<MailboxId>(request.mailbox());
    const auto token = secretOf<crypto::DeliveryToken>(*request.mutable_token());
    if (!mailbox || !token) {
        c.refuse(call, wire::INVALID, "not a mailbox and a token");
        return;
    }
    const auto hash = crypto::hashToken(*mailbox, *token);
    c.transact(
        call,
        [mailbox = *mailbox, hash, &service = c.service()](Store& store) {
            if (!store.mailboxes().acceptsToken(mailbox, hash)) {
                return std::optional<StoredBundle>();
            }
            // Only who holds the token can use its allowance up. Without a one-time prekey the
            // fetch succeeds as well.
            const auto level = store.mailboxes().prekeyLevel(mailbox);
            const bool pop = level && level->oneTimeLeft > 0 &&
                             service.rates.take(LimitedAction::PopPrekey, keyOf(hash),
                                                service.clock.monotonicMs());
            return store.mailboxes().fetchBundle(mailbox, hash, pop);
        },
        [](Conversation& self, const Call& asked, const std::optional<StoredBundle>& bundle) {
            if (!bundle) {
                self.refuse(asked, wire::TOKEN_REFUSED, kTokenRefused);
                return;
            }
            wire::Answer answer;
            wire::Prekeys& prekeys = *answer.mutable_prekeys();
            prekeys.set_sealed_bundle(bundle->sealed.data(), bundle->sealed.size());
            if (bundle->oneTimeId) {
                prekeys.set_one_time_id(*bundle->oneTimeId);
            } else {
                ServiceCounters::add(self.service().counters.prekeysWithoutOneTime);
            }
            self.answer(asked, std::move(answer));
        });
}

} // namespace sotto::relay
