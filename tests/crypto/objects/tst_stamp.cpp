#include "crypto/base/init.h"
#include "crypto/objects/stamp.h"
#include "tests/support/deterministic_random.h"
#include "tests/support/hex.h"
#include "tests/support/vector_file.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::DeterministicRandom;
using sotto::test::hex;
using sotto::test::unhex;

namespace {

constexpr qint64 kSeed = 41;
constexpr std::uint64_t kTime = 1700000000;

struct Made
{
    SigningSeed seed;
    SigningKey relay;
    Hash subject;
    Stamp stamp;

    explicit Made(Random& random, std::uint64_t time = kTime)
        : seed(random.make<SigningSeed>())
        , relay(seed)
        , subject(random.make<Hash>())
        , stamp(Stamp::make(relay, subject, Timestamp{time}))
    {}
};

/// How a reader ends: "Valid", "BadSignature" or the parser's error.
QString outcome(ByteView bytes)
{
    const auto stamp = Stamp::parse(bytes);
    if (!stamp) {
        return stamp.error().kind == ParseError::Kind::Truncated ? QStringLiteral("Truncated")
                                                                 : QStringLiteral("TrailingBytes");
    }
    return stamp->verifies() ? QStringLiteral("Valid") : QStringLiteral("BadSignature");
}

QJsonObject negative(const QString& name, ByteView stamp)
{
    return {{"name", name}, {"stamp", hex(stamp)}, {"expect", outcome(stamp)}};
}

QJsonArray makeNegatives(const Bytes& good)
{
    QJsonArray out;
    const std::pair<const char*, std::size_t> fields[] = {{"another relay", 0},
                                                          {"another subject", 32},
                                                          {"another time", 71},
                                                          {"another R", 72},
                                                          {"another S", 104}};
    for (const auto& [name, offset] : fields) {
        Bytes bad = good;
        bad[offset] ^= 1;
        out.append(negative(QString::fromLatin1(name), bad));
    }
    // S + L, the same signature in its second, not canonical form (RFC 8032 section 5.1.7).
    const Bytes order =
        sotto::test::fromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    Bytes malleable = good;
    unsigned carry = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        carry += static_cast<unsigned>(malleable[104 + i]) + order[i];
        malleable[104 + i] = static_cast<std::uint8_t>(carry);
        carry >>= 8U;
    }
    out.append(negative(QStringLiteral("S is not canonical"), malleable));
    // The identity as the key and as R, S = 0: valid for anything where small order is let through.
    Hash identity;
    identity.bytes[0] = 1;
    Writer smallOrder;
    smallOrder.bytes(identity).bytes(ByteView(good).subspan(32, 40));
    smallOrder.bytes(identity).bytes(Bytes(32));
    out.append(negative(QStringLiteral("key of small order"), smallOrder.view()));
    out.append(negative(QStringLiteral("cut short"), ByteView(good).first(135)));
    Bytes longer = good;
    longer.push_back(0);
    out.append(negative(QStringLiteral("too long"), longer));
    return out;
}

QJsonObject makeVectors()
{
    DeterministicRandom random(kSeed);
    QJsonArray cases;
    Bytes first;
    for (const std::uint64_t time : {kTime, std::uint64_t{0}, UINT64_MAX}) {
        const Made made(random, time);
        const Bytes bytes = made.stamp.serialize();
        if (first.empty()) {
            first = bytes;
        }
        cases.append(QJsonObject{{"relay_seed", hex(made.seed.view())},
                                 {"relay", hex(made.stamp.relay)},
                                 {"subject", hex(made.subject)},
                                 {"time", QString::number(time)},
                                 {"signed", hex(ByteView(bytes).first(72))},
                                 {"stamp", hex(bytes)}});
    }
    return {{"construction", "stamp (PROTOCOL.md section 3)"},
            {"seed", kSeed},
            {"stamps", cases},
            {"negative", makeNegatives(first)}};
}

} // namespace

