#ifndef Q_MOC_RUN
#include "net/relay/server/tls_files.h"
#include "tests/net/relay/server/made_certificate.h"
#endif

#include <sys/stat.h>

#include <QFile>
#include <QSslSocket>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace sotto::relay;
using namespace sotto::test;

namespace {

constexpr int kSettleMs = 20;
const QDateTime kNow(QDate(2030, 1, 1), QTime(0, 0), Qt::UTC);

/// Serves one TLS connection after another with one configuration.
class TlsServer : public QTcpServer
{
public:
    explicit TlsServer(QSslConfiguration configuration)
        : m_configuration(std::move(configuration))
    {
        listen(QHostAddress::LocalHost);
    }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto* socket = new QSslSocket(this);
        socket->setSslConfiguration(m_configuration);
        socket->setSocketDescriptor(descriptor);
        socket->startServerEncryption();
    }

private:
    QSslConfiguration m_configuration;
};

} // namespace

class TestTlsFiles : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    std::filesystem::path pathOf(const char* name) const
    {
        return m_folder->filePath(name).toStdString();
    }
    void write(const char* name, const QByteArray& content, mode_t mode = 0600)
    {
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(content), content.size());
        file.close();
        QCOMPARE(::chmod(qPrintable(file.fileName()), mode), 0);
    }
    /// As a renewal does it: a new file takes the old one's name.
    void replace(const char* name, const QByteArray& content)
    {
        write("next", content);
        QVERIFY(::rename(pathOf("next").c_str(), pathOf(name).c_str()) == 0);
    }
    std::string refusal()
    {
        const auto loaded = loadTlsIdentity(pathOf("chain.pem"), pathOf("key.pem"), kNow);
        return loaded ? std::string() : loaded.error();
    }
    bool refusedWith(const char* text) { return refusal().find(text) != std::string::npos; }

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void everyKindOfKeyServes_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("RSA") << int(MadeKey::Rsa);
        QTest::newRow("P-256") << int(MadeKey::P256);
        QTest::newRow("Ed25519") << int(MadeKey::Ed25519);
    }

    void everyKindOfKeyServes()
    {
        QFETCH(int, kind);
        const MadeCertificate made = makeCertificate(MadeKey(kind));
        write("chain.pem", made.certificate, 0644);
        write("key.pem", made.key, 0640);
        auto loaded = loadTlsIdentity(pathOf("chain.pem"), pathOf("key.pem"), kNow);
        QVERIFY2(loaded, loaded ? "" : loaded.error().c_str());
        QCOMPARE(loaded->expires.date().year(), 2120);

        TlsServer server(loaded->configuration);
        for (int connection = 0; connection < 2; ++connection) {
            QSslSocket client;
            client.setPeerVerifyMode(QSslSocket::VerifyNone);
            client.connectToHostEncrypted("127.0.0.1", server.serverPort());
            QTRY_VERIFY2(client.isEncrypted(), qPrintable(client.errorString()));
            QCOMPARE(client.peerCertificate().toPem(), made.certificate);
        }
    }

    void badFilesAreRefused()
    {
        const MadeCertificate made = makeCertificate(MadeKey::P256);
        QVERIFY(refusedWith("chain.pem cannot be read"));
        write("chain.pem", "no certificate");
        QVERIFY(refusedWith("holds no PEM certificate"));
        write("chain.pem", made.certificate);
        QVERIFY(refusedWith("key.pem does not exist"));
        write("key.pem", made.certificate);
        QVERIFY(refusedWith("holds no PEM private key"));
        write("key.pem", withPassphrase(made.key));
        QVERIFY(refusedWith("passphrase"));
        write("key.pem", made.key, 0644);
        QVERIFY(refusedWith("chmod"));
        write("key.pem", made.key.first(60));
        QVERIFY(refusedWith("holds no PEM private key"));
        write("key.pem", made.key);
        QVERIFY2(refusal().empty(), refusal().c_str());
    }

    void strangersAreToldApart()
    {
        const MadeCertificate ours = makeCertificate(MadeKey::P256);
        write("chain.pem", ours.certificate);
        for (const MadeKey kind : {MadeKey::P256, MadeKey::Rsa, MadeKey::Ed25519}) {
            write("key.pem", makeCertificate(kind).key);
            QVERIFY(refusedWith("is not the key of the first certificate"));
        }
        write("key.pem", ours.key);
        write("chain.pem", makeCertificate(MadeKey::P256).certificate + ours.certificate);
        QVERIFY(refusedWith("the server's own certificate first"));
    }

    void datesOfTheWholeChainCount()
    {
        const MadeCertificate ours = makeCertificate(MadeKey::P256);
        write("key.pem", ours.key);
        write("chain.pem",
              ours.certificate +
                  makeCertificate(MadeKey::P256, "20200101000000Z", "20291231235959Z").certificate);
        QVERIFY(refusedWith("expired on 2029-12-31T23:59:59Z; renew it"));
        write("chain.pem",
              ours.certificate +
                  makeCertificate(MadeKey::P256, "20300102000000Z", "20310101000000Z").certificate);
        QVERIFY(refusedWith("is not valid before 2030-01-02T00:00:00Z"));
        write("chain.pem",
              ours.certificate +
                  makeCertificate(MadeKey::P256, "20200101000000Z", "20310101000000Z").certificate);
        const auto loaded = loadTlsIdentity(pathOf("chain.pem"), pathOf("key.pem"), kNow);
        QVERIFY(loaded);
        QCOMPARE(loaded->expires.date().year(), 2031);
    }

    void changedFilesAreTaken()
    {
        MadeCertificate made = makeCertificate(MadeKey::P256);
        write("chain.pem", made.certificate);
        write("key.pem", made.key);
        std::vector<QByteArray> changed;
        std::vector<std::string> problems;
        TlsFiles files(pathOf("chain.pem"), pathOf("key.pem"),
                       {[&](const TlsIdentity& identity) {
                            changed.push_back(identity.configuration.localCertificate().toPem());
                        },
                        [&](const std::string& text) { problems.push_back(text); }},
                       kSettleMs);
        QVERIFY(files.start());

        // Twice, as a watch of a file ends when the file is replaced.
        for (std::size_t renewal = 1; renewal <= 2; ++renewal) {
            made = makeCertificate(MadeKey::P256);
            replace("key.pem", made.key);
            replace("chain.pem", made.certificate);
            QTRY_COMPARE(changed.size(), renewal);
            QCOMPARE(changed.back(), made.certificate);
        }
        // Written in place.
        made = makeCertificate(MadeKey::Rsa);
        write("key.pem", made.key);
        write("chain.pem", made.certificate);
        QTRY_COMPARE(changed.size(), 3U);

        problems.clear();
        files.reload(); // the same again
        QCOMPARE(changed.size(), 3U);
        QVERIFY(problems.empty());
    }

    void brokenRenewalKeepsTheOldOne()
    {
        const MadeCertificate made = makeCertificate(MadeKey::P256);
        write("chain.pem", made.certificate);
        write("key.pem", made.key);
        int changed = 0;
        std::vector<std::string> problems;
        TlsFiles files(pathOf("chain.pem"), pathOf("key.pem"),
                       {[&](const TlsIdentity&) { ++changed; },
                        [&](const std::string& text) { problems.push_back(text); }},
                       kSettleMs);
        QVERIFY(files.start());
        replace("chain.pem", "half of a");
        QTRY_COMPARE(problems.size(), 1U);
        QVERIFY(problems[0].find("holds no PEM certificate") != std::string::npos);
        QVERIFY(QFile::remove(m_folder->filePath("key.pem")));
        QTRY_COMPARE(problems.size(), 2U);
        QCOMPARE(changed, 0);
        // What was meant comes late, in one rename each.
        const MadeCertificate next = makeCertificate(MadeKey::P256);
        replace("key.pem", next.key);
        replace("chain.pem", next.certificate);
        QTRY_COMPARE(changed, 1);
    }

    void linkThatNamesAnotherFileIsNoticed()
    {
        const MadeCertificate first = makeCertificate(MadeKey::P256);
        const MadeCertificate second = makeCertificate(MadeKey::P256);
        QVERIFY(QDir(m_folder->path()).mkpath("archive"));
        write("archive/chain1.pem", first.certificate);
        write("archive/key1.pem", first.key);
        write("archive/chain2.pem", second.certificate);
        write("archive/key2.pem", second.key);
        const auto name = [&](const char* number) {
            for (const char* kind : {"chain", "key"}) {
                const QString link = m_folder->filePath(QString(kind) + ".pem");
                QFile::remove(link);
                QVERIFY(QFile::link(QString("archive/%1%2.pem").arg(kind, number), link));
            }
        };
        name("1");
        int changed = 0;
        TlsFiles files(pathOf("chain.pem"), pathOf("key.pem"),
                       {[&](const TlsIdentity&) { ++changed; }, [](const std::string&) {}},
                       kSettleMs);
        QVERIFY(files.start());
        name("2");
        QTRY_COMPARE(changed, 1);
    }
};

QTEST_GUILESS_MAIN(TestTlsFiles)
#include "tst_tls_files.moc"
