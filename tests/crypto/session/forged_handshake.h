#pragma once

#include "crypto/primitives/hkdf.h"
#include "tests/crypto/session/session_pair.h"

namespace sotto::test {

/// What a thief makes who has Bob's signed-prekey secret and nothing else, and says that he is
/// Alice. PQXDH does not prevent it: the agreement of Alice's identity with that prekey can be
/// computed from either side (key-compromise impersonation; THREAT-MODEL.md says so).
class ForgedHandshake
{
public:
    ForgedHandshake(SessionPair& pair, const crypto::ResetSecret* reset)
        : m_pair(pair)
        , m_header(makeHeader(reset))
        , m_ratchet(makeRatchet(reset))
    {}

    [[nodiscard]] const crypto::SessionId& id() const { return m_id; }
    [[nodiscard]] crypto::Bytes seal(std::string_view text)
    {
        const auto message = *m_ratchet.seal(crypto::asBytes(text), m_pair.now, m_pair.random);
        return *crypto::sealFirstMessage(m_header, {}, m_pair.bob.keys.sealing().publicKey, message,
                                         m_pair.random);
    }
    [[nodiscard]] bool opens(crypto::ByteView envelope) const
    {
        return m_ratchet.open(crypto::sessionMessageOf(envelope), m_pair.now).has_value();
    }
    /// Of the first root, which Bob's side of this session holds too.
    [[nodiscard]] crypto::ResetSecret resetSecret() const
    {
        const auto stored = m_ratchet.serialize();
        crypto::Reader in(stored.view());
        static_cast<void>(in.bytes(34)); // version, turn, associated data
        return crypto::RootKey(in.secret<crypto::RootKey::Value>()).resetSecret();
    }

private:
    crypto::HandshakeHeader makeHeader(const crypto::ResetSecret* reset)
    {
        const auto bundle = m_pair.bob.bundle(m_pair.now);
        auto kem = *crypto::encapsulate(bundle.bundle().kemPrekey, m_pair.random);
        m_kemSecret = std::move(kem.sharedSecret);
        m_ephemeral = crypto::generateX25519(m_pair.random);
        crypto::HandshakeHeader header;
        header.initiator = m_pair.alice.address;
        header.logHead = m_pair.alice.logHead;
        header.prekeyId = bundle.bundle().prekeyId;
        header.ephemeral = m_ephemeral.publicKey;
        header.kemCiphertext = kem.ciphertext;
        if (reset != nullptr) {
            header.resetSecretId = crypto::resetSecretId(*reset);
        }
        return header;
    }
    crypto::Ratchet makeRatchet(const crypto::ResetSecret* reset)
    {
        using namespace crypto;
        const TestDevice& bob = m_pair.bob;
        m_id = *sessionIdOf(m_header, bob.own(), bob.prekeys, m_pair.alice.asPeer());
        const SignedPrekey& stolen = *bob.prekeys.findSigned(m_header.prekeyId);
        const auto& alice = m_pair.alice.keys.publicKeys();
        const auto& bobs = bob.keys.publicKeys();
        const auto dh1 = *agree(stolen.dh.secretKey, *dhPublicKeyOf(alice.identity));
        const auto dh2 = *agree(m_ephemeral.secretKey, *dhPublicKeyOf(bobs.identity));
        const auto dh3 = *agree(m_ephemeral.secretKey, stolen.dh.publicKey);
        const Bytes prefix(32, 0xFF);
        const Bytes zeros(32);
        const auto key =
            hkdfExtract(reset != nullptr ? ByteView(reset->view()) : ByteView(zeros),
                        {prefix, dh1.view(), dh2.view(), dh3.view(), m_kemSecret.view()});
        const auto keys =
            hkdfExpand<Secret<struct ForgedKeysTag, 96>>(key, labels::kHandshake, m_id);
        return std::move(*Ratchet::initiator(Ratchet::RootSecret(keys.view().subspan<0, 32>()),
                                             Ratchet::HeaderSecret(keys.view().subspan<32, 32>()),
                                             Ratchet::HeaderSecret(keys.view().subspan<64, 32>()),
                                             AssociatedData(m_id.view()), stolen.dh.publicKey,
                                             m_pair.now, m_pair.random));
    }

    SessionPair& m_pair;
    crypto::MlKem768SharedSecret m_kemSecret;
    crypto::X25519KeyPair m_ephemeral;
    crypto::HandshakeHeader m_header;
    crypto::SessionId m_id;
    crypto::Ratchet m_ratchet;
};

} // namespace sotto::test
