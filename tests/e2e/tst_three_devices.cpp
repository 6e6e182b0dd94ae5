// Three devices of an account and a contact, each off for a while again and again, killed at any
// moment, the relay as well: at the end all agree, nothing is lost and nothing is there twice.
// SOTTO_SEED repeats a run, as far as kills by time can be repeated; SOTTO_ROUNDS makes it longer.
#ifndef Q_MOC_RUN
#include "tests/e2e/household.h"
#include "tests/support/stopwatch.h"
#endif

#include <climits>

#include <QRandomGenerator>
#include <QTest>

using namespace sotto::test;

namespace {

constexpr int kDevices = 3;
constexpr int kRoundsDefault = 40;
/// On a machine that has much else to do the default is cut short after that.
constexpr int kDefaultMs = 60'000;
/// In one of so many rounds the relay is not there, or killed within it.
constexpr unsigned kRelayEvery = 8;

/// One device, and what is known of what it did.
class Party
{
public:
    Party(const Cli& cli, QString other, QString mark)
        : m_cli(cli)
        , m_other(std::move(other))
        , m_mark(std::move(mark))
    {}

    /// Begins the next call, unless it is off; one in two is killed within @p callMs.
    void begin(QRandomGenerator& random, int callMs)
    {
        if (m_offRounds > 0) {
            --m_offRounds;
            return;
        }
        if (random.bounded(6) == 0) {
            m_offRounds = random.bounded(2, 7);
            return;
        }
        m_isSending = random.bounded(5) < 3;
        m_killedAfterMs = random.bounded(2) == 0 ? random.bounded(callMs) : -1;
        m_running = m_isSending ? m_cli.start({"send", m_other, m_mark + QString::number(++m_sent)})
                                : m_cli.start({"receive"});
        m_running->closeWriteChannel();
    }
    /// Waits for its end, or kills it.
    void end(const Stopwatch& round)
    {
        if (!m_running) {
            return;
        }
        if (m_killedAfterMs >= 0) {
            const int left = m_killedAfterMs - static_cast<int>(round.elapsedMs());
            if (!m_running->waitForFinished(std::max(left, 0))) {
                m_running->kill();
                ++m_kills;
            }
        }
        note(Cli::end(*m_running));
        m_running.reset();
    }
    /// When it is to be killed; those first whose time comes first.
    [[nodiscard]] int killedAfterMs() const
    {
        return m_killedAfterMs < 0 ? INT_MAX : m_killedAfterMs;
    }

    [[nodiscard]] const QString& mark() const { return m_mark; }
    [[nodiscard]] int kills() const { return m_kills; }
    [[nodiscard]] int sent() const { return m_sent; }
    /// It has said that it keeps them.
    [[nodiscard]] const QStringList& certain() const { return m_certain; }
    /// Told twice by calls that came to their ends.
    [[nodiscard]] const QStringList& repeated() const { return m_repeated; }

private:
    void note(const Ran& ran)
    {
        for (const QString& text : textsOf(ran)) {
            if (m_isSending) {
                m_certain += text;
            } else if (ran.status != Ran::kKilled) {
                (m_told.contains(text) ? m_repeated : m_told) += text;
            }
        }
    }

    Cli m_cli;
    QString m_other;
    QString m_mark; ///< what its texts begin with
    std::unique_ptr<QProcess> m_running;
    bool m_isSending = false;
    int m_killedAfterMs = -1;
    int m_offRounds = 0;
    int m_sent = 0;
    int m_kills = 0;
    QStringList m_certain;
    QStringList m_told;
    QStringList m_repeated;
};

/// Those of one sender, as numbers, in their order.
std::vector<int> numbersOf(const QStringList& texts, const QString& mark)
{
    std::vector<int> out;
    for (const QString& text : texts) {
        if (text.startsWith(mark)) {
            out.push_back(text.mid(mark.size()).toInt());
        }
    }
    return out;
}

bool rises(const std::vector<int>& numbers)
{
    return std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()) ==
           numbers.end();
}

} // namespace

