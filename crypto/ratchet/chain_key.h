#pragma once

#include "crypto/ratchet/message_key.h"

namespace sotto::crypto {

/// A chain ends after this many messages and refuses to go on: header numbers stay far from the end
/// of their 32 bits, and who sends a million messages without one answer is not in a conversation.
inline constexpr std::uint32_t kMaxChainLength = 1U << 20U;

/// A symmetric-key ratchet (Double Ratchet section 2.2): each step yields one message key and
/// forgets what it came from.
///
///     next chain key || message key = KDF("sotto1 chain", chain key, "", 64)
class ChainKey
{
public:
    using Value = Secret<ChainKey, 32>;

    explicit ChainKey(Value value, std::uint32_t index = 0)
        : m_value(std::move(value))
        , m_index(index)
    {}

    [[nodiscard]] const Value& value() const { return m_value; }
    /// The number of the message whose key advance() yields next.
    [[nodiscard]] std::uint32_t index() const { return m_index; }
    [[nodiscard]] ChainKey duplicate() const { return ChainKey(m_value.duplicate(), m_index); }

    /// The key of message index(), and a step forward.
    [[nodiscard]] MessageKey advance();

private:
    Value m_value;
    std::uint32_t m_index;
};

} // namespace sotto::crypto
