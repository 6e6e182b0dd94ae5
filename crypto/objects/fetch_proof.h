#pragma once

#include "crypto/objects/object_id.h"
#include "crypto/primitives/ed25519.h"

namespace sotto::crypto {

/// Where a proof is shown: on one connection to one relay.
struct FetchPlace
{
    ChannelBinding channel;
    SigningPublicKey relay; ///< its static key
};

/// Shows that whoever fetches a recovery record has typed its phrase. The relay verifies it with
/// the fetch key that the creation of the record's key list named, and tells all listed devices of
/// every fetch, so that a phrase that leaked does not read in silence.
///
///     u8 version = 1; u8 channel[32]; u8 relay[32]; u8 locator[32]    // signed, 97 bytes
///
/// PROTOCOL.md section 4.4.
[[nodiscard]] Signature proveFetch(const SigningKey& fetchKey, const FetchPlace& place,
                                   const ObjectId& locator);
[[nodiscard]] bool verifyFetch(const SigningPublicKey& fetchKey, const FetchPlace& place,
                               const ObjectId& locator, const Signature& proof);

} // namespace sotto::crypto
