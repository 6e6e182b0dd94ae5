// Whoever reads backwards from some moment on, and forward what comes later, ends where they end
// who read forward from the first record on.
#include "crypto/base/init.h"
#include "tests/crypto/vault/random_vault.h"

#include <set>
#include <tuple>

#include <QTest>

using namespace sotto::crypto;
using sotto::test::DeterministicRandom;
using sotto::test::RandomVault;
using sotto::test::VaultWorld;

namespace {

using Place = std::pair<WriterIndex, std::uint64_t>;
/// By whom, of which place, which hash, and what was read there.
using Alarm = std::tuple<WriterIndex, Place, RecordHash, RecordHash>;
using Alarms = std::set<Alarm>;

/// What became of reading a vault in one order.
struct Outcome
{
    struct Event
    {
        Place place;
        RecordHash hash;
        std::vector<SeenHead> seen;
    };
    std::vector<Event> events;
    std::map<Place, RecordHash> hashes;
    std::map<Place, Bytes> bodies; ///< empty: taken away
    Alarms alarms;

    void add(const AcceptedRecord& record)
    {
        const Place place{record.writer, record.sequence};
        Event event{place, record.hash, {}};
        Bytes& body = bodies[place];
        if (record.body) {
            event.seen = record.body->seen;
            const SecretBytes bytes = record.body->serialize();
            body.assign(bytes.view().begin(), bytes.view().end());
        }
        for (const Contradiction& c : record.contradictions) {
            alarms.insert({c.by, Place{c.claim.writer, c.claim.sequence}, c.claim.hash, c.read});
        }
        hashes[place] = record.hash;
        events.push_back(std::move(event));
    }
    [[nodiscard]] VaultSources sources(VaultWorld& world)
    {
        VaultSources out = world.sources();
        out.hashes = [this](WriterIndex writer, std::uint64_t sequence) {
            const auto found = hashes.find({writer, sequence});
            return found == hashes.end() ? std::nullopt : std::optional(found->second);
        };
        return out;
    }
};

/// The rule of section 5.3, from the order of reading alone: a head that was named is compared if
/// its place was read before, or when it is read, if no newer head was named by then.
Alarms expectedAlarms(const Outcome& outcome, const WriterKeys& writers)
{
    Alarms out;
    std::map<Place, RecordHash> read;
    std::map<std::pair<WriterIndex, WriterIndex>, std::pair<std::uint64_t, SeenHead>> newest;
    for (const Outcome::Event& event : outcome.events) {
        const WriterIndex by = event.place.first;
        for (const auto& [pair, named] : newest) {
            const SeenHead& head = named.second;
            if (Place{head.writer, head.sequence} == event.place && head.hash != event.hash &&
                isListed(writers, pair.first)) {
                out.insert({pair.first, event.place, head.hash, event.hash});
            }
        }
        for (const SeenHead& head : event.seen) {
            const auto found = read.find({head.writer, head.sequence});
            if (found != read.end() && found->second != head.hash && isListed(writers, by)) {
                out.insert({by, found->first, head.hash, found->second});
            }
            auto& known = newest[{by, head.writer}];
            if (known.first < event.place.second) {
                known = {event.place.second, head};
            }
        }
        read[event.place] = event.hash;
    }
    return out;
}

/// All that listed writers said and that is not so, whatever the order.
Alarms allLies(const Outcome& outcome, const WriterKeys& writers)
{
    Alarms out;
    for (const Outcome::Event& event : outcome.events) {
        for (const SeenHead& head : event.seen) {
            const auto found = outcome.hashes.find({head.writer, head.sequence});
            if (found != outcome.hashes.end() && found->second != head.hash &&
                isListed(writers, event.place.first)) {
                out.insert({event.place.first, found->first, head.hash, found->second});
            }
        }
    }
    return out;
}

/// Of each two writers the last thing that one said of the other, if it is not so.
Alarms lastLies(const Outcome& outcome, const WriterKeys& writers)
{
    std::map<std::pair<WriterIndex, WriterIndex>, std::pair<std::uint64_t, SeenHead>> newest;
    for (const Outcome::Event& event : outcome.events) {
        for (const SeenHead& head : event.seen) {
            auto& known = newest[{event.place.first, head.writer}];
            if (known.first < event.place.second) {
                known = {event.place.second, head};
            }
        }
    }
    Alarms out;
    for (const auto& [pair, named] : newest) {
        const SeenHead& head = named.second;
        const auto found = outcome.hashes.find({head.writer, head.sequence});
        if (found != outcome.hashes.end() && found->second != head.hash &&
            isListed(writers, pair.first)) {
            out.insert({pair.first, found->first, head.hash, found->second});
        }
    }
    return out;
}

bool includes(const Alarms& all, const Alarms& some)
{
    return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

/// The newest place of the struck writer that a listed one named.
std::uint64_t lastNamed(const Outcome& outcome, const WriterKeys& writers)
{
    std::uint64_t out = 0;
    for (const Outcome::Event& event : outcome.events) {
        for (const SeenHead& head : event.seen) {
            if (head.writer == RandomVault::kStruck && isListed(writers, event.place.first)) {
                out = std::max(out, head.sequence);
            }
        }
    }
    return out;
}

std::vector<Bytes> serialized(const VaultWorld& world, std::size_t writer, std::uint64_t from,
                              std::uint64_t to)
{
    std::vector<Bytes> out;
    const auto& records = world.all[writer].records;
    for (std::uint64_t place = from; from <= to ? place <= to : place >= to;
         from <= to ? ++place : --place) {
        out.push_back(records.at(place - 1).serialize());
    }
    return out;
}

/// What the struck writer wrote behind @p from, as far as listed ones named it, in one run.
template <class TakeRun>
bool readStruck(VaultWorld& world, Outcome& outcome, std::uint64_t from, TakeRun takeRun)
{
    const std::uint64_t last = lastNamed(outcome, world.sources().writers);
    if (last <= from) {
        return true;
    }
    const auto records = serialized(world, RandomVault::kStruck, from + 1, last);
    const auto taken = takeRun(std::vector<ByteView>(records.begin(), records.end()));
    for (std::size_t i = 0; taken && i < taken->size(); ++i) {
        outcome.add((*taken)[i]);
    }
    return taken.has_value();
}

/// Reads the listed writers forward: one after the other, or the next one by chance.
std::optional<VaultReader> readForward(VaultWorld& world, Outcome& outcome,
                                       DeterministicRandom* choices)
{
    VaultReader reader(world.vault.view());
    const VaultSources sources = outcome.sources(world);
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < world.all.size(); ++i) {
        if (i != RandomVault::kStruck) {
            open.push_back(i);
        }
    }
    while (!open.empty()) {
        const std::size_t at =
            choices != nullptr ? choices->below(static_cast<std::uint32_t>(open.size())) : 0;
        const auto head = reader.head(static_cast<WriterIndex>(open[at]));
        const std::size_t next = head ? head->sequence : 0;
        if (next == world.all[open[at]].records.size()) {
            open.erase(open.begin() + static_cast<std::ptrdiff_t>(at));
            continue;
        }
        const auto taken = reader.take(world.all[open[at]].records[next].serialize(), sources);
        if (!taken) {
            return std::nullopt;
        }
        outcome.add(*taken);
    }
    const bool done = readStruck(world, outcome, 0, [&](std::span<const ByteView> run) {
        return reader.takeRun(run, sources);
    });
    return done ? std::optional(std::move(reader)) : std::nullopt;
}

/// A device that begins at some moment, while others write on, and is killed now and then.
class BackwardReading
{
public:
    BackwardReading(VaultWorld& world, Outcome& outcome, std::uint64_t seed)
        : m_world(world)
        , m_outcome(outcome)
        , m_choices(seed)
        , m_history(world.vault.view())
        , m_oldestKey(world.shared.epoch())
    {
        for (std::size_t i = 0; i < world.all.size(); ++i) {
            const std::size_t written = world.all[i].records.size();
            const bool whole = i == RandomVault::kStruck;
            m_shown[static_cast<WriterIndex>(i)] =
                whole ? written : below(static_cast<std::uint32_t>(written + 1));
        }
    }

