// tests/vectors/requests.json: the two hashes of PROTOCOL.md section 12, computed a second time
// with nothing but libsodium, and frames as protobuf writes them.
#include "crypto/base/init.h"
#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over a concept of the standard library
#include "net/wire/envelope_id.h"
#include "net/wire/relay.pb.h"
#include "net/wire/token_hash.h"
#include "tests/support/by_hand.h"
#endif
#include "tests/support/vector_file.h"

#include <QTest>

using namespace sotto;
using namespace sotto::crypto;
using sotto::test::hex;
using sotto::test::unhex;
using sotto::test::VectorFile;

namespace {

template <std::size_t N> std::array<std::uint8_t, N> filled(std::uint8_t byte)
{
    std::array<std::uint8_t, N> out{};
    out.fill(byte);
    return out;
}

QJsonArray describeEnvelopes()
{
    QJsonArray out;
    const auto mailbox = filled<32>(0x11);
    for (const std::size_t size : {std::size_t{1}, std::size_t{128}, std::size_t{4'096}}) {
        const Bytes envelope(size, 0x22);
        const Bytes id =
            test::by_hand::blake2b("sotto1 envelope", {}, test::by_hand::join({mailbox, envelope}));
        const auto made = wire::envelopeId(MailboxId(mailbox), envelope);
        out.append(QJsonObject{{"mailbox", hex(mailbox)},
                               {"envelope_bytes", static_cast<int>(size)},
                               {"envelope_byte", 0x22},
                               {"identifier", hex(id)},
                               {"expect", std::ranges::equal(id, made.bytes) ? "ok" : "differs"}});
    }
    return out;
}

QJsonArray describeTokens()
{
    const auto object = filled<32>(0x33);
    const auto token = filled<32>(0x44);
    const Bytes hash =
        test::by_hand::blake2b("sotto1 deltoken", {}, test::by_hand::join({object, token}));
    const auto made = wire::hashOwnerToken(ObjectId(object), wire::OwnerToken(token));
    return {QJsonObject{{"object", hex(object)},
                        {"token", hex(token)},
                        {"hash", hex(hash)},
                        {"expect", std::ranges::equal(hash, made.bytes) ? "ok" : "differs"}}};
}

/// Two requests of one frame, and what answers them.
QJsonObject describeFrames()
{
    wire::ClientFrame client;
    wire::Request& hello = *client.add_requests();
    hello.set_id(1);
    hello.mutable_hello()->set_oldest_version(1);
    hello.mutable_hello()->set_newest_version(1);
    wire::Request& subscribe = *client.add_requests();
    subscribe.set_id(300);
    subscribe.mutable_subscribe()->set_acknowledged(7);
    wire::ServerFrame server;
    wire::Refusal& refusal = *server.add_answers()->mutable_refusal();
    server.mutable_answers(0)->set_id(300);
    refusal.set_code(wire::NOT_PERMITTED);
    refusal.set_text("gone");
    wire::Delivery& delivery = *server.add_events()->mutable_delivery();
    delivery.set_number(8);
    delivery.set_envelope("\x01\x02");
    const std::string asked = client.SerializeAsString();
    const std::string answered = server.SerializeAsString();
    return {{"client", hex(asBytes(asked))}, {"server", hex(asBytes(answered))}};
}

} // namespace

class TestRequestVectors : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void theFileIsTheLaw()
    {
        const QJsonArray envelopes = describeEnvelopes();
        const QJsonArray tokens = describeTokens();
        for (const QJsonArray& cases : {envelopes, tokens}) {
            for (const auto& one : cases) {
                QCOMPARE(one.toObject()["expect"].toString(), QStringLiteral("ok"));
            }
        }
        VectorFile file(QStringLiteral("requests"));
        QVERIFY(file.compareOrWrite(QJsonObject{
            {"about", "PROTOCOL.md section 12. The frames: Hello with id 1 and Subscribe behind 7 "
                      "with id 300; NOT_PERMITTED (\"gone\") for the latter and envelope 8. Other "
                      "encodings of the same messages are as good."},
            {"envelope_identifiers", envelopes},
            {"owner_token_hashes", tokens},
            {"frames", describeFrames()}}));
    }

    void theFilesFramesAreRead()
    {
        VectorFile file(QStringLiteral("requests"));
        QVERIFY(file.load());
        const QJsonObject frames = file.content()["frames"].toObject();
        const Bytes asked = unhex(frames["client"]);
        wire::ClientFrame client;
        QVERIFY(client.ParseFromArray(asked.data(), static_cast<int>(asked.size())));
        QCOMPARE(client.requests_size(), 2);
        QVERIFY(client.requests(0).has_hello());
        QCOMPARE(client.requests(1).subscribe().acknowledged(), 7U);
        const Bytes answered = unhex(frames["server"]);
        wire::ServerFrame server;
        QVERIFY(server.ParseFromArray(answered.data(), static_cast<int>(answered.size())));
        QVERIFY(server.answers(0).refusal().code() == wire::NOT_PERMITTED);
        QCOMPARE(server.events(0).delivery().number(), 8U);
    }
};

QTEST_APPLESS_MAIN(TestRequestVectors)
#include "tst_request_vectors.moc"
