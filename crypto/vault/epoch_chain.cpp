#include "crypto/vault/epoch_chain.h"

#include "crypto/primitives/aead.h"

#include <algorithm>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;

using LinkKey = Secret<struct EpochLinkKeyTag, 32>;

LinkKey linkKey(const AccountId& account, Epoch newer, std::span<const std::uint8_t, 32> newerKey,
                const EpochLink& link)
{
    Writer context(40);
    context.bytes(account).u32(newer).u32(link.target);
    LinkKey out;
    deriveBlake2b(labels::kEpochLinkKey, newerKey, link.salt.view(), context.view(),
                  out.mutableView());
    return out;
}

EpochLink makeLink(const AccountId& account, const SharedKey& newer, const SharedKey& older,
                   Random& random)
{
    EpochLink link;
    link.target = older.epoch();
    random.fill(link.salt.mutableView());
    // The salt makes the key fresh for each link, so the nonce may be fixed.
    aeadSeal(linkKey(account, newer.epoch(), newer.secret(), link).view(), kZeroNonce, {},
             older.secret(), link.wrapped.mutableView());
    return link;
}

Result<SharedKeyBytes, EpochError> openOne(const AccountId& account, Epoch newer,
                                           std::span<const std::uint8_t, 32> newerKey,
                                           const EpochLinks& links, Epoch target)
{
    if (target >= newer) {
        return Unexpected(EpochError::NotOlder);
    }
    const auto link = std::find_if(links.links.begin(), links.links.end(),
                                   [&](const EpochLink& l) { return l.target == target; });
    if (links.epoch != newer || !isEpoch(target) || link == links.links.end()) {
        return Unexpected(EpochError::LinkMissing);
    }
    SharedKeyBytes key;
    if (!aeadOpen(linkKey(account, newer, newerKey, *link).view(), kZeroNonce, {}, link->wrapped,
                  key.mutableView())) {
        return Unexpected(EpochError::LinkBroken);
    }
    return key;
}

Result<SharedKey, EpochError> openOlder(const AccountId& account, const SharedKey& newest,
                                        Epoch goal, const EpochLinkSource& source)
{
    if (goal < kFirstEpoch || goal > newest.epoch()) {
        return Unexpected(EpochError::NotOlder);
    }
    // Keys on the way live for a moment only: guarded pages would cost more than the whole way.
    Epoch epoch = newest.epoch();
    SharedKeyBytes key(newest.secret());
    while (epoch != goal) {
        // The farthest link that does not lead past the goal.
        Epoch target = 0;
        for (const Epoch candidate : linkTargets(epoch)) {
            if (candidate >= goal) {
                target = candidate;
            }
        }
        const std::optional<EpochLinks> links = source(epoch);
        if (!links) {
            return Unexpected(EpochError::LinkMissing);
        }
        SOTTO_TRY(older, openOne(account, epoch, key.view(), *links, target));
        key = std::move(older);
        epoch = target;
    }
    return SharedKey(epoch, key);
}

} // namespace

Epoch epochLimit(Timestamp now)
{
    const std::uint64_t intervals = now.since(kEpochsBegan).seconds / kEpochInterval.seconds;
    return static_cast<Epoch>(std::min<std::uint64_t>(
        kEpochMax, intervals > kEpochMax ? kEpochMax : intervals + kEpochsAtOnce));
}

std::vector<Epoch> linkTargets(Epoch epoch)
{
    std::vector<Epoch> out;
    if (epoch > kFirstEpoch) {
        out.push_back(epoch - 1);
        const Epoch far = epoch & (epoch - 1);
        if (far >= kFirstEpoch && far != epoch - 1) {
            out.push_back(far);
        }
    }
    return out;
}

Bytes EpochLinks::serialize() const
{
    Writer out(142);
    out.u8(kVersion).u32(epoch).u8(static_cast<std::uint8_t>(links.size()));
    for (const EpochLink& link : links) {
        out.u32(link.target).bytes(link.salt).bytes(link.wrapped);
    }
    return std::move(out).take();
}

