#include "crypto/base/init.h"
#include "tests/crypto/session/session_pair.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::DeterministicRandom;
using sotto::test::TestDevice;
using Pair = sotto::test::SessionPair;
using Kind = ReceiveError::Kind;

namespace {

constexpr std::size_t kSessions = 1000;

/// Bob, who has conversations with a thousand devices. All of them have the same keys and different
/// accounts, which is nothing to Bob.
struct Crowd
{
    Crowd()
        : bob(random, now)
        , member(random, now)
    {
        for (std::size_t i = 0; i < kSessions; ++i) {
            converse();
        }
    }

    auto lookUp() const
    {
        return [this](const DeviceAddress& address) {
            return std::optional(PeerDevice{address, member.keys.publicKeys()});
        };
    }

    std::optional<std::string> deliver(ByteView envelope)
    {
        const auto received = bob.receive(envelope, lookUp(), now);
        return received ? std::optional(received->text) : std::nullopt;
    }

    /// A session that Bob has confirmed, with a device that he did not know. Its side of it is
    /// forgotten but for the last.
    void converse()
    {
        const DeviceAddress peer = newcomer();
        const auto bobs = [&](const DeviceAddress&) { return std::optional(bob.asPeer()); };
        if (!bob.start(member, false, now, random) ||
            !member.receive(bob.seal(member, "hello", now, random), bobs, now) ||
            !deliver(member.seal(bob, "hello yourself", now, random)) ||
            !bob.with(peer).hasConfirmed()) {
            qFatal("no session");
        }
        member.prekeys = PrekeyStore(std::move(*PrekeyStore::parse(unused.view())));
    }

    /// Makes the member another device, which knows nobody.
    DeviceAddress newcomer()
    {
        member.address.account = random.make<AccountId>();
        member.sets.clear();
        member.restart(now);
        return member.address;
    }

    /// The first message of a device that Bob did not know.
    Bytes firstMessage()
    {
        newcomer();
        if (!member.start(bob, false, now, random)) {
            qFatal("no start");
        }
        return member.seal(bob, "first", now, random);
    }

    Bytes noise(std::uint8_t type, std::size_t size)
    {
        Bytes out(size);
        random.fill(out);
        out[0] = type;
        if (type == 0x02) {
            out[1] = 0; // no attached log
            out[2] = 0;
        }
        return out;
    }

