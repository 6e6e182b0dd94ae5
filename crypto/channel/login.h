#pragma once

#include "crypto/channel/channel_keys.h"

namespace sotto::crypto {

enum class LoginObject : std::uint8_t
{
    Mailbox = 1,
    Vault = 2,
    Card = 3,
};

/// What a client opens with its key. A mailbox has one owner key, index 0; vault and card have
/// listed keys.
///
///     u8 version = 1; u8 exporter[32]; u8 object; u8 id[32]; u32 keyIndex      // signed, 70 bytes
struct Login
{
    LoginObject object = LoginObject::Mailbox;
    FixedBytes<struct LoginObjectIdTag, 32> id;
    std::uint32_t keyIndex = 0;
};

/// Valid on the connection with this exporter only, and so at this relay only.
[[nodiscard]] Signature signLogin(const SigningKey& key, const ChannelBinding& exporter,
                                  const Login& login);
[[nodiscard]] bool verifyLogin(const SigningPublicKey& key, const ChannelBinding& exporter,
                               const Login& login, const Signature& signature);

} // namespace sotto::crypto
