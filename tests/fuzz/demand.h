#pragma once

#include <cstdlib>

namespace sotto::test {

/// What must hold for every input: the fuzzer reports the abort with the input that caused it.
inline void demand(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

} // namespace sotto::test
