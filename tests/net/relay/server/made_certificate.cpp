#include "tests/net/relay/server/made_certificate.h"

#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace sotto::test {

namespace {

struct Free
{
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
};

EVP_PKEY* makeKey(MadeKey kind)
{
    switch (kind) {
    case MadeKey::Rsa:
        return EVP_RSA_gen(2048);
    case MadeKey::P256:
        return EVP_EC_gen("P-256");
    case MadeKey::Ed25519:
        break;
    }
    return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
}

QByteArray contentOf(BIO* bio)
{
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, qsizetype(size)};
}

} // namespace

MadeCertificate makeCertificate(MadeKey kind, const char* from, const char* until)
{
    const std::unique_ptr<EVP_PKEY, Free> key(makeKey(kind));
    const std::unique_ptr<X509, Free> x509(X509_new());
    X509_set_version(x509.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x509.get()), 1);
    ASN1_TIME_set_string(X509_getm_notBefore(x509.get()), from);
    ASN1_TIME_set_string(X509_getm_notAfter(x509.get()), until);
    X509_NAME* name = X509_get_subject_name(x509.get());
    const auto* text = reinterpret_cast<const unsigned char*>("relay.example");
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
    X509_set_issuer_name(x509.get(), name);
    X509_set_pubkey(x509.get(), key.get());
    X509_sign(x509.get(), key.get(), kind == MadeKey::Ed25519 ? nullptr : EVP_sha256());

    const std::unique_ptr<BIO, Free> certificate(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(certificate.get(), x509.get());
    const std::unique_ptr<BIO, Free> secret(BIO_new(BIO_s_mem()));
    PEM_write_bio_PKCS8PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return {contentOf(certificate.get()), contentOf(secret.get())};
}

QByteArray withPassphrase(const QByteArray& key)
{
    const std::unique_ptr<BIO, Free> in(BIO_new_mem_buf(key.data(), int(key.size())));
    const std::unique_ptr<EVP_PKEY, Free> read(
        PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
    const std::unique_ptr<BIO, Free> out(BIO_new(BIO_s_mem()));
    PEM_write_bio_PKCS8PrivateKey(out.get(), read.get(), EVP_aes_256_cbc(), "word", 4, nullptr,
                                  nullptr);
    return contentOf(out.get());
}

} // namespace sotto::test
