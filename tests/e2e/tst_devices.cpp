// Twelve words make a machine a device of the account.
#ifndef Q_MOC_RUN
#include "tests/e2e/world.h"
#include "tests/support/stopwatch.h"
#endif

#include <QTest>

using namespace sotto::test;

namespace {

/// Twelve words that belong together, and to nobody.
const QByteArray kOtherWords = "abandon abandon abandon abandon abandon abandon abandon abandon "
                               "abandon abandon abandon about";

QByteArray wordsOf(const Cli& device)
{
    return device.run({"phrase"}).only("words").toUtf8();
}

Ran link(const Cli& device, const World& world, const QByteArray& words)
{
    return device.run({"link", "--relay", world.relay(), "--name", "Laptop"}, words);
}

QStringList texts(const Ran& ran)
{
    QStringList out;
    for (const QJsonObject& line : ran.lines) {
        if (line["kind"] == "text") {
            out += line["text"].toString();
        }
    }
    return out;
}

/// Alice with two devices, and Bob, who is her contact.
struct Household
{
    Household()
        : first(world.person("Alice"))
        , second(world.stranger("Alice's second"))
        , bob(world.person("Bob"))
    {
        isReady = World::introduce(first, bob);
        words = wordsOf(first);
        isReady = isReady && link(second, world, words).isDone() &&
                  first.run({"receive"}).isDone() && bob.run({"receive"}).isDone() &&
                  second.run({"receive"}).isDone();
    }

    World world;
    Cli first;
    Cli second;
    Cli bob;
    QByteArray words;
    bool isReady = false;
};

} // namespace

