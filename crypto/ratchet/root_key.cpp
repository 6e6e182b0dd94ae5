#include "crypto/ratchet/root_key.h"

#include "crypto/primitives/hash.h"
#include "crypto/primitives/hkdf.h"

namespace sotto::crypto {

RootStep RootKey::step(const DhOutput& dh, const MlKem768SharedSecret* kem,
                       std::uint16_t kemEpoch) const
{
    const PseudorandomKey prk = hkdfExtract(
        m_value.view(), {dh.view(), kem != nullptr ? ByteView(kem->view()) : ByteView()});
    const std::array<std::uint8_t, 2> context = {static_cast<std::uint8_t>(kemEpoch >> 8U),
                                                 static_cast<std::uint8_t>(kemEpoch)};
    Secret<struct RootStepTag, 96> out;
    hkdfExpand(prk, labels::kRootStep, context, out.mutableView());
    return {RootKey(Value(out.view().subspan<0, 32>())),
            ChainKey(ChainKey::Value(out.view().subspan<32, 32>())),
            HeaderKey(HeaderKey::Value(out.view().subspan<64, 32>()))};
}

ResetSecret RootKey::resetSecret() const
{
    return deriveBlake2b<ResetSecret>(labels::kResetSecret, m_value.view());
}

ResetSecretId resetSecretId(const ResetSecret& secret)
{
    return deriveBlake2b<ResetSecretId>(labels::kResetSecretId, secret.view());
}

} // namespace sotto::crypto
