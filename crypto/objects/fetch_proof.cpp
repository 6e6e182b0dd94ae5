#include "crypto/objects/fetch_proof.h"

#include "crypto/base/writer.h"

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;

Bytes statement(const FetchPlace& place, const ObjectId& locator)
{
    Writer out(97);
    out.u8(kVersion).bytes(place.channel).bytes(place.relay).bytes(locator);
    return std::move(out).take();
}

} // namespace

Signature proveFetch(const SigningKey& fetchKey, const FetchPlace& place, const ObjectId& locator)
{
    return fetchKey.sign(labels::kFetchProof, statement(place, locator));
}

bool verifyFetch(const SigningPublicKey& fetchKey, const FetchPlace& place, const ObjectId& locator,
                 const Signature& proof)
{
    return verify(fetchKey, labels::kFetchProof, statement(place, locator), proof);
}

} // namespace sotto::crypto
