// What a stolen disk tells: nothing of what was said, by whom, or with which key.
#ifndef Q_MOC_RUN
#include "app/core/profile.h"
#include "app/storage/contact_store.h"
#include "app/storage/state_store.h"
#include "crypto/base/init.h"
#include "tests/e2e/disk_scan.h"
#include "tests/e2e/world.h"
#endif

#include <fstream>

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

constexpr const char* kPassphrase = "the owl sleeps at noon";
/// Long, so that no chance puts them into random bytes.
constexpr const char* kAlice = "Alice of the Northern Shore";
constexpr const char* kBob = "Bob the Lighthouse Keeper";
constexpr const char* kFirst = "The treasure lies below the third oak behind the mill";
constexpr const char* kSecond = "Understood, the spade waits in the shed by the river";

/// A new profile's key under the passphrase, at no cost: it is not the guessing that is tested, and
/// each of many calls would take the time of a full Argon2id.
bool protectCheaply(const std::filesystem::path& folder)
{
    crypto::SystemRandom random;
    auto profile = core::Profile::take(folder);
    return profile &&
           profile->keepUnder(core::Profile::newKey(random), crypto::asBytes(kPassphrase),
                              {1, std::size_t{64} * 1024}, random);
}

struct Talk
{
    World world;
    Cli alice = world.stranger("alice");
    Cli bob = world.stranger("bob");
    QString link;
    QString words;

    /// A conversation, and a program that was killed, so that nothing was tidied up.
    bool hold()
    {
        bool done = true;
        for (auto& [cli, name] : {std::pair(&alice, kAlice), std::pair(&bob, kBob)}) {
            done &= protectCheaply(cli->profile());
            cli->setVariable("SOTTO_PASSPHRASE", kPassphrase);
            done &= cli->run({"create", "--name", name, "--relay", world.relay()}).isDone();
        }
        words = alice.run({"phrase"}).only("words");
        link = alice.run({"invite", "--uses", "2"}).only("link");
        done &= bob.run({"accept", link}).isDone();
        done &= alice.run({"approve", bob.run({"whoami"}).only("id")}).isDone();
        done &= bob.run({"send", kAlice, kFirst}).isDone();
        done &= alice.run({"receive"}).only("text") == kFirst;
        done &= alice.run({"send", kBob, kSecond}).isDone();
        for (const Cli* cli : {&alice, &bob}) {
            const auto listening = cli->start({"receive", "--follow"});
            done &= listening->waitForReadyRead(20'000) || cli == &alice;
            listening->kill();
            (void)Cli::end(*listening);
        }
        return done;
    }
};

void lookForTalk(DiskScan& scan, const Talk& talk)
{
    scan.lookFor("Alice's name", kAlice);
    scan.lookFor("Bob's name", kBob);
    scan.lookFor("a message", kFirst);
    scan.lookFor("a message", kSecond);
    scan.lookFor("the passphrase", kPassphrase);
    scan.lookFor("the words", talk.words.toStdString());
    scan.lookFor("the invite", talk.link.section('#', 1).section('.', 1, 1).toStdString());
    for (const Cli* cli : {&talk.alice, &talk.bob}) {
        const QByteArray id = QByteArray::fromHex(cli->run({"whoami"}).only("id").toUtf8());
        scan.lookFor("an account", std::string_view(id.constData(), 32));
    }
}

/// All that the program keeps for itself in the database: device keys, mailboxes, sessions, what it
/// knows of contacts.
void lookForState(DiskScan& scan, const Cli& cli)
{
    auto profile = core::Profile::take(cli.profile());
    QVERIFY(profile.has_value());
    crypto::SystemRandom random;
    const auto key = profile->keyFromPassphrase(crypto::asBytes(kPassphrase), random);
    QVERIFY(key.has_value());
    scan.lookFor("the database's key", key->view());
    auto database = profile->openDatabase(*key, storage::OpenMode::ReadWrite);
    QVERIFY(database.has_value());
    storage::StateStore state(*database);
    for (const char* name : {"account", "mailboxes", "prekeys"}) {
        if (const auto value = state.find(name)) {
            scan.lookFor("state " + std::string(name), value->view());
        }
    }
    QVERIFY(state.find("account").has_value());
    storage::SessionStore(*database).forEach(
        [&](const storage::SessionStore::Peer&, crypto::ByteView session) {
            scan.lookFor("a session", session);
        });
    storage::ContactStore contacts(*database);
    for (const storage::Contact& contact : contacts.all()) {
        scan.lookFor("what is known of a contact", contacts.state(contact.id).view());
    }
}

QByteArray listed(const std::vector<std::string>& findings)
{
    QByteArray out;
    for (const std::string& finding : findings) {
        out += QByteArray::fromStdString(finding) + "; ";
    }
    return out;
}

} // namespace

class TestDisk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void theScanFindsWhatIsThere_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("found");
        const QByteArray secret("0123456789abcdefghijklmnopqrstuv", 32);
        QTest::newRow("as it is") << "x" + secret << QByteArray("s in f");
        QTest::newRow("a part of it") << "xx" + secret.mid(9, 23) << QByteArray("s in f");
        QTest::newRow("hex") << "x" + secret.toHex() << QByteArray("s (hex) in f");
        QTest::newRow("HEX") << "x" + secret.toHex().toUpper() << QByteArray("s (hex) in f");
        QTest::newRow("base64") << secret.toBase64() << QByteArray("s (base64) in f");
        QTest::newRow("base64 in more")
            << ("yy" + secret + "z").toBase64() << QByteArray("s (base64) in f");
        QTest::newRow("less than a window") << secret.mid(9, 15) << QByteArray();
    }

    void theScanFindsWhatIsThere()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, found);
        const QTemporaryDir folder;
        std::ofstream(folder.filePath("f").toStdString(), std::ios::binary)
            << content.toStdString();
        DiskScan scan;
        scan.lookFor("s", "0123456789abcdefghijklmnopqrstuv");
        QCOMPARE(listed(scan.findings(folder.path().toStdString())),
                 found.isEmpty() ? found : found + "; ");
    }

    void nothingOfATalkLiesInAProfile()
    {
        Talk talk;
        QVERIFY(talk.hold());
        QVERIFY(std::filesystem::exists(talk.alice.profile() / "sotto.db-wal"));
        DiskScan scan;
        // Before anything opens the profiles again and tidies up.
        const auto copy = talk.world.folder() / "copy";
        std::filesystem::create_directory(copy);
        std::filesystem::copy(talk.alice.profile(), copy / "alice",
                              std::filesystem::copy_options::recursive);
        std::filesystem::copy(talk.bob.profile(), copy / "bob",
                              std::filesystem::copy_options::recursive);
        lookForTalk(scan, talk);
        lookForState(scan, talk.alice);
        lookForState(scan, talk.bob);
        QCOMPARE(listed(scan.findings(copy)), QByteArray());
        QCOMPARE(listed(scan.findings(talk.alice.profile())), QByteArray());
        QCOMPARE(listed(scan.findings(talk.bob.profile())), QByteArray());
    }

    void nothingOfATalkLiesAtTheRelay()
    {
        Talk talk;
        QVERIFY(talk.hold());
        DiskScan scan;
        lookForTalk(scan, talk);
        QCOMPARE(listed(scan.findings(talk.world.relayFolder())), QByteArray());
    }
};

QTEST_GUILESS_MAIN(TestDisk)
#include "tst_disk.moc"
