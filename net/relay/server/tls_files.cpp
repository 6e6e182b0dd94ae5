#include "net/relay/server/tls_files.h"

#include "net/relay/server/key_file.h"

#include <memory>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <QFile>
#include <QFileInfo>
#include <QSslCertificate>
#include <QSslKey>

namespace sotto::relay {

using crypto::Unexpected;
using Path = std::filesystem::path;

namespace {

/// RSA keys of 16,384 bits have 13 kB, chains a few kilobytes.
constexpr std::size_t kPemKeyBytesMax = 65'536;
constexpr qint64 kPemChainBytesMax = 1 << 20;

struct OpenSslFree
{
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
};
using Bio = std::unique_ptr<BIO, OpenSslFree>;
using PrivateKey = std::unique_ptr<EVP_PKEY, OpenSslFree>;
using Certificate = std::unique_ptr<X509, OpenSslFree>;

/// Without it OpenSSL would ask at the terminal.
int noPassphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*user*/)
{
    return -1;
}

crypto::Result<PrivateKey, std::string> readPrivateKey(const Path& path)
{
    SOTTO_TRY(content, readKeyFile(path, KeyFileReaders::NotEverybody, kPemKeyBytesMax));
    if (!content) {
        return Unexpected("--tls-key: " + path.string() + " does not exist; check the path.");
    }
    const Bio bio(BIO_new_mem_buf(content->data(), static_cast<int>(content->size())));
    PrivateKey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, noPassphrase, nullptr));
    ERR_clear_error();
    if (!key) {
        return Unexpected("--tls-key: " + path.string() +
                          " holds no PEM private key, or one under a passphrase; store the key "
                          "without a passphrase, readable by the relay's user only.");
    }
    return key;
}

crypto::Result<QList<QSslCertificate>, std::string> readChain(const Path& path)
{
    QFile file(QString::fromStdString(path.string()));
    if (!file.open(QIODevice::ReadOnly)) {
        return Unexpected("--tls-certificate: " + path.string() + " cannot be read (" +
                          file.errorString().toStdString() + "); check path and permissions.");
    }
    const QList<QSslCertificate> chain =
        QSslCertificate::fromData(file.read(kPemChainBytesMax), QSsl::Pem);
    if (chain.isEmpty()) {
        return Unexpected("--tls-certificate: " + path.string() +
                          " holds no PEM certificate; give the full chain in PEM.");
    }
    return chain;
}

crypto::Result<QDateTime, std::string> checkDates(const QList<QSslCertificate>& chain,
                                                  const Path& path, const QDateTime& now)
{
    QDateTime expires = chain[0].expiryDate();
    for (const QSslCertificate& certificate : chain) {
        const auto date = [](const QDateTime& time) {
            return time.toUTC().toString(Qt::ISODate).toStdString();
        };
        if (certificate.expiryDate() <= now) {
            return Unexpected("--tls-certificate: a certificate in " + path.string() +
                              " expired on " + date(certificate.expiryDate()) + "; renew it.");
        }
        if (certificate.effectiveDate() > now) {
            return Unexpected("--tls-certificate: a certificate in " + path.string() +
                              " is not valid before " + date(certificate.effectiveDate()) +
                              "; check the machine's clock.");
        }
        expires = std::min(expires, certificate.expiryDate());
    }
    return expires;
}

bool belongTogether(const QSslCertificate& certificate, EVP_PKEY* key)
{
    const QByteArray der = certificate.toDer();
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.constData());
    const Certificate x509(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
    const bool same = x509 && X509_check_private_key(x509.get(), key) == 1;
    ERR_clear_error();
    return same;
}

QString textOf(const Path& path)
{
    return QString::fromStdString(path.string());
}

} // namespace

crypto::Result<TlsIdentity, std::string> loadTlsIdentity(const Path& certificate, const Path& key,
                                                         const QDateTime& now)
{
    SOTTO_TRY(chain, readChain(certificate));
    SOTTO_TRY(privateKey, readPrivateKey(key));
    if (!belongTogether(chain[0], privateKey.get())) {
        return Unexpected("--tls-key: " + key.string() +
                          " is not the key of the first certificate "
                          "in " +
                          certificate.string() +
                          "; give both of one issue, the server's own certificate first.");
    }
    SOTTO_TRY(expires, checkDates(chain, certificate, now));
    TlsIdentity identity;
    identity.expires = expires;
    identity.configuration = QSslConfiguration::defaultConfiguration();
    identity.configuration.setLocalCertificateChain(chain);
    // By its native handle, which QSslKey owns from here: so it is never in a QByteArray, and may
    // be of any kind that OpenSSL knows.
    identity.configuration.setPrivateKey(
        QSslKey(reinterpret_cast<Qt::HANDLE>(privateKey.release()), QSsl::PrivateKey));
    identity.configuration.setProtocol(QSsl::TlsV1_2OrLater);
    identity.configuration.setPeerVerifyMode(QSslSocket::VerifyNone); // clients have none
    identity.configuration.setAllowedNextProtocols({QByteArrayLiteral("http/1.1")});
    return identity;
}

TlsFiles::TlsFiles(Path certificate, Path key, Callbacks callbacks, int settleMs)
    : m_certificate(std::move(certificate))
    , m_key(std::move(key))
    , m_callbacks(std::move(callbacks))
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(settleMs);
    const auto settle = [this] { m_settle.start(); };
    QObject::connect(&m_watcher, &QFileSystemWatcher::fileChanged, &m_settle, settle);
    QObject::connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_settle, settle);
    QObject::connect(&m_settle, &QTimer::timeout, &m_settle, [this] { reload(); });
}

crypto::Result<TlsIdentity, std::string> TlsFiles::start()
{
    watch();
    SOTTO_TRY(identity, loadTlsIdentity(m_certificate, m_key, QDateTime::currentDateTimeUtc()));
    m_current = identity;
    return identity;
}

void TlsFiles::reload()
{
    m_settle.stop();
    watch();
    auto read = loadTlsIdentity(m_certificate, m_key, QDateTime::currentDateTimeUtc());
    if (!read) {
        m_callbacks.problem(read.error());
        return;
    }
    if (read->configuration.localCertificateChain() !=
        m_current.configuration.localCertificateChain()) {
        m_current = *read;
        m_callbacks.changed(m_current);
    }
}

void TlsFiles::watch()
{
    // The folders too: a renewal replaces files, or the links that name them, and a watch of a
    // file ends with it.
    for (const Path& path : {m_certificate, m_key}) {
        const QFileInfo info(textOf(path));
        m_watcher.addPath(info.absolutePath());
        if (info.exists()) {
            m_watcher.addPath(info.absoluteFilePath());
        }
    }
}

} // namespace sotto::relay