class TestStamp : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void aStampComesBack()
    {
        DeterministicRandom random(1);
        const Made made(random);
        const Bytes bytes = made.stamp.serialize();
        QCOMPARE(bytes.size(), Stamp::kSize);
        const auto back = Stamp::parse(bytes);
        QVERIFY(back);
        QVERIFY(*back == made.stamp);
        QVERIFY(back->verifies());
        QCOMPARE(back->time.seconds, kTime);
        QVERIFY(back->subject == made.subject);
    }

    void everyByteIsSigned()
    {
        DeterministicRandom random(2);
        const Bytes good = Made(random).stamp.serialize();
        for (std::size_t i = 0; i < good.size(); ++i) {
            for (const unsigned bit : {0U, 7U}) {
                Bytes bad = good;
                bad[i] = static_cast<std::uint8_t>(bad[i] ^ (1U << bit));
                const auto stamp = Stamp::parse(bad);
                QVERIFY(stamp);
                QVERIFY(!stamp->verifies());
            }
        }
    }

    void onlyOneLengthIsRight()
    {
        DeterministicRandom random(3);
        Bytes bytes = Made(random).stamp.serialize();
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            const auto cut = Stamp::parse(ByteView(bytes).first(size));
            QVERIFY(!cut);
            QCOMPARE(cut.error().kind, ParseError::Kind::Truncated);
        }
        bytes.push_back(0);
        const auto longer = Stamp::parse(bytes);
        QVERIFY(!longer);
        QCOMPARE(longer.error().kind, ParseError::Kind::TrailingBytes);
    }

    void anotherRelaysNameDoesNotFit()
    {
        DeterministicRandom random(4);
        const Made made(random);
        const Made other(random);
        Stamp stamp = made.stamp;
        stamp.relay = other.stamp.relay;
        QVERIFY(!stamp.verifies());
    }

    void aStampIsNoOtherSignatureOfTheRelay()
    {
        DeterministicRandom random(5);
        const Made made(random);
        const Bytes bytes = made.stamp.serialize();
        constexpr Label kOther{"Sotto test"};
        Stamp stamp = made.stamp;
        stamp.signature = made.relay.sign(kOther, ByteView(bytes).first(72));
        QVERIFY(!stamp.verifies());
        QVERIFY(!verify(made.relay.publicKey(), kOther, ByteView(bytes).first(72),
                        made.stamp.signature));
    }

    void theVectorsAreWhatTheCodeMakes()
    {
        sotto::test::VectorFile file(QStringLiteral("stamp"));
        QVERIFY(file.compareOrWrite(makeVectors()));
    }

    void theVectorsAreRecomputedFromTheirInputs()
    {
        sotto::test::VectorFile file(QStringLiteral("stamp"));
        QVERIFY(file.load());
        const QJsonArray stamps = file.cases(QStringLiteral("stamps"));
        QCOMPARE(stamps.size(), 3);
        for (const QJsonValue& one : stamps) {
            const SigningKey relay(
                sotto::test::fixedFromHex<SigningSeed>(one["relay_seed"].toString().toStdString()));
            const auto subject =
                sotto::test::fixedFromHex<Hash>(one["subject"].toString().toStdString());
            const Stamp made =
                Stamp::make(relay, subject, Timestamp{one["time"].toString().toULongLong()});
            QCOMPARE(hex(relay.publicKey()), one["relay"].toString());
            QCOMPARE(hex(made.serialize()), one["stamp"].toString());
            QCOMPARE(outcome(unhex(one["stamp"])), QStringLiteral("Valid"));
        }
        const QJsonArray negatives = file.cases(QStringLiteral("negative"));
        QCOMPARE(negatives.size(), 9);
        for (const QJsonValue& one : negatives) {
            QVERIFY(one["expect"].toString() != QLatin1String("Valid"));
            QCOMPARE(outcome(unhex(one["stamp"])), one["expect"].toString());
        }
    }
};

QTEST_APPLESS_MAIN(TestStamp)
#include "tst_stamp.moc"
