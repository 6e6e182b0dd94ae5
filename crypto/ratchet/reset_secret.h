#pragma once

#include "crypto/base/secret.h"

namespace sotto::crypto {

/// Exported from a root of a session that both sides share. A handshake beside a confirmed session
/// must mix it in, so that a copied identity without the session's state cannot displace the
/// conversation (PROTOCOL.md section 7.6).
using ResetSecret = Secret<struct ResetSecretTag, 32>;
/// Names a reset secret to whoever holds it: KDF("sotto1 resetid", secret, 16).
using ResetSecretId = FixedBytes<struct ResetSecretIdTag, 16>;

[[nodiscard]] ResetSecretId resetSecretId(const ResetSecret& secret);

} // namespace sotto::crypto
