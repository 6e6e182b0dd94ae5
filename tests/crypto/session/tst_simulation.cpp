#include "crypto/base/init.h"
#include "tests/crypto/session/test_device.h"

#include <set>

#include <QTest>

using namespace sotto::crypto;
using sotto::test::DeterministicRandom;
using sotto::test::TestDevice;

namespace {

constexpr std::size_t kDevices = 8;
constexpr std::uint32_t kSteps = 100'000; ///< about half of them send a message

/// What is stored of a device, as a backup or a thief takes it.
struct Snapshot
{
    SecretBytes keys;
    SecretBytes prekeys;
    std::vector<SecretBytes> sets;
    std::size_t oneTimeGivenOut = 0;
};

Snapshot snapshotOf(const TestDevice& device)
{
    Snapshot out{device.keys.serialize(), device.prekeys.serialize(), {}, device.oneTimeGivenOut};
    for (const auto& [address, set] : device.sets) {
        out.sets.push_back(set.serialize());
    }
    return out;
}

void restore(TestDevice& device, const Snapshot& snapshot, Timestamp now)
{
    device.prekeys = std::move(*PrekeyStore::parse(snapshot.prekeys.view()));
    device.oneTimeGivenOut = snapshot.oneTimeGivenOut;
    device.sets.clear();
    for (const SecretBytes& stored : snapshot.sets) {
        auto set = SessionSet::parse(stored.view());
        if (!set) {
            qFatal("a stored session set does not parse");
        }
        const DeviceAddress peer = set->peer();
        device.sets.emplace(peer, std::move(*set));
    }
    device.restart(now);
}

struct Flying
{
    std::size_t to;
    std::size_t from;
    std::uint64_t id;
    Bytes envelope;
};

/// Many devices that talk with each other over a network that does whatever it likes.
class World
{
public:
    explicit World(std::uint64_t seed)
        : random(seed)
        , choices(seed + 1'000'000)
    {
        for (std::size_t i = 0; i < kDevices; ++i) {
            devices.push_back(std::make_unique<TestDevice>(random, now));
            opened.emplace_back();
            restored.push_back(false);
        }
    }

    bool chance(std::uint32_t outOf) { return choices.below(outOf) == 0; }
    std::size_t anyDevice() { return choices.below(kDevices); }

    std::optional<PeerDevice> lookUp(const DeviceAddress& address) const
    {
        for (const auto& device : devices) {
            if (device->address == address) {
                return device->asPeer();
            }
        }
        return std::nullopt;
    }

    void send(std::size_t from, std::size_t to)
    {
        TestDevice& sender = *devices[from];
        TestDevice& receiver = *devices[to];
        if (sender.with(receiver.address).sendingSession() == nullptr &&
            !sender.start(receiver, chance(2), now, random)) {
            qFatal("a session could not be begun");
        }
        const std::uint64_t id = nextId++;
        Bytes envelope = sender.seal(receiver, std::to_string(id), now, random);
        if (envelope.empty()) {
            qFatal("a message could not be sealed");
        }
        flying.push_back({to, from, id, std::move(envelope)});
        if (receiver.prekeys.offeredOneTimeCount() < 20 ||
            receiver.oneTimeGivenOut + 1 >= receiver.prekeys.offeredOneTimeCount()) {
            receiver.prekeys.replenish(now, random);
            receiver.oneTimeGivenOut = 0;
        }
    }

    /// Takes any envelope out of the air and hands it over; may lose it, or hand it over again
    /// later.
    void deliverOne()
    {
        const std::size_t at = choices.below(static_cast<std::uint32_t>(flying.size()));
        Flying message = std::move(flying[at]);
        flying[at] = std::move(flying.back());
        flying.pop_back();
        if (chance(20)) {
            ++lost;
            return;
        }
        if (chance(20)) {
            flying.push_back(message);
        }
        hand(message);
    }

    void hand(const Flying& message)
    {
        TestDevice& receiver = *devices[message.to];
        const bool before = opened[message.to].contains(message.id);
        const auto received = receiver.receive(
            message.envelope, [this](const DeviceAddress& a) { return lookUp(a); }, now);
        if (!received) {
            if (!before) {
                ++(restored[message.to] || restored[message.from] ? unopenedRestored : unopened);
            }
            return;
        }
        if (before) {
            qFatal("message %llu opened twice", static_cast<unsigned long long>(message.id));
        }
        if (received->text != std::to_string(message.id) ||
            received->from != devices[message.from]->address) {
            qFatal("message %llu opened as another", static_cast<unsigned long long>(message.id));
        }
        opened[message.to].insert(message.id);
        ++openedCount;
        if (recent.size() == 40) {
            recent.erase(recent.begin());
        }
        recent.push_back(message);
    }

