#ifndef Q_MOC_RUN
#include "net/wire/token_hash.h"
#include "tests/support/relay_in_memory.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

constexpr std::uint64_t kYear = 365 * 86'400;

wire::Request putInvite(std::uint64_t expires)
{
    wire::Request request;
    wire::PutInvite& put = *request.mutable_put_invite();
    put.set_invite(std::string(32, 'i'));
    put.set_content("content");
    put.set_expires(expires);
    put.set_delete_token_hash(std::string(32, 'h'));
    return request;
}

wire::Request readInvite()
{
    wire::Request request;
    request.mutable_read_invite()->set_invite(std::string(32, 'i'));
    return request;
}

wire::Request createBlob(std::uint32_t seconds)
{
    wire::Request request;
    wire::CreateBlob& create = *request.mutable_create_blob();
    create.set_blob(std::string(32, 'b'));
    create.set_size(10);
    create.set_seconds(seconds);
    create.set_owner_token_hash(std::string(32, 'h'));
    return request;
}

} // namespace

/// The wall clock names dates; what is over, the expiry clock decides alone.
class TestClockAndExpiry : public QObject
{
    Q_OBJECT

private slots:
    void anInviteOutlivesAJumpForward()
    {
        RelayInMemory relay;
        MemoryConnection client(relay);
        QVERIFY(client.open());
        QVERIFY(client.request(putInvite(relay.time.wall + 1'000)).has_done());
        relay.time.wall += kYear;
        QVERIFY(client.request(readInvite()).has_invite());
        relay.time.wall -= kYear;
        relay.advanceMs(900'000);
        QVERIFY(client.request(readInvite()).has_invite());
        relay.advanceMs(200'000);
        QVERIFY(client.request(readInvite()).has_refusal());
    }

    void anInviteOfASlowClockOutlivesItsCorrection()
    {
        RelayInMemory relay;
        MemoryConnection client(relay);
        QVERIFY(client.open());
        relay.time.wall -= kYear;
        QVERIFY(client.request(putInvite(relay.time.wall + 1'000)).has_done());
        relay.time.wall += kYear;
        QVERIFY(client.request(readInvite()).has_invite());
    }

    void aBlobOfASlowClockIsKept()
    {
        RelayInMemory relay;
        MemoryConnection client(relay);
        QVERIFY(client.open());
        relay.time.wall -= kYear;
        const auto answer = client.request(createBlob(1'000));
        QVERIFY(answer.has_blob_state());
        QCOMPARE(answer.blob_state().expires(), relay.clock.expiry().seconds + 1'000);
    }
};

QTEST_APPLESS_MAIN(TestClockAndExpiry)
#include "tst_clock_and_expiry.moc"
