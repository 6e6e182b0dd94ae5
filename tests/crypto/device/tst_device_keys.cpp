#include "crypto/base/init.h"
#include "crypto/device/device_keys.h"
#include "tests/support/deterministic_random.h"
#include "tests/support/hex.h"

#include <sodium.h>

#include <QTest>

using namespace sotto::crypto;

class TestDeviceKeys : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void bothFormsOfTheIdentityKeyAreOneKey()
    {
        sotto::test::DeterministicRandom random(1);
        const auto pair = IdentityKeyPair::generate(random);
        const auto converted = dhPublicKeyOf(pair.publicKey());
        QVERIFY(converted);
        QCOMPARE(*converted == pair.dhPublicKey(), true);
        const auto other = generateX25519(random);
        QVERIFY(*agree(pair.dhSecretKey(), other.publicKey) == *agree(other.secretKey, *converted));
    }

    void possessionIsBoundToKeyAndStatement()
    {
        sotto::test::DeterministicRandom random(2);
        const auto pair = IdentityKeyPair::generate(random);
        const auto foreign = IdentityKeyPair::generate(random);
        const Signature proof = pair.provePossession(asBytes("entry"));
        QVERIFY(verifyPossession(pair.publicKey(), asBytes("entry"), proof));
        QVERIFY(!verifyPossession(pair.publicKey(), asBytes("other"), proof));
        QVERIFY(!verifyPossession(foreign.publicKey(), asBytes("entry"), proof));
    }

    void refusesPointsThatAreNone_data()
    {
        QTest::addColumn<QString>("key");
        QTest::newRow("identity")
            << "0100000000000000000000000000000000000000000000000000000000000000";
        QTest::newRow("order 2")
            << "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
        QTest::newRow("order 4")
            << "0000000000000000000000000000000000000000000000000000000000000000";
        QTest::newRow("order 8")
            << "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05";
        QTest::newRow("not canonical")
            << "efffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
        QTest::newRow("identity, other sign")
            << "0100000000000000000000000000000000000000000000000000000000000080";
        QTest::newRow("not canonical, other sign")
            << "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
        QTest::newRow("not on the curve")
            << "0200000000000000000000000000000000000000000000000000000000000000";
    }

    void refusesPointsThatAreNone()
    {
        QFETCH(QString, key);
        QVERIFY(!dhPublicKeyOf(sotto::test::fixedFromHex<IdentityPublicKey>(key.toStdString())));
    }

    /// A good key moved by a point of order 8: on the curve, canonical, of no small order.
    void refusesPointsOfMixedOrder()
    {
        sotto::test::DeterministicRandom random(5);
        const auto good = IdentityKeyPair::generate(random).publicKey();
        const auto order8 = sotto::test::fixedFromHex<IdentityPublicKey>(
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
        IdentityPublicKey mixed;
        QCOMPARE(crypto_core_ed25519_add(mixed.data(), good.data(), order8.data()), 0);
        QVERIFY(dhPublicKeyOf(good));
        QVERIFY(!dhPublicKeyOf(mixed));
    }

    void storedKeysComeBack()
    {
        sotto::test::DeterministicRandom random(3);
        const auto keys = DeviceKeys::generate(random);
        const auto again = DeviceKeys::parse(keys.serialize().view());
        QVERIFY(again);
        QVERIFY(again->publicKeys() == keys.publicKeys());
        QVERIFY(again->publicKeys().deviceId() == keys.publicKeys().deviceId());
        QVERIFY(!DeviceKeys::parse(keys.serialize().view().first(95)));
    }

    void everyKeyIsInTheDeviceId()
    {
        sotto::test::DeterministicRandom random(4);
        const auto a = DeviceKeys::generate(random).publicKeys();
        const auto b = DeviceKeys::generate(random).publicKeys();
        for (const auto& mixed : {DevicePublicKeys{b.signing, a.identity, a.sealingHash},
                                  DevicePublicKeys{a.signing, b.identity, a.sealingHash},
                                  DevicePublicKeys{a.signing, a.identity, b.sealingHash}}) {
            QVERIFY(mixed.deviceId() != a.deviceId());
        }
    }
};

QTEST_APPLESS_MAIN(TestDeviceKeys)
#include "tst_device_keys.moc"
