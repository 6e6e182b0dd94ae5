#ifndef Q_MOC_RUN
#include "crypto/objects/stamp.h"
#include "net/relay/store/sqlite_store.h"
#include "tests/net/relay/service/relay_world.h"
#include "tests/support/failing_store.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

wire::Request stampRequest(std::size_t bytes = 32)
{
    wire::Request request;
    request.mutable_stamp()->set_subject(std::string(bytes, 's'));
    return request;
}

std::string oneFrame(const std::vector<wire::Request>& requests)
{
    wire::ClientFrame frame;
    for (const wire::Request& request : requests) {
        *frame.add_requests() = request;
    }
    return frame.SerializeAsString();
}

wire::Request withId(wire::Request request, std::uint32_t id)
{
    request.set_id(id);
    return request;
}

wire::Request helloRequest(std::uint32_t oldest, std::uint32_t newest)
{
    wire::Request request;
    request.mutable_hello()->set_oldest_version(oldest);
    request.mutable_hello()->set_newest_version(newest);
    return request;
}

/// Up to K3, without Hello.
bool shakeHands(MemoryConnection& connection)
{
    return connection.sayHello(std::nullopt) && connection.sayAccess() && connection.openChannel();
}

} // namespace

class TestRelayRequests : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void helloComesFirst()
    {
        RelayInMemory relay;
        MemoryConnection one(relay);
        QVERIFY(shakeHands(one));
        QCOMPARE(codeOf(one.request(stampRequest())), wire::OUT_OF_TURN);
        QCOMPARE(goodbyeOf(one), wire::OUT_OF_TURN);
        QVERIFY(one.finished);
        QCOMPARE(one.closedWith, wire::OUT_OF_TURN);
    }

    void helloComesOnce()
    {
        RelayInMemory relay;
        MemoryConnection one(relay);
        QVERIFY(one.open());
        QCOMPARE(codeOf(one.request(helloRequest(1, 1))), wire::OUT_OF_TURN);
        QCOMPARE(goodbyeOf(one), wire::OUT_OF_TURN);
    }

    void versions_data()
    {
        QTest::addColumn<unsigned>("oldest");
        QTest::addColumn<unsigned>("newest");
        QTest::addColumn<bool>("welcome");
        QTest::newRow("both") << 1U << 1U << true;
        QTest::newRow("and newer") << 1U << 900U << true;
        QTest::newRow("and older") << 0U << 1U << true;
        QTest::newRow("newer") << 2U << 3U << false;
        QTest::newRow("none") << 0U << 0U << false;
    }
    void versions()
    {
        QFETCH(unsigned, oldest);
        QFETCH(unsigned, newest);
        QFETCH(bool, welcome);
        RelayInMemory relay;
        MemoryConnection one(relay);
        QVERIFY(shakeHands(one));
        const wire::Answer answer = one.request(helloRequest(oldest, newest));
        QCOMPARE(answer.has_welcome(), welcome);
        if (welcome) {
            QCOMPARE(answer.welcome().version(), 1U);
            QCOMPARE(answer.welcome().time(), relay.time.wall);
        } else {
            QCOMPARE(codeOf(answer), wire::UNSUPPORTED_VERSION);
            QCOMPARE(goodbyeOf(one), wire::UNSUPPORTED_VERSION);
        }
    }

    void idsAreGoodOrTheEnd_data()
    {
        QTest::addColumn<QByteArray>("plaintext");
        const auto bytes = [](const std::string& text) { return QByteArray::fromStdString(text); };
        QTest::newRow("0") << bytes(oneFrame({stampRequest()}));
        wire::Request unanswered = withId({}, 9);
        unanswered.mutable_stat_blob()->set_blob(std::string(32, 'b'));
        QTest::newRow("repeated") << bytes(oneFrame({unanswered, unanswered}));
        QTest::newRow("no ClientFrame") << QByteArray("\x0a\xff\xff\xff\xff\x0f");
    }
    void idsAreGoodOrTheEnd()
    {
        QFETCH(QByteArray, plaintext);
        RelayInMemory relay;
        MemoryConnection one(relay);
        QVERIFY(one.open());
        one.sendPlaintext(asBytes(plaintext.toStdString()));
        QCOMPARE(goodbyeOf(one), wire::MALFORMED);
        QVERIFY(one.finished);
        // And nothing after it has any effect.
        const std::size_t frames = one.rawFrames.size();
        one.flush();
        QCOMPARE(one.rawFrames.size(), frames);
    }

    void anUnknownRequestIsNoBreach()
    {
        RelayInMemory relay;
        MemoryConnection one(relay);
        QVERIFY(one.open());
        QCOMPARE(codeOf(one.request({})), wire::INVALID);
        // Of a later version: a field of number 200.
        const std::string unknown("\x0a\x06\x08\x63\xc2\x0c\x01\x00", 8);
        one.sendPlaintext(asBytes(unknown));
        QVERIFY(one.answerTo(99));
        QCOMPARE(codeOf(*one.answerTo(99)), wire::INVALID);
        QVERIFY(!one.closedWith);
        one.sendPlaintext({}); // says nothing, and is allowed
        QVERIFY(!one.closedWith);
    }

    void soManyRequestsMayBeUnanswered()
    {
        RelayInMemory relay;
        MemoryConnection one(relay);
        QVERIFY(one.open());
        for (int i = 0; i < 256; ++i) {
            one.ask(stampRequest());
        }
        one.flush();
        QCOMPARE(one.answers.size(), 257U);
        wire::Request slow;
        slow.mutable_stat_blob()->set_blob(std::string(32, 'b'));
        relay.hold();
        for (int i = 0; i < 256; ++i) {
            one.ask(slow);
        }
        one.flush();
        QVERIFY(!one.closedWith);
        one.ask(slow);
        one.flush();
        QCOMPARE(goodbyeOf(one), wire::TOO_MANY_REQUESTS);
        relay.release();
    }

    /// Each would cost a signature: a frame of twenty thousand would hold the thread for a second.
    void aFrameHoldsNoMoreThanMayBeUnanswered()
    {
        RelayInMemory relay;
        MemoryConnection one(relay);
        QVERIFY(one.open());
        for (int i = 0; i < 20'000; ++i) {
            one.ask(stampRequest());
        }
        one.flush();
        QCOMPARE(goodbyeOf(one), wire::TOO_MANY_REQUESTS);
        QCOMPARE(one.answers.size(), 1U);
    }

    void soManyBytesMayBeUnanswered()
    {
        RelayInMemory relay;
        MemoryConnection one(relay);
        QVERIFY(one.open());
        Mailbox mailbox(1);
        relay.hold();
        for (int i = 0; i < 4; ++i) {
            one.ask(mailbox.post({std::string(650'000, 'x'), std::string(380'000, 'y')}));
            one.flush();
            QVERIFY(!one.closedWith);
        }
        one.ask(mailbox.post({std::string(90'000, 'x')}));
        one.flush();
        QCOMPARE(goodbyeOf(one), wire::TOO_MANY_REQUESTS);
        relay.release();
    }

    void fourLargeReadsMayBeUnanswered()
    {
        RelayInMemory relay;
        MemoryConnection one(relay);
        QVERIFY(one.open());
        wire::Request read;
        read.mutable_read_invite()->set_invite(std::string(32, 'i'));
        for (int round = 0; round < 3; ++round) { // the count comes back to zero
            for (int i = 0; i < 4; ++i) {
                one.ask(read);
            }
            one.flush();
            QVERIFY(!one.closedWith);
        }
        for (int i = 0; i < 5; ++i) {
            one.ask(read);
        }
        one.flush();
        QCOMPARE(goodbyeOf(one), wire::TOO_MANY_REQUESTS);
    }

    void answersShareFramesThatStayWithinTheLimit()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Mailbox mailbox(1);
        QVERIFY(mailbox.make(c.first));
        std::vector<DeliveryTokenHash> hashes(1'024);
        for (DeliveryTokenHash& hash : hashes) {
            hash = mailbox.random.make<DeliveryTokenHash>();
        }
        wire::Request put;
        put.mutable_put_prekeys()->set_sealed_bundle(std::string("\1\0\0\0\0\0\0\0\1", 9) +
                                                     std::string(8'000, 's'));
        QVERIFY(c.first.request(put).has_done());
        const std::size_t before = c.other.rawFrames.size();
        for (int i = 0; i < 256; ++i) {
            c.other.ask(mailbox.fetchPrekeys());
        }
        c.other.flush();
        QCOMPARE(c.other.answers.size(), 257U);
        QVERIFY(c.other.rawFrames.size() - before <= 9);
        for (const Bytes& frame : c.other.rawFrames) {
            QVERIFY(frame.size() <= 262'144 + 64);
        }
    }

    void aPeerThatReadsNothingIsEnded()
    {
        RelayInMemory relay;
        MemoryConnection one(relay);
        QVERIFY(one.open());
        one.unsent = (std::size_t{10} << 20) + 1;
        one.ask(stampRequest());
        one.flush();
        QCOMPARE(one.closedWith, wire::TOO_SLOW);
        QVERIFY(!goodbyeOf(one));
    }

    void finishIsAnsweredWithFinish()
    {
        RelayInMemory relay;
        MemoryConnection one(relay);
        QVERIFY(one.open());
        one.finish();
        QVERIFY(one.finished);
        QCOMPARE(one.closedWith, 0);
        QVERIFY(!goodbyeOf(one));
    }

    void aFrameThatDoesNotOpenEndsWithoutAWord()
    {
        RelayInMemory relay;
        MemoryConnection one(relay);
        QVERIFY(one.open());
        const std::size_t frames = one.rawFrames.size();
        one.sendRaw(Bytes(100, 0x10));
        QCOMPARE(one.closedWith, wire::MALFORMED);
        QCOMPARE(one.rawFrames.size(), frames);
    }

    void leavingSaysGoodbye()
    {
        RelayInMemory relay;
        MemoryConnection one(relay);
        QVERIFY(one.open());
        one.leave(wire::SHUTTING_DOWN);
        one.receive();
        QCOMPARE(goodbyeOf(one), wire::SHUTTING_DOWN);
        QVERIFY(one.finished);
        QCOMPARE(one.closedWith, wire::SHUTTING_DOWN);
    }

    void stampsAreTheRelaysWord()
    {
        RelayInMemory relay;
        MemoryConnection one(relay);
        QVERIFY(one.open());
        QCOMPARE(codeOf(one.request(stampRequest(31))), wire::INVALID);
        const wire::Answer answer = one.request(stampRequest());
        const auto stamp = Stamp::parse(asBytes(answer.stamped().stamp()));
        QVERIFY(stamp && stamp->verifies());
        QCOMPARE(stamp->time.seconds, relay.time.wall);
        QVERIFY(equalConstantTime(stamp->relay.view(), relay.key.publicKey().view()));
    }

    void ratesAreByOrigin()
    {
        RelayInMemory relay;
        MemoryConnection one(relay, 7);
        MemoryConnection other(relay, 8);
        QVERIFY(one.open() && other.open());
        relay.service.rates.setRate(relay::LimitedAction::Create, {1, 0.001});
        Mailbox mailbox(1);
        Mailbox second(2);
        QVERIFY(one.request(mailbox.create(one)).has_logged_in());
        MemoryConnection again(relay, 7);
        QVERIFY(again.open());
        const wire::Answer limited = again.request(second.create(again));
        QCOMPARE(codeOf(limited), wire::RATE_LIMITED);
        QVERIFY(limited.refusal().retry_after_ms() > 0);
        QVERIFY(other.request(second.create(other)).has_logged_in());
    }

    // ---- the store fails -------------------------------------------------------------------

    void aFullDiskRefusesAndRecovers()
    {
        auto failing = std::make_unique<FailingStore>(relay::openSqliteStore({}, {}));
        FailingStore& store = *failing;
        RelayInMemory relay(1, std::move(failing));
        Connections c(relay);
        QVERIFY(c.open());
        Mailbox mailbox(1);
        QVERIFY(mailbox.make(c.first));
        QVERIFY(c.first.request(subscribeRequest()).has_subscribed());
        store.failNext(1, relay::StoreFailure::Kind::DiskFull);
        const wire::Answer full = c.other.request(mailbox.post({"one"}));
        QCOMPARE(codeOf(full), wire::STORAGE_FULL);
        QVERIFY(full.refusal().retry_after_ms() > 0);
        store.failNext(1);
        QCOMPARE(codeOf(c.other.request(mailbox.post({"one"}))), wire::UNAVAILABLE);
        c.first.receive();
        QVERIFY(c.first.events.empty());
        QVERIFY(c.other.request(mailbox.post({"one"})).has_posted());
        c.first.receive();
        QCOMPARE(c.first.events.size(), 1U);
        QCOMPARE(c.first.events[0].delivery().number(), 1U);
    }

    /// In either half of a login. It may be tried again on the same connection.
    void aLoginThatFailsAtTheDiskMayBeTriedAgain_data()
    {
        QTest::addColumn<bool>("creates");
        QTest::newRow("login") << false;
        QTest::newRow("create") << true;
    }
    void aLoginThatFailsAtTheDiskMayBeTriedAgain()
    {
        QFETCH(bool, creates);
        auto failing = std::make_unique<FailingStore>(relay::openSqliteStore({}, {}));
        FailingStore& store = *failing;
        RelayInMemory relay(1, std::move(failing));
        Connections c(relay);
        QVERIFY(c.open());
        Object vault(3);
        Mailbox mailbox(1);
        QVERIFY(c.other.request(vault.update(0, "one")).has_done());
        const auto login = [&] {
            return creates ? mailbox.create(c.first)
                           : loginRequest(c.first, vault.login(0), vault.keys[0]);
        };
        store.failNext(1, relay::StoreFailure::Kind::DiskFull);
        QCOMPARE(codeOf(c.first.request(login())), wire::STORAGE_FULL);
        int transactions = 0;
        store.committed = [&] {
            if (++transactions == 1) {
                store.failNext(1);
            }
        };
        QCOMPARE(codeOf(c.first.request(login())), wire::UNAVAILABLE);
        QCOMPARE(relay.service.hub.listeners(), 0U);
        QVERIFY(c.first.request(login()).has_logged_in());
    }

    void aSubscriptionThatFailsMayBeTriedAgain()
    {
        auto failing = std::make_unique<FailingStore>(relay::openSqliteStore({}, {}));
        FailingStore& store = *failing;
        RelayInMemory relay(1, std::move(failing));
        Connections c(relay);
        QVERIFY(c.open());
        Mailbox mailbox(1);
        QVERIFY(mailbox.make(c.first));
        QVERIFY(c.other.request(mailbox.post({"one", "two"})).has_posted());
        store.failNext(1);
        QCOMPARE(codeOf(c.first.request(subscribeRequest())), wire::UNAVAILABLE);
        // The list of what is pending fails: it is asked for again.
        store.committed = [&] {
            store.failNext(1);
            store.committed = nullptr;
        };
        QVERIFY(c.first.request(subscribeRequest()).has_subscribed());
        QVERIFY(c.first.events.empty());
        c.first.tick();
        relay.run();
        c.first.receive();
        QCOMPARE(c.first.events.size(), 2U);
    }
};

QTEST_GUILESS_MAIN(TestRelayRequests)
#include "tst_relay_requests.moc"
