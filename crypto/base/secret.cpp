#include "crypto/base/secret.h"

#include <new>

#include <sodium.h>

namespace sotto::crypto {

void wipe(MutableByteView bytes) noexcept
{
    if (!bytes.empty()) {
        sodium_memzero(bytes.data(), bytes.size());
    }
}

bool equalConstantTime(ByteView a, ByteView b) noexcept
{
    if (a.size() != b.size()) {
        return false;
    }
    return a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

void SodiumFree::operator()(std::uint8_t* pointer) const noexcept
{
    sodium_free(pointer);
}

GuardedMemory allocateGuarded(std::size_t size)
{
    auto* pointer = static_cast<std::uint8_t*>(sodium_malloc(size));
    if (pointer == nullptr) {
        throw std::bad_alloc();
    }
    return GuardedMemory(pointer);
}

} // namespace sotto::crypto
