// All devices are gone; twelve words on an empty machine bring everything back.
#ifndef Q_MOC_RUN
#include "tests/e2e/world.h"
#endif

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QTest>

using namespace sotto::test;

namespace {

constexpr int kPeople = 20;
constexpr int kTextsEachWay = 250;

QString nameOf(int person)
{
    return QStringLiteral("Person %1").arg(person);
}

/// Texts that differ in all that could be lost on the way.
QByteArray lines(const QString& from, int first, int count)
{
    static const QStringList kShapes{"%1 says %2", "%1: naïve café %2", "%2 👩🏽‍🚀 %1",
                                     "%1 ‏שלום‏ %2", "%1 <b>%2</b> & \"quotes\" \\ back"};
    QByteArray out;
    for (int number = first; number < first + count; ++number) {
        out += kShapes[number % kShapes.size()].arg(from).arg(number).toUtf8() + "\n";
    }
    return out;
}

QString digestOf(const Cli& device, const QString& contact)
{
    const Ran ran = device.run({"history", "--limit", "1000000", contact});
    if (!ran.isDone() || ran.lines.size() < 2 * kTextsEachWay) {
        return "only " + QString::number(ran.lines.size()) + " messages: " + ran.errors;
    }
    return QCryptographicHash::hash(ran.output, QCryptographicHash::Blake2b_256).toHex();
}

/// What a list of contacts says, in the order of their ids.
QStringList contactsOf(const Cli& device)
{
    QStringList out;
    for (const QJsonObject& line : device.run({"contacts"}).lines) {
        out += QJsonDocument(line).toJson(QJsonDocument::Compact);
    }
    out.sort();
    return out;
}

bool passes(const Cli& from, const Cli& to, const QString& contact, const QString& text)
{
    return from.run({"send", contact, text}).isDone() &&
           to.run({"receive", "--timeout", "30"}).all("text").contains(text);
}

} // namespace

class TestEverythingBack : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tenThousandMessagesOfTwentyConversations()
    {
        const World world;
        const Cli alice = world.person("Alice");
        std::vector<Cli> people;
        for (int person = 0; person < kPeople; ++person) {
            people.push_back(world.person(nameOf(person).toUtf8()));
            QVERIFY(World::introduce(alice, people.back()));
        }
        for (int person = 0; person < kPeople; ++person) {
            QVERIFY(people[static_cast<std::size_t>(person)]
                        .run({"send-lines", "Alice"}, lines(nameOf(person), 0, kTextsEachWay))
                        .isDone());
            QVERIFY(alice.run({"send-lines", nameOf(person)}, lines("Alice", 0, kTextsEachWay))
                        .isDone());
        }
        QCOMPARE(alice.run({"receive"}).lines.size(), std::size_t{kPeople * kTextsEachWay});
        for (const Cli& person : people) {
            QCOMPARE(person.run({"receive"}).lines.size(), std::size_t{kTextsEachWay});
        }
        QVERIFY(alice.run({"receive"}).lines.empty()); // that they were read
        const Ran phrase = alice.run({"phrase"});
        QVERIFY2(phrase.isDone(), phrase.errors);
        const QByteArray words = phrase.only("words").toUtf8();
        const QStringList contacts = contactsOf(alice);
        QCOMPARE(contacts.size(), kPeople);
        QStringList before;
        QStringList numbers;
        for (int person = 0; person < kPeople; ++person) {
            before += digestOf(alice, nameOf(person));
            numbers += people[static_cast<std::size_t>(person)]
                           .run({"safety-number", "Alice"})
                           .only("digits");
        }
        std::filesystem::remove_all(alice.profile());

        const Cli again = world.stranger("an empty machine");
        const Ran linked = again.run({"link", "--relay", world.relay()}, words);
        QVERIFY2(linked.isDone(), linked.errors);
        QCOMPARE(contactsOf(again), contacts);
        for (int person = 0; person < kPeople; ++person) {
            QCOMPARE(digestOf(again, nameOf(person)), before[person]);
            const Cli& other = people[static_cast<std::size_t>(person)];
            QVERIFY(passes(again, other, nameOf(person), "I am back"));
            QVERIFY(passes(other, again, "Alice", "Good to see you"));
            QCOMPARE(other.run({"safety-number", "Alice"}).only("digits"), numbers[person]);
            QCOMPARE(other.run({"contacts"}).only("hold"), "none");
        }
        // Nothing of the old messages is printed as if it were new.
        QVERIFY(again.run({"receive"}).lines.empty());
    }
};

QTEST_GUILESS_MAIN(TestEverythingBack)
#include "tst_everything_back.moc"
