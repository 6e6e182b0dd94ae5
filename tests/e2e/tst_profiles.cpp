// Profiles as scripts meet them: locks, passphrases, key files, and calls that are none.
#ifndef Q_MOC_RUN
#include "tests/e2e/world.h"
#endif

#include <fstream>

#include <QTest>

using namespace sotto::test;

namespace {

namespace fs = std::filesystem;

QString inQt(const fs::path& path)
{
    return QString::fromStdString(path.string());
}

fs::path write(const fs::path& file, std::string_view content)
{
    std::ofstream(file, std::ios::binary) << content;
    return file;
}

} // namespace

class TestProfiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anAccountIsMadeOnce()
    {
        const World world;
        const Cli alice = world.stranger("alice");
        for (const char* verb : {"whoami", "requests", "receive", "contacts", "phrase"}) {
            const Ran ran = alice.run({verb});
            QCOMPARE(ran.status, 1);
            QCOMPARE(ran.error(), "no-account");
        }
        QVERIFY2(!fs::exists(alice.profile()), "a question made a profile");
        const Ran created = alice.run({"create", "--name", " Alice ", "--relay", world.relay()});
        QVERIFY2(created.isDone(), created.errors);
        QCOMPARE(created.only("name"), "Alice");
        QCOMPARE(created.only("id").size(), 64);
        QVERIFY(created.only("relay").startsWith("127.0.0.1:"));
        QCOMPARE(alice.run({"whoami"}).lines, created.lines);
        const Ran again = alice.run({"create", "--name", "Eve", "--relay", world.relay()});
        QCOMPARE(again.status, 1);
        QCOMPARE(again.error(), "account-exists");
        QCOMPARE(alice.run({"whoami"}).lines, created.lines);
    }

    void whatIsNoNameOrRelayIsRefused()
    {
        const World world;
        const Cli alice = world.stranger("alice");
        const auto refusal = [&](const QString& name, const QString& relay) {
            const Ran ran = alice.run({"create", "--name", name, "--relay", relay});
            return ran.status == 1 ? ran.error() : "was not refused";
        };
        QCOMPARE(refusal("", world.relay()), "name-empty");
        QCOMPARE(refusal("  ", world.relay()), "name-empty");
        QCOMPARE(refusal(QString(129, 'x'), world.relay()), "name-too-long");
        QCOMPARE(refusal("Alice", "https://example.org"), "address-broken");
        QCOMPARE(refusal("Alice", world.relay().chopped(2)), "address-broken");
        QVERIFY(alice.run({"create", "--name", "Alice", "--relay", world.relay()}).isDone());
    }

    void anUnreachableRelayDoesNotPreventAnAccount()
    {
        World world;
        world.killRelay();
        const Cli alice = world.stranger("alice");
        const Ran created = alice.run({"create", "--name", "Alice", "--relay", world.relay()});
        QCOMPARE(created.status, 3);
        QCOMPARE(created.only("name"), "Alice");
        QVERIFY(alice.run({"whoami"}).isDone());
        QVERIFY(alice.run({"contacts"}).isDone());
        const Ran invited = alice.run({"invite"});
        QCOMPARE(invited.status, 3);
        world.restartRelay();
        QVERIFY(alice.run({"receive"}).isDone());
        QVERIFY2(world.person("Bob").run({"accept", invited.only("link")}).isDone(),
                 "the invite did not leave with the next call");
        QCOMPARE(alice.run({"requests"}).only("name"), "Bob");
    }

    void oneProgramAtATime()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const Cli bob = world.person("Bob");
        QVERIFY(World::introduce(alice, bob));
        const auto first = alice.start({"receive", "--follow"});
        // To ask for the lock before the first has it would take it away from the first.
        QVERIFY(bob.run({"send", "Alice", "are you there?"}).isDone());
        QVERIFY(first->waitForReadyRead());
        QCOMPARE(alice.run({"whoami"}).error(), "profile-in-use");
        const Ran second = alice.run({"contacts"});
        QCOMPARE(second.status, 1);
        QVERIFY(second.errors.contains("Another program"));
        first->kill();
        QCOMPARE(Cli::end(*first).status, Ran::kKilled);
        QVERIFY(alice.run({"whoami"}).isDone());
    }

    void withoutAPassphraseTheKeyIsAFileAndSaidOnce()
    {
        const World world;
        const Cli alice = world.stranger("alice");
        const Ran created = alice.run({"create", "--name", "Alice", "--relay", world.relay()});
        QVERIFY(created.isDone());
        const fs::path key = alice.profile() / "key";
        QVERIFY2(created.errors.contains(key.string().c_str()), created.errors);
        QVERIFY(alice.run({"whoami"}).errors.isEmpty());
        QCOMPARE(fs::status(alice.profile()).permissions(), fs::perms::owner_all);
        for (const auto& entry : fs::directory_iterator(alice.profile())) {
            QVERIFY2((entry.status().permissions() & fs::perms(077)) == fs::perms::none,
                     entry.path().c_str());
        }
    }

    void aPassphraseOpensIt()
    {
        const World world;
        Cli alice = world.stranger("alice");
        alice.setVariable("SOTTO_PASSPHRASE", "open sesame");
        const Ran created = alice.run({"create", "--name", "Alice", "--relay", world.relay()});
        QVERIFY(created.isDone());
        QVERIFY2(created.errors.isEmpty(), created.errors);
        QCOMPARE(alice.run({"whoami"}).lines, created.lines);

        alice.setVariable("SOTTO_PASSPHRASE", "open caraway");
        const Ran wrong = alice.run({"whoami"});
        QCOMPARE(wrong.status, 1);
        QCOMPARE(wrong.error(), "wrong-passphrase");
        alice.setVariable("SOTTO_PASSPHRASE", {});
        const Ran without = alice.run({"whoami"});
        QCOMPARE(without.status, 1);
        QCOMPARE(without.error(), "passphrase-needed");
        QVERIFY(without.errors.contains("--passphrase-file"));

        const auto withFile = [&](std::string_view content) {
            const fs::path file = write(world.folder() / "passphrase", content);
            return alice.runPlain({"--profile", inQt(alice.profile()), "--json",
                                   "--passphrase-file", inQt(file), "whoami"});
        };
        QCOMPARE(withFile("open sesame\n").lines, created.lines);
        QCOMPARE(withFile("open caraway").error(), "wrong-passphrase");
        QCOMPARE(withFile("").error(), "passphrase-unreadable");
        alice.setVariable("SOTTO_PASSPHRASE", "open caraway");
        QCOMPARE(withFile("open sesame").lines, created.lines);
    }

    void aDamagedDatabaseIsLeftAsItIs()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const fs::path database = alice.profile() / "sotto.db";
        const auto size = fs::file_size(database);
        {
            std::fstream file(database, std::ios::binary | std::ios::in | std::ios::out);
            file.seekp(100);
            file << "damage";
        }
        const Ran ran = alice.run({"whoami"});
        QCOMPARE(ran.status, 1);
        QCOMPARE(ran.error(), "database-damaged");
        QCOMPARE(fs::file_size(database), size);
        const Ran created = alice.run({"create", "--name", "Alice", "--relay", world.relay()});
        QCOMPARE(created.error(), "database-damaged");
        fs::remove(alice.profile() / "key");
        QCOMPARE(alice.run({"create", "--name", "Alice", "--relay", world.relay()}).error(),
                 "database-damaged");
    }

    void aRelayOfAnotherIdentityIsNotTalkedTo()
    {
        World world;
        const Cli alice = world.person("Alice");
        world.killRelay();
        fs::remove_all(world.relayFolder());
        world.restartRelay();
        const Ran ran = alice.run({"invite"});
        QCOMPARE(ran.status, 3);
        QVERIFY2(ran.errors.contains("not the relay"), ran.errors);
    }

    void wrongCallsEndWithTwo_data()
    {
        QTest::addColumn<QStringList>("words");
        for (const char* call : {"",
                                 "whoami",
                                 "--profile",
                                 "--profile p",
                                 "--profile p dance",
                                 "--profile p create",
                                 "--profile p create --name A",
                                 "--profile p whoami now",
                                 "--profile p phrase x",
                                 "--profile p invite --uses none",
                                 "--profile p accept",
                                 "--profile p requests x",
                                 "--profile p approve",
                                 "--profile p contacts x",
                                 "--profile p send",
                                 "--profile p send Bob",
                                 "--profile p send Bob one two",
                                 "--profile p receive --timeout",
                                 "--profile p receive x",
                                 "--profile p history",
                                 "--profile p history Bob --limit 0",
                                 "--profile p safety-number",
                                 "--profile p block",
                                 "--profile p relay",
                                 "--profile p --loud whoami"}) {
            QTest::newRow(call) << QString(call).split(' ', Qt::SkipEmptyParts);
        }
    }

    void wrongCallsEndWithTwo()
    {
        QFETCH(QStringList, words);
        const QTemporaryDir folder;
        const Ran ran = Cli(folder.path().toStdString()).runPlain(words);
        QCOMPARE(ran.status, 2);
        QVERIFY(ran.output.isEmpty());
        QVERIFY2(ran.errors.contains("Usage: sotto-cli --profile DIR"), ran.errors);
    }

    void helpAndVersionAreGiven()
    {
        const Cli cli("/nonexistent");
        const Ran help = cli.runPlain({"--help"});
        QCOMPARE(help.status, 0);
        QVERIFY(help.output.contains("safety-number CONTACT"));
        QVERIFY(cli.runPlain({"--version"}).output.startsWith("sotto-cli "));
    }

    void peopleReadLinesInsteadOfObjects()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const Cli bob = world.person("Bob");
        QVERIFY(World::introduce(alice, bob));
        QVERIFY(alice.run({"send", "Bob", "one\n\x1B[2Jtwo"}).isDone());
        const Ran plain = bob.runPlain({"--profile", inQt(bob.profile()), "receive"});
        QCOMPARE(plain.status, 0);
        QVERIFY2(plain.output.endsWith("Z Alice: one\n    \xEF\xBF\xBD[2Jtwo\n"), plain.output);
        const Ran error = bob.runPlain({"--profile", inQt(bob.profile()), "send", "Eve", "x"});
        QCOMPARE(error.status, 1);
        QVERIFY(error.errors.startsWith("sotto-cli: There is no such contact"));
        const Ran digits =
            bob.runPlain({"--profile", inQt(bob.profile()), "safety-number", "Alice"});
        QCOMPARE(digits.output.trimmed().split(' ').size(), 12);
    }

    void aReaderThatGoesAwayTakesNothingWithIt()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const Cli bob = world.person("Bob");
        QVERIFY(World::introduce(alice, bob));
        QVERIFY(alice.run({"send", "Bob", "Still here"}).isDone());
        const QString shell = QString("'%1' --profile '%2' --json receive | true; "
                                      "exec '%1' --profile '%2' --json receive >/dev/full")
                                  .arg(SOTTO_CLI_PROGRAM, inQt(bob.profile()));
        QProcess process;
        process.start("/bin/sh", {"-c", shell});
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(process.readAllStandardError().contains("output-closed"));
        QCOMPARE(bob.run({"receive"}).only("text"), "Still here");
    }
};

QTEST_GUILESS_MAIN(TestProfiles)
#include "tst_profiles.moc"
