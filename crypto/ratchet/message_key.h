#pragma once

#include "crypto/base/random.h"
#include "crypto/base/secret.h"

namespace sotto::crypto {

/// Drawn for each message and sent in clear. Mixed into key and nonce, so that a state that was
/// restored from an old disk image never encrypts two messages alike.
using MessageSalt = FixedBytes<struct MessageSaltTag, 8>;

/// The key of one message (Double Ratchet section 3.1, ENCRYPT and DECRYPT). Consumed by its use.
///
///     key || nonce = KDF("sotto1 message", message key, salt || 8 zero bytes, "", 56)
class MessageKey
{
public:
    using Value = Secret<MessageKey, 32>;

    explicit MessageKey(Value value)
        : m_value(std::move(value))
    {}
    [[nodiscard]] const Value& value() const { return m_value; }
    [[nodiscard]] MessageKey duplicate() const { return MessageKey(m_value.duplicate()); }

    /// Writes plaintext.size() + 16 bytes to @p out, which may begin where the plaintext does.
    void seal(const MessageSalt& salt, ByteView associatedData, ByteView plaintext,
              MutableByteView out) &&;
    /// Writes ciphertext.size() - 16 bytes. False if anything was changed.
    [[nodiscard]] bool open(const MessageSalt& salt, ByteView associatedData, ByteView ciphertext,
                            MutableByteView out) &&;

private:
    Value m_value;
};

} // namespace sotto::crypto
