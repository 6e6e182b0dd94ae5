#ifndef Q_MOC_RUN
#include "net/client/error_text.h"
#include "net/client/relay_link.h"
#include "tests/net/client/scripted_relay.h"
#endif

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace sotto::client;
using namespace sotto::test;
namespace wire = sotto::wire;

namespace {

wire::Request stamp()
{
    wire::Request request;
    request.mutable_stamp()->set_subject(std::string(32, 's'));
    return request;
}

/// A link with all that it says.
struct Watched
{
    explicit Watched(const RelayPlace& place, std::optional<sotto::crypto::Eapi> eapi = {})
        : link(std::make_unique<RelayLink>(place, std::move(eapi)))
    {
        link->onWelcome = [this](const wire::Welcome&) { welcomed = true; };
        link->onEvent = [this](wire::Event event) { events.push_back(std::move(event)); };
        link->onClosed = [this](ConnectionError error) { closed = std::move(error); };
        link->open();
    }
    RelayLink::Ticket ask(wire::Request request = stamp())
    {
        return link->request(
            encode(std::move(request)), Patience::Answer, [this](Outcome<wire::Answer> outcome) {
                outcomes.push_back(outcome ? ErrorKind::Lost : outcome.error().kind);
                errors.push_back(outcome ? ConnectionError() : outcome.error());
                answers += outcome ? 1 : 0;
            });
    }

    std::unique_ptr<RelayLink> link;
    bool welcomed = false;
    std::vector<wire::Event> events;
    std::optional<ConnectionError> closed;
    std::vector<ErrorKind> outcomes;
    std::vector<ConnectionError> errors;
    int answers = 0;
};

} // namespace

