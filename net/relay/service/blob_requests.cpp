#include "net/relay/service/fields.h"
#include "net/relay/service/requests.h"

namespace sotto::relay {

namespace {

constexpr std::string_view kNotPermitted = "no such blob, or not with that token";

void answerState(Conversation& c, const Call& call, const BlobState& state)
{
    wire::Answer answer;
    wire::BlobState& out = *answer.mutable_blob_state();
    out.set_size(state.size);
    out.set_received(state.received);
    out.set_expires(state.expires.seconds);
    c.answer(call, std::move(answer));
}

/// When a blob that is wanted for so long expires; refused if that is too long.
std::optional<Timestamp> expiryOf(Conversation& c, const Call& call, std::uint32_t seconds)
{
    const std::uint64_t most = c.service().limits.blobSecondsMax;
    if (seconds == 0 || seconds > most) {
        c.refuse(call, wire::INVALID, "this relay keeps no blob so long", most);
        return std::nullopt;
    }
    // By the clock that decides when it is over: one that is ahead of a wall clock that was set
    // back would else drop the blob at once.
    return c.service().clock.expiry().plus({seconds});
}

/// Who made the blob, by its token; refused if name or token have no such form.
struct Owner
{
    ObjectId blob;
    wire::OwnerTokenHash token;
};
std::optional<Owner> ownerOf(Conversation& c, const Call& call, const std::string& blob,
                             std::string& token)
{
    const auto id = fixedOf<ObjectId>(blob);
    const auto secret = secretOf<wire::OwnerToken>(token);
    if (!id || !secret) {
        c.refuse(call, wire::INVALID, "not a blob's name and token");
        return std::nullopt;
    }
    return Owner{*id, wire::hashOwnerToken(*id, *secret)};
}

} // namespace

void handleCreateBlob(Conversation& c, const Call& call, const wire::CreateBlob& request)
{
    const auto id = fixedOf<ObjectId>(request.blob());
    const auto owner = fixedOf<wire::OwnerTokenHash>(request.owner_token_hash());
    if (!id || !owner || request.size() == 0) {
        c.refuse(call, wire::INVALID, "not a blob");
        return;
    }
    const std::uint64_t most = c.service().limits.blobBytesMax;
    if (request.size() > most) {
        c.refuse(call, wire::TOO_LARGE, "this relay takes no blob so large", most);
        return;
    }
    const auto expires = expiryOf(c, call, request.seconds());
    if (!expires || c.isLimited(call, LimitedAction::Create)) {
        return;
    }
    struct Made
    {
        CreateResult result = CreateResult::Quota;
        BlobState state;
    };
    c.transact(
        call,
        [id = *id, owner = *owner, size = request.size(), expires = *expires](Store& store) {
            Made made{store.blobs().create(id, size, expires, owner), {}};
            if (const auto state = store.blobs().stat(id)) {
                made.state = *state;
            }
            return made;
        },
        [](Conversation& self, const Call& asked, const Made& made) {
            switch (made.result) {
            case CreateResult::Created:
            case CreateResult::Same:
                answerState(self, asked, made.state);
                break;
            case CreateResult::Exists:
                self.refuse(asked, wire::CONFLICT, "another blob has that name");
                break;
            case CreateResult::Quota:
                self.refuse(asked, wire::QUOTA, "this relay keeps no more blobs");
                break;
            }
        });
}

void handleWriteBlob(Conversation& c, const Call& call, wire::WriteBlob& request)
{
    const auto owner = ownerOf(c, call, request.blob(), *request.mutable_token());
    if (!owner) {
        return;
    }
    if (request.data().empty() || request.data().size() > wire::kBlobPieceBytesMax) {
        c.refuse(call, wire::TOO_LARGE, "a piece has 1 to 262,175 bytes", wire::kBlobPieceBytesMax);
        return;
    }
    struct Wrote
    {
        BlobWriteResult result = BlobWriteResult::NotPermitted;
        BlobState state;
    };
    auto data = std::make_shared<const std::string>(std::move(*request.mutable_data()));
    c.transact(
        call,
        [owner = *owner, data, offset = request.offset()](Store& store) {
            Wrote wrote;
            wrote.result =
                store.blobs().write(owner.blob, owner.token, offset, viewOf(*data), wrote.state);
            return wrote;
        },
        [](Conversation& self, const Call& asked, const Wrote& wrote) {
            switch (wrote.result) {
            case BlobWriteResult::Written:
                answerState(self, asked, wrote.state);
                break;
            case BlobWriteResult::NotPermitted:
                self.refuse(asked, wire::NOT_PERMITTED, kNotPermitted);
                break;
            case BlobWriteResult::Gap:
                self.refuse(asked, wire::CONFLICT, "go on where it ends", wrote.state.received);
                break;
            case BlobWriteResult::TooLong:
                self.refuse(asked, wire::TOO_LARGE, "beyond the blob's size", wrote.state.size);
                break;
            case BlobWriteResult::Quota:
                self.refuse(asked, wire::QUOTA, "this relay keeps no more bytes of blobs");
                break;
            case BlobWriteResult::Complete:
                self.refuse(asked, wire::CONFLICT, "it is complete, with other bytes",
                            wrote.state.received);
                break;
            }
        });
}

void handleStatBlob(Conversation& c, const Call& call, const wire::StatBlob& request)
{
    const auto id = fixedOf<ObjectId>(request.blob());
    if (!id) {
        c.refuse(call, wire::INVALID, "not a blob's name");
        return;
    }
    c.transact(
        call, [id = *id](Store& store) { return store.blobs().stat(id); },
        [](Conversation& self, const Call& asked, const std::optional<BlobState>& state) {
            if (state) {
                answerState(self, asked, *state);
            } else {
                self.refuse(asked, wire::NOT_PERMITTED, kNotPermitted);
            }
        });
}

void handleReadBlob(Conversation& c, const Call& call, const wire::ReadBlob& request)
{
    const auto id = fixedOf<ObjectId>(request.blob());
    if (!id || request.length() == 0 || request.length() > wire::kBlobPieceBytesMax) {
        c.refuse(call, wire::INVALID, "1 to 262,175 bytes of a blob");
        return;
    }
    c.read(
        call,
        [id = *id, offset = request.offset(), length = request.length()](StoreReader& reader) {
            return reader.blob(id, offset, length);
        },
        [](Conversation& self, const Call& asked, const std::optional<Bytes>& data) {
            if (!data) {
                self.refuse(asked, wire::NOT_PERMITTED, "no such blob, not complete, or beyond it");
                return;
            }
            wire::Answer answer;
            answer.mutable_blob_bytes()->set_data(data->data(), data->size());
            self.answer(asked, std::move(answer));
        });
}

void handleExtendBlob(Conversation& c, const Call& call, wire::ExtendBlob& request)
{
    const auto owner = ownerOf(c, call, request.blob(), *request.mutable_token());
    if (!owner) {
        return;
    }
    const auto expires = expiryOf(c, call, request.seconds());
    if (!expires) {
        return;
    }
    c.transact(
        call,
        [owner = *owner, expires = *expires](Store& store) {
            return store.blobs().extend(owner.blob, owner.token, expires);
        },
        [](Conversation& self, const Call& asked, const std::optional<BlobState>& state) {
            if (state) {
                answerState(self, asked, *state);
            } else {
                self.refuse(asked, wire::NOT_PERMITTED, kNotPermitted);
            }
        });
}

void handleDeleteBlob(Conversation& c, const Call& call, wire::DeleteBlob& request)
{
    const auto owner = ownerOf(c, call, request.blob(), *request.mutable_token());
    if (!owner) {
        return;
    }
    c.transact(
        call,
        [owner = *owner](Store& store) { return store.blobs().remove(owner.blob, owner.token); },
        [](Conversation& self, const Call& asked, bool removed) {
            if (removed) {
                self.done(asked);
            } else {
                self.refuse(asked, wire::NOT_PERMITTED, kNotPermitted);
            }
        });
}

} // namespace sotto::relay