    /// A device is put back to what it was some time ago, acts on, and then notices and joins again
    /// as a new one, as the design demands.
    void restoreOld()
    {
        const std::size_t who = anyDevice();
        if (!snapshots[who]) {
            return;
        }
        restore(*devices[who], snapshots[who]->first, now);
        opened[who] = snapshots[who]->second;
        restored[who] = true;
        ++restores;
    }

    void rejoin(std::size_t who)
    {
        std::erase_if(flying, [who](const Flying& f) { return f.to == who || f.from == who; });
        std::erase_if(recent, [who](const Flying& f) { return f.to == who || f.from == who; });
        devices[who] = std::make_unique<TestDevice>(random, now);
        opened[who].clear();
        snapshots[who].reset();
        restored[who] = false;
    }

    DeterministicRandom random;
    DeterministicRandom choices;
    Timestamp now{1'700'000'000};
    std::vector<std::unique_ptr<TestDevice>> devices;
    std::vector<std::set<std::uint64_t>> opened;
    std::vector<bool> restored;
    std::array<std::optional<std::pair<Snapshot, std::set<std::uint64_t>>>, kDevices> snapshots;
    std::vector<Flying> flying;
    std::vector<Flying> recent; ///< opened lately
    std::uint64_t nextId = 1;
    std::uint64_t openedCount = 0;
    std::uint64_t unopened = 0;
    std::uint64_t unopenedRestored = 0; ///< one side had gone back
    std::uint64_t lost = 0;
    std::uint64_t restores = 0;
};

/// The sessions of a thief who copied a device: no more than what is stored.
std::vector<SessionSet> stolenSets(const Snapshot& snapshot)
{
    std::vector<SessionSet> out;
    for (const SecretBytes& stored : snapshot.sets) {
        out.push_back(std::move(*SessionSet::parse(stored.view())));
    }
    return out;
}

bool anyOpens(const std::vector<SessionSet>& sets, ByteView envelope, Timestamp now)
{
    return std::any_of(sets.begin(), sets.end(), [&](const SessionSet& set) {
        return set.open(sessionMessageOf(envelope), nullptr, now).has_value();
    });
}

} // namespace

class TestSimulation : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void manyDevicesOverAHostileNetwork_data()
    {
        QTest::addColumn<quint64>("seed");
        for (quint64 seed = 1; seed <= 4; ++seed) {
            QTest::addRow("seed %llu", static_cast<unsigned long long>(seed)) << seed;
        }
    }

