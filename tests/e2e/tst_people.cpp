// How people come together, and apart.
#ifndef Q_MOC_RUN
#include "tests/e2e/world.h"
#endif

#include <QTest>

using namespace sotto::test;

namespace {

QString invite(const Cli& host, const QStringList& options = {})
{
    return host.run(QStringList{"invite"} + options).only("link");
}

/// The stable name of the refusal, whose status must be 1, with a sentence for people.
QString refusal(const Ran& ran)
{
    if (ran.status != 1 || !ran.output.isEmpty()) {
        return "was not refused: " + QString::number(ran.status);
    }
    return ran.errors.contains(". ") || ran.errors.contains(".\"") ? ran.error()
                                                                   : "without a sentence";
}

bool passes(const Cli& from, const Cli& to, const QString& contact, const QString& text)
{
    return from.run({"send", contact, text}).isDone() && to.run({"receive"}).only("text") == text;
}

} // namespace

class TestPeople : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRequestIsApproved()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const Cli bob = world.person("Bob");
        QVERIFY(alice.run({"requests"}).lines.empty());
        const Ran accepted = bob.run({"accept", invite(alice)});
        QVERIFY2(accepted.isDone(), accepted.errors);
        QCOMPARE(accepted.only("standing"), "asked");

        const Ran asks = alice.run({"requests"});
        QCOMPARE(asks.only("name"), "Bob");
        QCOMPARE(asks.only("id"), bob.run({"whoami"}).only("id"));
        QVERIFY(alice.run({"contacts"}).lines.empty());
        QCOMPARE(refusal(alice.run({"send", "Bob", "too early"})), "not-accepted");

        const Ran approved = alice.run({"approve", asks.only("id")});
        QVERIFY2(approved.isDone(), approved.errors);
        QCOMPARE(approved.only("standing"), "contact");
        QVERIFY(alice.run({"requests"}).lines.empty());
        QCOMPARE(alice.run({"contacts"}).only("name"), "Bob");
        // No receive in between: who is meant by this name, the answer says.
        QVERIFY(passes(bob, alice, "Alice", "Thank you"));
        QCOMPARE(bob.run({"contacts"}).only("standing"), "contact");
        QVERIFY(passes(alice, bob, "Bob", "Welcome"));
        QCOMPARE(refusal(alice.run({"approve", QString(64, 'a')})), "no-such-contact");
    }

    void anInviteServesAsManyAsItSays()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const Cli bob = world.person("Bob");
        const Cli carol = world.person("Carol");
        const Cli dan = world.person("Dan");
        const QString once = invite(alice);
        QVERIFY(bob.run({"accept", once}).isDone());
        QCOMPARE(alice.run({"requests"}).all("name"), QStringList{"Bob"});
        QCOMPARE(refusal(carol.run({"accept", once})), "invite-used");
        const QString twice = invite(alice, {"--uses", "2"});
        QVERIFY(carol.run({"accept", twice}).isDone());
        QVERIFY(dan.run({"accept", twice}).isDone());
        QCOMPARE(alice.run({"requests"}).lines.size(), std::size_t{3});
        QCOMPARE(refusal(world.person("Eve").run({"accept", twice})), "invite-used");
    }

    void anInviteEnds()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const Cli bob = world.person("Bob");
        const QString link = invite(alice, {"--expires", "1"});
        // The program itself lets the time pass.
        QVERIFY(alice.run({"receive", "--follow", "--timeout", "2.5"}).isDone());
        const QString said = refusal(bob.run({"accept", link}));
        QVERIFY2(said == "invite-ended" || said == "invite-used", qPrintable(said));
        QVERIFY(alice.run({"requests"}).lines.empty());
    }

    void whatIsNoInviteIsToldSo()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const Cli bob = world.person("Bob");
        const QString link = invite(alice);
        QCOMPARE(refusal(bob.run({"accept", link.chopped(1)})), "link-broken");
        QCOMPARE(refusal(bob.run({"accept", link.chopped(60)})), "link-broken");
        QCOMPARE(refusal(bob.run({"accept", link + "x"})), "link-broken");
        QCOMPARE(refusal(bob.run({"accept", "hello"})), "link-broken");
        QCOMPARE(refusal(bob.run({"accept", ""})), "link-broken");
        QCOMPARE(refusal(bob.run({"accept", "https://example.org/"})), "link-broken");
        QCOMPARE(refusal(bob.run({"accept", world.relay()})), "link-is-address");
        QCOMPARE(refusal(alice.run({"accept", link})), "invite-own");
        // A well-formed one that the relay has never had.
        QString never = link;
        const qsizetype place = never.lastIndexOf('.') + 5;
        never[place] = never[place] == 'A' ? 'B' : 'A';
        QCOMPARE(refusal(bob.run({"accept", never})), "invite-used");
        // None of this has used it up.
        QVERIFY(bob.run({"accept", link}).isDone());
    }

    void peopleOfDifferentRelaysMeet()
    {
        const World here;
        const World there;
        const Cli alice = here.person("Alice");
        const Cli bob = there.person("Bob");
        QVERIFY(World::introduce(alice, bob));
        QVERIFY(passes(alice, bob, "Bob", "From here"));
        QVERIFY(passes(bob, alice, "Alice", "From there"));
    }

    void whoIsBlockedCannotWrite()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const Cli bob = world.person("Bob");
        QVERIFY(World::introduce(alice, bob));
        QVERIFY(passes(bob, alice, "Alice", "Hello"));
        const Ran blocked = alice.run({"block", "Bob"});
        QVERIFY2(blocked.isDone(), blocked.errors);
        QCOMPARE(blocked.only("standing"), "blocked");
        const Ran tried = bob.run({"send", "Alice", "Hello?"});
        QVERIFY(tried.status == 0 || tried.status == 3);
        QVERIFY(alice.run({"receive"}).lines.empty());
        QVERIFY(!alice.run({"history", "Bob"}).output.contains("Hello?"));
        QCOMPARE(refusal(alice.run({"send", "Bob", "Bye"})), "person-blocked");
        QCOMPARE(alice.run({"contacts"}).only("standing"), "blocked");
        const Ran again = alice.run({"unblock", "Bob"});
        QVERIFY2(again.isDone(), again.errors);
        QCOMPARE(again.only("standing"), "contact");
        QVERIFY(alice.run({"send", "Bob", "Welcome back"}).isDone());
        QVERIFY(bob.run({"receive"}).all("text").contains("Welcome back"));
    }

    void twoWhoAskEachOtherAtOnceMeetOnce()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const Cli bob = world.person("Bob");
        for (int round = 0; round < 1; ++round) {
            const QString ofAlice = invite(alice);
            const QString ofBob = invite(bob);
            const auto first = alice.start({"accept", ofBob});
            const auto second = bob.start({"accept", ofAlice});
            QVERIFY(Cli::end(*first).isDone());
            QVERIFY(Cli::end(*second).isDone());
        }
        QVERIFY(alice.run({"receive"}).isDone());
        QVERIFY(bob.run({"receive"}).isDone());
        for (const auto& [person, other] : {std::pair(&alice, "Bob"), std::pair(&bob, "Alice")}) {
            const QString id = person->run({"requests"}).only("id");
            if (!id.isEmpty()) {
                QVERIFY(person->run({"approve", id}).isDone());
            }
            Q_UNUSED(other)
        }
        QVERIFY(alice.run({"receive"}).isDone());
        QVERIFY(bob.run({"receive"}).isDone());
        QCOMPARE(alice.run({"contacts"}).all("standing"), QStringList{"contact"});
        QCOMPARE(bob.run({"contacts"}).all("standing"), QStringList{"contact"});
        // Both begin at the same moment, too.
        const auto first = alice.start({"send", "Bob", "me first"});
        const auto second = bob.start({"send", "Alice", "no, me"});
        QVERIFY(Cli::end(*first).isDone());
        QVERIFY(Cli::end(*second).isDone());
        QCOMPARE(alice.run({"receive"}).all("text"), QStringList{"no, me"});
        QCOMPARE(bob.run({"receive"}).all("text"), QStringList{"me first"});
        QVERIFY(passes(alice, bob, "Bob", "You win"));
        QVERIFY(passes(bob, alice, "Alice", "Always"));
    }

    void twoOfTheSameNameAreToldApartById()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const Cli one = world.stranger("one");
        const Cli two = world.stranger("two");
        for (const Cli* bob : {&one, &two}) {
            QVERIFY(bob->run({"create", "--name", "Bob", "--relay", world.relay()}).isDone());
            QVERIFY(World::introduce(alice, *bob));
        }
        QCOMPARE(refusal(alice.run({"send", "Bob", "Which one?"})), "contact-ambiguous");
        const QString id = two.run({"whoami"}).only("id");
        QVERIFY(passes(alice, two, id, "You"));
        QVERIFY(one.run({"receive"}).lines.empty());
    }

    void bothSeeTheSameSafetyNumber()
    {
        const World world;
        const Cli alice = world.person("Alice");
        const Cli bob = world.person("Bob");
        QVERIFY(World::introduce(alice, bob));
        const QString digits = alice.run({"safety-number", "Bob"}).only("digits");
        QCOMPARE(digits.size(), 60);
        QVERIFY(std::all_of(digits.begin(), digits.end(), [](QChar c) { return c.isDigit(); }));
        QCOMPARE(bob.run({"safety-number", "Alice"}).only("digits"), digits);
    }

    void whoMovesIsFollowed()
    {
        const World here;
        const World there;
        const Cli alice = here.person("Alice");
        const Cli bob = here.person("Bob");
        QVERIFY(World::introduce(alice, bob));
        QVERIFY(passes(alice, bob, "Bob", "I move"));
        const Ran moved = alice.run({"relay", there.relay()});
        QVERIFY2(moved.isDone(), moved.errors);
        QVERIFY(moved.only("relay") != bob.run({"whoami"}).only("relay"));
        QVERIFY(bob.run({"receive"}).isDone());
        QVERIFY(passes(bob, alice, "Alice", "I follow"));
        QVERIFY(passes(alice, bob, "Bob", "I see"));
        QCOMPARE(refusal(alice.run({"relay", "nonsense"})), "address-broken");
    }
};

QTEST_GUILESS_MAIN(TestPeople)
#include "tst_people.moc"
