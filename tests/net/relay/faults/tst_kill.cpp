#ifndef Q_MOC_RUN
#include "tests/net/relay/faults/relay_world.h"
#include "tests/support/stopwatch.h"
#endif

#include <atomic>
#include <map>
#include <mutex>
#include <poll.h>
#include <set>
#include <thread>

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

constexpr std::size_t kPairs = 3;
constexpr std::size_t kInFlight = 24;
constexpr std::uint32_t kOneTimePrekeys = 100;
/// A token may take so many one-time prekeys before the relay's rate limit, which a start empties.
constexpr std::size_t kTokens = 64;

/// What all threads share: where the relay is by now.
class Whereabouts
{
public:
    void set(const crypto::RelayAddress& relay)
    {
        const std::lock_guard lock(m_mutex);
        m_relay = crypto::RelayAddress{relay.host, relay.port, relay.fingerprint,
                                       relay.accessKey.duplicate()};
    }
    /// A peer that is open; null while there is no relay.
    [[nodiscard]] std::unique_ptr<RelayPeer> open(crypto::Random& random)
    {
        std::unique_ptr<RelayPeer> peer;
        {
            const std::lock_guard lock(m_mutex);
            if (m_relay.port == 0) {
                return nullptr;
            }
            peer = connectTo(m_relay, random);
        }
        return peer->open(kPatienceMs) ? std::move(peer) : nullptr;
    }

    std::atomic<bool> ending{false};

private:
    std::mutex m_mutex;
    crypto::RelayAddress m_relay{"", 0, {}, {}};
};

std::string envelopeOf(std::uint64_t serial)
{
    return std::to_string(serial) + ' ' + std::string(700, 'k');
}

/// Posts envelopes 1, 2, 3, … and posts again, in order, what got no answer: as a client does.
class Poster
{
public:
    Poster(Whereabouts& where, const Mailbox& mailbox)
        : m_where(where)
        , m_mailbox(mailbox)
    {}

    void run()
    {
        while (!m_where.ending) {
            if (const auto peer = m_where.open(m_random)) {
                post(*peer);
            } else {
                ::poll(nullptr, 0, 5);
            }
        }
    }
    /// All envelopes up to this serial are stored, the relay said.
    [[nodiscard]] std::uint64_t acknowledged() const { return m_acknowledged; }
    [[nodiscard]] std::uint64_t refused() const { return m_refused; }

private:
    void post(RelayPeer& peer)
    {
        std::map<std::uint64_t, std::uint32_t> unanswered; // serial to request
        std::uint64_t next = m_acknowledged + 1;
        while (!m_where.ending) {
            while (unanswered.size() < kInFlight) {
                unanswered[next] = peer.submit(m_mailbox.post(envelopeOf(next)));
                ++next;
            }
            const auto oldest = unanswered.begin();
            const auto answer = peer.answer(oldest->second, kPatienceMs);
            if (!answer) {
                return;
            }
            if (codeOf(*answer) != wire::CODE_UNSPECIFIED) {
                ++m_refused;
                return;
            }
            m_acknowledged = oldest->first;
            unanswered.erase(oldest);
        }
    }

    Whereabouts& m_where;
    const Mailbox& m_mailbox;
    crypto::SystemRandom m_random;
    std::uint64_t m_acknowledged = 0;
    std::uint64_t m_refused = 0;
};

/// Keeps every delivery by its number, as a client stores it, and acknowledges behind it.
class Reader
{
public:
    Reader(Whereabouts& where, const Mailbox& mailbox)
        : m_where(where)
        , m_mailbox(mailbox)
    {}

