#pragma once

#include <QByteArray>

namespace sotto::test {

struct MadeCertificate
{
    QByteArray certificate; ///< PEM
    QByteArray key;         ///< PEM, PKCS #8
};

enum class MadeKey
{
    Rsa,
    P256,
    Ed25519,
};

/// Signs itself, names "relay.example". @p from and @p until as ASN.1 writes times:
/// "20200101000000Z".
[[nodiscard]] MadeCertificate makeCertificate(MadeKey kind, const char* from = "20200101000000Z",
                                              const char* until = "21200101000000Z");
/// The same key under a passphrase.
[[nodiscard]] QByteArray withPassphrase(const QByteArray& key);

} // namespace sotto::test