    /// False if a record was refused that others take.
    [[nodiscard]] bool run()
    {
        while (!isDone()) {
            switch (below(8)) {
            case 0: {
                const auto writer = static_cast<WriterIndex>(below(RandomVault::kDevices));
                if (m_shown[writer] < m_world.all[writer].records.size()) {
                    ++m_shown[writer];
                }
                break;
            }
            case 1:
                m_history = *VaultHistory::parse(m_history.serialize());
                break;
            case 2:
            case 3:
                if (!readNewer(static_cast<WriterIndex>(below(RandomVault::kDevices)))) {
                    return false;
                }
                break;
            default:
                if (!readOlder()) {
                    return false;
                }
            }
        }
        const auto head = m_history.forward().head(RandomVault::kStruck);
        return readStruck(m_world, m_outcome, head ? head->sequence : 0,
                          [&](std::span<const ByteView> run) {
                              return m_history.takeNewerRun(run, m_outcome.sources(m_world));
                          });
    }

    [[nodiscard]] const VaultHistory& history() const { return m_history; }
    [[nodiscard]] int waits() const { return m_waits; }

private:
    std::uint32_t below(std::uint32_t bound) { return m_choices.below(bound); }

    [[nodiscard]] bool isDone()
    {
        for (const auto& [writer, shown] : m_shown) {
            const auto head = m_history.forward().head(writer);
            if (shown < m_world.all[writer].records.size() ||
                (writer != RandomVault::kStruck && (head ? head->sequence : 0) < shown)) {
                return false;
            }
        }
        return m_history.isComplete(m_shown, m_world.sources().writers);
    }