class TestDevices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyTheWordsDeleteTheAccount()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const QByteArray words = wordsOf(alice);
        QCOMPARE(alice.run({"delete-account"}).error(), "phrase-wrong");
        QCOMPARE(alice.run({"delete-account"}, kOtherWords).error(), "words-wrong");
        QVERIFY(alice.run({"whoami"}).isDone());
        const Ran gone = alice.run({"delete-account"}, words);
        QVERIFY2(gone.isDone(), gone.errors);
        QVERIFY(!alice.run({"whoami"}).isDone());
        QCOMPARE(link(world.stranger("late"), world, words).error(), "no-record");
    }

    void theWordsMakeADeviceOfTheAccount()
    {
        const World world;
        const Cli first = world.person("Alice");
        const QByteArray words = wordsOf(first);
        const Cli second = world.stranger("second");
        // As somebody writes it on paper.
        QByteArray numbered;
        int number = 0;
        for (const QByteArray& word : words.split(' ')) {
            numbered += QByteArray::number(++number) + ". " + word.toUpper() + "\n";
        }
        const Ran linked = link(second, world, numbered);
        QVERIFY2(linked.isDone(), linked.errors);
        QCOMPARE(linked.only("id"), first.run({"whoami"}).only("id"));
        QCOMPARE(second.run({"whoami"}).only("id"), first.run({"whoami"}).only("id"));
        QCOMPARE(link(second, world, words).error(), "account-exists");
    }

    void whatIsWrongIsSaid_data()
    {
        QTest::addColumn<QByteArray>("typed");
        QTest::addColumn<QString>("error");
        QTest::addColumn<QString>("says");
        QTest::newRow("nothing") << QByteArray() << "phrase-wrong"
                                 << "0 words";
        QTest::newRow("a word that is none")
            << QByteArray(kOtherWords).replace("about", "abuot") << "phrase-wrong"
            << "Word 12";
        QTest::newRow("eleven words")
            << QByteArray(kOtherWords).replace(" about", "") << "phrase-wrong"
            << "11 words";
        QTest::newRow("words that do not belong together")
            << QByteArray(kOtherWords).replace("about", "above") << "phrase-wrong"
            << "belong";
        QTest::newRow("another person's") << kOtherWords << "no-record"
                                          << "No account";
        QTest::newRow("far too much") << QByteArray(100'000, 'a') << "phrase-wrong"
                                      << "twelve";
    }
    void whatIsWrongIsSaid()
    {
        QFETCH(QByteArray, typed);
        QFETCH(QString, error);
        QFETCH(QString, says);
        const World world;
        const Cli device = world.stranger("device");
        const Ran ran = link(device, world, typed);
        QCOMPARE(ran.status, 1);
        QCOMPARE(ran.error(), error);
        QVERIFY2(ran.errors.contains(says.toUtf8()), ran.errors);
        QVERIFY(!ran.errors.contains("abuot")); // what was typed is not repeated
        QCOMPARE(device.run({"whoami"}).error(), "no-account");
        // Nothing of it stands in the way of an account of one's own.
        QVERIFY(device.run({"create", "--name", "New", "--relay", world.relay()}).isDone());
    }

    void atAnotherRelayThereIsNoAccount()
    {
        const World world;
        const World other;
        const QByteArray words = wordsOf(world.person("Alice"));
        const Cli device = world.stranger("device");
        QCOMPARE(link(device, other, words).error(), "no-record");
        QVERIFY(link(device, world, words).isDone());
    }

    void withoutARelayItSaysSo()
    {
        World world;
        const QByteArray words = wordsOf(world.person("Alice"));
        const Cli device = world.stranger("device");
        world.killRelay();
        const Ran ran = link(device, world, words);
        QCOMPARE(ran.error(), "relay-unreachable");
        world.restartRelay();
        QVERIFY(link(device, world, words).isDone());
    }

    void whatOneDeviceHasTheOtherHas()
    {
        Household alice;
        QVERIFY(alice.isReady);
        QVERIFY(alice.bob.run({"send", "Alice", "to all of them"}).isDone());
        QCOMPARE(texts(alice.first.run({"receive"})), QStringList{"to all of them"});
        QVERIFY(alice.second.run({"send", "Bob", "from the second"}).isDone());
        QCOMPARE(texts(alice.bob.run({"receive"})), QStringList{"from the second"});
        QVERIFY(alice.first.run({"send", "Bob", "from the first"}).isDone());
        QCOMPARE(texts(alice.bob.run({"receive"})), QStringList{"from the first"});
        const QStringList all{"to all of them", "from the second", "from the first"};
        for (const Cli* device : {&alice.second, &alice.first, &alice.second}) {
            QVERIFY(device->run({"receive"}).isDone());
        }
        QCOMPARE(texts(alice.first.run({"history", "Bob"})), all);
        QCOMPARE(texts(alice.second.run({"history", "Bob"})), all);
        QCOMPARE(alice.bob.run({"contacts"}).only("hold"), "none");
    }

    void aDeviceIsRevoked()
    {
        Household alice;
        QVERIFY(alice.isReady);
        const Ran devices = alice.first.run({"devices"});
        QCOMPARE(devices.lines.size(), std::size_t{2});
        QVERIFY(devices.all("name").contains("Laptop"));
        QVERIFY(alice.first.run({"rename-device", "Laptop", "Lost"}).isDone());
        const Ran revoked = alice.first.run({"revoke", "Lost"});
        QVERIFY2(revoked.isDone(), revoked.errors);
        QVERIFY(alice.bob.run({"receive"}).isDone()); // and hears of it
        QVERIFY(alice.bob.run({"send", "Alice", "only to the first"}).isDone());
        QCOMPARE(texts(alice.first.run({"receive"})), QStringList{"only to the first"});
        // By one device alone it is shut out, and gone in 14 days; until then it has what it had.
        const Ran shutOut = alice.second.run({"receive"});
        QCOMPARE(shutOut.error(), "device-shut-out");
        QCOMPARE(texts(shutOut), QStringList());
        QCOMPARE(alice.second.run({"send", "Bob", "who is this?"}).error(), "device-shut-out");
        QCOMPARE(alice.first.run({"devices"}).all("standing"), (QStringList{"active", "leaving"}));
        // With the words it is removed now.
        QCOMPARE(alice.first.run({"revoke", "Lost", "--now"}, kOtherWords).error(), "words-wrong");
        const Ran removed = alice.first.run({"revoke", "Lost", "--now"}, alice.words);
        QVERIFY2(removed.isDone(), removed.errors);
        QCOMPARE(alice.first.run({"devices"}).lines.size(), std::size_t{1});
        QCOMPARE(alice.second.run({"receive"}).error(), "device-removed");
        QCOMPARE(alice.second.run({"whoami"}).error(), "no-account");
        QCOMPARE(alice.first.run({"revoke", "Lost"}).error(), "no-such-device");
    }

    void aDeviceLeaves()
    {
        Household alice;
        QVERIFY(alice.isReady);
        const Ran left = alice.second.run({"unlink"});
        QVERIFY2(left.isDone(), left.errors);
        QCOMPARE(alice.second.run({"whoami"}).error(), "no-account");
        QVERIFY(alice.first.run({"receive"}).isDone());
        QCOMPARE(alice.first.run({"devices"}).lines.size(), std::size_t{1});
        // Without words there would be no way back.
        QCOMPARE(alice.bob.run({"unlink"}).error(), "words-needed");
    }

    void killedAtAnyMomentItGoesOn()
    {
        const World world;
        KillMoments moments(4, 2'500'000); // Argon2id takes most of it
        for (int round = 0; moments.goesOn(); ++round) {
            const std::string name = "Alice" + std::to_string(round);
            const Cli first = world.person(name.c_str());
            const QByteArray words = wordsOf(first);
            const Cli device = world.stranger(("device of " + name).c_str());
            const auto process = device.start({"link", "--relay", world.relay()});
            process->write(words);
            process->waitForBytesWritten();
            process->closeWriteChannel();
            moments.wait();
            process->kill();
            (void)Cli::end(*process);
            const Ran again = link(device, world, words);
            // It is a device of the account now, whatever of the history is still to come.
            const bool wasThere = again.error() == "account-exists";
            QVERIFY2(again.isDone() || wasThere || again.errors.contains("is one of the account"),
                     again.errors);
            moments.saw(!wasThere);
            QCOMPARE(device.run({"whoami"}).only("id"), first.run({"whoami"}).only("id"));
        }
        QVERIFY(moments.sawBoth());
    }
};

QTEST_GUILESS_MAIN(TestDevices)
#include "tst_devices.moc"