    /// Every message opens at most once, to its own text, from its own sender, whatever the network
    /// does and although devices restart, and go back to old snapshots.
    void manyDevicesOverAHostileNetwork()
    {
        QFETCH(quint64, seed);
        World world(seed);
        for (std::uint32_t step = 0; step < kSteps; ++step) {
            const std::uint32_t what = world.choices.below(1000);
            if (what < 500 || world.flying.empty()) {
                const std::size_t from = world.anyDevice();
                const std::size_t to = (from + 1 + world.choices.below(kDevices - 1)) % kDevices;
                world.send(from, to);
                // Bursts, of which nothing arrives for a while.
                for (std::uint32_t more = world.chance(100) ? 100 : 0; more > 0; --more) {
                    world.send(from, to);
                }
            } else if (what < 990) {
                world.deliverOne();
                if (world.flying.size() > 400) {
                    world.deliverOne();
                }
            } else if (what < 994) {
                world.now = world.now.plus({world.choices.below(3600)});
                for (auto& device : world.devices) {
                    if (device->prekeys.rotateIfDue(world.now, world.random)) {
                        device->oneTimeGivenOut = 0;
                        device->prekeys.replenish(world.now, world.random);
                    }
                }
            } else if (what < 997) {
                TestDevice& device = *world.devices[world.anyDevice()];
                restore(device, snapshotOf(device), world.now); // a restart
            } else if (what < 999) {
                const std::size_t who = world.anyDevice();
                if (!world.restored[who]) {
                    world.snapshots[who].emplace(snapshotOf(*world.devices[who]),
                                                 world.opened[who]);
                }
            } else if (world.chance(4)) {
                world.restoreOld();
            }
            for (std::size_t who = 0; who < kDevices; ++who) {
                if (world.restored[who] && world.chance(300)) {
                    world.rejoin(who);
                }
            }
        }
        for (std::size_t who = 0; who < kDevices; ++who) {
            if (world.restored[who]) {
                world.rejoin(who);
            }
        }
        while (!world.flying.empty()) {
            world.deliverOne();
        }
        // Whatever happened, everybody can talk with everybody in a few round trips.
        for (std::size_t a = 0; a < kDevices; ++a) {
            for (std::size_t b = a + 1; b < kDevices; ++b) {
                for (int round = 0; round < 3; ++round) {
                    for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
                        world.send(from, to);
                        const Flying message = std::move(world.flying.back());
                        world.flying.pop_back();
                        world.hand(message);
                        if (round == 2) {
                            QVERIFY2(world.opened[to].contains(message.id),
                                     "two devices lost each other");
                        }
                    }
                }
            }
        }
        qInfo("seed %llu: %llu sent, %llu opened, %llu lost, not opened: %llu, and %llu of devices "
              "that went back; %llu of those",
              static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(world.nextId - 1),
              static_cast<unsigned long long>(world.openedCount),
              static_cast<unsigned long long>(world.lost),
              static_cast<unsigned long long>(world.unopened),
              static_cast<unsigned long long>(world.unopenedRestored),
              static_cast<unsigned long long>(world.restores));
        QVERIFY(world.restores > 0);
        // Messages overtaken by more than five chains (this network takes any of 400 envelopes
        // next), and first messages held beside a session that was confirmed in the meantime: the
        // sender, who gets no acknowledgement, sends these again.
        QVERIFY(world.unopened * 50 < world.openedCount);
        QVERIFY(world.openedCount > kSteps / 4);
    }

    /// A copy of everything that a device stores opens nothing that it opened before.
    void copiesOpenNothingFromBefore()
    {
        World world(11);
        std::size_t tried = 0;
        for (std::uint32_t step = 0; step < 20'000; ++step) {
            if (world.flying.empty() || world.chance(2)) {
                const std::size_t from = world.anyDevice();
                world.send(from, (from + 1 + world.choices.below(kDevices - 1)) % kDevices);
            } else {
                world.deliverOne();
            }
            if (step % 200 == 199) {
                const std::size_t victim = world.anyDevice();
                const auto stolen = stolenSets(snapshotOf(*world.devices[victim]));
                for (const Flying& message : world.recent) {
                    if (message.to == victim) {
                        QVERIFY(!anyOpens(stolen, message.envelope, world.now));
                        ++tried;
                    }
                }
            }
        }
        QVERIFY(tried > 200);
    }

    /// A passive thief follows with its copy for as long as it can: after one round trip, no
    /// longer.
    void conversationsHealFromAPassiveThief()
    {
        World world(12);
        std::size_t readable = 0;
        std::size_t healed = 0;
        for (int round = 0; round < 300; ++round) {
            const std::size_t a = world.anyDevice();
            const std::size_t b = (a + 1 + world.choices.below(kDevices - 1)) % kDevices;
            const auto exchange = [&](std::size_t from, std::size_t to) {
                world.send(from, to);
                Flying message = std::move(world.flying.back());
                world.flying.pop_back();
                world.hand(message);
                return message;
            };
            for (int i = 0; i < 3; ++i) {
                exchange(a, b);
                exchange(b, a);
            }
            auto stolen = stolenSets(snapshotOf(*world.devices[b]));
            const auto follow = [&](const Flying& message) {
                for (SessionSet& set : stolen) {
                    if (auto staged =
                            set.open(sessionMessageOf(message.envelope), nullptr, world.now)) {
                        static_cast<void>(set.commit(std::move(*staged), world.now));
                        return true;
                    }
                }
                return false;
            };
            for (std::uint32_t i = 1 + world.choices.below(3); i > 0; --i) {
                readable += follow(exchange(a, b)) ? 1U : 0U;
            }
            exchange(b, a); // with a ratchet key that was made after the copy
            for (int i = 0; i < 4; ++i) {
                QVERIFY(!follow(exchange(a, b)));
                exchange(b, a);
                ++healed;
            }
        }
        QVERIFY(readable > 100); // the thief did hold something
        QCOMPARE(healed, std::size_t{1200});
    }
};

QTEST_APPLESS_MAIN(TestSimulation)
#include "tst_simulation.moc"
