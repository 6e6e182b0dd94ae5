#include "app/core/objects/own_object_state.h"
#include "net/wire/limits.h"

#include <algorithm>
#include <cassert>

/// How an OwnObjectState changes by what is sent and what is answered.
namespace sotto::core {

void OwnObjectState::makeUpdate()
{
    assert(!update && hasMore());
    UpdateInFlight next;
    next.changesUpTo = std::min(changes.size(), changesAtRelay + wire::kUpdateListChangesMax);
    // A version names the newest change, so it goes with the last ones.
    if (wanted && next.changesUpTo == changes.size()) {
        crypto::ObjectHeader header;
        header.epoch = wanted->epoch;
        header.sharedKey = wanted->sharedKey;
        header.logHead = wanted->logHead;
        header.signer = *list.find(deviceKey.publicKey());
        next.signedHeader = crypto::signVersion(header, list, newest, wanted->body, deviceKey);
        next.version = std::exchange(wanted, std::nullopt);
    }
    update = std::move(next);
}

void OwnObjectState::settleUpdate()
{
    assert(update);
    changesAtRelay = update->changesUpTo;
    if (update->version) {
        const auto version = crypto::VerifiedVersion::verify(update->signedHeader,
                                                             update->version->body, list, nullptr);
        assert(version);
        newest = version->seen();
        digest = update->version->digest;
    }
    update.reset();
}

bool OwnObjectState::takeFound(const wire::ObjectState& found, std::size_t from)
{
    assert(update);
    auto together = join(found, from);
    if (!together) {
        return false;
    }
    if (found.newest() > 0) {
        const crypto::ByteView header = crypto::asBytes(found.version().signed_header());
        const auto version = crypto::VerifiedVersion::verify(
            header, crypto::asBytes(found.version().body()), together->list, &newest);
        if (!version || version->header().number != found.newest()) {
            return false;
        }
        if (update->version && std::ranges::equal(header, update->signedHeader)) {
            digest = update->version->digest;
            update.reset();
        } else if (version->seen() != newest) {
            digest.reset();
        }
        newest = version->seen();
    }
    list = std::move(together->list);
    changes = std::move(together->changes);
    changesAtRelay = together->atRelay;
    takeBackUpdate();
    return true;
}

std::optional<OwnObjectState::Joined> OwnObjectState::join(const wire::ObjectState& found,
                                                           std::size_t from) const
{
    const auto theirs = crypto::splitChanges(crypto::asBytes(found.list_changes()));
    if (!theirs) {
        return std::nullopt;
    }
    const auto known = static_cast<std::ptrdiff_t>(from);
    std::vector<crypto::Bytes> joined(changes.begin(), changes.begin() + known);
    for (const crypto::ByteView change : *theirs) {
        joined.emplace_back(change.begin(), change.end());
    }
    // Ours that are not there yet must be able to follow. While there are no words nobody else can
    // change a list of ours, so none of them ever meets another one.
    const std::size_t atRelay = joined.size();
    const auto common = static_cast<std::ptrdiff_t>(std::min(atRelay, changes.size()));
    if (!std::equal(joined.begin(), joined.begin() + common, changes.begin())) {
        return std::nullopt;
    }
    joined.insert(joined.end(), changes.begin() + common, changes.end());
    const std::vector<crypto::ByteView> views(joined.begin(), joined.end());
    auto verified = crypto::KeyList::verify({list.kind(), list.object(), firstRoot}, views);
    if (!verified || !verified->find(deviceKey.publicKey())) {
        return std::nullopt;
    }
    return Joined{std::move(joined), atRelay, std::move(*verified)};
}

void OwnObjectState::takeBackUpdate()
{
    if (update && update->version && !wanted) {
        wanted = std::move(update->version);
    }
    update.reset();
}

void OwnObjectState::beginAnew()
{
    takeBackUpdate();
    changesAtRelay = 0;
    newest = {};
    lastEvent = 0;
    digest.reset();
}

} // namespace sotto::core
