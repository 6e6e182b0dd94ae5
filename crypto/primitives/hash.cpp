#include "crypto/primitives/hash.h"

#include <cassert>
#include <new>

#include <sodium.h>

namespace sotto::crypto {

namespace {

constexpr std::array<std::uint8_t, crypto_generichash_blake2b_SALTBYTES> kNoSalt{};
static_assert(Personal::kSize == crypto_generichash_blake2b_PERSONALBYTES);

crypto_generichash_blake2b_state* stateOf(std::array<std::uint8_t, 384>& memory)
{
    static_assert(sizeof(crypto_generichash_blake2b_state) <= 384);
    return std::launder(reinterpret_cast<crypto_generichash_blake2b_state*>(memory.data()));
}

} // namespace

Hash hash(const Personal& personal, ByteView message)
{
    Hash out;
    const int rc = crypto_generichash_blake2b_salt_personal(out.data(), Hash::kSize, message.data(),
                                                            message.size(), nullptr, 0,
                                                            kNoSalt.data(), personal.bytes.data());
    assert(rc == 0);
    static_cast<void>(rc);
    return out;
}

void deriveBlake2b(const Personal& personal, std::span<const std::uint8_t, 32> key,
                   std::span<const std::uint8_t, 16> salt, ByteView message, MutableByteView out)
{
    const int rc = crypto_generichash_blake2b_salt_personal(out.data(), out.size(), message.data(),
                                                            message.size(), key.data(), key.size(),
                                                            salt.data(), personal.bytes.data());
    assert(rc == 0);
    static_cast<void>(rc);
}

void deriveBlake2b(const Personal& personal, std::span<const std::uint8_t, 32> key,
                   ByteView message, MutableByteView out)
{
    deriveBlake2b(personal, key, kNoSalt, message, out);
}

Hasher::Hasher(const Personal& personal, ByteView key)
{
    new (m_state.data()) crypto_generichash_blake2b_state;
    const int rc = crypto_generichash_blake2b_init_salt_personal(
        stateOf(m_state), key.data(), key.size(), Hash::kSize, kNoSalt.data(),
        personal.bytes.data());
    assert(rc == 0);
    static_cast<void>(rc);
}

Hasher::~Hasher()
{
    wipe(m_state);
}

Hasher& Hasher::update(ByteView piece)
{
    crypto_generichash_blake2b_update(stateOf(m_state), piece.data(), piece.size());
    return *this;
}

Hash Hasher::finish()
{
    Hash out;
    crypto_generichash_blake2b_final(stateOf(m_state), out.data(), Hash::kSize);
    return out;
}

} // namespace sotto::crypto
