#ifndef Q_MOC_RUN
#include "tests/net/relay/service/relay_world.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

struct Named
{
    explicit Named(std::uint64_t seed)
        : random(seed)
        , id(random.make<ObjectId>())
        , token(random.make<wire::OwnerToken>())
    {}
    [[nodiscard]] std::string hash() const { return textOf(wire::hashOwnerToken(id, token)); }

    DeterministicRandom random;
    ObjectId id;
    wire::OwnerToken token;
};

wire::Request putInvite(const Named& invite, const std::string& content, std::uint64_t expires)
{
    wire::Request request;
    wire::PutInvite& out = *request.mutable_put_invite();
    out.set_invite(textOf(invite.id));
    out.set_content(content);
    out.set_expires(expires);
    out.set_delete_token_hash(invite.hash());
    return request;
}

wire::Request createBlob(const Named& blob, std::uint64_t size, std::uint32_t seconds = 3'600)
{
    wire::Request request;
    wire::CreateBlob& out = *request.mutable_create_blob();
    out.set_blob(textOf(blob.id));
    out.set_size(size);
    out.set_seconds(seconds);
    out.set_owner_token_hash(blob.hash());
    return request;
}

wire::Request writeBlob(const Named& blob, std::uint64_t offset, const std::string& data)
{
    wire::Request request;
    wire::WriteBlob& out = *request.mutable_write_blob();
    out.set_blob(textOf(blob.id));
    out.set_token(textOf(blob.token));
    out.set_offset(offset);
    out.set_data(data);
    return request;
}

wire::Request readBlob(const Named& blob, std::uint64_t offset, std::uint32_t length)
{
    wire::Request request;
    request.mutable_read_blob()->set_blob(textOf(blob.id));
    request.mutable_read_blob()->set_offset(offset);
    request.mutable_read_blob()->set_length(length);
    return request;
}

} // namespace

