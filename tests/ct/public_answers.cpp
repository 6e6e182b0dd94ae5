// Whether libsodium accepted something is public: its caller goes on or gives up, and everybody
// sees which. The linker (--wrap) puts these functions between our code and libsodium's; each
// declares the accept/reject bit public and nothing else, so that no suppression has to name a
// function of ours.
#include "tests/ct/ct.h"

#include <sodium.h>

using sotto::ct::declassified;

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
    return declassified(__real_crypto_aead_xchacha20poly1305_ietf_decrypt(m, mlen, nsec, c, clen,
                                                                          ad, adlen, npub, k));
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
    return declassified(__real_crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
        m, nsec, c, clen, mac, ad, adlen, npub, k));
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
