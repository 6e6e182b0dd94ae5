#ifndef Q_MOC_RUN
#include "net/client/posting_connection.h"
#include "tests/net/client/scripted_relay.h"
#endif

#include <QTest>

using namespace sotto::client;
using namespace sotto::test;
namespace wire = sotto::wire;

namespace {

using Codes = std::vector<wire::Code>;

struct World
{
    explicit World(PostingOptions postingOptions = {})
        : posting(std::make_unique<PostingConnection>(relay.place(quickOptions()), postingOptions))
    {}
    void post(const std::string& text, std::size_t count = 1)
    {
        std::vector<sotto::crypto::Bytes> envelopes;
        for (std::size_t i = 0; i < count; ++i) {
            const std::string envelope = text + std::to_string(i);
            envelopes.emplace_back(envelope.begin(), envelope.end());
        }
        posting->post(mailbox, token, std::move(envelopes),
                      [this](Outcome<Codes> outcome) { outcomes.push_back(std::move(outcome)); });
    }

    ScriptedRelay relay;
    sotto::crypto::MailboxId mailbox = relay.random.make<sotto::crypto::MailboxId>();
    sotto::crypto::DeliveryToken token = relay.random.make<sotto::crypto::DeliveryToken>();
    std::unique_ptr<PostingConnection> posting;
    std::vector<Outcome<Codes>> outcomes;
};

} // namespace

class TestPostingConnection : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(sotto::crypto::initialize()); }

    void connectsWhenThereIsSomethingToPost()
    {
        World w;
        QCOMPARE(w.posting->state(), LinkState::Stopped);
        w.post("a");
        w.post("b");
        QTRY_COMPARE(w.outcomes.size(), std::size_t{2});
        QCOMPARE(w.relay.connections.size(), std::size_t{1});
        QCOMPARE(w.relay.posted.size(), std::size_t{2});
        QVERIFY(!w.relay.last().named && !w.relay.last().loggedIn);
        const wire::Post& post = w.relay.last().requests[1].post();
        QVERIFY(std::ranges::equal(sotto::crypto::asBytes(post.token()), w.token.view()));
    }

    void eachEnvelopeHasItsCode()
    {
        World w;
        w.relay.onRequest = [](ScriptedConnection& c, const wire::Request& request) {
            if (!request.has_post()) {
                return false;
            }
            wire::Answer answer;
            for (int i = 0; i < request.post().envelopes_size(); ++i) {
                answer.mutable_posted()->add_codes(i % 2 ? wire::QUEUE_FULL
                                                         : wire::CODE_UNSPECIFIED);
            }
            c.answer(request.id(), answer);
            return true;
        };
        w.post("a", 3);
        QTRY_COMPARE(w.outcomes.size(), std::size_t{1});
        QCOMPARE(*w.outcomes[0],
                 (Codes{wire::CODE_UNSPECIFIED, wire::QUEUE_FULL, wire::CODE_UNSPECIFIED}));
    }

    void aLargeBatchIsSplit()
    {
        World w;
        w.post("a", wire::kPostEnvelopesMax + 44);
        QTRY_COMPARE(w.outcomes.size(), std::size_t{1});
        QCOMPARE(w.outcomes[0]->size(), wire::kPostEnvelopesMax + 44);
        QCOMPARE(w.relay.count(wire::Request::kPost), 2);
        std::vector<sotto::crypto::Bytes> large(3, sotto::crypto::Bytes(500'000, 1));
        large[1][0] = 2;
        large[2][0] = 3;
        w.posting->post(w.mailbox, w.token, large,
                        [&w](Outcome<Codes> outcome) { w.outcomes.push_back(std::move(outcome)); });
        QTRY_COMPARE(w.outcomes.size(), std::size_t{2});
        QCOMPARE(w.outcomes[1]->size(), std::size_t{3});
        QCOMPARE(w.relay.count(wire::Request::kPost), 5); // two do not fit together
    }

    void aRefusedTokenIsAnError()
    {
        World w;
        w.relay.onRequest = [](ScriptedConnection& c, const wire::Request& request) {
            if (request.has_post()) {
                c.refuse(request.id(), wire::TOKEN_REFUSED);
            }
            return request.has_post();
        };
        w.post("a", 2);
        QTRY_COMPARE(w.outcomes.size(), std::size_t{1});
        QCOMPARE(w.outcomes[0].error().code, wire::TOKEN_REFUSED);
    }

    void postsSurviveALostConnection()
    {
        World w;
        int cuts = 3;
        w.relay.onRequest = [&](ScriptedConnection& c, const wire::Request& request) {
            if (request.has_post() && (c.gone || cuts-- > 0)) {
                c.cut();
                return true;
            }
            return false;
        };
        for (int i = 0; i < 5; ++i) {
            w.post("post " + std::to_string(i));
        }
        QTRY_COMPARE(w.outcomes.size(), std::size_t{5});
        for (const auto& outcome : w.outcomes) {
            QVERIFY(outcome);
        }
        QCOMPARE(w.relay.posted.size(), std::size_t{5});
        QCOMPARE(w.relay.connections.size(), std::size_t{4});
    }

    void anOldConnectionIsReplaced()
    {
        World w({.ageMaxMs = 700, .handOverMs = 600, .idleMaxMs = 10'000});
        std::uint32_t held = 0;
        w.relay.onRequest = [&](ScriptedConnection&, const wire::Request& request) {
            if (request.has_post() && request.post().envelopes(0) == "held0" && held == 0) {
                held = request.id();
                return true;
            }
            return false;
        };
        w.post("a");
        QTRY_COMPARE(w.outcomes.size(), std::size_t{1});
        w.post("held"); // on its way when the connection grows old
        QTRY_COMPARE(w.posting->state(), LinkState::Stopped);
        w.post("b");
        QTRY_COMPARE(w.outcomes.size(), std::size_t{2});
        QCOMPARE(w.relay.connections.size(), std::size_t{2});
        // Unanswered, it is taken from the old one in the end, and posted again.
        QTRY_COMPARE(w.outcomes.size(), std::size_t{3});
        QVERIFY(w.outcomes[2]);
        QTRY_VERIFY(w.relay.connections[0]->gone);
    }

    void anIdleConnectionEnds()
    {
        World w({.ageMaxMs = 10'000, .handOverMs = 50, .idleMaxMs = 30});
        w.post("a");
        QTRY_COMPARE(w.outcomes.size(), std::size_t{1});
        QTRY_COMPARE(w.posting->state(), LinkState::Stopped);
        QTRY_VERIFY(w.relay.last().finished);
        w.post("b");
        QTRY_COMPARE(w.outcomes.size(), std::size_t{2});
    }

    void stoppingCancels()
    {
        World w;
        w.post("a");
        w.posting->stop();
        QTRY_COMPARE(w.outcomes.size(), std::size_t{1});
        QCOMPARE(w.outcomes[0].error().kind, ErrorKind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestPostingConnection)
#include "tst_posting_connection.moc"