Result<EpochLinks, ParseError> EpochLinks::parse(ByteView bytes)
{
    Reader in(bytes);
    EpochLinks out;
    in.version(kVersion);
    out.epoch = in.u32();
    if (!isEpoch(out.epoch) || out.epoch == kFirstEpoch) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    SOTTO_CHECK(in.check());
    const std::vector<Epoch> targets = linkTargets(out.epoch);
    if (in.u8() != targets.size()) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    for (const Epoch target : targets) {
        EpochLink link;
        link.target = in.u32();
        if (link.target != target) {
            in.fail(ParseError::Kind::NonCanonical);
        }
        link.salt = in.fixed<decltype(link.salt)>();
        link.wrapped = in.fixed<decltype(link.wrapped)>();
        out.links.push_back(link);
    }
    SOTTO_CHECK(in.finish());
    return out;
}

Result<SharedKey, EpochError> openLink(const AccountId& account, const SharedKey& newer,
                                       const EpochLinks& links, Epoch target)
{
    SOTTO_TRY(key, openOne(account, newer.epoch(), newer.secret(), links, target));
    return SharedKey(target, key);
}

Result<EpochProposal, EpochError> EpochChain::propose(const EpochLinkSource& source, Timestamp now,
                                                      Random& random) const
{
    if (m_newest.epoch() >= epochLimit(now)) {
        return Unexpected(EpochError::TooSoon);
    }
    SharedKey key = m_newest.next(random);
    EpochLinks links{key.epoch(), {}};
    for (const Epoch target : linkTargets(key.epoch())) {
        SOTTO_TRY(older, open(target, source));
        links.links.push_back(makeLink(m_account, key, older, random));
    }
    return EpochProposal{std::move(key), std::move(links)};
}

Result<void, EpochError> EpochChain::checkNewer(const SharedKey& key,
                                                const SharedKeyCommitment& published,
                                                const ObjectId& record, Timestamp now) const
{
    if (key.epoch() < m_newest.epoch()) {
        return Unexpected(EpochError::NotOlder);
    }
    if (key.epoch() > epochLimit(now) && !(key == m_newest)) {
        return Unexpected(EpochError::TooSoon);
    }
    if (key.commitment(record) != published) {
        return Unexpected(EpochError::NotPublished);
    }
    return {};
}

Result<void, EpochError> EpochChain::adopt(const SharedKey& key,
                                           const SharedKeyCommitment& published,
                                           const ObjectId& record, const EpochLinkSource& source,
                                           Timestamp now)
{
    SOTTO_CHECK(checkNewer(key, published, record, now));
    SOTTO_TRY(present, openOlder(m_account, key, m_newest.epoch(), source));
    if (!(present == m_newest)) {
        return Unexpected(EpochError::OtherLine);
    }
    m_newest = key.duplicate();
    return {};
}

Result<void, EpochError> EpochChain::adoptAfterFork(const SharedKey& key,
                                                    const SharedKeyCommitment& published,
                                                    const ObjectId& record,
                                                    const EpochLinkSource& ours,
                                                    const EpochLinkSource& theirs, Timestamp now)
{
    SOTTO_CHECK(checkNewer(key, published, record, now));
    const Epoch newest = m_newest.epoch();
    const Epoch oldest = newest > kForkDepthMax ? newest - kForkDepthMax : kFirstEpoch;
    for (Epoch epoch = newest; epoch >= oldest; --epoch) {
        const auto mine = openOlder(m_account, m_newest, epoch, ours);
        const auto other = openOlder(m_account, key, epoch, theirs);
        if (mine && other && *mine == *other) {
            m_newest = key.duplicate();
            return {};
        }
    }
    return Unexpected(EpochError::OtherLine);
}

Result<SharedKey, EpochError> EpochChain::open(Epoch epoch, const EpochLinkSource& source) const
{
    return openOlder(m_account, m_newest, epoch, source);
}

} // namespace sotto::crypto
