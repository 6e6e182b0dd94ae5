#pragma once

#include "crypto/primitives/aead.h"
#include "crypto/primitives/hash.h"
#include "crypto/vault/body_padding.h"
#include "crypto/vault/invite.h"

namespace sotto::test {

/// An invite (PROTOCOL.md section 5.5) with @p body as it is, whatever it says.
inline crypto::Bytes sealInviteBody(const crypto::InviteSecret& secret, crypto::Timestamp expiry,
                                    crypto::ByteView body, crypto::Random& random)
{
    using namespace crypto;
    using Key = Secret<struct InviteByHandKeyTag, 32>;
    const auto key = deriveBlake2b<Key>(labels::kInviteKey, secret.view());
    const auto nonce = random.make<FixedBytes<struct InviteByHandNonceTag, kAeadNonceBytes>>();
    Writer bound;
    bound.u8(1).bytes(inviteId(secret)).u64(expiry.seconds);
    Writer out;
    out.u8(1).u64(expiry.seconds).bytes(nonce);
    out.bytes32(
        aeadSeal(key.view(), nonce.view(), bound.view(), padBody(body, kCardBodySizes)->view()));
    return std::move(out).take();
}

} // namespace sotto::test
