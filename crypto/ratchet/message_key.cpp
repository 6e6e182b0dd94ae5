#include "crypto/ratchet/message_key.h"

#include "crypto/primitives/aead.h"
#include "crypto/primitives/hash.h"

namespace sotto::crypto {

namespace {

using KeyAndNonce = Secret<struct KeyAndNonceTag, kAeadKeyBytes + kAeadNonceBytes>;

KeyAndNonce expand(const MessageKey::Value& key, const MessageSalt& salt)
{
    std::array<std::uint8_t, 16> blakeSalt{};
    std::copy(salt.bytes.begin(), salt.bytes.end(), blakeSalt.begin());
    KeyAndNonce out;
    deriveBlake2b(labels::kMessageKey, key.view(), blakeSalt, {}, out.mutableView());
    return out;
}

} // namespace

void MessageKey::seal(const MessageSalt& salt, ByteView associatedData, ByteView plaintext,
                      MutableByteView out) &&
{
    const KeyAndNonce keys = expand(m_value, salt);
    aeadSeal(keys.view().first<kAeadKeyBytes>(), keys.view().last<kAeadNonceBytes>(),
             associatedData, plaintext, out);
    m_value.clear();
}

bool MessageKey::open(const MessageSalt& salt, ByteView associatedData, ByteView ciphertext,
                      MutableByteView out) &&
{
    const KeyAndNonce keys = expand(m_value, salt);
    m_value.clear();
    return aeadOpen(keys.view().first<kAeadKeyBytes>(), keys.view().last<kAeadNonceBytes>(),
                    associatedData, ciphertext, out);
}

} // namespace sotto::crypto
