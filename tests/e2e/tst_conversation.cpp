// People who write to each other: real programs, a real relay.
#ifndef Q_MOC_RUN
#include "tests/e2e/world.h"
#endif

#include <csignal>

#include <QTest>

using namespace sotto::test;

namespace {

QStringList texts(const std::vector<QJsonObject>& lines)
{
    QStringList out;
    for (const QJsonObject& line : lines) {
        if (line.value("kind").toString() == "text") {
            out.append(line.value("text").toString());
        }
    }
    return out;
}

/// What the newest line of a conversation with this text says of it.
QString stateOf(const Cli& person, const QString& contact, const QString& text)
{
    QString state = "not there";
    for (const QJsonObject& line : person.run({"history", contact}).lines) {
        if (line.value("text").toString() == text) {
            state = line.value("state").toString();
        }
    }
    return state;
}

/// Whole lines of a call that goes on.
int linesSoFar(QProcess& process, QByteArray& seen)
{
    seen += process.readAllStandardOutput();
    return static_cast<int>(seen.count('\n'));
}

} // namespace

class TestConversation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordsGoBothWays()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const Cli bob = world.person("Bob");
        QVERIFY(World::introduce(alice, bob));
        const QString aliceId = alice.run({"whoami"}).only("id");

        const Ran sent = alice.run({"send", "Bob", "Hello"});
        QVERIFY2(sent.isDone(), sent.errors);
        QCOMPARE(sent.only("state"), "sent");
        const Ran received = bob.run({"receive"});
        QVERIFY2(received.isDone(), received.errors);
        QCOMPARE(received.only("text"), "Hello");
        QCOMPARE(received.only("id"), sent.only("id"));
        QCOMPARE(received.only("sender"), aliceId);
        QCOMPARE(received.only("senderName"), "Alice");
        QCOMPARE(received.only("conversation"), aliceId);
        QCOMPARE(received.only("state"), "received");
        QCOMPARE(received.only("sentAt"), sent.only("sentAt"));

        QVERIFY(bob.run({"send", received.only("conversation"), "Hello yourself"}).isDone());
        QCOMPARE(alice.run({"receive"}).only("text"), "Hello yourself");
        // With the answer came the receipts.
        QCOMPARE(stateOf(alice, "Bob", "Hello"), "read");
        QCOMPARE(texts(alice.run({"history", "Bob"}).lines),
                 (QStringList{"Hello", "Hello yourself"}));
        QCOMPARE(texts(bob.run({"history", "alice", "--limit", "1"}).lines),
                 QStringList{"Hello yourself"});
    }

    void eachMessageIsPrintedOnceOverAllCalls()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const Cli bob = world.person("Bob");
        QVERIFY(World::introduce(alice, bob));
        QStringList expected;
        QStringList printed;
        for (int i = 0; i < 6; ++i) {
            expected.append(QString::number(i));
            QVERIFY(alice.run({"send", "Bob", expected.last()}).isDone());
            if (i == 3) {
                // Another verb that connects fetches, and takes nothing from receive.
                QVERIFY(bob.run({"requests"}).isDone());
            }
            if (i % 2 == 0) {
                printed += texts(bob.run({"receive"}).lines);
            }
        }
        printed += texts(bob.run({"receive"}).lines);
        QCOMPARE(printed, expected);
        QVERIFY(bob.run({"receive"}).lines.empty());
    }

    void everyTextArrivesAsItIs_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("quotes") << QString("\"'\\ {\"a\": 1} %s $(id) `id`");
        QTest::newRow("lines") << QString("one\ntwo\r\n\n\tthree\n");
        QTest::newRow("scripts") << QString::fromUtf8("Привет, 世界, שלום, नमस्ते, "
                                                      "\U0001F468‍\U0001F469‍\U0001F467");
        QTest::newRow("dashes") << QString("--json");
        QTest::newRow("controls") << QString::fromUtf8("a\x1B[31mb\u202Ec\x7F");
        QTest::newRow("longest") << QString(16'384, 'x');
    }

    void everyTextArrivesAsItIs()
    {
        QFETCH(QString, text);
        static const World world;
        static const Cli alice = world.person("Alice");
        static const Cli bob = world.person("Bob");
        static const bool introduced = World::introduce(alice, bob);
        QVERIFY(introduced);
        QCOMPARE(alice.run({"send", "Bob", text}).only("text"), text);
        QCOMPARE(bob.run({"receive"}).only("text"), text);
        // The same through standard input, whose last line end is no part of it.
        QVERIFY(bob.run({"send", "Alice", "-"}, (text + "\n").toUtf8()).isDone());
        QCOMPARE(alice.run({"receive"}).only("text"), text);
    }

    void linesAreTextsOfTheirOwn()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const Cli bob = world.person("Bob");
        QVERIFY(World::introduce(alice, bob));
        const Ran sent = alice.run({"send-lines", "Bob"}, "one\n\ntwo\r\n-three\n four");
        const QStringList lines{"one", "two", "-three", " four"};
        QCOMPARE(texts(sent.lines), lines);
        QCOMPARE(texts(bob.run({"receive"}).lines), lines);
        // What stands behind a line that is refused is not sent.
        const Ran refused =
            alice.run({"send-lines", "Bob"}, "five\n" + QByteArray(20'000, 'x') + "\nsix\n");
        QCOMPARE(refused.error(), "text-too-long");
        QCOMPARE(texts(bob.run({"receive"}).lines), QStringList{"five"});
    }

    void whatIsNoMessageIsRefused()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const Cli bob = world.person("Bob");
        QVERIFY(World::introduce(alice, bob));
        const QString phrase = alice.run({"phrase"}).only("words");
        QCOMPARE(phrase.split(' ').size(), 12);
        QCOMPARE(alice.run({"phrase"}).only("words"), phrase);
        const auto refused = [&](const QString& text) {
            const Ran ran = alice.run({"send", "Bob", text});
            return ran.status == 1 && ran.lines.empty() ? ran.error() : "was not refused";
        };
        QCOMPARE(refused(""), "empty-text");
        QCOMPARE(refused(" \n"), "empty-text");
        QCOMPARE(refused(QString(16'385, 'x')), "text-too-long");
        QCOMPARE(refused("my words: " + phrase.toUpper()), "holds-phrase");
        QCOMPARE(alice.run({"send", "Bob", "-"}, QByteArray(20'000, 'x')).error(), "text-too-long");
        QCOMPARE(alice.run({"send", "Bob", "-"}).error(), "empty-text");
        QCOMPARE(alice.run({"send", "Nobody", "x"}).error(), "no-such-contact");
        QVERIFY(bob.run({"receive"}).lines.empty());
    }

    void whatIsWrittenOfflineLeavesOnceInOrder()
    {
        World world;
        const Cli alice = world.person("Alice");
        const Cli bob = world.person("Bob");
        QVERIFY(World::introduce(alice, bob));
        world.killRelay();
        for (const char* text : {"1", "2", "3"}) {
            const Ran ran = alice.run({"send", "Bob", text});
            QCOMPARE(ran.status, 3);
            QCOMPARE(ran.error(), "relay-unreachable");
            QCOMPARE(ran.only("state"), "waiting");
        }
        QCOMPARE(bob.run({"receive"}).status, 3);
        world.restartRelay();
        QVERIFY(alice.run({"receive"}).isDone());
        QCOMPARE(stateOf(alice, "Bob", "3"), "sent");
        QCOMPARE(texts(bob.run({"receive"}).lines), (QStringList{"1", "2", "3"}));
    }

    void aRelayThatIsKilledInBetweenLosesNothing()
    {
        World world;
        const Cli alice = world.person("Alice");
        const Cli bob = world.person("Bob");
        QVERIFY(World::introduce(alice, bob));
        const auto listening = bob.start({"receive", "--follow"});
        QStringList expected;
        const auto send = [&](int status) {
            expected.append(QString::number(expected.size()));
            return alice.run({"send", "Bob", expected.last()}).status == status;
        };
        QByteArray seen;
        for (int round = 0; round < 3; ++round) {
            QVERIFY(send(0));
            QVERIFY(send(0));
            world.killRelay();
            QVERIFY(send(3));
            world.restartRelay();
            QVERIFY(send(0));
            QTRY_COMPARE_WITH_TIMEOUT(linesSoFar(*listening, seen), expected.size(), 30'000);
        }
        listening->terminate();
        const Ran ended = Cli::end(*listening);
        QCOMPARE(ended.status, 0);
        QVERIFY(ended.output.isEmpty());
        QCOMPARE(texts(bob.run({"history", "Alice"}).lines), expected);
        for (int i = 0; i < expected.size(); ++i) {
            QVERIFY(seen.split('\n')[i].contains("\"text\":\"" + expected[i].toUtf8() + "\""));
        }
    }

    void followingEndsWithItsSignalAndItsTime()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const Cli bob = world.person("Bob");
        QVERIFY(World::introduce(alice, bob));
        for (const int signal : {SIGINT, SIGTERM}) {
            const auto listening = alice.start({"receive", "--follow"});
            // A signal before the program listens for it would just end it.
            QVERIFY(bob.run({"send", "Alice", QString::number(signal)}).isDone());
            QVERIFY(listening->waitForReadyRead());
            ::kill(static_cast<pid_t>(listening->processId()), signal);
            const Ran ended = Cli::end(*listening);
            QVERIFY2(ended.status == 0, ended.errors);
        }
        QCOMPARE(alice.run({"receive", "--follow", "--timeout", "3"}).status, 0);
        QCOMPARE(alice.run({"receive", "--timeout", "2"}).status, 0);
    }

    void aTimeoutWaitsForTheFirstMessage()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const Cli bob = world.person("Bob");
        QVERIFY(World::introduce(alice, bob));
        const auto waiting = bob.start({"receive", "--timeout", "60"});
        QVERIFY(alice.run({"send", "Bob", "Are you there?"}).isDone());
        const Ran ended = Cli::end(*waiting);
        QCOMPARE(ended.status, 0);
        QCOMPARE(ended.only("text"), "Are you there?");
    }

    void fourPeopleKeepTheirConversationsApart()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const QStringList names = {"Bob", "Carol", "Dan"};
        std::vector<Cli> others;
        for (const QString& name : names) {
            others.push_back(world.person(name.toUtf8()));
            QVERIFY(World::introduce(alice, others.back()));
        }
        for (const QString& name : names) {
            QVERIFY(alice.run({"send", name, "for " + name}).isDone());
        }
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(others[static_cast<std::size_t>(i)].run({"receive"}).only("text"),
                     "for " + names[i]);
            QVERIFY(others[static_cast<std::size_t>(i)]
                        .run({"send", "Alice", "from " + names[i]})
                        .isDone());
        }
        const Ran received = alice.run({"receive"});
        QCOMPARE(received.all("senderName"), names);
        for (const QJsonObject& line : received.lines) {
            QCOMPARE(line.value("text").toString(), "from " + line.value("senderName").toString());
        }
    }

    void notesStayAtHome()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const QString id = alice.run({"whoami"}).only("id");
        const Ran noted = alice.run({"send", id, "buy salt"});
        QVERIFY2(noted.isDone(), noted.errors);
        QCOMPARE(noted.only("conversation"), id);
        QCOMPARE(texts(alice.run({"history", id}).lines), QStringList{"buy salt"});
        QVERIFY(alice.run({"receive"}).lines.empty());
    }
};

QTEST_GUILESS_MAIN(TestConversation)
#include "tst_conversation.moc"
