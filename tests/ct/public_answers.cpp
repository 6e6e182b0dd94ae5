// Whether libsodium accepted something is public: its caller goes on or gives up, and everybody
// sees which. The linker (--wrap) puts these functions between our code and libsodium's; each
// declares the accept/reject bit public and nothing else, so that no suppression has to name a
// function of ours.
#include "crypto/base/labels.h"
#include "tests/ct/ct.h"

#include <algorithm>
#include <set>

#include <sodium.h>

using sotto::ct::declassified;

namespace {

std::set<std::size_t>& parsedSizes()
{
    static std::set<std::size_t> sizes;
    return sizes;
}

int opened(int result, const unsigned char* plaintext, std::size_t size)
{
    const int answer = declassified(result);
    if (answer == 0 && parsedSizes().contains(size)) {
        sotto::ct::declassify({plaintext, size});
    }
    return answer;
}

} // namespace

void sotto::ct::plaintextIsParsed(std::size_t size)
{
    parsedSizes().insert(size);
}

extern "C" {

// Rejects an agreement with a point of low order, which says something of the public key only.
int __real_crypto_scalarmult(unsigned char* q, const unsigned char* n, const unsigned char* p);
int __wrap_crypto_scalarmult(unsigned char* q, const unsigned char* n, const unsigned char* p)
{
    return declassified(__real_crypto_scalarmult(q, n, p));
}

// Rejects a ciphertext that was changed.
int __real_crypto_aead_xchacha20poly1305_ietf_decrypt(
    unsigned char* m, unsigned long long* mlen, unsigned char* nsec, const unsigned char* c,
    unsigned long long clen, const unsigned char* ad, unsigned long long adlen,
    const unsigned char* npub, const unsigned char* k);
int __wrap_crypto_aead_xchacha20poly1305_ietf_decrypt(
    unsigned char* m, unsigned long long* mlen, unsigned char* nsec, const unsigned char* c,
    unsigned long long clen, const unsigned char* ad, unsigned long long adlen,
    const unsigned char* npub, const unsigned char* k)
{
    return opened(__real_crypto_aead_xchacha20poly1305_ietf_decrypt(m, mlen, nsec, c, clen, ad,
                                                                    adlen, npub, k),
                  m, clen < 16 ? 0 : clen - 16);
}

int __real_crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
    unsigned char* m, unsigned char* nsec, const unsigned char* c, unsigned long long clen,
    const unsigned char* mac, const unsigned char* ad, unsigned long long adlen,
    const unsigned char* npub, const unsigned char* k);
int __wrap_crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
    unsigned char* m, unsigned char* nsec, const unsigned char* c, unsigned long long clen,
    const unsigned char* mac, const unsigned char* ad, unsigned long long adlen,
    const unsigned char* npub, const unsigned char* k)
{
    return opened(__real_crypto_aead_xchacha20poly1305_ietf_decrypt_detached(m, nsec, c, clen, mac,
                                                                             ad, adlen, npub, k),
                  m, clen);
}

// Compares in constant time; whether it was the same decides what happens next.
int __real_sodium_memcmp(const void* a, const void* b, std::size_t size);
int __wrap_sodium_memcmp(const void* a, const void* b, std::size_t size)
{
    return declassified(__real_sodium_memcmp(a, b, size));
}

// A receive tag is sent in clear and is what the receiver's table is searched by; so is what a
// client names instead of its ephemeral API key, and a handshake instead of its reset secret.
int __real_crypto_generichash_blake2b_salt_personal(unsigned char* out, std::size_t outlen,
                                                    const unsigned char* in,
                                                    unsigned long long inlen,
                                                    const unsigned char* key, std::size_t keylen,
                                                    const unsigned char* salt,
                                                    const unsigned char* personal);
int __wrap_crypto_generichash_blake2b_salt_personal(unsigned char* out, std::size_t outlen,
                                                    const unsigned char* in,
                                                    unsigned long long inlen,
                                                    const unsigned char* key, std::size_t keylen,
                                                    const unsigned char* salt,
                                                    const unsigned char* personal)
{
    const int result = __real_crypto_generichash_blake2b_salt_personal(out, outlen, in, inlen, key,
                                                                       keylen, salt, personal);
    for (const auto& index :
         {sotto::crypto::labels::kReceiveTag, sotto::crypto::labels::kEapiIdentifier,
          sotto::crypto::labels::kResetSecretId}) {
        if (std::equal(index.bytes.begin(), index.bytes.end(), personal)) {
            sotto::ct::declassify({out, outlen});
        }
    }
    return result;
}

// Both reject a low-order point in the other side's half of X-Wing.
int __real_crypto_kem_xwing_enc_deterministic(unsigned char* ct, unsigned char* ss,
                                              const unsigned char* pk, const unsigned char* seed);
int __wrap_crypto_kem_xwing_enc_deterministic(unsigned char* ct, unsigned char* ss,
                                              const unsigned char* pk, const unsigned char* seed)
{
    return declassified(__real_crypto_kem_xwing_enc_deterministic(ct, ss, pk, seed));
}

int __real_crypto_kem_xwing_dec(unsigned char* ss, const unsigned char* ct,
                                const unsigned char* sk);
int __wrap_crypto_kem_xwing_dec(unsigned char* ss, const unsigned char* ct, const unsigned char* sk)
{
    return declassified(__real_crypto_kem_xwing_dec(ss, ct, sk));
}

} // extern "C"
