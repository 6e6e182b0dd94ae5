#include "crypto/handshake/first_message_log.h"

namespace sotto::crypto {

void FirstMessageLog::write(SecretWriter& out) const
{
    out.count16(m_seen.size());
    for (const SessionId& id : m_seen) {
        out.bytes(id);
    }
}

FirstMessageLog FirstMessageLog::read(Reader& in)
{
    FirstMessageLog out;
    const std::size_t count = in.count16(kMaxFirstMessages);
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        const auto id = in.fixed<SessionId>();
        if (!out.m_seen.empty() && id <= *out.m_seen.rbegin()) {
            in.fail(ParseError::Kind::NonCanonical);
        }
        out.m_seen.insert(out.m_seen.end(), id);
    }
    return out;
}

} // namespace sotto::crypto