class TestInviteBlobRequests : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void invites()
    {
        RelayInMemory relay;
        MemoryConnection one(relay);
        QVERIFY(one.open());
        const Named invite(1);
        const std::uint64_t now = relay.time.wall;
        const std::uint64_t month = 30 * 86'400;
        QCOMPARE(codeOf(one.request(putInvite(invite, "", now + 60))), wire::INVALID);
        QCOMPARE(codeOf(one.request(putInvite(invite, "x", now))), wire::INVALID);
        QCOMPARE(codeOf(one.request(putInvite(invite, "x", now + month + 1))), wire::INVALID);
        QCOMPARE(codeOf(one.request(putInvite(invite, "x", ~0ULL))), wire::INVALID);
        const wire::Answer large =
            one.request(putInvite(invite, std::string(wire::kInviteBytesMax + 1, 'x'), now + 60));
        QCOMPARE(codeOf(large), wire::TOO_LARGE);
        QCOMPARE(large.refusal().detail(), std::uint64_t{wire::kInviteBytesMax});
        const std::string content(wire::kInviteBytesMax, 'x');
        QVERIFY(one.request(putInvite(invite, content, now + month)).has_done());
        QVERIFY(one.request(putInvite(invite, content, now + month)).has_done());
        QCOMPARE(codeOf(one.request(putInvite(invite, "other", now + 60))), wire::CONFLICT);
        wire::Request read;
        read.mutable_read_invite()->set_invite(textOf(invite.id));
        QCOMPARE(one.request(read).invite().content(), content);

        wire::Request remove;
        remove.mutable_delete_invite()->set_invite(textOf(invite.id));
        remove.mutable_delete_invite()->set_token(std::string(32, 'w'));
        QCOMPARE(codeOf(one.request(remove)), wire::NOT_PERMITTED);
        remove.mutable_delete_invite()->set_token(textOf(invite.token));
        QVERIFY(one.request(remove).has_done());
        QCOMPARE(codeOf(one.request(read)), wire::NOT_PERMITTED);
        QCOMPARE(codeOf(one.request(remove)), wire::NOT_PERMITTED);

        QVERIFY(one.request(putInvite(invite, "soon over", now + 60)).has_done());
        relay.advanceMs(61'000);
        QCOMPARE(codeOf(one.request(read)), wire::NOT_PERMITTED);
    }

    void blobs()
    {
        RelayInMemory relay;
        MemoryConnection one(relay);
        MemoryConnection reader(relay);
        QVERIFY(one.open() && reader.open());
        const Named blob(2);
        QCOMPARE(codeOf(one.request(createBlob(blob, 0))), wire::INVALID);
        QCOMPARE(codeOf(one.request(createBlob(blob, ~0ULL))), wire::TOO_LARGE);
        QCOMPARE(codeOf(one.request(createBlob(blob, 10, 0))), wire::INVALID);
        QCOMPARE(codeOf(one.request(createBlob(blob, 10, 0xFFFF'FFFF))), wire::INVALID);
        QVERIFY(one.request(createBlob(blob, 10)).has_blob_state());
        QVERIFY(one.request(createBlob(blob, 10)).has_blob_state());
        QCOMPARE(codeOf(one.request(createBlob(blob, 11))), wire::CONFLICT);
        QCOMPARE(one.request(writeBlob(blob, 0, "0123")).blob_state().received(), 4U);
        const wire::Answer gap = one.request(writeBlob(blob, 5, "x"));
        QCOMPARE(codeOf(gap), wire::CONFLICT);
        QCOMPARE(gap.refusal().detail(), 4U);
        QVERIFY(codeOf(one.request(writeBlob(blob, ~0ULL, "xy"))) != wire::CODE_UNSPECIFIED);
        QCOMPARE(codeOf(one.request(writeBlob(blob, 4, "4567890"))), wire::TOO_LARGE);
        QCOMPARE(codeOf(reader.request(readBlob(blob, 0, 4))), wire::NOT_PERMITTED);
        // Anew from an earlier place: what was behind it is forgotten.
        QCOMPARE(one.request(writeBlob(blob, 2, "ab")).blob_state().received(), 4U);
        QCOMPARE(one.request(writeBlob(blob, 1, "c")).blob_state().received(), 2U);
        QCOMPARE(one.request(writeBlob(blob, 2, "23456789")).blob_state().received(), 10U);
        QVERIFY(one.request(writeBlob(blob, 2, "2345")).has_blob_state());
        QCOMPARE(codeOf(one.request(writeBlob(blob, 2, "other"))), wire::CONFLICT);
        QCOMPARE(reader.request(readBlob(blob, 0, 10)).blob_bytes().data(),
                 std::string("0c23456789"));
        QCOMPARE(reader.request(readBlob(blob, 9, 1)).blob_bytes().data(), std::string("9"));
        QCOMPARE(codeOf(reader.request(readBlob(blob, 9, 2))), wire::NOT_PERMITTED);
        QCOMPARE(codeOf(reader.request(readBlob(blob, ~0ULL, 2))), wire::NOT_PERMITTED);
        QCOMPARE(codeOf(reader.request(readBlob(blob, 0, 0))), wire::INVALID);
        QCOMPARE(codeOf(reader.request(readBlob(blob, 0, 262'176))), wire::INVALID);

        wire::Request extend;
        extend.mutable_extend_blob()->set_blob(textOf(blob.id));
        extend.mutable_extend_blob()->set_token(textOf(blob.token));
        extend.mutable_extend_blob()->set_seconds(7'200);
        QCOMPARE(one.request(extend).blob_state().expires(), relay.time.wall + 7'200);
        wire::Request remove;
        remove.mutable_delete_blob()->set_blob(textOf(blob.id));
        remove.mutable_delete_blob()->set_token(std::string(32, 'w'));
        QCOMPARE(codeOf(one.request(remove)), wire::NOT_PERMITTED);
        wire::Request wrong = writeBlob(blob, 0, "x");
        wrong.mutable_write_blob()->set_token(std::string(32, 'w'));
        QCOMPARE(codeOf(one.request(wrong)), wire::NOT_PERMITTED);
        remove.mutable_delete_blob()->set_token(textOf(blob.token));
        QVERIFY(one.request(remove).has_done());
        QCOMPARE(codeOf(reader.request(readBlob(blob, 0, 10))), wire::NOT_PERMITTED);
        wire::Request stat;
        stat.mutable_stat_blob()->set_blob(textOf(blob.id));
        QCOMPARE(codeOf(reader.request(stat)), wire::NOT_PERMITTED);
    }

    void vaultRecords()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Object vault(3);
        QVERIFY(c.other.request(vault.update(0, "one")).has_done());
        const auto append = [](std::uint64_t from, int count, std::size_t bytes = 10) {
            wire::Request request;
            for (int i = 0; i < count; ++i) {
                wire::Record& record = *request.mutable_append_records()->add_records();
                record.set_sequence(from + static_cast<unsigned>(i));
                record.set_head(std::string(wire::kRecordHeadBytes, 'h'));
                record.set_body(std::string(bytes, 'b'));
            }
            return request;
        };
        QCOMPARE(codeOf(c.first.request(append(1, 1))), wire::OUT_OF_TURN);
        QVERIFY(
            c.first.request(loginRequest(c.first, vault.login(0), vault.keys[0])).has_logged_in());
        QVERIFY(c.second.request(loginRequest(c.second, vault.login(1), vault.keys[1]))
                    .has_logged_in());
        QVERIFY(c.first.request(append(1, 3)).has_done());
        QVERIFY(c.first.request(append(2, 2)).has_done()); // the same again
        QCOMPARE(codeOf(c.first.request(append(0, 1))), wire::INVALID);
        QCOMPARE(codeOf(c.first.request(append(4, 1, wire::kRecordBodyBytesMax + 1))),
                 wire::INVALID);
        const wire::Answer gap = c.first.request(append(5, 1));
        QCOMPARE(codeOf(gap), wire::CONFLICT);
        QCOMPARE(gap.refusal().detail(), 3U);
        QCOMPARE(codeOf(c.first.request(append(3, 1, 11))), wire::CONFLICT);
        QCOMPARE(codeOf(c.first.request(append(~0ULL, 2))), wire::INVALID);
        c.second.receive();
        QVERIFY(!c.second.events.empty());
        QCOMPARE(c.second.events.back().records_appended().newest(), 3U);
        QVERIFY(c.first.events.empty());

        for (std::uint64_t from = 4; from < 14; from += 5) {
            QVERIFY(c.first.request(append(from, 5, 100'000)).has_done());
        }
        wire::Request read;
        std::uint64_t next = 1;
        while (true) {
            read.mutable_read_records()->set_writer(0);
            read.mutable_read_records()->set_from(next);
            const wire::Answer page = c.second.request(read);
            for (const wire::Record& record : page.records().records()) {
                QCOMPARE(record.sequence(), next++);
            }
            if (!page.records().more()) {
                break;
            }
        }
        QCOMPARE(next, 14U);
        read.mutable_read_records()->set_writer(256);
        QCOMPARE(codeOf(c.second.request(read)), wire::INVALID);
        wire::Request strip;
        strip.mutable_strip_record()->set_writer(0);
        strip.mutable_strip_record()->set_sequence(2);
        QVERIFY(c.second.request(strip).has_done());
        strip.mutable_strip_record()->set_sequence(99);
        QCOMPARE(codeOf(c.second.request(strip)), wire::NOT_PERMITTED);
        wire::Request writers;
        writers.mutable_list_writers();
        QCOMPARE(c.second.request(writers).writers().writers_size(), 1);

        // Struck in the same moment: what it writes behind that is refused.
        QVERIFY(vault.strike(1, 1));
        relay.hold();
        c.first.ask(vault.update(4));
        c.first.flush();
        c.second.ask(append(1, 1));
        c.second.flush();
        relay.release();
        c.first.receive();
        QCOMPARE(c.first.request(writers).writers().writers_size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestInviteBlobRequests)
#include "tst_invite_blob_requests.moc"
