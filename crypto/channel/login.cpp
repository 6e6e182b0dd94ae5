#include "crypto/channel/login.h"

namespace sotto::crypto {

namespace {

Bytes signedLogin(const ChannelBinding& exporter, const Login& login)
{
    Writer out(70);
    out.u8(1).bytes(exporter).u8(static_cast<std::uint8_t>(login.kind)).bytes(login.id);
    out.u32(login.keyIndex);
    return std::move(out).take();
}

} // namespace

Signature signLogin(const SigningKey& key, const ChannelBinding& exporter, const Login& login)
{
    return key.sign(labels::kChannelLogin, signedLogin(exporter, login));
}

bool verifyLogin(const SigningPublicKey& key, const ChannelBinding& exporter, const Login& login,
                 const Signature& signature)
{
    return verify(key, labels::kChannelLogin, signedLogin(exporter, login), signature);
}

} // namespace sotto::crypto