class TestThreeDevices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allAgreeAtTheEnd()
    {
        const QByteArray asked = qgetenv("SOTTO_SEED");
        const quint32 seed =
            asked.isEmpty() ? QRandomGenerator::global()->generate() : asked.toUInt();
        qInfo("SOTTO_SEED=%u", seed);
        QRandomGenerator random(seed);
        Household alice(kDevices);
        QVERIFY2(alice.trouble().isEmpty(), alice.trouble());
        std::vector<Party> parties;
        for (std::size_t i = 0; i < kDevices; ++i) {
            parties.emplace_back(alice.devices[i], "Bob", QString("device %1: ").arg(i));
        }
        parties.emplace_back(alice.bob, "Alice", "Bob: ");

        // Kills fall evenly over a whole call, and a little beyond.
        const Stopwatch call;
        QVERIFY(alice.first().run({"receive"}).isDone());
        const int callMs = static_cast<int>(call.elapsedMs()) * 3 / 2 + 50;

        const int rounds = qEnvironmentVariableIntValue("SOTTO_ROUNDS");
        const Stopwatch all;
        int round = 0;
        for (; round < (rounds > 0 ? rounds : kRoundsDefault); ++round) {
            if (rounds <= 0 && all.elapsedMs() > kDefaultMs) {
                break;
            }
            play(parties, alice.world, random, callMs);
        }
        int kills = 0;
        for (const Party& party : parties) {
            kills += party.kills();
        }
        qInfo("%d rounds, %d kills, in %lld ms", round, kills,
              static_cast<long long>(all.elapsedMs()));

        QVERIFY(alice.agree());
        const Ran ofAlice = alice.first().run({"history", "Bob", "--limit", "100000"});
        const QStringList atAlice = textsOf(ofAlice);
        const QStringList atBob = textsOf(alice.bob.run({"history", "Alice", "--limit", "100000"}));
        QCOMPARE(QSet<QString>(atAlice.begin(), atAlice.end()),
                 QSet<QString>(atBob.begin(), atBob.end()));
        QCOMPARE(atAlice.size(), atBob.size());
        QVERIFY(!ofAlice.all("state").contains("failed"));
        for (const Party& party : parties) {
            for (const QStringList& texts : {atAlice, atBob}) {
                // In order, and so none twice.
                QVERIFY2(rises(numbersOf(texts, party.mark())), qPrintable(texts.join('\n')));
                for (const QString& text : party.certain()) {
                    QVERIFY2(texts.contains(text), qPrintable(text));
                }
            }
            QCOMPARE(party.repeated(), QStringList());
        }
        // It goes on, in both directions.
        QVERIFY(alice.bob.run({"send", "Alice", "after all that"}).isDone());
        for (const Cli& device : alice.devices) {
            QVERIFY(textsOf(device.run({"receive"})).contains("after all that"));
        }
        QCOMPARE(alice.bob.run({"contacts"}).only("hold"), "none");
    }

private:
    static void play(std::vector<Party>& parties, World& world, QRandomGenerator& random,
                     int callMs)
    {
        const bool isRelayDown = random.bounded(kRelayEvery) == 0;
        const bool isDownAtOnce = random.bounded(2) == 0;
        if (isRelayDown && isDownAtOnce) {
            world.killRelay();
        }
        const Stopwatch round;
        for (Party& party : parties) {
            party.begin(random, callMs);
        }
        if (isRelayDown && !isDownAtOnce) {
            letRunMicroseconds(static_cast<unsigned>(random.bounded(callMs)) * 1000);
            world.killRelay();
            world.restartRelay();
        }
        std::vector<Party*> order;
        for (Party& party : parties) {
            order.push_back(&party);
        }
        std::sort(order.begin(), order.end(), [](const Party* a, const Party* b) {
            return a->killedAfterMs() < b->killedAfterMs();
        });
        for (Party* const party : order) {
            party->end(round);
        }
        if (isRelayDown && isDownAtOnce) {
            world.restartRelay();
        }
    }
};

QTEST_GUILESS_MAIN(TestThreeDevices)
#include "tst_three_devices.moc"