class TestRelayLink : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(sotto::crypto::initialize()); }

    void saysHelloAndAsks()
    {
        ScriptedRelay relay;
        Watched w(relay.place(quickOptions()));
        QTRY_VERIFY(w.welcomed);
        w.ask();
        QTRY_COMPARE(w.answers, 1);
        QVERIFY(w.link->session()->relayKey() == relay.key.publicKey());
        QVERIFY(w.link->session()->exporter() == relay.last().session->exporter());
    }

    void requestsOfOneTurnShareAFrame()
    {
        ScriptedRelay relay;
        Watched w(relay.place(quickOptions()));
        w.link->onChannel = [&w](const sotto::crypto::ChannelSession&) { w.ask(); };
        QTRY_VERIFY(w.answers == 1 && w.welcomed);
        QCOMPARE(relay.last().requestsOfFrame, (std::vector<std::size_t>{2})); // with Hello
        for (int i = 0; i < 20; ++i) {
            w.ask();
        }
        QTRY_COMPARE(w.answers, 21);
        QCOMPARE(relay.last().requestsOfFrame, (std::vector<std::size_t>{2, 20}));
    }

    void answersComeInAnyOrder()
    {
        ScriptedRelay relay;
        std::vector<std::uint32_t> held;
        relay.onRequest = [&held](ScriptedConnection& c, const wire::Request& request) {
            if (!request.has_stamp()) {
                return false;
            }
            held.push_back(request.id());
            if (held.size() == 2) {
                c.refuse(held[1], wire::QUOTA, 7, 90);
                c.done(held[0]);
            }
            return true;
        };
        Watched w(relay.place(quickOptions()));
        QTRY_VERIFY(w.welcomed);
        w.ask();
        w.ask();
        QTRY_COMPARE(w.outcomes.size(), std::size_t{2});
        QVERIFY(w.errors[0].kind == ErrorKind::Refused && w.errors[0].code == wire::QUOTA);
        QCOMPARE(w.errors[0].detail, std::uint64_t{7});
        QCOMPARE(w.errors[0].retryAfterMs, 90U);
        QCOMPARE(w.answers, 1);
    }

    void noMoreThanAllowedIsInFlight()
    {
        ScriptedRelay relay;
        std::vector<std::uint32_t> held;
        relay.onRequest = [&held](ScriptedConnection&, const wire::Request& request) {
            held.push_back(request.id());
            return request.has_stamp();
        };
        Watched w(relay.place(quickOptions()));
        QTRY_VERIFY(w.welcomed);
        held.clear();
        for (std::size_t i = 0; i < wire::kRequestsInFlightMax + 10; ++i) {
            w.ask();
        }
        QTRY_COMPARE(held.size(), wire::kRequestsInFlightMax);
        relay.last().done(held[0]);
        QTRY_COMPARE(held.size(), wire::kRequestsInFlightMax + 1);
    }

    void aRequestTimesOutAlone()
    {
        ScriptedRelay relay;
        bool first = true;
        std::uint32_t late = 0;
        relay.onRequest = [&](ScriptedConnection&, const wire::Request& request) {
            if (request.has_stamp() && std::exchange(first, false)) {
                late = request.id();
                return true;
            }
            return false;
        };
        ConnectionOptions options = quickOptions();
        options.link.timings.answerMs = 60;
        Watched w(relay.place(options));
        QTRY_VERIFY(w.welcomed);
        w.ask();
        QTRY_COMPARE(w.outcomes, (std::vector<ErrorKind>{ErrorKind::TimedOut}));
        QVERIFY(w.errors[0].mayHaveHappened);
        relay.last().done(late); // nobody waits for it, and nobody is disturbed
        w.ask();
        QTRY_COMPARE(w.answers, 1);
        QVERIFY(!w.closed);
    }

    void aRequestIsCancelled()
    {
        ScriptedRelay relay;
        relay.onRequest = [](ScriptedConnection&, const wire::Request& r) { return r.has_stamp(); };
        Watched w(relay.place(quickOptions()));
        QTRY_VERIFY(w.welcomed);
        const auto sent = w.ask();
        QTRY_COMPARE(relay.count(wire::Request::kStamp), 1);
        const auto unsent = w.ask();
        w.link->cancel(sent);
        w.link->cancel(unsent);
        QVERIFY(w.outcomes.empty()); // never from within the call
        QTRY_COMPARE(w.outcomes.size(), std::size_t{2});
        QVERIFY(w.errors[0].kind == ErrorKind::Cancelled && w.errors[0].mayHaveHappened);
        QVERIFY(w.errors[1].kind == ErrorKind::Cancelled && !w.errors[1].mayHaveHappened);
        QCOMPARE(relay.count(wire::Request::kStamp), 1);
    }

    void tooLargeIsRefusedHere()
    {
        ScriptedRelay relay;
        Watched w(relay.place(quickOptions()));
        QTRY_VERIFY(w.welcomed);
        wire::Request request;
        request.mutable_post()->add_envelopes(std::string(std::size_t{1} << 20, 'e'));
        w.ask(std::move(request));
        QTRY_COMPARE(w.outcomes.size(), std::size_t{1});
        QVERIFY(w.errors[0].code == wire::TOO_LARGE && !w.errors[0].mayHaveHappened);
        QVERIFY(!w.closed);
    }

    void nobodyListens()
    {
        std::uint16_t port = 0;
        {
            QTcpServer server;
            QVERIFY(server.listen(QHostAddress::LocalHost));
            port = server.serverPort();
        }
        ScriptedRelay relay;
        sotto::crypto::RelayAddress address = relay.address();
        address.port = port;
        RelayPlace place = relay.place(quickOptions());
        place.address = std::make_shared<const sotto::crypto::RelayAddress>(std::move(address));
        Watched w(place);
        w.ask();
        QTRY_VERIFY(w.closed);
        QCOMPARE(w.closed->kind, ErrorKind::Unreachable);
        QCOMPARE(w.outcomes, (std::vector<ErrorKind>{ErrorKind::Unreachable}));
        QVERIFY(!w.errors[0].mayHaveHappened);
    }

    void somethingElseListens()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, &server, [&server] {
            QTcpSocket* socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                socket->write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
                socket->disconnectFromHost();
            });
        });
        ScriptedRelay relay;
        sotto::crypto::RelayAddress address = relay.address();
        address.port = server.serverPort();
        RelayPlace place = relay.place(quickOptions());
        place.address = std::make_shared<const sotto::crypto::RelayAddress>(std::move(address));
        Watched w(place);
        QTRY_VERIFY(w.closed);
        QCOMPARE(w.closed->kind, ErrorKind::NoRelay);
    }

    void nobodyAnswersTheUpgrade()
    {
        QTcpServer server; // accepts, and is silent
        QVERIFY(server.listen(QHostAddress::LocalHost));
        ScriptedRelay relay;
        sotto::crypto::RelayAddress address = relay.address();
        address.port = server.serverPort();
        ConnectionOptions options = quickOptions();
        options.link.timings.connectMs = 50;
        RelayPlace place = relay.place(options);
        place.address = std::make_shared<const sotto::crypto::RelayAddress>(std::move(address));
        Watched w(place);
        QTRY_VERIFY(w.closed);
        QCOMPARE(w.closed->kind, ErrorKind::Unreachable);
    }

    void anotherRelaysKeyEndsIt()
    {
        ScriptedRelay relay;
        sotto::crypto::RelayAddress address = relay.address();
        address.fingerprint.bytes[0] ^= 1;
        RelayPlace place = relay.place(quickOptions());
        place.address = std::make_shared<const sotto::crypto::RelayAddress>(std::move(address));
        Watched w(place);
        QTRY_VERIFY(w.closed);
        QCOMPARE(w.closed->kind, ErrorKind::WrongRelayKey);
        QVERIFY(!endsReconnecting(*w.closed));
    }

    void aWrongAccessKeyEndsIt()
    {
        ScriptedRelay relay;
        sotto::crypto::RelayAddress address = relay.address();
        address.accessKey = relay.random.make<sotto::crypto::AccessKey>();
        RelayPlace place = relay.place(quickOptions());
        place.address = std::make_shared<const sotto::crypto::RelayAddress>(std::move(address));
        Watched w(place);
        QTRY_VERIFY(w.closed);
        QCOMPARE(w.closed->kind, ErrorKind::WrongAccessKey);
        QVERIFY(endsReconnecting(*w.closed));
    }

    void aForgedRefusalOnlyChoosesTheText()
    {
        const ConnectionError forged = errorOf(sotto::crypto::ChannelError::ClientTooOld);
        QCOMPARE(forged.kind, ErrorKind::ClientTooOld);
        QVERIFY(!endsReconnecting(forged));
        wire::Refusal said;
        said.set_code(wire::UNSUPPORTED_VERSION);
        QCOMPARE(errorOf(said, ErrorKind::Dismissed).kind, ErrorKind::ClientTooOld);
        QVERIFY(endsReconnecting(errorOf(said, ErrorKind::Dismissed)));
    }

    void cutAtEachStepOfTheHandshake_data()
    {
        QTest::addColumn<int>("cut");
        for (const auto& [name, cut] :
             {std::pair("upgrade", Cut::OnUpgrade), std::pair("hello", Cut::AfterClientHello),
              std::pair("access", Cut::AfterClientAccess), std::pair("before", Cut::BeforeFirst),
              std::pair("after", Cut::AfterFirst)}) {
            QTest::newRow(name) << static_cast<int>(cut);
        }
    }
    void cutAtEachStepOfTheHandshake()
    {
        QFETCH(int, cut);
        ScriptedRelay relay;
        relay.cut = static_cast<Cut>(cut);
        relay.cuts = 1;
        Watched w(relay.place(quickOptions()));
        QTRY_VERIFY(w.closed);
        // The answer to the upgrade may be lost with the connection.
        QVERIFY(w.closed->kind == ErrorKind::Lost ||
                (relay.cut == Cut::OnUpgrade && w.closed->kind == ErrorKind::NoRelay));
        QVERIFY(!w.welcomed);
    }

    void aCutTellsWhatMayHaveHappened()
    {
        ScriptedRelay relay;
        relay.onRequest = [](ScriptedConnection& c, const wire::Request& request) {
            if (request.has_stamp()) {
                c.cut();
            }
            return request.has_stamp();
        };
        Watched w(relay.place(quickOptions()));
        QTRY_VERIFY(w.welcomed);
        w.ask();
        QTRY_VERIFY(w.closed);
        QCOMPARE(w.outcomes, (std::vector<ErrorKind>{ErrorKind::Lost}));
        QVERIFY(w.errors[0].mayHaveHappened);
        w.ask(); // too late
        QTRY_COMPARE(w.outcomes.size(), std::size_t{2});
        QVERIFY(!w.errors[1].mayHaveHappened);
    }

    void goodbyeSaysWhy()
    {
        ScriptedRelay relay;
        relay.onRequest = [](ScriptedConnection& c, const wire::Request& request) {
            if (request.has_stamp()) {
                c.goodbye(wire::TOO_SLOW);
            }
            return request.has_stamp();
        };
        Watched w(relay.place(quickOptions()));
        QTRY_VERIFY(w.welcomed);
        w.ask();
        QTRY_VERIFY(w.closed);
        QCOMPARE(w.closed->kind, ErrorKind::Dismissed);
        QCOMPARE(w.closed->code, wire::TOO_SLOW);
        QCOMPARE(w.errors.at(0).code, wire::TOO_SLOW);
    }

    void aHalfOpenLinkIsNoticed()
    {
        ScriptedRelay relay;
        ConnectionOptions options = quickOptions();
        options.link.timings.pingMs = 20;
        options.link.timings.silenceMs = 100;
        Watched w(relay.place(options));
        QTRY_VERIFY(w.welcomed);
        const int before = relay.last().reads;
        QTRY_VERIFY(relay.last().reads >= before + 12); // idle, but alive: it answers pings
        QVERIFY(!w.closed);
        relay.last().freeze();
        QTRY_VERIFY_WITH_TIMEOUT(w.closed, 1000);
        QCOMPARE(w.closed->kind, ErrorKind::Lost);
    }

    void aProbeNoticesItSooner()
    {
        ScriptedRelay relay;
        ConnectionOptions options = quickOptions();
        options.link.timings.probeMs = 50;
        options.link.timings.pingMs = 20;
        Watched w(relay.place(options));
        QTRY_VERIFY(w.welcomed);
        const int before = relay.last().reads;
        w.link->probe();
        QTRY_VERIFY(relay.last().reads >= before + 6);
        QVERIFY(!w.closed); // alive
        relay.last().freeze();
        w.link->probe();
        QTRY_VERIFY_WITH_TIMEOUT(w.closed, 1000);
    }

    void garbageEndsIt()
    {
        ScriptedRelay relay;
        Watched w(relay.place(quickOptions()));
        QTRY_VERIFY(w.welcomed);
        relay.last().sendRaw(sotto::crypto::Bytes(40, 0x10));
        QTRY_VERIFY(w.closed);
        QCOMPARE(w.closed->kind, ErrorKind::ProtocolBroken);
    }

    void anAnswerToNothingEndsIt()
    {
        ScriptedRelay relay;
        Watched w(relay.place(quickOptions()));
        QTRY_VERIFY(w.welcomed);
        relay.last().done(99);
        QTRY_VERIFY(w.closed);
        QCOMPARE(w.closed->kind, ErrorKind::ProtocolBroken);
    }

    void finishesPolitely()
    {
        ScriptedRelay relay;
        Watched w(relay.place(quickOptions()));
        QTRY_VERIFY(w.welcomed);
        w.link->finish();
        QTRY_VERIFY(w.closed);
        QCOMPARE(w.closed->kind, ErrorKind::Cancelled);
        QVERIFY(relay.last().finished);
    }

    void mayBeDestroyedByItsCallbacks_data()
    {
        QTest::addColumn<int>("where");
        for (int i = 0; i < 5; ++i) {
            QTest::newRow(std::to_string(i).c_str()) << i;
        }
    }
    void mayBeDestroyedByItsCallbacks()
    {
        QFETCH(int, where);
        ScriptedRelay relay;
        relay.onRequest = [where](ScriptedConnection& c, const wire::Request& request) {
            if (request.has_stamp() && where == 4) {
                c.cut();
                return true;
            }
            return false;
        };
        Watched w(relay.place(quickOptions()));
        bool destroyed = false;
        const auto destroy = [&] {
            w.link.reset();
            destroyed = true;
        };
        w.link->onChannel = [&](const auto&) {
            if (where == 0) {
                return destroy();
            }
            w.link->request(encode(stamp()), Patience::Answer, [&](Outcome<wire::Answer>) {
                if (where == 3) {
                    destroy();
                }
            });
        };
        w.link->onFirstFrame = [&](const auto&) {
            if (where == 1) {
                destroy();
            }
        };
        w.link->onWelcome = [&](const auto&) {
            if (where == 2) {
                destroy();
            }
        };
        w.link->onClosed = [&](const auto&) { destroy(); };
        QTRY_VERIFY(destroyed);
    }

    void everyErrorHasAText()
    {
        for (int kind = 0; kind <= static_cast<int>(ErrorKind::LocalFailure); ++kind) {
            QVERIFY(!explain({.kind = static_cast<ErrorKind>(kind)}).isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(TestRelayLink)
#include "tst_relay_link.moc"
