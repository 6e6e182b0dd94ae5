#ifndef Q_MOC_RUN
#include "net/relay/store/sqlite_store.h"
#include "tests/net/relay/service/relay_world.h"
#endif

#include <set>

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

std::string envelope(std::uint64_t number, std::size_t bytes = 40)
{
    std::string text = "envelope " + std::to_string(number);
    text.resize(bytes, '.');
    return text;
}

/// Numbers and bytes as they arrived.
std::vector<std::pair<std::uint64_t, std::string>> deliveriesOf(const MemoryConnection& connection)
{
    std::vector<std::pair<std::uint64_t, std::string>> out;
    for (const wire::Event& event : connection.events) {
        if (event.has_delivery()) {
            out.emplace_back(event.delivery().number(), event.delivery().envelope());
        }
    }
    return out;
}

bool inOrder(const std::vector<std::pair<std::uint64_t, std::string>>& deliveries,
             std::uint64_t from, std::uint64_t count)
{
    if (deliveries.size() != count) {
        return false;
    }
    for (std::uint64_t i = 0; i < count; ++i) {
        if (deliveries[i].first != from + i ||
            !deliveries[i].second.starts_with("envelope " + std::to_string(from + i))) {
            return false;
        }
    }
    return true;
}

std::string sealedBundle(std::uint64_t counter)
{
    std::string bundle(1, '\1');
    for (int shift = 56; shift >= 0; shift -= 8) {
        bundle.push_back(static_cast<char>(counter >> shift));
    }
    bundle.resize(200, 's');
    return bundle;
}

wire::Request putPrekeys(std::uint64_t counter, std::uint32_t ids)
{
    wire::Request request;
    request.mutable_put_prekeys()->set_sealed_bundle(sealedBundle(counter));
    for (std::uint32_t id = 1; id <= ids; ++id) {
        request.mutable_put_prekeys()->add_one_time_ids(id);
    }
    return request;
}

} // namespace

