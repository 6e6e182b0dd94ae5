#ifndef Q_MOC_RUN
#include "net/client/owner_connection.h"
#include "tests/net/client/memory_eapi_keeper.h"
#include "tests/net/client/scripted_relay.h"
#endif

#include <QTest>

using namespace sotto::client;
using namespace sotto::test;
namespace wire = sotto::wire;
using sotto::crypto::ChannelAccess;

namespace {

/// A mailbox at a scripted relay, and what its owner was told.
struct World
{
    explicit World(bool mustCreate = false, std::uint64_t acknowledged = 0)
    {
        relay.ownerKey = key->publicKey();
        mailbox = {.id = relay.random.make<sotto::crypto::MailboxId>(),
                   .ownerKey = key,
                   .mustCreate = mustCreate,
                   .acknowledged = acknowledged};
        connect();
    }

    void connect()
    {
        owner = std::make_unique<OwnerConnection>(relay.place(options), mailbox, keeper);
        owner->onDelivery = [this](std::uint64_t number, const sotto::crypto::Bytes& envelope) {
            numbers.push_back(number);
            envelopes.emplace_back(envelope.begin(), envelope.end());
            if (acknowledgesAtOnce) {
                owner->acknowledge(number);
            }
        };
        owner->onState = [this](LinkState state, const ConnectionError* error) {
            states.push_back(state);
            if (error) {
                lastError = *error;
            }
        };
        owner->onFellBack = [this] { ++fellBack; };
        owner->onCreated = [this] { ++created; };
        owner->onRelayWentBack = [this](const wire::Subscribed&) { ++wentBack; };
    }
    [[nodiscard]] bool isReady() const { return owner->state() == LinkState::Ready; }
    [[nodiscard]] bool isSubscribed()
    {
        return !relay.connections.empty() && relay.last().subscribed && isReady();
    }
    void arrive(std::uint64_t number)
    {
        relay.mailbox[number] = "envelope " + std::to_string(number);
        if (!relay.connections.empty() && relay.last().subscribed && !relay.last().gone) {
            relay.last().deliver(number);
        }
    }

    ScriptedRelay relay;
    std::shared_ptr<const sotto::crypto::SigningKey> key =
        std::make_shared<const sotto::crypto::SigningKey>(
            sotto::crypto::SigningKey::generate(relay.random));
    OwnerConnection::Mailbox mailbox;
    MemoryEapiKeeper keeper;
    ConnectionOptions options = quickOptions();
    std::unique_ptr<OwnerConnection> owner;
    bool acknowledgesAtOnce = true;
    std::vector<std::uint64_t> numbers;
    std::vector<std::string> envelopes;
    std::vector<LinkState> states;
    std::optional<ConnectionError> lastError;
    int fellBack = 0;
    int created = 0;
    int wentBack = 0;
};

using Numbers = std::vector<std::uint64_t>;

} // namespace

