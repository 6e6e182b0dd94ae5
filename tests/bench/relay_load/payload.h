#pragma once

#include "crypto/base/random.h"

#include <string>

namespace sotto::bench {

/// What a sender posts: as random as an envelope, no two alike, with the time when it was due in
/// front.
class Payload
{
public:
    Payload(std::size_t bytes, crypto::Random& random);
    [[nodiscard]] const std::string& next(std::int64_t dueNs);

private:
    std::string m_bytes;
    std::uint64_t m_count = 0;
};

inline constexpr std::size_t kSmallestPayload = 32;
[[nodiscard]] std::int64_t dueTimeOf(const std::string& envelope);

} // namespace sotto::bench