    void run()
    {
        while (!m_where.ending) {
            const auto peer = m_where.open(m_random);
            if (peer && own(*peer, m_mailbox, true, m_last)) {
                while (readOne(*peer, 1'000) && !m_where.ending) {
                }
            } else {
                ::poll(nullptr, 0, 5);
            }
        }
    }
    /// Whatever is left; then nothing more may come.
    bool readToTheEnd()
    {
        const auto peer = m_where.open(m_random);
        if (!peer || !own(*peer, m_mailbox, true, m_last)) {
            return false;
        }
        while (readOne(*peer, 500)) {
        }
        return true;
    }

    std::map<std::uint64_t, std::string> stored;
    /// Numbers that came again with another envelope, or out of order within one connection.
    std::uint64_t wrong = 0;

private:
    bool readOne(RelayPeer& peer, int timeoutMs)
    {
        const auto event = peer.event(timeoutMs);
        if (!event) {
            return peer.stage() == RelayPeer::Stage::Open && !m_where.ending && timeoutMs > 500;
        }
        if (!event->has_delivery()) {
            return false; // Goodbye
        }
        const wire::Delivery& delivery = event->delivery();
        const auto [at, isNew] = stored.emplace(delivery.number(), delivery.envelope());
        wrong += at->second != delivery.envelope() ? 1U : 0U;
        wrong += isNew && delivery.number() != stored.rbegin()->first ? 1U : 0U;
        m_last = stored.rbegin()->first;
        peer.submit(acknowledge(m_last));
        return true;
    }

    Whereabouts& m_where;
    const Mailbox& m_mailbox;
    crypto::SystemRandom m_random;
    std::uint64_t m_last = 0;
};

/// Gives the relay one-time prekeys, and takes them away from two connections at once.
class PrekeyDrain
{
public:
    PrekeyDrain(Whereabouts& where, const Mailbox& mailbox)
        : m_where(where)
        , m_mailbox(mailbox)
    {}

    void supply()
    {
        while (!m_where.ending) {
            const auto peer = m_where.open(m_random);
            if (!peer || !own(*peer, m_mailbox, false)) {
                ::poll(nullptr, 0, 5);
                continue;
            }
            while (!m_where.ending) {
                std::vector<std::uint32_t> ids;
                for (std::uint32_t i = 0; i < kOneTimePrekeys; ++i) {
                    ids.push_back(++m_lastId);
                }
                if (!peer->request(putPrekeys(++m_counter, ids), kPatienceMs)) {
                    break;
                }
                ::poll(nullptr, 0, 20);
            }
        }
    }

    void drain(std::size_t firstToken)
    {
        crypto::SystemRandom random;
        std::size_t token = firstToken;
        while (!m_where.ending) {
            const auto peer = m_where.open(random);
            while (peer && !m_where.ending) {
                token = (token + 2) % kTokens;
                const auto answer = peer->request(m_mailbox.fetchPrekeys(token), kPatienceMs);
                if (!answer) {
                    break;
                }
                keep(*answer);
            }
            ::poll(nullptr, 0, 5);
        }
    }

    std::mutex mutex;
    std::set<std::uint32_t> given;
    std::uint64_t givenTwice = 0;

private:
    void keep(const wire::Answer& answer)
    {
        if (answer.prekeys().has_one_time_id()) {
            const std::lock_guard lock(mutex);
            givenTwice += given.insert(answer.prekeys().one_time_id()).second ? 0U : 1U;
        }
    }

    Whereabouts& m_where;
    const Mailbox& m_mailbox;
    crypto::SystemRandom m_random;
    std::uint64_t m_counter = 0;
    std::uint32_t m_lastId = 0;
};

/// Pairs that talk, and a mailbox whose prekeys are drained, while somebody ends the relay.
class Load
{
public:
    explicit Load(RelayWorld& world)
        : m_world(world)
        , m_prekeyMailbox(world.random(), kTokens)
        , prekeys(where, m_prekeyMailbox)
    {
        for (std::size_t i = 0; i < kPairs; ++i) {
            m_mailboxes.push_back(std::make_unique<Mailbox>(world.random()));
            posters.push_back(std::make_unique<Poster>(where, *m_mailboxes[i]));
            readers.push_back(std::make_unique<Reader>(where, *m_mailboxes[i]));
        }
    }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;
    ~Load() { end(); }

    /// The relay runs. False if a mailbox cannot be made.
    bool begin()
    {
        where.set(m_world.address());
        for (const auto& mailbox : m_mailboxes) {
            if (!m_world.openOwner(*mailbox)) {
                return false;
            }
        }
        if (!m_world.openOwner(m_prekeyMailbox)) {
            return false;
        }
        for (std::size_t i = 0; i < kPairs; ++i) {
            m_threads.emplace_back([this, i] { posters[i]->run(); });
            m_threads.emplace_back([this, i] { readers[i]->run(); });
        }
        m_threads.emplace_back([this] { prekeys.supply(); });
        m_threads.emplace_back([this] { prekeys.drain(0); });
        m_threads.emplace_back([this] { prekeys.drain(1); });
        return true;
    }