    [[nodiscard]] VaultSources sources()
    {
        VaultSources out = m_outcome.sources(m_world);
        out.epochs = [this, keys = out.epochs](Epoch epoch) {
            return epoch < m_oldestKey ? std::nullopt : keys(epoch);
        };
        return out;
    }

    template <class Taken> bool finish(const Taken& taken, const Bytes& before)
    {
        if (!taken) {
            // The links of an older epoch come later.
            ++m_waits;
            --m_oldestKey;
            return taken.error().kind == VaultErrorKind::UnknownEpoch &&
                   m_history.serialize() == before;
        }
        for (const AcceptedRecord& record : *taken) {
            m_outcome.add(record);
        }
        return true;
    }

    [[nodiscard]] bool readNewer(WriterIndex writer)
    {
        const auto head = m_history.forward().head(writer);
        const std::uint64_t read = head ? head->sequence : 0;
        // A chain that was not begun is rarely begun at its first record.
        if (writer == RandomVault::kStruck || read >= m_shown[writer] ||
            (read == 0 && below(10) > 0)) {
            return true;
        }
        const auto record = serialized(m_world, writer, read + 1, read + 1);
        const ByteView one[] = {record.front()};
        const Bytes before = m_history.serialize();
        return finish(m_history.takeNewerRun(one, sources()), before);
    }

    [[nodiscard]] bool readOlder()
    {
        const auto wanted = m_history.wanted(m_shown, m_world.sources().writers);
        if (wanted.empty()) {
            return true;
        }
        const WantedRecords& next = wanted[below(static_cast<std::uint32_t>(wanted.size()))];
        std::uint64_t to = next.oldest;
        if (below(4) == 0) {
            to = std::max<std::uint64_t>(1, to > 3 ? to - below(3) : to);
        }
        const auto records = serialized(m_world, next.writer, next.newest, to);
        const std::vector<ByteView> views(records.begin(), records.end());
        const Bytes before = m_history.serialize();
        return finish(m_history.takeRun(views, sources()), before);
    }