class TestMailboxRequests : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void isMadeOnceAndOwnedByOneKey()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Mailbox mailbox(1);
        QVERIFY(mailbox.make(c.first));
        QVERIFY(c.second.request(mailbox.create(c.second)).has_logged_in());
        Mailbox thief(2);
        thief.id = mailbox.id;
        QCOMPARE(codeOf(c.other.request(thief.create(c.other))), wire::CONFLICT);
        // A refused login may be followed by another one.
        QCOMPARE(codeOf(c.other.request(loginRequest(c.other, mailbox.login(), thief.key))),
                 wire::NOT_PERMITTED);
        QCOMPARE(codeOf(c.other.request(loginRequest(c.first, mailbox.login(), mailbox.key))),
                 wire::NOT_PERMITTED); // signed for another connection
        QVERIFY(
            c.other.request(loginRequest(c.other, mailbox.login(), mailbox.key)).has_logged_in());
        QCOMPARE(codeOf(c.other.request(loginRequest(c.other, mailbox.login(), mailbox.key))),
                 wire::OUT_OF_TURN);
        QCOMPARE(goodbyeOf(c.other), wire::OUT_OF_TURN);
    }

    void aLoginForAnotherRelayIsRefused()
    {
        RelayInMemory relay;
        RelayInMemory elsewhere(77);
        MemoryConnection here(relay);
        MemoryConnection there(elsewhere);
        QVERIFY(here.open() && there.open());
        Mailbox mailbox(1);
        QVERIFY(mailbox.make(here));
        MemoryConnection again(relay);
        QVERIFY(again.open());
        QCOMPARE(codeOf(again.request(loginRequest(there, mailbox.login(), mailbox.key))),
                 wire::NOT_PERMITTED);
    }

    void postsAreAnsweredOnceStoredAndKnownAgain()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Mailbox mailbox(1);
        QVERIFY(mailbox.make(c.first));
        QVERIFY(c.first.request(subscribeRequest()).has_subscribed());
        const wire::Request post = mailbox.post({envelope(1), envelope(2), envelope(1)});
        for (int i = 0; i < 3; ++i) {
            const wire::Answer posted = c.other.request(post);
            QCOMPARE(posted.posted().codes_size(), 3);
            QCOMPARE(posted.posted().codes(2), wire::CODE_UNSPECIFIED);
        }
        c.first.receive();
        QVERIFY(inOrder(deliveriesOf(c.first), 1, 2));
        c.first.acknowledge(2);
        c.first.flush();
        QVERIFY(c.other.request(post).has_posted());
        c.first.receive();
        QCOMPARE(deliveriesOf(c.first).size(), 2U);

        wire::Request count;
        count.mutable_count_tokens();
        const wire::Answer counts = c.first.request(count);
        QCOMPARE(counts.token_counts().counts_size(), 1);
        QCOMPARE(counts.token_counts().counts(0).envelopes(), 2U);
        QCOMPARE(counts.token_counts().counts(0).hash(),
                 textOf(hashToken(mailbox.id, mailbox.token)));
    }

    void unknownMailboxAndWrongTokenAnswerAlike()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Mailbox mailbox(1);
        Mailbox missing(2);
        QVERIFY(mailbox.make(c.first));
        QVERIFY(c.first.request(putPrekeys(1, 3)).has_done());
        Mailbox wrong(3);
        wrong.id = mailbox.id;
        const auto same = [&](wire::Request one, wire::Request another) {
            wire::Answer a = c.other.request(std::move(one));
            wire::Answer b = c.other.request(std::move(another));
            b.set_id(a.id());
            return codeOf(a) == wire::TOKEN_REFUSED &&
                   a.SerializeAsString() == b.SerializeAsString();
        };
        QVERIFY(same(wrong.post({envelope(1)}), missing.post({envelope(1)})));
        QVERIFY(same(wrong.fetchPrekeys(), missing.fetchPrekeys()));
    }

    void malformedBatchesAreRefused()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Mailbox mailbox(1);
        QVERIFY(mailbox.make(c.first));
        const auto code = [&](wire::Request request) {
            return codeOf(c.other.request(std::move(request)));
        };
        QCOMPARE(code(mailbox.post({})), wire::INVALID);
        QCOMPARE(code(mailbox.post(std::vector<std::string>(257, "x"))), wire::INVALID);
        QCOMPARE(code(mailbox.post({"x", ""})), wire::TOO_LARGE);
        QCOMPARE(code(mailbox.post({std::string(wire::kEnvelopeBytesMax + 1, 'x')})),
                 wire::TOO_LARGE);
        QCOMPARE(code(mailbox.post({std::string(wire::kEnvelopeBytesMax, 'x')})),
                 wire::CODE_UNSPECIFIED);
        wire::Request shortToken = mailbox.post({"x"});
        shortToken.mutable_post()->mutable_token()->pop_back();
        QCOMPARE(code(shortToken), wire::INVALID);
        QVERIFY(!c.other.closedWith);
    }

    void sayIfTheQueueIsFull()
    {
        relay::StoreOptions options;
        options.mailbox.envelopesMax = 4;
        options.mailbox.bytesMax = 1'000;
        RelayInMemory relay(1, relay::openSqliteStore({}, options));
        Connections c(relay);
        QVERIFY(c.open());
        Mailbox mailbox(1);
        QVERIFY(mailbox.make(c.first));
        const wire::Answer bytes =
            c.other.request(mailbox.post({envelope(1), envelope(9, 1'000), envelope(2)}));
        QCOMPARE(bytes.posted().codes(0), wire::CODE_UNSPECIFIED);
        QCOMPARE(bytes.posted().codes(1), wire::QUEUE_FULL);
        QCOMPARE(bytes.posted().codes(2), wire::CODE_UNSPECIFIED);
        const wire::Answer count =
            c.other.request(mailbox.post({envelope(3), envelope(4), envelope(5)}));
        QCOMPARE(count.posted().codes(1), wire::CODE_UNSPECIFIED);
        QCOMPARE(count.posted().codes(2), wire::QUEUE_FULL);
        QVERIFY(c.first.request(subscribeRequest()).has_subscribed());
        QVERIFY(inOrder(deliveriesOf(c.first), 1, 4));
        c.first.acknowledge(4);
        c.first.flush();
        QCOMPARE(c.other.request(mailbox.post({envelope(5)})).posted().codes(0),
                 wire::CODE_UNSPECIFIED);
        c.first.receive();
        QVERIFY(inOrder(deliveriesOf(c.first), 1, 5));
    }

    /// Some are there before, some come while others are read, acknowledged late and unevenly.
    void everythingComesInOrderOnce()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Mailbox mailbox(1);
        QVERIFY(mailbox.make(c.first));
        std::uint64_t posted = 0;
        const auto post = [&](std::size_t count, std::size_t bytes) {
            std::vector<std::string> envelopes;
            for (std::size_t i = 0; i < count; ++i) {
                envelopes.push_back(envelope(++posted, bytes));
            }
            return c.other.request(mailbox.post(envelopes)).has_posted();
        };
        QVERIFY(post(256, 100) && post(256, 100) && post(100, 100));
        QVERIFY(c.first.request(subscribeRequest()).has_subscribed());
        std::uint64_t acknowledged = 0;
        for (int round = 0; round < 400; ++round) {
            const auto sent = deliveriesOf(c.first).size();
            QVERIFY(sent - acknowledged <= wire::kDeliveryWindowEnvelopes);
            if (round % 3 == 0 && round < 90) {
                QVERIFY(post(1 + static_cast<std::size_t>(round % 7), round % 2 == 0 ? 60 : 9'000));
            }
            acknowledged =
                std::min<std::uint64_t>(sent, acknowledged + static_cast<unsigned>(round) % 41);
            c.first.acknowledge(acknowledged);
            c.first.flush();
        }
        QVERIFY(inOrder(deliveriesOf(c.first), 1, posted));
    }

    void noMoreBytesThanTheWindowAreUnderWay()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Mailbox mailbox(1);
        QVERIFY(mailbox.make(c.first));
        std::uint64_t posted = 0;
        for (const std::size_t bytes :
             std::vector<std::size_t>{300'000, 200'000, 655'360, 655'360, 500'000, 655'360}) {
            QVERIFY(c.other.request(mailbox.post({envelope(++posted, bytes)})).has_posted());
        }
        QVERIFY(c.first.request(subscribeRequest()).has_subscribed());
        std::uint64_t acknowledged = 0;
        while (acknowledged < posted) {
            const auto sent = deliveriesOf(c.first);
            std::size_t bytes = 0;
            for (std::size_t i = acknowledged; i < sent.size(); ++i) {
                bytes += sent[i].second.size();
            }
            QVERIFY(bytes <= wire::kDeliveryWindowBytes);
            QVERIFY(sent.size() > acknowledged);
            c.first.acknowledge(++acknowledged);
            c.first.flush();
        }
        QVERIFY(inOrder(deliveriesOf(c.first), 1, posted));
    }

    void tenThousandForSomebodyAway()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Mailbox mailbox(1);
        QVERIFY(mailbox.make(c.first));
        std::uint64_t posted = 0;
        while (posted < 10'000) {
            std::vector<std::string> envelopes;
            for (int i = 0; i < 250; ++i) {
                envelopes.push_back(envelope(++posted));
            }
            QVERIFY(c.other.request(mailbox.post(envelopes)).has_posted());
        }
        QCOMPARE(c.first.request(subscribeRequest()).subscribed().newest(), 10'000U);
        for (std::uint64_t last = 0; last < posted;) {
            const std::uint64_t before = last;
            last = c.first.events.back().delivery().number();
            QVERIFY(last > before);
            c.first.acknowledge(last);
            c.first.flush();
        }
        QVERIFY(inOrder(deliveriesOf(c.first), 1, 10'000));
    }

    void aNewerConnectionTakesOver()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Mailbox mailbox(1);
        QVERIFY(mailbox.make(c.first));
        QVERIFY(c.first.request(subscribeRequest()).has_subscribed());
        QVERIFY(c.other.request(mailbox.post({envelope(1), envelope(2)})).has_posted());
        c.first.receive();
        QVERIFY(
            c.second.request(loginRequest(c.second, mailbox.login(), mailbox.key)).has_logged_in());
        // The old one acknowledges in the same moment in which the new one takes over.
        relay.hold();
        c.second.ask(subscribeRequest());
        c.second.flush();
        c.first.acknowledge(2);
        c.first.flush();
        relay.release();
        c.first.receive();
        c.second.receive();
        QCOMPARE(goodbyeOf(c.first), wire::SUPERSEDED);
        QVERIFY(inOrder(deliveriesOf(c.second), 1, 2));
        MemoryConnection third(relay);
        QVERIFY(third.open());
        QVERIFY(third.request(loginRequest(third, mailbox.login(), mailbox.key)).has_logged_in());
        QCOMPARE(third.request(subscribeRequest()).subscribed().acknowledged(), 0U);
        QVERIFY(inOrder(deliveriesOf(third), 1, 2));
        third.cut();
        QCOMPARE(relay.service.hub.listeners(), 0U);
    }

    void goesOnWhereTheClientHasStored()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Mailbox mailbox(1);
        QVERIFY(mailbox.make(c.first));
        QVERIFY(
            c.other.request(mailbox.post({envelope(1), envelope(2), envelope(3)})).has_posted());
        const wire::Answer answer = c.first.request(subscribeRequest(2));
        QCOMPARE(answer.subscribed().acknowledged(), 2U);
        QVERIFY(inOrder(deliveriesOf(c.first), 3, 1));
        c.first.acknowledge(1); // older than known: nothing
        c.first.flush();
        c.first.cut();
        MemoryConnection again(relay);
        QVERIFY(again.open());
        QVERIFY(again.request(loginRequest(again, mailbox.login(), mailbox.key)).has_logged_in());
        // A number that never was acknowledges nothing: the relay may have been restored.
        QCOMPARE(again.request(subscribeRequest(~0ULL)).subscribed().acknowledged(), 2U);
        QVERIFY(inOrder(deliveriesOf(again), 3, 1));
        again.acknowledge(4);
        again.flush();
        QCOMPARE(goodbyeOf(again), wire::MALFORMED);
    }

    void acknowledgingWithoutASubscriptionEnds()
    {
        RelayInMemory relay;
        MemoryConnection one(relay);
        QVERIFY(one.open());
        one.acknowledge(1);
        one.flush();
        QCOMPARE(goodbyeOf(one), wire::OUT_OF_TURN);
    }

    void aDeletedMailboxIsGone()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Mailbox mailbox(1);
        QVERIFY(mailbox.make(c.first));
        QVERIFY(
            c.second.request(loginRequest(c.second, mailbox.login(), mailbox.key)).has_logged_in());
        QVERIFY(c.first.request(subscribeRequest()).has_subscribed());
        wire::Request remove;
        remove.mutable_delete_mailbox();
        relay.hold();
        c.second.ask(remove);
        c.second.flush();
        c.second.cut(); // it does not wait for the answer
        relay.release();
        c.first.receive();
        QCOMPARE(goodbyeOf(c.first), wire::NOT_PERMITTED);
        QCOMPARE(codeOf(c.other.request(mailbox.post({envelope(1)}))), wire::TOKEN_REFUSED);
        QCOMPARE(codeOf(c.other.request(loginRequest(c.other, mailbox.login(), mailbox.key))),
                 wire::NOT_PERMITTED);
        QCOMPARE(relay.service.hub.listeners(), 0U);
    }

    void prekeysAreGivenOutOnce()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Mailbox mailbox(1);
        QVERIFY(mailbox.make(c.first));
        QCOMPARE(codeOf(c.other.request(mailbox.fetchPrekeys())), wire::TOKEN_REFUSED);
        QVERIFY(c.first.request(putPrekeys(5, 3)).has_done());
        QCOMPARE(codeOf(c.first.request(putPrekeys(5, 3))), wire::CONFLICT);
        QCOMPARE(codeOf(c.first.request(putPrekeys(4, 3))), wire::CONFLICT);
        QCOMPARE(codeOf(c.first.request(putPrekeys(0, 3))), wire::INVALID);
        std::set<std::uint32_t> given;
        for (int i = 0; i < 5; ++i) {
            const wire::Answer answer = c.other.request(mailbox.fetchPrekeys());
            QCOMPARE(answer.prekeys().sealed_bundle(), sealedBundle(5));
            QCOMPARE(answer.prekeys().has_one_time_id(), i < 3);
            if (answer.prekeys().has_one_time_id()) {
                QVERIFY(given.insert(answer.prekeys().one_time_id()).second);
            }
        }
        // A counter beyond the signed numbers of a database is a number like others.
        QVERIFY(c.first.request(putPrekeys(std::uint64_t{1} << 63, 100)).has_done());
        QCOMPARE(codeOf(c.first.request(putPrekeys(6, 3))), wire::CONFLICT);
        wire::Request count;
        count.mutable_count_prekeys();
        QCOMPARE(c.first.request(count).prekey_count().counter(), std::uint64_t{1} << 63);
        // The token's allowance is eight one-time keys, three of which were above; the fetch
        // succeeds all the same.
        std::uint32_t left = 0;
        for (int i = 0; i < 20; ++i) {
            left += c.other.request(mailbox.fetchPrekeys()).prekeys().has_one_time_id() ? 1U : 0U;
        }
        QCOMPARE(left, 5U);
        // Three of the second hundred had been listed before, and were given out.
        QCOMPARE(c.first.request(count).prekey_count().one_time_left(), 92U);
    }

    void whatOnlyAnOwnerMayDo()
    {
        RelayInMemory relay;
        MemoryConnection one(relay);
        QVERIFY(one.open());
        Mailbox mailbox(1);
        std::vector<wire::Request> requests{mailbox.setTokens(), subscribeRequest(),
                                            putPrekeys(1, 1)};
        requests.emplace_back().mutable_delete_mailbox();
        requests.emplace_back().mutable_count_tokens();
        requests.emplace_back().mutable_count_prekeys();
        for (const wire::Request& request : requests) {
            QCOMPARE(codeOf(one.request(request)), wire::OUT_OF_TURN);
        }
        QVERIFY(!one.closedWith);
    }

    void acknowledgementsOfAFrameAreOneTask()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Mailbox mailbox(1);
        QVERIFY(mailbox.make(c.first));
        QVERIFY(c.first.request(subscribeRequest()).has_subscribed());
        QVERIFY(c.other.request(mailbox.post({envelope(1)})).has_posted());
        c.first.receive();
        relay.hold();
        for (int i = 0; i < 1'000; ++i) {
            c.first.acknowledge(1);
        }
        c.first.flush();
        QCOMPARE(relay.store.queued(), 1U);
        relay.release();
        c.first.cut();
        MemoryConnection again(relay);
        QVERIFY(again.open());
        QVERIFY(again.request(loginRequest(again, mailbox.login(), mailbox.key)).has_logged_in());
        QCOMPARE(again.request(subscribeRequest()).subscribed().acknowledged(), 1U);
    }
};

QTEST_GUILESS_MAIN(TestMailboxRequests)
#include "tst_mailbox_requests.moc"
