#include "crypto/base/init.h"
#include "net/relay/server/key_file.h"
#include "net/relay/server/relay_identity.h"
#include "tests/support/deterministic_random.h"

#include <sys/stat.h>
#include <unistd.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::relay;
using Source = AccessKeyOption::Source;

namespace {

std::string text(const crypto::SecretBytes& bytes)
{
    return {bytes.view().begin(), bytes.view().end()};
}

AccessKeyOption option(Source source)
{
    AccessKeyOption out;
    out.source = source;
    return out;
}

} // namespace

class TestRelayIdentity : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    test::DeterministicRandom m_random{1};

    std::filesystem::path folder() const { return m_folder->path().toStdString(); }
    QString pathOf(const char* name) const { return m_folder->filePath(name); }

    QByteArray read(const char* name) const
    {
        QFile file(pathOf(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const char* name, const QByteArray& content, mode_t mode = 0600)
    {
        QFile file(pathOf(name));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(content), content.size());
        QCOMPARE(::chmod(qPrintable(pathOf(name)), mode), 0);
    }
    std::string refusal(MissingKey missing = MissingKey::Make)
    {
        const auto opened = openIdentity(folder(), missing, m_random);
        return opened ? std::string() : opened.error();
    }

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void firstStartMakesAKeyThatStays()
    {
        const auto made = openIdentity(folder(), MissingKey::Make, m_random);
        QVERIFY(made);
        QVERIFY(made->isNew);
        struct ::stat status = {};
        QCOMPARE(::lstat(qPrintable(pathOf(kRelayKeyFile)), &status), 0);
        QCOMPARE(status.st_mode & 07777U, 0600U);
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{kRelayKeyFile});

        const auto again = openIdentity(folder(), MissingKey::Refuse, m_random);
        QVERIFY(again);
        QVERIFY(!again->isNew);
        QVERIFY(again->key.publicKey() == made->key.publicKey());
    }

    void dataFolderIsMade()
    {
        QVERIFY(openIdentity(folder() / "data", MissingKey::Make, m_random));
        struct ::stat status = {};
        QCOMPARE(::lstat(qPrintable(pathOf("data")), &status), 0);
        QCOMPARE(status.st_mode & 07077U, 0U);
        const auto refused = openIdentity(folder() / "a" / "b", MissingKey::Make, m_random);
        QVERIFY(!refused);
        QVERIFY(refused.error().find("--data") != std::string::npos);
    }

    void killedFirstStartIsRepeated()
    {
        write("relay.key.new", "half a k");
        QVERIFY(openIdentity(folder(), MissingKey::Make, m_random));
        QVERIFY(!QFile::exists(pathOf("relay.key.new")));
    }

    void missingKeyBesideDataIsNotReplaced()
    {
        QVERIFY(refusal(MissingKey::Refuse).find("Restore it from a backup") != std::string::npos);
        QVERIFY(!QFile::exists(pathOf(kRelayKeyFile)));
    }

    void anyDamageIsSeen()
    {
        QVERIFY(openIdentity(folder(), MissingKey::Make, m_random));
        const QByteArray good = read(kRelayKeyFile);
        for (qsizetype i = 0; i < good.size(); ++i) {
            QByteArray bad = good;
            bad[i] = bad[i] == 'x' ? 'y' : 'x';
            write(kRelayKeyFile, bad);
            QVERIFY2(refusal().find("is damaged") != std::string::npos, qPrintable(bad));
        }
        for (const QByteArray& bad : {QByteArray(), good.chopped(1), good + '\n'}) {
            write(kRelayKeyFile, bad);
            QVERIFY(refusal().find("is damaged") != std::string::npos);
        }
        write(kRelayKeyFile, QByteArray(10'000, 'x'));
        QVERIFY(refusal().find("too long") != std::string::npos);
        write(kRelayKeyFile, good);
        QVERIFY(refusal().empty());
    }

    void openFilesAreRefused()
    {
        QVERIFY(openIdentity(folder(), MissingKey::Make, m_random));
        for (const mode_t mode : {0640U, 0604U, 0666U, 0620U}) {
            ::chmod(qPrintable(pathOf(kRelayKeyFile)), mode);
            QVERIFY(refusal().find("chmod 600") != std::string::npos);
        }
        ::chmod(qPrintable(pathOf(kRelayKeyFile)), 0400);
        QVERIFY(refusal().empty());
    }

    void whatIsNoFileIsRefused()
    {
        QVERIFY(QDir(m_folder->path()).mkdir(kRelayKeyFile));
        QVERIFY(!refusal().empty());
        QVERIFY(QDir(m_folder->path()).rmdir(kRelayKeyFile));
        QCOMPARE(::mkfifo(qPrintable(pathOf(kRelayKeyFile)), 0600), 0);
        QVERIFY(refusal().find("no regular file") != std::string::npos);
        QVERIFY(QFile::remove(pathOf(kRelayKeyFile)));
        QVERIFY(QFile::link("/etc/hostname", pathOf(kRelayKeyFile)));
        QVERIFY(!refusal().empty());
    }

    void noKeyFileIsEverReplaced()
    {
        write("kept", "one");
        QVERIFY(!createKeyFile(folder() / "kept", crypto::asBytes("two")));
        QCOMPARE(read("kept"), QByteArray("one"));
        QVERIFY(!QFile::exists(pathOf("kept.new")));
        QVERIFY(!createKeyFile(folder() / "absent" / "key", crypto::asBytes("two")));
    }

    void accessKeyIsOpenUnlessOneIsKept()
    {
        const auto open = openAccessKey(folder(), option(Source::Kept), m_random);
        QVERIFY(open && *open == crypto::AccessKey());
        const auto made = openAccessKey(folder(), option(Source::Generate), m_random);
        QVERIFY(made && !(*made == crypto::AccessKey()));
        for (const Source source : {Source::Kept, Source::Generate}) {
            const auto again = openAccessKey(folder(), option(source), m_random);
            QVERIFY(again && *again == *made);
        }
        const auto none = openAccessKey(folder(), option(Source::None), m_random);
        QVERIFY(none && *none == crypto::AccessKey());

        AccessKeyOption file = option(Source::File);
        file.file = folder() / kAccessKeyFile;
        const auto read = openAccessKey("/nonexistent", file, m_random);
        QVERIFY(read && *read == *made);
    }

    void badAccessKeyFilesAreRefused()
    {
        AccessKeyOption file = option(Source::File);
        file.file = folder() / "key";
        QVERIFY(!openAccessKey(folder(), file, m_random)); // does not exist
        for (const QByteArray& bad : {QByteArray(), QByteArray("short\n"), QByteArray(43, 'A'),
                                      QByteArray(42, 'B') + "A\n\n", QByteArray(44, 'B')}) {
            write("key", bad);
            QVERIFY(!openAccessKey(folder(), file, m_random));
        }
        const QByteArray good = QByteArray(42, 'B') + 'A';
        for (const QByteArray& end : {QByteArray(), QByteArray("\n"), QByteArray("\r\n")}) {
            write("key", good + end, 0440);
            QVERIFY(openAccessKey(folder(), file, m_random));
        }
        write("key", good, 0444);
        QVERIFY(!openAccessKey(folder(), file, m_random));
    }

    void addressNamesWhatClientsReach()
    {
        const auto identity = openIdentity(folder(), MissingKey::Make, m_random);
        QVERIFY(identity);
        const auto key = openAccessKey(folder(), option(Source::Generate), m_random);
        QVERIFY(key);
        RelayOptions options;
        const auto address = [&](const ListenAddress& bound, const crypto::AccessKey& access) {
            return text(addressText(options, bound, identity->key.publicKey(), access));
        };
        const std::string open = address({"::1", 8080}, crypto::AccessKey());
        QVERIFY(open.starts_with("sotto://[::1]:8080/#"));
        const auto parsed = crypto::RelayAddress::parse(open);
        QVERIFY(parsed);
        QVERIFY(parsed->fingerprint == crypto::fingerprintOf(identity->key.publicKey()));
        QVERIFY(address({"0.0.0.0", 1}, crypto::AccessKey()).starts_with("sotto://127.0.0.1:1/#"));
        QVERIFY(address({"::", 1}, crypto::AccessKey()).starts_with("sotto://[::1]:1/#"));

        options.publicHost = PublicHost{"relay.example", std::nullopt};
        QVERIFY(address({"::", 444}, *key).starts_with("sotto://relay.example:444/#"));
        options.publicHost->port = 443;
        const auto closed = crypto::RelayAddress::parse(address({"::", 444}, *key));
        QVERIFY(closed);
        QCOMPARE(closed->port, crypto::kDefaultRelayPort);
        QVERIFY(closed->accessKey == *key);
    }

    void backupHasTheKeys()
    {
        QTemporaryDir target;
        const std::filesystem::path to = target.path().toStdString();
        QVERIFY(!copyKeyFiles(folder(), to));
        const auto made = openIdentity(folder(), MissingKey::Make, m_random);
        QVERIFY(made && copyKeyFiles(folder(), to));
        const auto copy = openIdentity(to, MissingKey::Refuse, m_random);
        QVERIFY(copy && copy->key.publicKey() == made->key.publicKey());
        QVERIFY(!copyKeyFiles(folder(), to));
    }
};

QTEST_APPLESS_MAIN(TestRelayIdentity)
#include "tst_relay_identity.moc"
