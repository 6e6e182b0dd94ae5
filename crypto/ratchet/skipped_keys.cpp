#include "crypto/ratchet/skipped_keys.h"

#include "crypto/ratchet/chain_key.h"

#include <algorithm>

namespace sotto::crypto {

SkippedKeys::Chain* SkippedKeys::chainOf(std::uint64_t id)
{
    const auto at = std::find_if(m_chains.begin(), m_chains.end(),
                                 [id](const Chain& chain) { return chain.id == id; });
    return at == m_chains.end() ? nullptr : &*at;
}

const SkippedKeys::Chain* SkippedKeys::chainOf(std::uint64_t id) const
{
    const auto at = std::find_if(m_chains.begin(), m_chains.end(),
                                 [id](const Chain& chain) { return chain.id == id; });
    return at == m_chains.end() ? nullptr : &*at;
}

std::optional<SkippedKeys::Found> SkippedKeys::find(const ReceiveTag& tag) const
{
    const auto at = m_byTag.find(tag);
    if (at == m_byTag.end()) {
        return std::nullopt;
    }
    return Found{&chainOf(at->second.chain)->headerKey, &at->second.key};
}

void SkippedKeys::add(const HeaderKey& chain, std::vector<SkippedKey> keys,
                      std::vector<ReceiveTag>& dropped)
{
    if (keys.empty()) {
        return;
    }
    Chain* existing = nullptr;
    if (!m_chains.empty() && m_chains.back().headerKey.value() == chain.value()) {
        existing = &m_chains.back();
    } else {
        // One more than kMaxOldChains: the newest may be the current chain.
        if (m_chains.size() > kMaxOldChains) {
            dropChain(m_chains.front().id, dropped);
        }
        m_chains.push_back({m_nextChain++, chain.duplicate(), 0});
        existing = &m_chains.back();
    }
    const std::uint64_t id = existing->id;
    for (SkippedKey& key : keys) {
        while (m_byTag.size() >= kMaxSkippedKeys) {
            dropOldestKey(dropped);
        }
        m_order.push_back(key.tag);
        ++chainOf(id)->count;
        const ReceiveTag tag = key.tag;
        m_byTag.insert_or_assign(tag, Entry{id, std::move(key)});
    }
}

void SkippedKeys::remove(const ReceiveTag& tag)
{
    const auto at = m_byTag.find(tag);
    if (at == m_byTag.end()) {
        return;
    }
    const std::uint64_t id = at->second.chain;
    m_byTag.erase(at);
    if (Chain* chain = chainOf(id); --chain->count == 0) {
        std::erase_if(m_chains, [id](const Chain& c) { return c.id == id; });
    }
    if (m_byTag.empty()) {
        m_order.clear();
    }
    while (!m_order.empty() && !m_byTag.contains(m_order.front())) {
        m_order.pop_front();
    }
    // Keys used out of order leave their tags behind; sweep before they outnumber what is stored.
    if (m_order.size() > 2 * kMaxSkippedKeys) {
        std::erase_if(m_order, [this](const ReceiveTag& t) { return !m_byTag.contains(t); });
    }
}

void SkippedKeys::dropChain(std::uint64_t id, std::vector<ReceiveTag>& dropped)
{
    std::vector<ReceiveTag> tags;
    for (const auto& [tag, entry] : m_byTag) {
        if (entry.chain == id) {
            tags.push_back(tag);
        }
    }
    for (const ReceiveTag& tag : tags) {
        remove(tag);
    }
    dropped.insert(dropped.end(), tags.begin(), tags.end());
}

void SkippedKeys::dropOldestKey(std::vector<ReceiveTag>& dropped)
{
    while (!m_order.empty()) {
        const ReceiveTag tag = m_order.front();
        m_order.pop_front();
        const auto at = m_byTag.find(tag);
        if (at != m_byTag.end()) {
            dropped.push_back(tag);
            // Unlike remove(), keep a chain that is being added to.
            --chainOf(at->second.chain)->count;
            const std::uint64_t id = at->second.chain;
            m_byTag.erase(at);
            if (chainOf(id)->count == 0 && id != m_chains.back().id) {
                std::erase_if(m_chains, [id](const Chain& c) { return c.id == id; });
            }
            return;
        }
    }
}

void SkippedKeys::expire(Timestamp now, std::vector<ReceiveTag>& dropped)
{
    // All of them, for they need not be in the order of their age: while a clock was ahead a key
    // may have been stored that will not be old for years.
    std::vector<ReceiveTag> old;
    for (const ReceiveTag& tag : m_order) {
        const auto at = m_byTag.find(tag);
        if (at != m_byTag.end() && now.since(at->second.key.storedAt) > kSkippedKeyLifetime) {
            old.push_back(tag);
        }
    }
    for (const ReceiveTag& tag : old) {
        remove(tag);
    }
    dropped.insert(dropped.end(), old.begin(), old.end());
}

void SkippedKeys::appendTags(std::vector<ReceiveTag>& out) const
{
    for (const ReceiveTag& tag : m_order) {
        if (m_byTag.contains(tag)) {
            out.push_back(tag);
        }
    }
}

bool SkippedKeys::precede(const HeaderKey* current, std::uint32_t index,
                          const HeaderKey& next) const
{
    for (std::size_t i = 0; i < m_chains.size(); ++i) {
        const HeaderKey::Value& key = m_chains[i].headerKey.value();
        for (std::size_t j = 0; j < i; ++j) {
            if (m_chains[j].headerKey.value() == key) {
                return false;
            }
        }
        if (key == next.value()) {
            return false;
        }
        if (current == nullptr || !(key == current->value())) {
            continue;
        }
        const std::uint64_t id = m_chains[i].id;
        if (i + 1 != m_chains.size() ||
            std::any_of(m_byTag.begin(), m_byTag.end(), [&](const auto& entry) {
                return entry.second.chain == id && entry.second.key.number >= index;
            })) {
            return false;
        }
    }
    // Before the first receiving chain there is nothing to overtake.
    return current != nullptr || m_chains.empty();
}

void SkippedKeys::write(SecretWriter& out) const
{
    out.u8(static_cast<std::uint8_t>(m_chains.size()));
    for (const Chain& chain : m_chains) {
        out.bytes(chain.headerKey.value().view());
    }
    std::vector<ReceiveTag> tags;
    tags.reserve(m_byTag.size());
    appendTags(tags);
    out.count16(tags.size());
    for (const ReceiveTag& tag : tags) {
        const Entry& entry = m_byTag.at(tag);
        const auto chain = std::find_if(m_chains.begin(), m_chains.end(),
                                        [&](const Chain& c) { return c.id == entry.chain; });
        out.u8(static_cast<std::uint8_t>(chain - m_chains.begin()));
        out.u32(entry.key.number);
        out.bytes(entry.key.key.value().view());
        out.u64(entry.key.storedAt.seconds);
    }
}

SkippedKeys SkippedKeys::read(Reader& in)
{
    SkippedKeys out;
    const std::size_t chains = in.u8();
    if (chains > kMaxOldChains + 1) {
        in.fail(ParseError::Kind::OutOfRange);
        return out;
    }
    for (std::size_t i = 0; i < chains && !in.failed(); ++i) {
        out.m_chains.push_back({out.m_nextChain++, HeaderKey(in.secret<HeaderKey::Value>()), 0});
    }
    const std::size_t keys = in.count16(kMaxSkippedKeys);
    for (std::size_t i = 0; i < keys && !in.failed(); ++i) {
        const std::size_t index = in.u8();
        const std::uint32_t number = in.u32();
        auto key = in.secret<MessageKey::Value>();
        const Timestamp storedAt{in.u64()};
        if (in.failed()) {
            break;
        }
        if (index >= chains || number >= kMaxChainLength) {
            in.fail(ParseError::Kind::OutOfRange);
            break;
        }
        Chain& chain = out.m_chains[index];
        const ReceiveTag tag = chain.headerKey.tag(number);
        if (!out.m_byTag
                 .emplace(tag, Entry{chain.id,
                                     SkippedKey{tag, number, MessageKey(std::move(key)), storedAt}})
                 .second) {
            in.fail(ParseError::Kind::NonCanonical);
            break;
        }
        ++chain.count;
        out.m_order.push_back(tag);
    }
    if (std::any_of(out.m_chains.begin(), out.m_chains.end(),
                    [](const Chain& c) { return c.count == 0; })) {
        in.fail(ParseError::Kind::NonCanonical);
    }
    return out;
}

} // namespace sotto::crypto
