#include "net/relay/service/fields.h"
#include "net/relay/service/requests.h"

namespace sotto::relay {

void handlePutInvite(Conversation& c, const Call& call, wire::PutInvite& request)
{
    const auto id = fixedOf<ObjectId>(request.invite());
    const auto owner = fixedOf<wire::OwnerTokenHash>(request.delete_token_hash());
    if (!id || !owner || request.content().empty()) {
        c.refuse(call, wire::INVALID, "not an invite");
        return;
    }
    if (request.content().size() > wire::kInviteBytesMax) {
        c.refuse(call, wire::TOO_LARGE, "an invite has at most 655,488 bytes",
                 wire::kInviteBytesMax);
        return;
    }
    const Timestamp now = c.service().clock.now();
    const Timestamp wanted{request.expires()};
    if (wanted <= now || wanted > now.plus(wire::kInviteLifetimeMax)) {
        c.refuse(call, wire::INVALID, "an invite lasts at most 30 days from now");
        return;
    }
    // Asked for by the wall clock, kept by the one that no jump disturbs.
    const Timestamp expires = c.service().clock.expiry().plus(wanted.since(now));
    if (c.isLimited(call, LimitedAction::Create)) {
        return;
    }
    auto content = std::make_shared<const std::string>(std::move(*request.mutable_content()));
    c.transact(
        call,
        [=, id = *id, owner = *owner](Store& store) {
            return store.invites().put(id, viewOf(*content), expires, owner);
        },
        [](Conversation& self, const Call& asked, CreateResult result) {
            switch (result) {
            case CreateResult::Created:
            case CreateResult::Same:
                self.done(asked);
                break;
            case CreateResult::Exists:
                self.refuse(asked, wire::CONFLICT, "another invite has that name");
                break;
            case CreateResult::Quota:
                self.refuse(asked, wire::QUOTA, "this relay keeps no more invites");
                break;
            }
        });
}

void handleReadInvite(Conversation& c, const Call& call, const wire::ReadInvite& request)
{
    const auto id = fixedOf<ObjectId>(request.invite());
    if (!id) {
        c.refuse(call, wire::INVALID, "not an invite's name");
        return;
    }
    c.read(
        call,
        [id = *id, now = c.service().clock.expiry()](StoreReader& reader) {
            return reader.invite(id, now);
        },
        [](Conversation& self, const Call& asked, const std::optional<Bytes>& content) {
            if (!content) {
                self.refuse(asked, wire::NOT_PERMITTED, "no such invite");
                return;
            }
            wire::Answer answer;
            answer.mutable_invite()->set_content(content->data(), content->size());
            self.answer(asked, std::move(answer));
        });
}

void handleDeleteInvite(Conversation& c, const Call& call, wire::DeleteInvite& request)
{
    const auto id = fixedOf<ObjectId>(request.invite());
    const auto token = secretOf<wire::OwnerToken>(*request.mutable_token());
    if (!id || !token) {
        c.refuse(call, wire::INVALID, "not an invite's name and token");
        return;
    }
    c.transact(
        call,
        [id = *id, owner = wire::hashOwnerToken(*id, *token)](Store& store) {
            return store.invites().remove(id, owner);
        },
        [](Conversation& self, const Call& asked, bool removed) {
            if (removed) {
                self.done(asked);
            } else {
                self.refuse(asked, wire::NOT_PERMITTED, "no such invite, or not with that token");
            }
        });
}

} // namespace sotto::relay
