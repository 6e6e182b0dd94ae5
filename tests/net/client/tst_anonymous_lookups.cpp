#ifndef Q_MOC_RUN
#include "net/client/anonymous_lookups.h"
#include "tests/net/client/scripted_relay.h"
#endif

#include <QTest>

using namespace sotto::client;
using namespace sotto::test;
namespace wire = sotto::wire;

class TestAnonymousLookups : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(sotto::crypto::initialize()); }

    void eachHasAConnectionOfItsOwn()
    {
        ScriptedRelay relay;
        const RelayPlace place = relay.place(quickOptions());
        const auto token = relay.random.make<sotto::crypto::DeliveryToken>();
        std::vector<RunningRequest> running;
        int bundles = 0;
        for (int i = 0; i < 2; ++i) {
            const auto mailbox = relay.random.make<sotto::crypto::MailboxId>();
            running.push_back(fetchPrekeys(place, mailbox, token, [&](auto outcome) {
                bundles += outcome->sealed_bundle() == "bundle" ? 1 : 0;
            }));
        }
        QTRY_COMPARE(bundles, 2);
        QCOMPARE(relay.connections.size(), std::size_t{2});
        for (const auto& connection : relay.connections) {
            QVERIFY(!connection->named && !connection->loggedIn);
            QTRY_VERIFY(connection->finished);
            QCOMPARE(connection->requestsOfFrame, (std::vector<std::size_t>{2}));
        }
    }

    void aStampIsChecked()
    {
        ScriptedRelay relay;
        const RelayPlace place = relay.place(quickOptions());
        const auto subject = relay.random.make<sotto::crypto::Hash>();
        std::optional<Outcome<sotto::crypto::Stamp>> stamped;
        const auto take = [&](Outcome<sotto::crypto::Stamp> outcome) { stamped = outcome; };
        auto running = fetchStamp(place, subject, take);
        QTRY_VERIFY(stamped);
        QVERIFY(stamped->has_value() && (*stamped)->subject == subject);

        // One of another relay, as good as it is.
        const auto other = sotto::crypto::SigningKey::generate(relay.random);
        relay.onRequest = [&](ScriptedConnection& c, const wire::Request& request) {
            if (!request.has_stamp()) {
                return false;
            }
            const auto bytes =
                sotto::crypto::Stamp::make(other, subject, sotto::crypto::Timestamp{5}).serialize();
            wire::Answer answer;
            answer.mutable_stamped()->set_stamp(bytes.data(), bytes.size());
            c.answer(request.id(), answer);
            return true;
        };
        stamped.reset();
        running = fetchStamp(place, subject, take);
        QTRY_VERIFY(stamped);
        QCOMPARE(stamped->error().kind, ErrorKind::ProtocolBroken);
    }

    void aFetchProvesThePhraseForThisConnection()
    {
        ScriptedRelay relay;
        const auto fetchKey = std::make_shared<const sotto::crypto::SigningKey>(
            sotto::crypto::SigningKey::generate(relay.random));
        const auto locator = relay.random.make<sotto::crypto::ObjectId>();
        bool proved = false;
        relay.onRequest = [&](ScriptedConnection& c, const wire::Request& request) {
            if (!request.has_fetch_recovery()) {
                return false;
            }
            const sotto::crypto::Signature proof(
                sotto::crypto::asBytes(request.fetch_recovery().proof()).first<64>());
            proved = sotto::crypto::verifyFetch(fetchKey->publicKey(),
                                                {c.session->exporter(), relay.key.publicKey()},
                                                locator, proof);
            wire::Answer answer;
            answer.mutable_object_state()->set_newest(2);
            c.answer(request.id(), answer);
            return true;
        };
        std::uint64_t newest = 0;
        const auto running =
            fetchRecovery(relay.place(quickOptions()), locator, fetchKey, 0,
                          [&](Outcome<wire::ObjectState> outcome) { newest = outcome->newest(); });
        QTRY_COMPARE(newest, std::uint64_t{2});
        QVERIFY(proved);
    }

    void aRefusalIsAnError()
    {
        ScriptedRelay relay;
        relay.onRequest = [](ScriptedConnection& c, const wire::Request& request) {
            if (request.has_read_invite()) {
                c.refuse(request.id(), wire::NOT_PERMITTED);
            }
            return request.has_read_invite();
        };
        std::optional<ConnectionError> error;
        const auto running =
            readInvite(relay.place(quickOptions()), relay.random.make<sotto::crypto::ObjectId>(),
                       [&](Outcome<sotto::crypto::Bytes> outcome) { error = outcome.error(); });
        QTRY_VERIFY(error);
        QCOMPARE(error->code, wire::NOT_PERMITTED);
    }

    void aFailedConnectionIsAnErrorOnce_data()
    {
        QTest::addColumn<int>("cut");
        QTest::newRow("before the request") << static_cast<int>(Cut::AfterClientHello);
        QTest::newRow("behind the request") << static_cast<int>(Cut::AfterFirst);
    }
    void aFailedConnectionIsAnErrorOnce()
    {
        QFETCH(int, cut);
        ScriptedRelay relay;
        relay.cut = static_cast<Cut>(cut);
        relay.cuts = 1;
        int errors = 0;
        const auto running =
            fetchStamp(relay.place(quickOptions()), relay.random.make<sotto::crypto::Hash>(),
                       [&](Outcome<sotto::crypto::Stamp> outcome) { errors += outcome ? 0 : 1; });
        QTRY_COMPARE(errors, 1);
        QCOMPARE(relay.connections.size(), std::size_t{1});
    }

    void destroyingGivesUp()
    {
        ScriptedRelay relay;
        int outcomes = 0;
        auto running =
            fetchStamp(relay.place(quickOptions()), relay.random.make<sotto::crypto::Hash>(),
                       [&](const Outcome<sotto::crypto::Stamp>&) { ++outcomes; });
        relay.onRequest = [&](ScriptedConnection&, const wire::Request&) {
            running.reset();
            return false;
        };
        QTRY_VERIFY(!running);
        QTRY_VERIFY(relay.last().gone);
        QCOMPARE(outcomes, 0);
    }
};

QTEST_GUILESS_MAIN(TestAnonymousLookups)
#include "tst_anonymous_lookups.moc"