class TestOwnerConnection : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(sotto::crypto::initialize()); }

    void handsOutWhatArrives()
    {
        World w;
        w.arrive(1);
        w.arrive(3); // 2 expired
        w.owner->start();
        QTRY_COMPARE(w.numbers, (Numbers{1, 3}));
        w.arrive(4);
        QTRY_COMPARE(w.numbers, (Numbers{1, 3, 4}));
        QCOMPARE(w.envelopes[2], std::string("envelope 4"));
        QTRY_COMPARE(w.relay.acknowledged, std::uint64_t{4});
        QCOMPARE(w.relay.last().requests[1].body_case(), wire::Request::kLogin);
        QCOMPARE(w.relay.last().requestsOfFrame[0], std::size_t{2}); // Hello and Login
    }

    void makesTheMailboxOnceOnly()
    {
        World w(true);
        w.relay.ownerKey.reset();
        w.owner->start();
        QTRY_VERIFY(w.isSubscribed());
        QCOMPARE(w.created, 1);
        w.relay.last().cut();
        QTRY_VERIFY(w.relay.connections.size() == 2 && w.isSubscribed());
        QCOMPARE(w.relay.count(wire::Request::kCreateMailbox), 1);
        QCOMPARE(w.relay.count(wire::Request::kLogin), 1);
        QCOMPARE(w.created, 1);
    }

    void acknowledgesOfOneTurnAreOne()
    {
        World w;
        w.acknowledgesAtOnce = false;
        for (std::uint64_t i = 1; i <= 10; ++i) {
            w.arrive(i);
        }
        w.owner->start();
        QTRY_COMPARE(w.numbers.size(), std::size_t{10});
        for (std::uint64_t i = 1; i <= 10; ++i) {
            w.owner->acknowledge(i);
        }
        QTRY_COMPARE(w.relay.acknowledgements, (Numbers{10}));
    }

    void aLostConnectionLosesAndRepeatsNothing()
    {
        World w;
        w.acknowledgesAtOnce = false;
        for (std::uint64_t i = 1; i <= 5; ++i) {
            w.arrive(i);
        }
        w.owner->start();
        QTRY_COMPARE(w.numbers.size(), std::size_t{5});
        w.owner->acknowledge(2);
        QTRY_COMPARE(w.relay.acknowledged, std::uint64_t{2});
        w.relay.last().cut();
        w.arrive(6);
        w.owner->acknowledge(4); // stored while there is no connection
        QTRY_COMPARE(w.numbers, (Numbers{1, 2, 3, 4, 5, 6}));
        QCOMPARE(w.relay.last().requests[2].subscribe().acknowledged(), std::uint64_t{4});
        w.owner->acknowledge(6);
        QTRY_COMPARE(w.relay.acknowledged, std::uint64_t{6});
    }

    // A relay ends the connection of who acknowledges what it did not deliver there.
    void acknowledgesOnlyWhatThisConnectionBrought()
    {
        World w;
        w.acknowledgesAtOnce = false;
        for (std::uint64_t i = 1; i <= 3; ++i) {
            w.arrive(i);
        }
        w.owner->start();
        QTRY_COMPARE(w.numbers.size(), std::size_t{3});
        bool holds = true;
        std::vector<std::uint32_t> subscribes;
        w.relay.onRequest = [&](ScriptedConnection& c, const wire::Request& request) {
            if (request.has_subscribe() && std::exchange(holds, false)) {
                // Subscribed, but nothing is delivered yet.
                c.subscribed = true;
                wire::Answer answer;
                answer.mutable_subscribed()->set_newest(3);
                c.answer(request.id(), answer);
                return true;
            }
            return false;
        };
        w.relay.last().cut();
        QTRY_VERIFY(!holds && w.isReady());
        w.owner->acknowledge(3);
        w.relay.last().deliver(1);
        QTRY_COMPARE(w.relay.acknowledgements, (Numbers{1}));
        w.relay.last().deliver(2);
        w.relay.last().deliver(3);
        QTRY_COMPARE(w.relay.acknowledged, std::uint64_t{3});
        QCOMPARE(w.numbers.size(), std::size_t{3});
        QCOMPARE(w.relay.connections.size(), std::size_t{2});
    }

    void anotherConnectionTookOver()
    {
        World w;
        w.owner->start();
        QTRY_VERIFY(w.isSubscribed());
        w.relay.last().goodbye(wire::SUPERSEDED);
        QTRY_COMPARE(w.owner->state(), LinkState::Stopped);
        QCOMPARE(w.lastError->code, wire::SUPERSEDED);
        std::optional<ConnectionError> error;
        w.owner->countPrekeys([&](Outcome<wire::PrekeyCount> outcome) { error = outcome.error(); });
        QTRY_VERIFY(error);
        QCOMPARE(error->code, wire::SUPERSEDED);
        QCOMPARE(w.relay.connections.size(), std::size_t{1});
        w.owner->start();
        QTRY_VERIFY(w.relay.connections.size() == 2 && w.isSubscribed());
    }

    void aRefusedLoginStops()
    {
        World w;
        w.relay.ownerKey = w.relay.key.publicKey();
        w.owner->start();
        QTRY_COMPARE(w.owner->state(), LinkState::Stopped);
        QCOMPARE(w.lastError->code, wire::NOT_PERMITTED);
        QVERIFY(!w.keeper.kept);
    }

    void aBusyRelayIsTriedAgain()
    {
        World w;
        bool busy = true;
        w.relay.onRequest = [&](ScriptedConnection& c, const wire::Request& request) {
            if (request.has_login() && std::exchange(busy, false)) {
                c.refuse(request.id(), wire::UNAVAILABLE);
                return true;
            }
            return false;
        };
        w.owner->start();
        QTRY_VERIFY(w.isSubscribed());
        QCOMPARE(w.relay.connections.size(), std::size_t{2});
    }

    void aRelayThatWentBackIsNoticed()
    {
        World w(false, 90);
        w.arrive(7);
        w.owner->start();
        QTRY_COMPARE(w.wentBack, 1);
        QVERIFY(w.numbers.empty());
        QCOMPARE(w.owner->state(), LinkState::Stopped);
    }

    void requestsWaitAndAreSentAgain()
    {
        World w;
        int cuts = 2;
        w.relay.onRequest = [&](ScriptedConnection& c, const wire::Request& request) {
            if (request.has_count_prekeys() && cuts-- > 0) {
                c.cut();
                return true;
            }
            return false;
        };
        std::uint32_t left = 0;
        w.owner->countPrekeys(
            [&](Outcome<wire::PrekeyCount> outcome) { left = outcome->one_time_left(); });
        w.owner->start();
        QTRY_COMPARE(left, 7U);
        QCOMPARE(w.relay.connections.size(), std::size_t{3});
    }

    void stoppingCancels()
    {
        World w;
        std::optional<ConnectionError> error;
        w.owner->countPrekeys([&](Outcome<wire::PrekeyCount> outcome) { error = outcome.error(); });
        w.owner->stop();
        QVERIFY(!error);
        QTRY_VERIFY(error);
        QCOMPARE(error->kind, ErrorKind::Cancelled);
    }

    // ---- EAPI (PROTOCOL.md section 11) ---------------------------------------------------------

    void theNextConnectionNamesWhatTheLastOneLeft()
    {
        World w;
        w.owner->start();
        QTRY_VERIFY(w.isSubscribed());
        QCOMPARE(w.relay.last().session->access(), ChannelAccess::AddressKey);
        QCOMPARE(w.keeper.stores, 1);
        for (std::size_t i = 2; i < 6; ++i) {
            w.relay.last().cut();
            QTRY_VERIFY(w.relay.connections.size() == i && w.isSubscribed());
            QCOMPARE(w.relay.last().session->access(), ChannelAccess::KnownEapi);
            QCOMPARE(w.keeper.stores, static_cast<int>(i));
        }
        QCOMPARE(w.fellBack, 0);
    }

    void aCutAnywhereMakesNoEapiUnknown_data()
    {
        QTest::addColumn<int>("cut");
        QTest::newRow("upgrade") << static_cast<int>(Cut::OnUpgrade);
        QTest::newRow("hello") << static_cast<int>(Cut::AfterClientHello);
        QTest::newRow("access") << static_cast<int>(Cut::AfterClientAccess);
        QTest::newRow("before the first") << static_cast<int>(Cut::BeforeFirst);
        QTest::newRow("after the first") << static_cast<int>(Cut::AfterFirst);
    }
    void aCutAnywhereMakesNoEapiUnknown()
    {
        QFETCH(int, cut);
        World w;
        w.owner->start();
        QTRY_VERIFY(w.isSubscribed());
        w.relay.cut = static_cast<Cut>(cut);
        w.relay.cuts = 3;
        w.relay.last().cut();
        QTRY_VERIFY(w.relay.connections.size() == 5 && w.isSubscribed());
        QCOMPARE(w.relay.last().session->access(), ChannelAccess::KnownEapi);
        QCOMPARE(w.keeper.stores, 2); // nothing was kept of a connection that answered nothing
        QCOMPARE(w.fellBack, 0);
        w.relay.last().cut();
        QTRY_VERIFY(w.relay.connections.size() == 6 && w.isSubscribed());
        QCOMPARE(w.relay.last().session->access(), ChannelAccess::KnownEapi);
    }

    void anUnknownEapiFallsBackToTheLogin()
    {
        World w;
        w.keeper.kept = w.relay.random.make<sotto::crypto::Eapi>();
        w.owner->start();
        QTRY_VERIFY(w.isSubscribed());
        QCOMPARE(w.relay.last().session->access(), ChannelAccess::FellBack);
        QCOMPARE(w.fellBack, 1);
        w.relay.last().cut();
        QTRY_VERIFY(w.relay.connections.size() == 2 && w.isSubscribed());
        QCOMPARE(w.relay.last().session->access(), ChannelAccess::KnownEapi);
        QCOMPARE(w.fellBack, 1);
    }

    void aRefusedLoginAfterAFallbackKeepsTheOldEapi()
    {
        World w;
        w.keeper.kept = w.relay.random.make<sotto::crypto::Eapi>();
        w.relay.ownerKey = w.relay.key.publicKey();
        w.owner->start();
        QTRY_COMPARE(w.owner->state(), LinkState::Stopped);
        QCOMPARE(w.keeper.stores, 0);
    }
};

QTEST_GUILESS_MAIN(TestOwnerConnection)
#include "tst_owner_connection.moc"
