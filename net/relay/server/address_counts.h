#pragma once

#include "crypto/base/secret.h"

#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>

#include <QHostAddress>

namespace sotto::relay {

/// How many connections each address has. An address is kept as a number only, hashed under a key
/// of this run; of an IPv6 address the first 64 bits count, which one customer has at least.
class AddressCounts
{
public:
    struct Entry
    {
        std::uint64_t origin = 0; ///< 0 for loopback, which is not limited
    };

    AddressCounts();

    /// Counts one more; nothing if @p most are open from there already. 0: no limit.
    [[nodiscard]] std::optional<Entry> add(const QHostAddress& address, std::uint32_t most);
    void remove(const Entry& entry);

private:
    [[nodiscard]] std::uint64_t originOf(const QHostAddress& address) const;

    crypto::Secret<struct AddressCountsKeyTag, 32> m_key;
    std::mutex m_mutex;
    std::unordered_map<std::uint64_t, std::uint32_t> m_counts;
};

} // namespace sotto::relay