    DeterministicRandom random{41};
    Timestamp now{1'700'000'000};
    TestDevice bob;
    TestDevice member;
    SecretBytes unused{member.prekeys.serialize()};
};

} // namespace

class TestReceiver : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(initialize());
        m_crowd = std::make_unique<Crowd>();
    }

    void init()
    {
        m_crowd->now = m_crowd->now.plus(Duration::days(3));
        static_cast<void>(m_crowd->bob.prekeys.rotateIfDue(m_crowd->now, m_crowd->random));
        m_crowd->bob.restart(m_crowd->now);
    }

    /// DESIGN section 10, attack 13: 100,000 envelopes of every kind and size at a device with a
    /// thousand sessions, a hundred a second. They cost what the budgets allow, whatever their
    /// number; first messages and messages of sessions open meanwhile; nothing else changes.
    void randomEnvelopesAreBounded()
    {
        Crowd& world = *m_crowd;
        TestDevice& bob = world.bob;
        constexpr std::uint64_t kEnvelopes = 100'000;
        constexpr std::uint64_t kEachSecond = 100;
        constexpr std::uint64_t kSeconds = kEnvelopes / kEachSecond;
        QVERIFY(bob.receiver.index().byUse().size() >= kSessions);
        world.converse();
        const DeviceAddress friendly = world.member.address;
        sotto::crypto::SessionSet friends = std::move(world.member.with(bob.address));
        const Timestamp began = world.now;
        const std::uint64_t workBefore = bob.receiver.work();
        std::uint64_t genuine = 0;
        for (std::uint64_t i = 0; i < kEnvelopes; ++i) {
            world.now = began.plus({i / kEachSecond});
            const std::size_t size = kEnvelopeSizes[i % 50 == 0 ? 1 + i / 50 % 3 : 0];
            const Bytes noise = i % 10 == 9 ? world.noise(0x02, kFirstMessagePrefixBytes + size)
                                            : world.noise(0x01, size);
            const auto received = bob.receive(noise, world.lookUp(), world.now);
            QVERIFY(!received);
            if (i % 5000 == 4999) {
                const Bytes first = world.firstMessage();
                QCOMPARE(world.deliver(first), std::optional<std::string>("first"));
                ++genuine;
                const auto message = friends.seal(asBytes("hi"), {}, world.now, world.random);
                QCOMPARE(world.deliver(*message), std::optional<std::string>("hi"));
            }
        }
        const std::uint64_t work = bob.receiver.work() - workBefore;
        const std::uint64_t firsts = kEnvelopes / 10;
        qInfo("%llu envelopes in %llu s: %llu trials", static_cast<unsigned long long>(kEnvelopes),
              static_cast<unsigned long long>(kSeconds), static_cast<unsigned long long>(work));
        // All of the trials that there are, no more; and what first messages cost.
        const std::uint64_t trials = kTrialBudget + kTrialsPerSecond * kSeconds;
        QVERIFY(work > trials / 2);
        QVERIFY(work <=
                trials + firsts * (kUnsealCost + 70) + genuine * (kUnsealCost + kAnswerCost + 4));
        QCOMPARE(genuine, std::uint64_t{20});
        QVERIFY(bob.with(friendly).hasConfirmed());
    }

    /// Two random session messages a second kept a device with a thousand sessions from every first
    /// message, for ever, when both drew on one budget.
    void randomEnvelopesDoNotStarveFirstMessages()
    {
        Crowd& world = *m_crowd;
        std::size_t opened = 0;
        for (int second = 0; second < 40; ++second) {
            world.now = world.now.plus({1});
            for (int i = 0; i < 20; ++i) {
                QVERIFY(!world.deliver(world.noise(0x01, 1024)));
            }
            QCOMPARE(world.bob.lastError->kind, Kind::Busy);
            opened += world.deliver(world.firstMessage()) ? 1U : 0U;
        }
        QCOMPARE(opened, std::size_t{40});
    }

    /// The other way round: random first messages cost X-Wing, and are refused when there are too
    /// many; sessions go on.
    void randomFirstMessagesAreBounded()
    {
        Crowd& world = *m_crowd;
        world.converse();
        auto friends = std::move(world.member.with(world.bob.address));
        std::size_t unsealed = 0;
        for (int i = 0; i < 1000; ++i) {
            QVERIFY(!world.deliver(world.noise(0x02, 4096)));
            unsealed += world.bob.lastError->kind == Kind::NothingOpens ? 1U : 0U;
        }
        QVERIFY(unsealed >= 200);
        QVERIFY(unsealed <= kFirstMessageBudget / kUnsealCost);
        const Bytes first = world.firstMessage();
        QVERIFY(!world.deliver(first));
        QCOMPARE(world.bob.lastError->kind, Kind::Busy);
        const auto lost = friends.seal(asBytes("lost"), {}, world.now, world.random);
        for (std::uint32_t i = 0; i < 2 * kTagWindow; ++i) {
            static_cast<void>(friends.seal(asBytes("lost"), {}, world.now, world.random));
        }
        // A tag that nobody expects: found by trial, and the present one in its turn by its tag.
        const auto far = friends.seal(asBytes("far"), {}, world.now, world.random);
        QCOMPARE(world.deliver(*far), std::optional<std::string>("far"));
        QCOMPARE(world.deliver(*lost), std::optional<std::string>("lost"));
        world.now = world.now.plus({1});
        QCOMPARE(world.deliver(first), std::optional<std::string>("first"));
    }

    void theLastUsedSessionIsTriedFirst()
    {
        Crowd& world = *m_crowd;
        world.converse();
        auto one = std::move(world.member.with(world.bob.address));
        world.converse();
        auto two = std::move(world.member.with(world.bob.address));
        const auto farAhead = [&](SessionSet& set) {
            for (std::uint32_t i = 0; i < 2 * kTagWindow; ++i) {
                static_cast<void>(set.seal(asBytes("lost"), {}, world.now, world.random));
            }
            return *set.seal(asBytes("far"), {}, world.now, world.random);
        };
        const auto costOf = [&](const Bytes& envelope) {
            const std::uint64_t before = world.bob.receiver.work();
            return world.deliver(envelope) ? world.bob.receiver.work() - before : 0;
        };
        const std::uint64_t skips = 2 * kTagWindow;
        QCOMPARE(costOf(farAhead(two)), 2 + skips);
        QCOMPARE(costOf(farAhead(one)), 4 + skips); // and becomes the first
        QCOMPARE(costOf(farAhead(one)), 2 + skips);
        QCOMPARE(costOf(farAhead(two)), 4 + skips);
        // So after a restart, from what is stored.
        world.now = world.now.plus({1});
        const auto near = one.seal(asBytes("near"), {}, world.now, world.random);
        QVERIFY(world.deliver(*near));
        world.bob.restart(world.now);
        QCOMPARE(costOf(farAhead(one)), 2 + skips);
    }

    /// A header that somebody has seen, two thousand messages ahead, with a body of their own: the
    /// keys between are derived before it shows. Again and again it costs what the budget allows.
    void replayedHeadersAreBounded()
    {
        Pair pair(43);
        QVERIFY(pair.converse());
        SessionSet& alices = pair.alice.with(pair.bob.address);
        const auto seal = [&] { return *alices.seal(asBytes("x"), {}, pair.now, pair.random); };
        const Bytes next = seal();
        for (std::uint32_t i = 2; i < kMaxSkip; ++i) {
            static_cast<void>(seal());
        }
        const Bytes far = seal();
        Bytes broken = far;
        broken.back() ^= 1;
        const std::uint64_t before = pair.bob.receiver.work();
        std::size_t tried = 0;
        for (int i = 0; i < 1000; ++i) {
            QVERIFY(!pair.deliver(pair.bob, broken));
            tried += pair.bob.lastError->kind == Kind::NothingOpens ? 1U : 0U;
        }
        QVERIFY(tried > 0);
        QVERIFY(tried <= kSkipBudget / (kMaxSkip - 2));
        QVERIFY(pair.bob.receiver.work() - before <= kTrialBudget + kSkipBudget);
        QCOMPARE(pair.deliver(pair.bob, next), std::optional<std::string>("x"));
        pair.now = pair.now.plus({2});
        QCOMPARE(pair.deliver(pair.bob, far), std::optional<std::string>("x"));
    }

    /// The same inside a first message, which anybody can seal anew: in the session that it
    /// repeats.
    void replayedHeadersInFirstMessagesAreBounded()
    {
        Pair pair(44);
        QVERIFY(pair.converse());
        SessionSet& alices = pair.alice.with(pair.bob.address);
        Bytes message;
        for (std::uint32_t i = 0; i < kMaxSkip; ++i) {
            message = *alices.seal(asBytes("x"), {}, pair.now, pair.random);
        }
        message.back() ^= 1;
        HandshakeHeader header;
        header.initiator = pair.alice.address;
        std::size_t tried = 0;
        for (int i = 0; i < 100; ++i) {
            const auto sealed = sealFirstMessage(header, {}, pair.bob.keys.sealing().publicKey,
                                                 message, pair.random);
            QVERIFY(!pair.deliver(pair.bob, *sealed));
            tried += pair.bob.lastError->kind == Kind::NothingOpens ? 1U : 0U;
        }
        QVERIFY(tried > 0);
        QVERIFY(tried <= kSkipBudget / (kMaxSkip - 2));
    }

    /// Logs as long as is allowed, of people whom nobody knows: they are verified as often as the
    /// budget allows, and starve no contact.
    void strangersLogsAreBounded()
    {
        Pair pair(45);
        TestDevice stranger(pair.random, pair.now);
        QVERIFY(stranger.start(pair.bob, false, pair.now, pair.random));
        const Bytes log(kMaxAttachedLogBytes);
        const auto post = [&](const Bytes& attached) {
            return *stranger.with(pair.bob.address)
                        .seal(asBytes("hi"), attached, pair.now, pair.random);
        };
        struct CountingStores : ReceiveStores
        {
            const SessionSet* findSessions(const DeviceAddress&) const override { return nullptr; }
            std::optional<PeerDevice> findDevice(const HandshakeHeader& header) const override
            {
                return header.initiator == contact.address ? std::optional(contact) : std::nullopt;
            }
            std::optional<PeerDevice> verifyDevice(const HandshakeHeader&,
                                                   ByteView attached) const override
            {
                verified += attached.size();
                return std::nullopt;
            }
            PeerDevice contact;
            mutable std::size_t verified = 0;
        } stores;
        stores.contact = pair.alice.asPeer();
        const auto open = [&](ByteView envelope) {
            return pair.bob.receiver.open(envelope, pair.bob.own(), pair.bob.prekeys, stores,
                                          pair.now);
        };
        QVERIFY(pair.alice.start(pair.bob, false, pair.now, pair.random));
        constexpr std::size_t kSeconds = 60;
        for (std::size_t second = 0; second < kSeconds; ++second) {
            const auto refused = open(post(log));
            QVERIFY(!refused);
            QCOMPARE(refused.error().kind, second % 21 == 0 ? Kind::UnknownDevice : Kind::Busy);
            const Bytes genuine = pair.alice.seal(pair.bob, "hi", pair.now, pair.random);
            QVERIFY(open(genuine));
            pair.now = pair.now.plus({1});
        }
        const std::size_t allowed = (kLogBudget + kSeconds * kLogsPerSecond) / kLogBlockCost * 1024;
        QVERIFY(stores.verified > 0);
        QVERIFY(stores.verified <= allowed);
        // A short one fits soon again.
        const auto refused = open(post(Bytes(2000)));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Kind::UnknownDevice);
    }

    /// A look-up that answers with another device than the header names authenticates nobody.
    void theDeviceIsTheOneThatTheHeaderNames()
    {
        Pair pair(46);
        QVERIFY(pair.alice.start(pair.bob, true, pair.now, pair.random));
        const Bytes envelope = pair.alice.seal(pair.bob, "hi", pair.now, pair.random);
        const auto nobody = [](const DeviceAddress&) { return std::optional<PeerDevice>(); };
        QVERIFY(!pair.bob.receive(envelope, nobody, pair.now));
        QCOMPARE(pair.bob.lastError->kind, Kind::UnknownDevice);
        const auto another = [&](const DeviceAddress&) {
            return std::optional(PeerDevice{pair.bob.address, pair.alice.keys.publicKeys()});
        };
        QVERIFY(!pair.bob.receive(envelope, another, pair.now));
        QCOMPARE(pair.bob.lastError->kind, Kind::UnknownDevice);
        QVERIFY(pair.deliver(pair.bob, envelope));
    }

    void endedSessionsLeaveTheIndex()
    {
        Pair pair(47);
        QVERIFY(pair.converse());
        QVERIFY(pair.alice.start(pair.bob, true, pair.now, pair.random));
        QVERIFY(pair.send(pair.alice, pair.bob, "never answered"));
        QCOMPARE(pair.bob.receiver.index().byUse().size(), std::size_t{2});
        pair.now = pair.now.plus(kIdleSessionLifetime).plus({1});
        SessionSet& set = pair.bob.with(pair.alice.address);
        pair.bob.receiver.apply(pair.alice.address, {}, set.expire(pair.now), pair.now);
        QCOMPARE(pair.bob.receiver.index().byUse().size(), std::size_t{1});
        QVERIFY(pair.bob.receiver.index().byUse().front().ref.session == set.sessions()[0].id);
        QCOMPARE(pair.bob.receiver.index().size(), set.sessions()[0].ratchet.expectedTags().size());
    }

    void aBudgetFillsWithTimeUpToItsSize()
    {
        const Timestamp now{1'700'000'000};
        WorkBudget budget(20'000, 2'000, now);
        QVERIFY(!budget.spend(20'001, now));
        QVERIFY(budget.spend(20'000, now));
        QVERIFY(!budget.spend(1, now));
        QVERIFY(budget.spend(2'000, now.plus({1})));
        QVERIFY(!budget.spend(1, now.plus({1})));
        QVERIFY(!budget.spend(20'000, now)); // set back
        QVERIFY(budget.spend(1'999, now.plus({1})));
        QVERIFY(!budget.spend(20'001, now.plus(Duration::days(1000)))); // no more than its size
        QVERIFY(!budget.spend(20'001, now.plus({UINT64_MAX})));
        QVERIFY(budget.spend(20'000, now.plus({UINT64_MAX})));
        QVERIFY(!budget.spend(1, now.plus({UINT64_MAX})));
        QCOMPARE(budget.spent(), std::uint64_t{20'000 + 2'000 + 1'999 + 20'000});
    }

private:
    std::unique_ptr<Crowd> m_crowd;
};

QTEST_APPLESS_MAIN(TestReceiver)
#include "tst_receiver.moc"
