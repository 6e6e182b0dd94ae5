#include "crypto/ratchet/chain_key.h"

#include "crypto/primitives/hash.h"

#include <cassert>

namespace sotto::crypto {

MessageKey ChainKey::advance()
{
    assert(m_index < kMaxChainLength);
    Secret<struct ChainStepTag, 64> both;
    deriveBlake2b(labels::kChainStep, m_value.view(), {}, both.mutableView());
    m_value = Value(both.view().first<32>());
    ++m_index;
    return MessageKey(MessageKey::Value(both.view().last<32>()));
}

} // namespace sotto::crypto
