// The primitives' wrappers, and the keys of a device, which use most of them.
#include "crypto/base/init.h"
#include "crypto/device/device_keys.h"
#include "crypto/primitives/aead.h"
#include "crypto/primitives/hkdf.h"
#include "crypto/primitives/mlkem768.h"
#include "tests/ct/ct.h"

using namespace sotto;
using namespace sotto::crypto;

namespace {

constexpr Label kLabel{"Sotto constant-time check"};
constexpr Personal kPersonal{"ct check"};
using Key = Secret<struct CtKeyTag, 32>;

void agreement()
{
    ct::SecretRandom random(1);
    const X25519KeyPair a = generateX25519(random);
    const X25519KeyPair b = generateX25519(random);
    // Public keys are sent.
    ct::declassify(a.publicKey);
    ct::declassify(b.publicKey);
    const auto ab = agree(a.secretKey, b.publicKey);
    const auto ba = agree(b.secretKey, a.publicKey);
    ct::require(ab && ba && ct::declassified(*ab == *ba), "X25519 agrees");
}

void signing()
{
    ct::SecretRandom random(2);
    const SigningKey key = SigningKey::generate(random);
    // A public key is published, a signature is sent.
    ct::declassify(key.publicKey());
    const Signature signature = key.sign(kLabel, asBytes("message"));
    ct::declassify(signature);
    ct::require(verify(key.publicKey(), kLabel, asBytes("message"), signature), "Ed25519");
}

void derivations()
{
    const auto key = ct::makeSecret<Key>(3);
    const auto derived = deriveBlake2b<Key>(kPersonal, key.view(), key.view());
    Hasher hasher(kPersonal, derived.view());
    const Hash sum = hasher.update(key.view()).finish();
    const auto expanded = hkdfExpand<Key>(hkdfExtract(sum, {key.view(), derived.view()}), kLabel);
    ct::require(!ct::declassified(expanded == derived), "derived keys differ");
}

void sealing()
{
    const auto key = ct::makeSecret<Key>(4);
    SecretBytes plaintext(100);
    ct::classify(plaintext.view());
    Bytes sealed = aeadSeal(key.view(), kZeroNonce, asBytes("ad"), plaintext.view());
    // A ciphertext is sent.
    ct::declassify(sealed);
    const auto opened = aeadOpen(key.view(), kZeroNonce, asBytes("ad"), sealed);
    ct::require(opened && opened->size() == 100, "AEAD opens");
    sealed[3] ^= 1;
    ct::require(!aeadOpen(key.view(), kZeroNonce, asBytes("ad"), sealed), "AEAD refuses");
}

void encapsulation()
{
    ct::SecretRandom random(5);
    const MlKem768SecretKey key = MlKem768SecretKey::generate(random);
    // A public key is published, a ciphertext is sent.
    ct::declassify(key.publicKey());
    const auto sealed = encapsulate(key.publicKey(), random);
    ct::require(sealed.has_value(), "ML-KEM encapsulates");
    ct::declassify(sealed->ciphertext);
    ct::require(ct::declassified(key.decapsulate(sealed->ciphertext) == sealed->sharedSecret),
                "ML-KEM agrees");

    const XWingKeyPair xwing = generateXWing(random);
    // As above.
    ct::declassify(xwing.publicKey);
    const auto wrapped = encapsulate(xwing.publicKey, random);
    ct::require(wrapped.has_value(), "X-Wing encapsulates");
    ct::declassify(wrapped->ciphertext);
    const auto unwrapped = decapsulate(xwing.secretKey, wrapped->ciphertext);
    ct::require(unwrapped && ct::declassified(*unwrapped == wrapped->sharedSecret),
                "X-Wing agrees");
}

void deviceKeys()
{
    ct::SecretRandom random(6);
    const DeviceKeys keys = DeviceKeys::generate(random);
    const SecretBytes stored = keys.serialize();
    const auto again = DeviceKeys::parse(stored.view());
    ct::require(again.has_value(), "stored device keys come back");
    const Signature proof = again->identity().provePossession(asBytes("entry"));
    // Public keys and proofs stand in the device log.
    ct::declassify(again->identity().publicKey());
    ct::declassify(proof);
    ct::require(verifyPossession(again->identity().publicKey(), asBytes("entry"), proof),
                "possession is proved");
}

} // namespace

int main()
{
    ct::require(initialize(), "libsodium does not answer rightly");
    agreement();
    signing();
    derivations();
    sealing();
    encapsulation();
    deviceKeys();
}
