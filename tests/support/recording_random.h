#pragma once

#include "crypto/base/random.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace sotto::test {

/// Writes down what another source of randomness gives.
class RecordingRandom final : public crypto::Random
{
public:
    explicit RecordingRandom(crypto::Random& source)
        : m_source(source)
    {}
    void fill(crypto::MutableByteView out) override
    {
        m_source.fill(out);
        drawn.emplace_back(out.begin(), out.end());
    }

    std::vector<crypto::Bytes> drawn;

private:
    crypto::Random& m_source;
};

/// Gives again what was drawn; aborts if other lengths are asked for, or more.
class ReplayedRandom final : public crypto::Random
{
public:
    explicit ReplayedRandom(std::vector<crypto::Bytes> drawn)
        : m_drawn(std::move(drawn))
    {}
    void fill(crypto::MutableByteView out) override
    {
        if (m_next == m_drawn.size() || m_drawn[m_next].size() != out.size()) {
            std::abort();
        }
        std::ranges::copy(m_drawn[m_next++], out.begin());
    }

private:
    std::vector<crypto::Bytes> m_drawn;
    std::size_t m_next = 0;
};

} // namespace sotto::test
