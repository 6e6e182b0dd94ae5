#include "tests/bench/relay_load/payload.h"

#include <cassert>

namespace sotto::bench {

Payload::Payload(std::size_t bytes, crypto::Random& random)
    : m_bytes(bytes, '\0')
{
    assert(bytes >= kSmallestPayload);
    random.fill({reinterpret_cast<std::uint8_t*>(m_bytes.data()), m_bytes.size()});
}

const std::string& Payload::next(std::int64_t dueNs)
{
    ++m_count;
    std::memcpy(m_bytes.data(), &dueNs, sizeof dueNs);
    std::memcpy(m_bytes.data() + sizeof dueNs, &m_count, sizeof m_count);
    return m_bytes;
}

std::int64_t dueTimeOf(const std::string& envelope)
{
    std::int64_t due = 0;
    if (envelope.size() >= sizeof due) {
        std::memcpy(&due, envelope.data(), sizeof due);
    }
    return due;
}

} // namespace sotto::bench
