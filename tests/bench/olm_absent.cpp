// Stands in for olm.cpp where libolm-dev is not installed.
#include "tests/bench/olm.h"

namespace sotto::bench::olm {

bool isThere()
{
    return false;
}
Run initiator(std::size_t)
{
    return {};
}
Run responder(std::size_t)
{
    return {};
}
Run encrypt(std::size_t)
{
    return {};
}
Run decrypt(std::size_t)
{
    return {};
}
Run pingPong(std::size_t)
{
    return {};
}

} // namespace sotto::bench::olm
