#include "net/relay/service/fields.h"
#include "net/relay/service/requests.h"

namespace sotto::relay {

namespace {

/// The mailbox whose owner this is; else refused.
std::optional<MailboxId> ownMailbox(Conversation& c, const Call& call)
{
    if (!c.login() || c.login()->kind != ObjectKind::Mailbox) {
        c.refuse(call, wire::OUT_OF_TURN, "log in as the owner of a mailbox first");
        return std::nullopt;
    }
    return MailboxId(c.login()->id.view());
}

} // namespace

void handleDeleteMailbox(Conversation& c, const Call& call)
{
    const auto mailbox = ownMailbox(c, call);
    if (!mailbox) {
        return;
    }
    c.transact(
        call, [mailbox = *mailbox](Store& store) { return store.mailboxes().remove(mailbox); },
        [](Conversation& self, const Call& asked, bool) {
            self.done(asked);
            self.flush();
        },
        [mailbox = *mailbox](Service& service, bool) { service.hub.mailboxRemoved(mailbox); });
}

void handleSetTokens(Conversation& c, const Call& call, const wire::SetTokens& request)
{
    const auto mailbox = ownMailbox(c, call);
    if (!mailbox) {
        return;
    }
    const auto tokens = crypto::AcceptedTokens::parse(viewOf(request.accepted_tokens()));
    if (!tokens) {
        c.refuse(call, wire::INVALID, "not AcceptedTokens");
        return;
    }
    c.transact(
        call,
        [mailbox = *mailbox, tokens = *tokens](Store& store) {
            return store.mailboxes().setTokens(mailbox, tokens);
        },
        [](Conversation& self, const Call& asked, bool set) {
            if (set) {
                self.done(asked);
            } else {
                self.refuse(asked, wire::NOT_PERMITTED, "the mailbox is gone");
            }
        });
}

void handleCountTokens(Conversation& c, const Call& call)
{
    const auto mailbox = ownMailbox(c, call);
    if (!mailbox) {
        return;
    }
    c.transact(
        call, [mailbox = *mailbox](Store& store) { return store.mailboxes().tokenCounts(mailbox); },
        [](Conversation& self, const Call& asked, const std::vector<TokenCount>& counts) {
            wire::Answer answer;
            answer.mutable_token_counts();
            for (const TokenCount& count : counts) {
                auto& out = *answer.mutable_token_counts()->add_counts();
                out.set_hash(count.hash.data(), count.hash.kSize);
                out.set_envelopes(count.envelopes);
            }
            self.answer(asked, std::move(answer));
        });
}

void handleSubscribe(Conversation& c, const Call& call, const wire::Subscribe& request)
{
    const auto mailbox = ownMailbox(c, call);
    if (!mailbox) {
        return;
    }
    if (c.isSubscribed()) {
        c.breach(call, wire::OUT_OF_TURN, "a second Subscribe");
        return;
    }
    c.subscriptionBegins();
    // The hub learns of it by the store's thread, right behind the commit: what is committed
    // later is offered, what was committed before is in the position.
    auto subscription = std::make_shared<std::optional<MailboxStore::Subscription>>();
    c.service().store.submit(c.taskOf(
        call,
        [subscription, mailbox = *mailbox, acknowledged = request.acknowledged()](Store& store) {
            *subscription = store.mailboxes().subscribe(mailbox, acknowledged);
        },
        [subscription, mailbox = *mailbox, listener = c.listener(), call,
         &service = c.service()](StoreOutcome outcome) {
            if (outcome == StoreOutcome::Committed && *subscription) {
                service.hub.subscribe(mailbox, (*subscription)->epoch, listener);
            }
            listener.inbox->push([subscription, listener, call, outcome, mailbox, &service] {
                if (const auto alive = listener.conversation.lock()) {
                    alive->subscribed(call, outcome, *subscription);
                } else if (outcome == StoreOutcome::Committed && *subscription) {
                    service.hub.unsubscribe(mailbox, (*subscription)->epoch);
                }
            });
        }));
}

void handlePutPrekeys(Conversation& c, const Call& call, const wire::PutPrekeys& request)
{
    const auto mailbox = ownMailbox(c, call);
    if (!mailbox) {
        return;
    }
    // PROTOCOL.md section 6.2: version, counter, nonce, and what AEAD made.
    crypto::Reader in(viewOf(request.sealed_bundle()));
    const std::uint8_t version = in.u8();
    const std::uint64_t counter = in.u64();
    if (request.sealed_bundle().size() > wire::kSealedBundleBytesMax || in.failed() ||
        version != 1 || counter == 0) {
        c.refuse(call, wire::INVALID, "not a sealed bundle");
        return;
    }
    std::vector<std::uint32_t> ids(request.one_time_ids().begin(), request.one_time_ids().end());
    const bool rising = std::ranges::adjacent_find(ids, std::greater_equal<>()) == ids.end();
    if (ids.size() > wire::kOneTimePrekeysMax || !rising) {
        c.refuse(call, wire::INVALID, "at most 100 identifiers, rising");
        return;
    }
    auto sealed = std::make_shared<const std::string>(request.sealed_bundle());
    c.transact(
        call,
        [mailbox = *mailbox, counter, sealed, ids = std::move(ids)](Store& store) {
            return store.mailboxes().putBundle(mailbox, counter, viewOf(*sealed), ids);
        },
        [](Conversation& self, const Call& asked, PutBundleResult result) {
            switch (result) {
            case PutBundleResult::Stored:
                self.done(asked);
                break;
            case PutBundleResult::Stale:
                self.refuse(asked, wire::CONFLICT, "the counter has to rise");
                break;
            case PutBundleResult::NoMailbox:
                self.refuse(asked, wire::NOT_PERMITTED, "the mailbox is gone");
                break;
            }
        });
}

void handleCountPrekeys(Conversation& c, const Call& call)
{
    const auto mailbox = ownMailbox(c, call);
    if (!mailbox) {
        return;
    }
    c.transact(
        call, [mailbox = *mailbox](Store& store) { return store.mailboxes().prekeyLevel(mailbox); },
        [](Conversation& self, const Call& asked, const std::optional<PrekeyLevel>& level) {
            wire::Answer answer;
            wire::PrekeyCount& count = *answer.mutable_prekey_count();
            count.set_counter(level ? level->counter : 0);
            count.set_one_time_left(level ? level->oneTimeLeft : 0);
            self.answer(asked, std::move(answer));
        });
}

} // namespace sotto::relay
