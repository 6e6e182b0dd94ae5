#pragma once

#include "crypto/primitives/mlkem768.h"
#include "crypto/primitives/x25519.h"
#include "crypto/ratchet/chain_key.h"
#include "crypto/ratchet/header_key.h"
#include "crypto/ratchet/reset_secret.h"

namespace sotto::crypto {

struct RootStep;

/// RK of the Double Ratchet. A step is KDF_RK_HE (section 4.2):
///
///     PRK = HKDF-Extract(RK, DH output || ML-KEM shared secret if this step mixes one)
///     RK' || CK || NHK = HKDF-Expand(PRK, "Sotto v1 ratchet root step", kem_epoch as u16, 96)
///
/// kem_epoch counts the ML-KEM steps including the one mixed here.
class RootKey
{
public:
    using Value = Secret<RootKey, 32>;

    explicit RootKey(Value value)
        : m_value(std::move(value))
    {}
    [[nodiscard]] const Value& value() const { return m_value; }
    [[nodiscard]] RootKey duplicate() const { return RootKey(m_value.duplicate()); }

    [[nodiscard]] RootStep step(const DhOutput& dh, const MlKem768SharedSecret* kem,
                                std::uint16_t kemEpoch) const;
    /// KDF("sotto1 reset", RK, "", 32)
    [[nodiscard]] ResetSecret resetSecret() const;

private:
    Value m_value;
};

struct RootStep
{
    RootKey rootKey;
    ChainKey chainKey;
    HeaderKey nextHeaderKey;
};

} // namespace sotto::crypto
