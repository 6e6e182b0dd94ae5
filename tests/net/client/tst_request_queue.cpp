#ifndef Q_MOC_RUN
#include "crypto/channel/channel_session.h"
#include "net/client/request_queue.h"
#endif

#include <QTest>

using namespace sotto::client;
namespace wire = sotto::wire;

namespace {

SharedRequest post(std::size_t bytes)
{
    wire::Request request;
    request.mutable_post()->add_envelopes(std::string(bytes, 'e'));
    return encode(std::move(request));
}

SharedRequest readBlob()
{
    wire::Request request;
    request.mutable_read_blob()->set_length(1);
    return encode(std::move(request));
}

std::vector<std::uint32_t> idsOf(const sotto::crypto::SecretBytes& frame)
{
    wire::ClientFrame parsed;
    if (!parsed.ParseFromArray(frame.data(), static_cast<int>(frame.size()))) {
        qFatal("no ClientFrame");
    }
    std::vector<std::uint32_t> ids;
    for (const wire::Request& request : parsed.requests()) {
        ids.push_back(request.id());
    }
    return ids;
}

using Ids = std::vector<std::uint32_t>;

} // namespace

class TestRequestQueue : public QObject
{
    Q_OBJECT

private slots:
    void putsRequestsIntoOneFrame()
    {
        RequestQueue queue;
        wire::Request request;
        request.mutable_stamp()->set_subject("subject");
        const auto a = queue.push(encode(std::move(request)));
        const auto b = queue.push(post(1000));
        const auto frame = queue.nextFrame();
        wire::ClientFrame parsed;
        QVERIFY(parsed.ParseFromArray(frame.data(), static_cast<int>(frame.size())));
        QCOMPARE(parsed.requests_size(), 2);
        QCOMPARE(parsed.requests(0).id(), a);
        QCOMPARE(parsed.requests(0).stamp().subject(), std::string("subject"));
        QCOMPARE(parsed.requests(1).id(), b);
        QCOMPARE(parsed.requests(1).post().envelopes(0).size(), std::size_t{1000});
        QVERIFY(queue.nextFrame().empty());
    }

    void startsAnotherFrameWhereOneIsFull()
    {
        RequestQueue queue;
        for (int i = 0; i < 3; ++i) {
            (void)queue.push(post(500'000));
        }
        const auto first = queue.nextFrame();
        QVERIFY(first.size() <= sotto::crypto::kMaxChannelPlaintextBytes);
        QCOMPARE(idsOf(first), (Ids{1, 2}));
        QCOMPARE(idsOf(queue.nextFrame()), (Ids{3}));
    }

    void refusesWhatFitsNoFrame()
    {
        const std::size_t most = sotto::crypto::kMaxChannelPlaintextBytes;
        QVERIFY(RequestQueue::fits(*post(most - 32)));
        QVERIFY(!RequestQueue::fits(*post(most - 8)));
    }

    void keepsToTheNumberInFlight()
    {
        RequestQueue queue;
        for (std::size_t i = 0; i < wire::kRequestsInFlightMax + 5; ++i) {
            (void)queue.push(post(1));
        }
        QCOMPARE(idsOf(queue.nextFrame()).size(), wire::kRequestsInFlightMax);
        QVERIFY(queue.nextFrame().empty());
        QVERIFY(queue.answered(17));
        QCOMPARE(idsOf(queue.nextFrame()), (Ids{257}));
    }

    void keepsToTheBytesInFlight()
    {
        RequestQueue queue;
        for (int i = 0; i < 12; ++i) {
            (void)queue.push(post(500'000));
        }
        std::size_t sent = 0;
        std::size_t bytes = 0;
        for (auto frame = queue.nextFrame(); !frame.empty(); frame = queue.nextFrame()) {
            sent += idsOf(frame).size();
            bytes += frame.size();
        }
        QCOMPARE(sent, std::size_t{8});
        QVERIFY(bytes <= wire::kRequestBytesInFlightMax);
    }

    void aLargeReadWaitsAndHoldsUpNothing()
    {
        RequestQueue queue;
        for (std::size_t i = 0; i < wire::kLargeReadsInFlightMax + 1; ++i) {
            (void)queue.push(readBlob());
        }
        (void)queue.push(post(1));
        QCOMPARE(idsOf(queue.nextFrame()), (Ids{1, 2, 3, 4, 6}));
        QVERIFY(queue.answered(2));
        QCOMPARE(idsOf(queue.nextFrame()), (Ids{5}));
    }

    void acknowledgementsTakeNoPlace()
    {
        RequestQueue queue;
        for (std::size_t i = 0; i < wire::kRequestsInFlightMax + 1; ++i) {
            (void)queue.push(post(1));
        }
        (void)queue.nextFrame();
        wire::Request acknowledge;
        acknowledge.mutable_acknowledge()->set_number(5);
        queue.pushUnanswered(encode(std::move(acknowledge)));
        QCOMPARE(idsOf(queue.nextFrame()), (Ids{0}));
        QVERIFY(!queue.answered(0));
    }

    void whatIsTakenBackIsNotSent()
    {
        RequestQueue queue;
        const auto a = queue.push(post(1));
        const auto b = queue.push(post(1));
        QVERIFY(queue.withdraw(a));
        QCOMPARE(idsOf(queue.nextFrame()), (Ids{b}));
        QVERIFY(!queue.withdraw(b));
        QVERIFY(queue.isSent(b));
        QVERIFY(queue.answered(b));
        QVERIFY(!queue.answered(b));
    }

    void tokensAreWipedFromTheMessage()
    {
        wire::Request request;
        const std::string token(32, 't');
        setSecret(request.mutable_post()->mutable_token(), sotto::crypto::asBytes(token));
        const char* where = request.post().token().data();
        const SharedRequest encoded = encode(std::move(request));
        QVERIFY(request.post().token().empty());
        QCOMPARE(request.post().token().data(), where); // the same memory
        QVERIFY(std::all_of(where, where + 32, [](char c) { return c == '\0'; }));
        wire::Request parsed;
        QVERIFY(
            parsed.ParseFromArray(encoded->body.data(), static_cast<int>(encoded->body.size())));
        QCOMPARE(parsed.post().token(), token);
    }
};

QTEST_APPLESS_MAIN(TestRequestQueue)
#include "tst_request_queue.moc"
