// Programs and relay are killed at any moment, again and again: nothing is lost, nothing comes
// twice, the order stays. SOTTO_KILLS says how often, then for as long as that takes.
#ifndef Q_MOC_RUN
#include "tests/e2e/world.h"
#include "tests/support/stopwatch.h"
#endif

#include <set>

#include <QRandomGenerator>
#include <QTest>

using namespace sotto::test;

namespace {

constexpr int kKillsDefault = 120;
/// On a machine that has much else to do the default is cut short after that.
constexpr int kDefaultMs = 40'000;
/// One in so many kills is the relay's.
constexpr int kRelayEvery = 15;
constexpr int kSettlingRounds = 20;

/// Texts of a conversation, own and others' apart, in the order of its history.
struct History
{
    QStringList own;
    QStringList theirs;
    QStringList ownStates;
};

/// One of two people, and what is known of what they did.
class Party
{
public:
    Party(Cli cli, QString id, QString other)
        : m_cli(std::move(cli))
        , m_id(std::move(id))
        , m_other(std::move(other))
    {}

    /// Sends the next number, and is killed after so many milliseconds.
    bool send(int afterMs)
    {
        const QString text = QString::number(++m_sent);
        const Ran ran = m_cli.runKilled({"send", m_other, text}, afterMs);
        if (ran.only("text") == text) {
            m_certain.append(text);
        }
        return ran.status == Ran::kKilled;
    }

    bool receive(int afterMs) { return note(m_cli.runKilled({"receive"}, afterMs)); }

    /// True when nothing is left to be done.
    bool settle()
    {
        const Ran ran = m_cli.run({"receive"});
        note(ran);
        return ran.isDone() && ran.lines.empty() && !history().ownStates.contains("waiting");
    }

    [[nodiscard]] History history() const
    {
        History out;
        for (const QJsonObject& line : m_cli.run({"history", m_other, "--limit", "100000"}).lines) {
            if (line.value("kind").toString() != "text") {
                continue;
            }
            const bool own = line.value("sender").toString() == m_id;
            (own ? out.own : out.theirs).append(line.value("text").toString());
            if (own) {
                out.ownStates.append(line.value("state").toString());
            }
        }
        return out;
    }

    [[nodiscard]] const Cli& cli() const { return m_cli; }
    [[nodiscard]] const QStringList& certain() const { return m_certain; }
    [[nodiscard]] const QStringList& printed() const { return m_printed; }
    /// Printed again although the call that printed it first came to its end.
    [[nodiscard]] const QStringList& repeated() const { return m_repeated; }

private:
    bool note(const Ran& ran)
    {
        const bool killed = ran.status == Ran::kKilled;
        std::set<QString> cutOff;
        for (const QString& text : ran.all("text")) {
            if (!m_printed.contains(text)) {
                m_printed.append(text);
            } else if (!m_cutOff.contains(text)) {
                m_repeated.append(text);
            }
            cutOff.insert(text);
        }
        if (killed && !cutOff.empty()) {
            m_cutOff = cutOff;
        } else if (!cutOff.empty()) {
            m_cutOff.clear();
        }
        return killed;
    }

    Cli m_cli;
    QString m_id;
    QString m_other;
    int m_sent = 0;
    QStringList m_certain;
    QStringList m_printed;
    QStringList m_repeated;
    std::set<QString> m_cutOff; ///< what the last call that printed had printed when it was killed
};

bool rises(const QStringList& numbers)
{
    for (qsizetype i = 1; i < numbers.size(); ++i) {
        if (numbers[i].toInt() <= numbers[i - 1].toInt()) {
            return false;
        }
    }
    return true;
}

bool holds(const QStringList& all, const QStringList& some)
{
    return std::all_of(some.begin(), some.end(),
                       [&](const QString& text) { return all.contains(text); });
}

} // namespace

class TestKills : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsLostNothingComesTwice()
    {
        World world;
        const Cli alice = world.person("Alice");
        const Cli bob = world.person("Bob");
        QVERIFY(World::introduce(alice, bob));
        std::vector<Party> parties;
        parties.emplace_back(alice, alice.run({"whoami"}).only("id"), "Bob");
        parties.emplace_back(bob, bob.run({"whoami"}).only("id"), "Alice");
        // Kills fall evenly over a whole call, and a little beyond.
        const Stopwatch call;
        QVERIFY(alice.run({"receive"}).isDone());
        const int callMs = static_cast<int>(call.elapsedMs()) * 5 / 4 + 5;

        const int asked = qEnvironmentVariableIntValue("SOTTO_KILLS");
        const int kills = asked > 0 ? asked : kKillsDefault;
        const Stopwatch all;
        QRandomGenerator random(20'260'304);
        int killed = 0;
        for (int calls = 0; killed < kills && calls < 3 * kills; ++calls) {
            if (asked <= 0 && all.elapsedMs() > kDefaultMs) {
                break;
            }
            if (calls % kRelayEvery == kRelayEvery - 1) {
                world.killRelay();
                world.restartRelay();
                ++killed;
                continue;
            }
            Party& party = parties[random.bounded(2U)];
            const int afterMs = random.bounded(callMs);
            killed += random.bounded(5) < 3 ? party.send(afterMs) : party.receive(afterMs);
        }
        qInfo("%d kills, within %d ms of each call", killed, callMs);

        int rounds = 0;
        while (rounds < kSettlingRounds && !(parties[0].settle() & parties[1].settle())) {
            ++rounds;
        }
        const History ofAlice = parties[0].history();
        const History ofBob = parties[1].history();
        QCOMPARE(ofAlice.theirs, ofBob.own);
        QCOMPARE(ofBob.theirs, ofAlice.own);
        QVERIFY(ofAlice.own.size() + ofBob.own.size() > killed / 10);
        QVERIFY(!ofAlice.ownStates.contains("failed") && !ofBob.ownStates.contains("failed"));
        for (const Party& party : parties) {
            const History history = party.history();
            QVERIFY(rises(history.own));
            QVERIFY(rises(history.theirs));
            QVERIFY(holds(history.own, party.certain()));
            QCOMPARE(party.printed(), history.theirs);
            QCOMPARE(party.repeated(), QStringList());
        }
    }
};

QTEST_GUILESS_MAIN(TestKills)
#include "tst_kills.moc"