    void end()
    {
        where.ending = true;
        for (std::thread& thread : m_threads) {
            thread.join();
        }
        m_threads.clear();
        where.ending = false;
    }

    Whereabouts where;
    std::vector<std::unique_ptr<Poster>> posters;
    std::vector<std::unique_ptr<Reader>> readers;

private:
    RelayWorld& m_world;
    std::vector<std::unique_ptr<Mailbox>> m_mailboxes;
    const Mailbox m_prekeyMailbox;
    std::vector<std::thread> m_threads;

public:
    PrekeyDrain prekeys;
};

int killsWanted()
{
    const int wanted = qEnvironmentVariableIntValue("SOTTO_KILLS");
    return wanted > 0 ? wanted : 20;
}

} // namespace

class TestKill : public QObject
{
    Q_OBJECT

private slots:
    /// kill -9 in the middle of load, again and again. SOTTO_KILLS says how often (20); for
    /// hundreds start this program by itself, with QTEST_FUNCTION_TIMEOUT=900000.
    void losesNothingThatItAcknowledged()
    {
        RelayWorld world;
        QVERIFY2(world.start(), world.error().c_str());
        Load load(world);
        QVERIFY(load.begin());
        for (int kill = 0; kill < killsWanted(); ++kill) {
            // Between nothing and half a second into it, so that every moment has its turn.
            ::poll(nullptr, 0, static_cast<int>(world.random().below(500)));
            world.relay().kill();
            QVERIFY2(world.start(), world.error().c_str());
            load.where.set(world.address());
        }
        ::poll(nullptr, 0, 300);
        check(load);
        for (const auto& poster : load.posters) {
            QCOMPARE(poster->refused(), 0U);
        }
        qInfo("%d kills", killsWanted());
    }

    /// The same with SIGTERM, upon which it says goodbye and exits with 0.
    void stopsInTheMiddleOfLoad()
    {
        RelayWorld world;
        QVERIFY2(world.start(), world.error().c_str());
        Load load(world);
        QVERIFY(load.begin());
        for (int stop = 0; stop < 3; ++stop) {
            ::poll(nullptr, 0, 300);
            QCOMPARE(world.relay().stop(), std::optional<int>(0));
            QVERIFY2(world.start(), world.error().c_str());
            load.where.set(world.address());
        }
        ::poll(nullptr, 0, 300);
        check(load);
    }

private:
    static void check(Load& load)
    {
        load.end();
        std::size_t messages = 0;
        for (std::size_t i = 0; i < kPairs; ++i) {
            QVERIFY(load.readers[i]->readToTheEnd());
            checkPair(*load.posters[i], *load.readers[i]);
            QVERIFY(!QTest::currentTestFailed());
            messages += load.readers[i]->stored.size();
        }
        QCOMPARE(load.prekeys.givenTwice, 0U);
        QVERIFY(load.prekeys.given.size() > 20);
        QVERIFY(messages > 100);
        qInfo("%zu messages, %zu one-time prekeys", messages, load.prekeys.given.size());
    }

    /// All that was acknowledged is there, in the order of posting, each serial once.
    static void checkPair(const Poster& poster, const Reader& reader)
    {
        QCOMPARE(reader.wrong, 0U);
        std::uint64_t expected = 1;
        for (const auto& [number, envelope] : reader.stored) {
            QCOMPARE(number, expected); // and no gap
            QCOMPARE(QByteArray::fromStdString(envelope),
                     QByteArray::fromStdString(envelopeOf(expected)));
            ++expected;
        }
        QVERIFY2(reader.stored.size() >= poster.acknowledged(),
                 qPrintable(QStringLiteral("%1 stored, %2 acknowledged")
                                .arg(reader.stored.size())
                                .arg(poster.acknowledged())));
    }
};

QTEST_APPLESS_MAIN(TestKill)
#include "tst_kill.moc"
