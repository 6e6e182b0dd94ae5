#include "crypto/base/init.h"
#include "crypto/base/reader.h"
#include "crypto/base/writer.h"
#include "tests/ct/ct.h"

using namespace sotto;
using namespace sotto::crypto;

namespace {

using Key = Secret<struct CtKeyTag, 32>;

void secretsAreCompared()
{
    const auto a = ct::makeSecret<Key>(1);
    const auto b = ct::makeSecret<Key>(2);
    // What a comparison is for is its answer.
    ct::require(ct::declassified(a == a.duplicate()), "a secret equals its copy");
    ct::require(!ct::declassified(a == b), "two secrets differ");
}

void secretsAreStoredAndRead()
{
    const auto a = ct::makeSecret<Key>(3);
    SecretWriter out(40);
    out.u8(1).bytes(a.view()).u32(7);
    const SecretBytes stored = std::move(out).take();
    Reader in(stored.view());
    in.version(1);
    const auto again = in.secret<Key>();
    ct::require(in.u32() == 7 && in.finish().has_value(), "a stored secret comes back");
    ct::require(ct::declassified(a == again), "and is the same");
}

void secretsAreMoved()
{
    auto a = ct::makeSecret<Key>(4);
    GuardedSecret<struct CtKeyTag, 32> guarded(std::move(a));
    const Key copy = guarded.duplicate();
    SecretBytes bytes(copy.view());
    bytes.append(copy.view());
    bytes.resize(16);
    ct::require(bytes.size() == 16, "secret bytes shrink");
}

} // namespace

int main()
{
    ct::require(initialize(), "libsodium does not answer rightly");
    secretsAreCompared();
    secretsAreStoredAndRead();
    secretsAreMoved();
}