    VaultWorld& m_world;
    Outcome& m_outcome;
    DeterministicRandom m_choices;
    VaultHistory m_history;
    std::map<WriterIndex, std::uint64_t> m_shown;
    Epoch m_oldestKey;
    int m_waits = 0;
};

} // namespace

class TestVaultHistoryProperty : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void backwardAndForwardEndAlike()
    {
        std::size_t alarms = 0;
        std::size_t struck = 0;
        std::size_t stripped = 0;
        std::size_t unlike = 0;
        int waits = 0;
        for (std::uint64_t seed = 0; seed < 60; ++seed) {
            RandomVault vault(seed);
            VaultWorld& w = vault.world;
            const WriterKeys writers = w.sources().writers;
            DeterministicRandom choices(seed);
            Outcome forward;
            const auto reader = readForward(w, forward, &choices);
            QVERIFY(reader);
            Outcome backward;
            BackwardReading reading(w, backward, seed + 500);
            QVERIFY2(reading.run(), qPrintable(QString::number(seed)));

            QVERIFY(reading.history().forward().serialize() == reader->serialize());
            QVERIFY(backward.hashes == forward.hashes);
            QVERIFY(backward.bodies == forward.bodies);
            for (const SeenHead& head : reader->heads()) {
                QCOMPARE(reading.history().oldest(head.writer), std::optional<std::uint64_t>(1));
            }
            // Which lies come out is the same rule for both.
            QVERIFY(forward.alarms == expectedAlarms(forward, writers));
            QVERIFY(backward.alarms == expectedAlarms(backward, writers));
            const Alarms last = lastLies(forward, writers);
            QVERIFY(includes(forward.alarms, last) && includes(backward.alarms, last));
            QVERIFY(includes(allLies(forward, writers), backward.alarms));

            alarms += backward.alarms.size();
            unlike += backward.alarms != forward.alarms ? 1U : 0U;
            waits += reading.waits();
            struck += forward.bodies.contains({RandomVault::kStruck, 1}) ? 1U : 0U;
            for (const auto& [place, body] : forward.bodies) {
                stripped += body.empty() ? 1U : 0U;
            }
        }
        // The vaults held what this is about.
        QVERIFY(alarms > 60 && struck > 20 && stripped > 60 && waits > 60 && unlike > 0);
    }

    // Lies are told of 0 and 1 only, by 1 and 2: nothing is named before its place was read.
    void placesBeforeWhatIsSaidOfThemShowAllLies()
    {
        std::size_t alarms = 0;
        for (std::uint64_t seed = 100; seed < 130; ++seed) {
            RandomVault vault(seed);
            VaultWorld& w = vault.world;
            const WriterKeys writers = w.sources().writers;
            Outcome forward;
            QVERIFY(readForward(w, forward, nullptr));
            Outcome backward;
            VaultHistory history(w.vault.view());
            for (std::size_t writer = 0; writer < RandomVault::kDevices; ++writer) {
                for (std::uint64_t place = w.all[writer].records.size();
                     place > 0 && writer != RandomVault::kStruck; --place) {
                    const auto taken = history.take(w.all[writer].records[place - 1].serialize(),
                                                    backward.sources(w));
                    QVERIFY(taken);
                    backward.add(*taken);
                }
            }
            QVERIFY(backward.alarms == allLies(backward, writers));
            QVERIFY(backward.alarms == forward.alarms);
            alarms += backward.alarms.size();
        }
        QVERIFY(alarms > 30);
    }
};

QTEST_APPLESS_MAIN(TestVaultHistoryProperty)
#include "tst_vault_history_property.moc"
