#include "crypto/base/init.h"
#include "crypto/primitives/aead.h"
#include "crypto/primitives/hkdf.h"
#include "crypto/vault/body_padding.h"
#include "crypto/vault/recovery_record.h"
#include "tests/support/deterministic_random.h"

#include <QTest>

using namespace sotto::crypto;

namespace {

struct World
{
    sotto::test::DeterministicRandom random{700};
    XWingKeyPair phrase = generateXWing(random);
    ObjectId object = random.make<ObjectId>();
    RecoveryPayload payload{random.make<AccountId>(), SharedKey::first(random).next(random),
                            random.make<Hash>(),      random.make<ObjectId>(),
                            random.make<ObjectId>(),  SecretBytes(Bytes{1, 2, 3})};
    RecoveryContext context{object, payload.sharedKey.epoch(),
                            payload.sharedKey.commitment(object)};
    Bytes record = *sealRecoveryRecord(phrase.publicKey, object, payload, random);
};

} // namespace

class TestRecoveryRecord : public QObject
{
    Q_OBJECT

private slots:
    // A listed device names the commitment of the account's key and wraps another key.
    void aKeyThatTheVersionDoesNotNameIsRefused()
    {
        World w;
        const SharedKey other = SharedKey::first(w.random).next(w.random);
        SecretWriter payload(200);
        payload.u8(1).bytes(w.payload.account).u32(other.epoch()).bytes(other.secret());
        payload.bytes(w.payload.logHead).bytes(w.payload.vault).bytes(w.payload.card);
        payload.bytes16({});
        const auto kem = encapsulate(w.phrase.publicKey, w.random);
        Writer bound;
        bound.u8(1).bytes(w.object).u32(w.context.epoch).bytes(w.context.commitment);
        bound.bytes(kem->ciphertext);
        const auto key = hkdfExpand<Secret<struct ByHandTag, 32>>(
            hkdfExtract({}, {kem->sharedSecret.view()}), labels::kRecoveryRecord);
        Writer record;
        record.u8(1).bytes(kem->ciphertext);
        record.bytes(
            aeadSeal(key.view(), kZeroNonce, bound.view(),
                     padBody(std::move(payload).take().view(), kRecoveryBodySizes)->view()));
        const auto opened = openRecoveryRecord(w.phrase.secretKey, w.context, record.view());
        QVERIFY(!opened && opened.error() == RecoveryRecordError::WrongSharedKey);
    }

    void initTestCase() { QVERIFY(initialize()); }

    void thePhraseBringsTheAccountBack()
    {
        World w;
        QCOMPARE(w.record.size(), kRecoveryRecordBytes);
        const auto opened = openRecoveryRecord(w.phrase.secretKey, w.context, w.record);
        QVERIFY(opened);
        QVERIFY(opened->account == w.payload.account);
        QVERIFY(opened->sharedKey == w.payload.sharedKey);
        QVERIFY(opened->logHead == w.payload.logHead);
        QVERIFY(opened->vault == w.payload.vault);
        QVERIFY(opened->card == w.payload.card);
        QVERIFY(std::ranges::equal(opened->extension.view(), Bytes{1, 2, 3}));
    }

    void everyByteCounts()
    {
        World w;
        for (std::size_t i = 0; i < w.record.size(); i += i < 1 ? 1 : 37) {
            Bytes bad = w.record;
            bad[i] ^= 0x40;
            const auto opened = openRecoveryRecord(w.phrase.secretKey, w.context, bad);
            QVERIFY(!opened);
            QVERIFY(opened.error() ==
                    (i == 0 ? RecoveryRecordError::Malformed : RecoveryRecordError::DoesNotOpen));
        }
        for (const std::size_t size : {0UL, 1UL, 1121UL, w.record.size() - 1}) {
            QVERIFY(
                !openRecoveryRecord(w.phrase.secretKey, w.context, ByteView(w.record).first(size)));
        }
        Bytes longer = w.record;
        longer.push_back(0);
        QVERIFY(openRecoveryRecord(w.phrase.secretKey, w.context, longer).error() ==
                RecoveryRecordError::Malformed);
    }

    void itIsBoundToItsVersion()
    {
        World w;
        const auto refused = [&](const RecoveryContext& context) {
            const auto opened = openRecoveryRecord(w.phrase.secretKey, context, w.record);
            return !opened && opened.error() == RecoveryRecordError::DoesNotOpen;
        };
        RecoveryContext other = w.context;
        other.objectId.bytes[3] ^= 1;
        QVERIFY(refused(other));
        other = w.context;
        other.epoch += 1;
        QVERIFY(refused(other));
        other = w.context;
        other.commitment.bytes[31] ^= 1;
        QVERIFY(refused(other));
    }

    void anotherPhraseOpensNothing()
    {
        World w;
        const XWingKeyPair other = generateXWing(w.random);
        QVERIFY(openRecoveryRecord(other.secretKey, w.context, w.record).error() ==
                RecoveryRecordError::DoesNotOpen);
    }

    void badInputIsRefused()
    {
        World w;
        w.payload.extension.resize(kRecoveryExtensionBytesMax + 1);
        QVERIFY(sealRecoveryRecord(w.phrase.publicKey, w.object, w.payload, w.random).error() ==
                RecoveryRecordError::TooLong);
        w.payload.extension.resize(kRecoveryExtensionBytesMax);
        XWingPublicKey lowOrder = w.phrase.publicKey;
        std::fill(lowOrder.bytes.end() - 32, lowOrder.bytes.end(), std::uint8_t{0});
        QVERIFY(sealRecoveryRecord(lowOrder, w.object, w.payload, w.random).error() ==
                RecoveryRecordError::BadWrappingKey);
        const auto full = sealRecoveryRecord(w.phrase.publicKey, w.object, w.payload, w.random);
        QVERIFY(full && full->size() == kRecoveryRecordBytes);
        QVERIFY(openRecoveryRecord(w.phrase.secretKey, w.context, *full));
    }

    void aForeignWrappingKeyIsNotCertified()
    {
        World w;
        const SigningKey recovery = SigningKey::generate(w.random);
        const auto made =
            WrappingKeyCertificate::make(recovery, w.payload.account, w.phrase.publicKey);
        const Bytes bytes = made.serialize();
        const auto parsed = WrappingKeyCertificate::parse(bytes);
        QVERIFY(parsed && parsed->verify(recovery.publicKey(), w.payload.account));
        AccountId other = w.payload.account;
        other.bytes[0] ^= 1;
        QVERIFY(!parsed->verify(recovery.publicKey(), other));
        QVERIFY(!parsed->verify(SigningKey::generate(w.random).publicKey(), w.payload.account));
        for (std::size_t i = 0; i < bytes.size(); i += i < 1200 ? 101 : 3) {
            Bytes bad = bytes;
            bad[i] ^= 1;
            const auto changed = WrappingKeyCertificate::parse(bad);
            QVERIFY(!changed || !changed->verify(recovery.publicKey(), w.payload.account));
        }
        QVERIFY(!WrappingKeyCertificate::parse(ByteView(bytes).first(bytes.size() - 1)));
    }
};

QTEST_APPLESS_MAIN(TestRecoveryRecord)
#include "tst_recovery_record.moc"
