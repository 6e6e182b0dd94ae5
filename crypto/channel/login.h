#pragma once

#include "crypto/base/identifiers.h"
#include "crypto/channel/channel_keys.h"

namespace sotto::crypto {

/// What a client opens with its key. A mailbox has one owner key, index 0; card, recovery record
/// and vault have listed keys.
///
///     u8 version = 1; u8 exporter[32]; u8 kind; u8 id[32]; u32 keyIndex      // signed, 70 bytes
struct Login
{
    ObjectKind kind = ObjectKind::Mailbox;
    ObjectId id;
    std::uint32_t keyIndex = 0;
};

/// Valid on the connection with this exporter only, and so at this relay only.
[[nodiscard]] Signature signLogin(const SigningKey& key, const ChannelBinding& exporter,
                                  const Login& login);
[[nodiscard]] bool verifyLogin(const SigningPublicKey& key, const ChannelBinding& exporter,
                               const Login& login, const Signature& signature);

} // namespace sotto::crypto
