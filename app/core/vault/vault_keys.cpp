#include "app/core/vault/vault_keys.h"

#include "app/core/vault/thing_states.h"

namespace sotto::core {

namespace {

/// The key of the epoch before this device came, as the recovery record had it: the links that lead
/// there stand in that epoch, if nobody has written since.
constexpr std::string_view kFormerRow = "vault.former";

} // namespace

VaultKeys::VaultKeys(Context& context, OwnAccount& own)
    : m_context(context)
    , m_own(own)
{}

void VaultKeys::load()
{
    m_links.clear();
    m_recordKeys.clear();
    m_idKey.reset();
    m_former.reset();
    if (const auto stored = m_context.stores.state.find(kFormerRow)) {
        if (auto former = crypto::SharedKey::parse(stored->view())) {
            m_former = std::move(*former);
        }
    }
    for (const std::string& key : m_context.stores.vault.keys(numberOf(ThingType::EpochLinks))) {
        (void)learn(key);
    }
}

bool VaultKeys::learn(const std::string& bytes)
{
    auto links = crypto::EpochLinks::parse(viewOf(bytes));
    if (!links) {
        return false;
    }
    const auto [first, last] = m_links.equal_range(links->epoch);
    const bool isKnown =
        std::any_of(first, last, [&](const auto& known) { return known.second == *links; });
    if (!isKnown) {
        const crypto::Epoch epoch = links->epoch;
        m_links.emplace(epoch, std::move(*links));
    }
    return !isKnown;
}

std::optional<VaultKeys::Step> VaultKeys::step(const crypto::SharedKey& from,
                                               crypto::Epoch target) const
{
    const auto [first, last] = m_links.equal_range(from.epoch());
    for (auto at = first; at != last; ++at) {
        if (auto key = crypto::openLink(m_own.id(), from, at->second, target)) {
            return Step{std::move(*key), &at->second};
        }
    }
    return std::nullopt;
}

namespace {

/// The least target of @p from's links that is not below @p epoch.
crypto::Epoch targetTo(crypto::Epoch from, crypto::Epoch epoch)
{
    crypto::Epoch out = from - 1;
    for (const crypto::Epoch target : crypto::linkTargets(from)) {
        out = target >= epoch ? std::min(out, target) : out;
    }
    return out;
}

} // namespace

std::optional<crypto::SharedKey> VaultKeys::open(const crypto::SharedKey& from,
                                                 crypto::Epoch epoch) const
{
    if (epoch > from.epoch() || !crypto::isEpoch(epoch)) {
        return std::nullopt;
    }
    crypto::SharedKey key = from.duplicate();
    while (key.epoch() != epoch) {
        auto next = step(key, targetTo(key.epoch(), epoch));
        if (!next) {
            return std::nullopt;
        }
        key = std::move(next->first);
    }
    return key;
}

bool VaultKeys::opens(const std::string& bytes) const
{
    const auto links = crypto::EpochLinks::parse(viewOf(bytes));
    if (!links || links->epoch <= crypto::kFirstEpoch) {
        return false;
    }
    const crypto::SharedKey* const tops[] = {&m_own.sharedKey(), m_former ? &*m_former : nullptr,
                                             offered ? offered() : nullptr};
    return std::ranges::any_of(tops, [&](const crypto::SharedKey* top) {
        const auto key = top != nullptr ? open(*top, links->epoch) : std::nullopt;
        return key && crypto::openLink(m_own.id(), *key, *links,
                                       targetTo(links->epoch, crypto::kFirstEpoch))
                          .has_value();
    });
}

std::optional<crypto::VaultRecordKey> VaultKeys::recordKey(crypto::Epoch epoch)
{
    auto known = m_recordKeys.find(epoch);
    if (known == m_recordKeys.end()) {
        auto key = open(m_own.sharedKey(), epoch);
        if (!key && m_former) {
            key = open(*m_former, epoch);
        }
        if (!key) {
            return std::nullopt;
        }
        known = m_recordKeys.emplace(epoch, key->vaultRecordKey()).first;
    }
    return known->second.duplicate();
}

std::optional<crypto::VaultRecordKey> VaultKeys::offeredRecordKey(crypto::Epoch epoch) const
{
    const crypto::SharedKey* const top = offered ? offered() : nullptr;
    const auto key = top != nullptr ? open(*top, epoch) : std::nullopt;
    return key ? std::optional(key->vaultRecordKey()) : std::nullopt;
}

const crypto::RecordIdKey* VaultKeys::idKey()
{
    if (!m_idKey) {
        if (const auto key = open(m_own.sharedKey(), crypto::kFirstEpoch)) {
            m_idKey = key->recordIdKey();
        }
    }
    return m_idKey ? &*m_idKey : nullptr;
}

std::optional<crypto::EpochLinks> VaultKeys::links(crypto::Epoch epoch) const
{
    const auto [first, last] = m_links.equal_range(epoch);
    if (first == last) {
        return std::nullopt;
    }
    const bool isHeld = epoch <= m_own.sharedKey().epoch();
    const crypto::SharedKey* const top = isHeld    ? &m_own.sharedKey()
                                         : offered ? offered()
                                                   : nullptr;
    const auto key = top != nullptr ? open(*top, epoch) : std::nullopt;
    const auto right = key ? step(*key, targetTo(epoch, crypto::kFirstEpoch)) : std::nullopt;
    return right ? *right->second : first->second;
}

std::vector<crypto::EpochLinks> VaultKeys::wayTo(crypto::Epoch older) const
{
    std::vector<crypto::EpochLinks> out;
    crypto::SharedKey key = m_own.sharedKey().duplicate();
    while (key.epoch() > older) {
        auto next = step(key, targetTo(key.epoch(), older));
        if (!next) {
            return {};
        }
        out.push_back(*next->second);
        key = std::move(next->first);
    }
    return out;
}

} // namespace sotto::core
