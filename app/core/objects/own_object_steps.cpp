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
    // A version names the newest change, so it goes with the last ones. Who is not listed yet does
    // not know what it would follow on.
    const bool mayFollow = changesAtRelay == 0 || isListedAtRelay();
    if (wanted && mayFollow && next.changesUpTo == changes.size()) {
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

bool OwnObjectState::isListedAtRelay() const
{
    return changesAtRelay > 0 && list.couldWriteAt(*list.find(deviceKey.publicKey()),
                                                   static_cast<std::uint32_t>(changesAtRelay - 1));
}

std::optional<FoundAtRelay> OwnObjectState::takeFound(const wire::ObjectState& found,
                                                      std::size_t from)
{
    auto together = join(found, from);
    if (!together) {
        return std::nullopt;
    }
    FoundAtRelay out;
    crypto::SeenVersion newestThere = newest;
    bool isDone = false;
    if (found.has_version()) {
        const crypto::ByteView header = crypto::asBytes(found.version().signed_header());
        const auto version = crypto::VerifiedVersion::verify(
            header, crypto::asBytes(found.version().body()), together->there, &newest);
        if (!version || version->header().number != found.newest()) {
            return std::nullopt;
        }
        newestThere = version->seen();
        isDone = update && std::ranges::equal(header, update->signedHeader);
        if (!isDone && newestThere != newest) {
            out.foreign = FoundAtRelay::Foreign{version->header(), ownBefore(version->header())};
        }
    } else if (found.newest() != newest.number) {
        return std::nullopt;
    }
    out.isNews = newestThere != newest || together->atRelay != changesAtRelay;
    if (isDone && update->version) {
        digest = update->version->digest;
        update.reset();
    }
    newest = newestThere;
    list = std::move(together->list);
    changes = std::move(together->changes);
    changesAtRelay = together->atRelay;
    takeBackUpdate();
    return out;
}

std::optional<crypto::Hash> OwnObjectState::ownBefore(const crypto::ObjectHeader& foreign) const
{
    if (!update || !update->version) {
        return std::nullopt;
    }
    const auto ours =
        crypto::VerifiedVersion::verify(update->signedHeader, update->version->body, list, nullptr);
    const bool isTaken = ours && foreign.previous == ours->seen().hash;
    return isTaken ? std::optional(update->version->digest) : std::nullopt;
}

void OwnObjectState::countAs(const crypto::Hash& same)
{
    wanted.reset();
    overruled.reset();
    digest = same;
}

void OwnObjectState::withdraw()
{
    wanted.reset();
    digest.reset();
    overruled.reset();
}

void OwnObjectState::contradict(const crypto::ObjectHeader& foreign)
{
    // What was not said before may be said. Who says something again stands before the one whom he
    // contradicts: so it ends.
    const bool saidBefore = !wanted && (digest || overruled);
    const bool yields = saidBefore && foreign.signer <= *list.find(deviceKey.publicKey());
    overruled = yields ? (digest ? digest : overruled) : std::nullopt;
    digest.reset();
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
    // Ours that are not there yet follow, or another device was first: then strikes, all that a
    // device can change, are made anew by whoever still wants them. While there are no words nobody
    // else can change a list of ours, so what its root has changed never meets another change.
    const std::size_t atRelay = joined.size();
    const auto common = static_cast<std::ptrdiff_t>(std::min(atRelay, changes.size()));
    const bool isOvertaken = !std::equal(joined.begin(), joined.begin() + common, changes.begin());
    if (isOvertaken && from == 0) {
        return std::nullopt;
    }
    if (!isOvertaken) {
        joined.insert(joined.end(), changes.begin() + common, changes.end());
    }
    const std::vector<crypto::ByteView> views(joined.begin(), joined.end());
    const std::span all(views);
    auto there =
        crypto::KeyList::verify({list.kind(), list.object(), firstRoot}, all.first(atRelay));
    if (!there) {
        return std::nullopt;
    }
    crypto::KeyList extended = *there;
    if (!extended.extend(all.subspan(atRelay)) || !extended.find(deviceKey.publicKey())) {
        return std::nullopt;
    }
    return Joined{std::move(joined), atRelay, std::move(*there), std::move(extended)};
}

void OwnObjectState::takeBackUpdate()
{
    if (update && update->version && !wanted) {
        wanted = std::move(update->version);
    }
    update.reset();
}

bool OwnObjectState::dropSlowRoot()
{
    const auto isSlow = [&](const crypto::Bytes& bytes) {
        const crypto::ListStatement statement = crypto::ListChange::parse(bytes)->statement();
        return statement.signer == list.find(deviceKey.publicKey()) &&
               (std::holds_alternative<crypto::ProposeRoot>(statement.body) ||
                std::holds_alternative<crypto::CommitRoot>(statement.body) ||
                std::holds_alternative<crypto::VetoRoot>(statement.body));
    };
    const auto unsent = changes.begin() + static_cast<std::ptrdiff_t>(changesAtRelay);
    const auto last = std::find_if(std::make_reverse_iterator(changes.end()),
                                   std::make_reverse_iterator(unsent), isSlow);
    if (!isListedAtRelay() || last == std::make_reverse_iterator(unsent)) {
        return false;
    }
    const std::vector<crypto::ByteView> views(changes.begin(), last.base() - 1);
    auto rest = crypto::KeyList::verify({list.kind(), list.object(), firstRoot}, views);
    // A commit whose proposal the relay has only now comes from another relay: nobody could do
    // without the root.
    const bool isMoved = std::count_if(unsent, last.base(), isSlow) > 1;
    if (isMoved || !rest || !rest->find(deviceKey.publicKey())) {
        return false;
    }
    takeBackUpdate();
    changes.erase(last.base() - 1, changes.end());
    list = std::move(*rest);
    return true;
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
