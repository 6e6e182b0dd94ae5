#pragma once

#include "crypto/base/random.h"
#include "crypto/base/secret.h"
#include "tests/support/deterministic_random.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <valgrind/memcheck.h>
#include <vector>

/// Checks under valgrind that our code neither branches nor indexes on a secret: the secrets are
/// marked as undefined memory, and memcheck reports every jump and every address that depends on
/// them. What becomes public on the way is declared so by name, with the reason beside it.
namespace sotto::ct {

/// From here on, @p bytes are a secret.
inline void classify(crypto::ByteView bytes)
{
    static_cast<void>(VALGRIND_MAKE_MEM_UNDEFINED(bytes.data(), bytes.size()));
}

/// From here on, @p bytes are public. Each call says why.
inline void declassify(crypto::ByteView bytes)
{
    static_cast<void>(VALGRIND_MAKE_MEM_DEFINED(bytes.data(), bytes.size()));
}

/// The same for a number or an accept/reject bit.
template <class Value> [[nodiscard]] Value declassified(Value value)
{
    static_cast<void>(VALGRIND_MAKE_MEM_DEFINED(&value, sizeof value));
    return value;
}

/// True if every byte is still wholly a secret. For what must never have been declared public on
/// the way. (Always true without valgrind.)
[[nodiscard]] inline bool isSecret(crypto::ByteView bytes)
{
    std::vector<std::uint8_t> undefined(bytes.size(), 0xFF);
    static_cast<void>(VALGRIND_GET_VBITS(bytes.data(), undefined.data(), bytes.size()));
    return std::ranges::all_of(undefined, [](std::uint8_t bits) { return bits == 0xFF; });
}

/// Plaintexts of exactly @p size bytes become public once they are authentic: our code parses them,
/// and must. Each call says what these are. Plaintexts of any other size, keys among them, stay
/// secret. (In public_answers.cpp.)
void plaintextIsParsed(std::size_t size);

/// Everything that it yields is a secret.
class SecretRandom final : public crypto::Random
{
public:
    explicit SecretRandom(std::uint64_t seed)
        : m_source(seed)
    {}
    void fill(crypto::MutableByteView out) override
    {
        m_source.fill(out);
        classify(out);
    }

private:
    test::DeterministicRandom m_source;
};

/// A secret of the given type.
template <class Value> [[nodiscard]] Value makeSecret(std::uint64_t seed)
{
    SecretRandom random(seed);
    return random.make<Value>();
}

inline void require(bool holds, const char* what)
{
    if (!holds) {
        std::fprintf(stderr, "%s\n", what);
        std::abort();
    }
}

} // namespace sotto::ct
