#include "crypto/base/init.h"
#include "crypto/primitives/x25519.h"
#include "tests/support/deterministic_random.h"
#include "tests/support/hex.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::fixedFromHex;

class TestX25519 : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    /// RFC 7748 section 6.1.
    void agreesLikeTheRfc()
    {
        const auto alice = fixedFromHex<X25519SecretKey>(
            "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
        const auto bob = fixedFromHex<X25519SecretKey>(
            "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
        const auto shared = fixedFromHex<DhOutput>(
            "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
        QVERIFY(*agree(alice, x25519PublicKey(bob)) == shared);
        QVERIFY(*agree(bob, x25519PublicKey(alice)) == shared);
    }

    void refusesSecondEncodings_data()
    {
        QTest::addColumn<QString>("key");
        QTest::newRow("p") << "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
        QTest::newRow("p+9") << "f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
        QTest::newRow("2^255-1")
            << "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
        QTest::newRow("top bit")
            << "0900000000000000000000000000000000000000000000000000000000000080";
    }

    void refusesSecondEncodings()
    {
        QFETCH(QString, key);
        sotto::test::DeterministicRandom random(1);
        const auto mine = generateX25519(random);
        const auto result = agree(mine.secretKey, fixedFromHex<X25519PublicKey>(key.toStdString()));
        QVERIFY(!result);
        QCOMPARE(result.error(), DhError::NonCanonicalKey);
    }
};

QTEST_APPLESS_MAIN(TestX25519)
#include "tst_x25519.moc"
