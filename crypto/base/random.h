#pragma once

#include "crypto/base/bytes.h"

namespace sotto::crypto {

/// Where all randomness of this module comes from. Passed in, so that tests can repeat a run.
class Random
{
public:
    Random() = default;
    Random(const Random&) = delete;
    Random& operator=(const Random&) = delete;
    virtual ~Random() = default;

    /// Fills @p out with bytes that nobody can predict.
    virtual void fill(MutableByteView out) = 0;

    /// A fresh Secret or FixedBytes.
    template <class Value> [[nodiscard]] Value make()
    {
        Value out;
        fill(out.mutableView());
        return out;
    }

    /// A uniformly distributed number below @p bound (which is at least 1).
    [[nodiscard]] std::uint32_t below(std::uint32_t bound);
};

/// The system's generator, through libsodium. Never buffered: a buffer would repeat itself in a
/// restored snapshot of a virtual machine, and with it the salts that protect message keys.
class SystemRandom final : public Random
{
public:
    void fill(MutableByteView out) override;
};

} // namespace sotto::crypto
