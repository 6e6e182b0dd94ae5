#include "net/relay/server/address_counts.h"

#include "crypto/base/random.h"

#include <cstring>

#include <sodium.h>

namespace sotto::relay {

AddressCounts::AddressCounts()
{
    crypto::SystemRandom().fill(m_key.mutableView());
}

std::uint64_t AddressCounts::originOf(const QHostAddress& address) const
{
    bool isIpv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIpv4); // also of an IPv4 address mapped into IPv6
    if (isIpv4 ? (ipv4 >> 24) == 127 : address.isLoopback()) {
        return 0;
    }
    std::uint8_t bytes[9] = {static_cast<std::uint8_t>(isIpv4 ? 4 : 6)};
    if (isIpv4) {
        std::memcpy(bytes + 1, &ipv4, sizeof ipv4);
    } else {
        std::memcpy(bytes + 1, address.toIPv6Address().c, 8);
    }
    std::uint64_t origin = 0;
    static_assert(sizeof origin == crypto_shorthash_BYTES);
    static_assert(32 >= crypto_shorthash_KEYBYTES);
    crypto_shorthash(reinterpret_cast<unsigned char*>(&origin), bytes, sizeof bytes, m_key.data());
    return origin == 0 ? 1 : origin;
}

std::optional<AddressCounts::Entry> AddressCounts::add(const QHostAddress& address,
                                                       std::uint32_t most)
{
    const Entry entry{originOf(address)};
    if (entry.origin == 0) {
        return entry;
    }
    const std::lock_guard lock(m_mutex);
    std::uint32_t& count = m_counts[entry.origin];
    if (most != 0 && count >= most) {
        return std::nullopt;
    }
    ++count;
    return entry;
}

void AddressCounts::remove(const Entry& entry)
{
    if (entry.origin == 0) {
        return;
    }
    const std::lock_guard lock(m_mutex);
    const auto found = m_counts.find(entry.origin);
    if (found != m_counts.end() && --found->second == 0) {
        m_counts.erase(found);
    }
}

} // namespace sotto::relay
