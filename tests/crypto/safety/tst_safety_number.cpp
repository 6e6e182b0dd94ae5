#include "crypto/base/init.h"
#include "crypto/safety/safety_number.h"
#include "crypto/safety/safety_qr.h"

#include <QCryptographicHash>
#include <QTest>

using namespace sotto::crypto;

class TestSafetyNumber : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }
    void bothSidesSeeTheSame();
    void digitsAreTheSpecified();
    void manInTheMiddleChangesTheNumber();
    void groupsOfFive();
    void qrMatchesBothWays();
    void qrOfAnotherAccountIsAMismatch();
    void everyBitOfTheQrCounts();
    void qrSaysWhatIsWrong();
};

namespace {

AccountId account(std::uint8_t fill)
{
    AccountId out;
    out.bytes.fill(fill);
    return out;
}

} // namespace

void TestSafetyNumber::bothSidesSeeTheSame()
{
    for (std::uint8_t i = 1; i < 20; ++i) {
        const auto a = SafetyNumber::of(account(0), account(i));
        QVERIFY(a == SafetyNumber::of(account(i), account(0)));
        QCOMPARE(a.digits().size(), kSafetyDigits);
        QCOMPARE(a.digits().find_first_not_of("0123456789"), std::string::npos);
    }
}

void TestSafetyNumber::digitsAreTheSpecified()
{
    // PROTOCOL.md section 10, computed by another SHA-512.
    const QByteArray id(32, '\x07');
    QByteArray digest = QCryptographicHash::hash(QByteArray("Sotto v1 safety number") +
                                                     QByteArray(1, '\0') + QByteArray(1, '\1') + id,
                                                 QCryptographicHash::Sha512);
    for (int round = 1; round < 5200; ++round) {
        digest = QCryptographicHash::hash(digest + id, QCryptographicHash::Sha512);
    }
    QString expected;
    for (int group = 0; group < 6; ++group) {
        const auto number = digest.mid(5 * group, 5).toHex().toULongLong(nullptr, 16);
        expected += QString("%1").arg(number % 100000, 5, 10, QChar('0'));
    }
    QCOMPARE(QString::fromStdString(safetyDigitsOf(account(7))), expected);
}

void TestSafetyNumber::manInTheMiddleChangesTheNumber()
{
    const auto seenByAlice = SafetyNumber::of(account(1), account(9));
    const auto seenByBob = SafetyNumber::of(account(2), account(9));
    QVERIFY(!(seenByAlice == seenByBob));
    QVERIFY(!(seenByAlice == SafetyNumber::of(account(1), account(2))));
    // Every bit of an identifier counts.
    const std::string digits = safetyDigitsOf(account(1));
    for (std::size_t bit = 0; bit < 256; bit += 5) {
        AccountId other = account(1);
        other.bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        QVERIFY(safetyDigitsOf(other) != digits);
    }
}

void TestSafetyNumber::groupsOfFive()
{
    const auto number = SafetyNumber::of(account(1), account(2));
    const QString grouped = QString::fromStdString(number.grouped());
    QCOMPARE(grouped.size(), 71);
    QCOMPARE(grouped.split(' ').size(), 12);
    QCOMPARE(QString(grouped).remove(' ').toStdString(), number.digits());
}

void TestSafetyNumber::qrMatchesBothWays()
{
    const Bytes alices = safetyQrPayload(account(1), account(2));
    QCOMPARE(alices.size(), kSafetyQrBytes);
    QCOMPARE(compareScanned(alices, account(2), account(1)), SafetyComparison::Match);
    QCOMPARE(compareScanned(safetyQrPayload(account(2), account(1)), account(1), account(2)),
             SafetyComparison::Match);
    QCOMPARE(compareScanned(alices, account(1), account(2)), SafetyComparison::OwnCode);
}

void TestSafetyNumber::qrOfAnotherAccountIsAMismatch()
{
    // Mallory stands between: Bob's code names Mallory where Alice should be, or the reverse.
    QCOMPARE(compareScanned(safetyQrPayload(account(2), account(9)), account(1), account(2)),
             SafetyComparison::Mismatch);
    QCOMPARE(compareScanned(safetyQrPayload(account(2), account(1)), account(1), account(9)),
             SafetyComparison::Mismatch);
}

void TestSafetyNumber::everyBitOfTheQrCounts()
{
    const Bytes payload = safetyQrPayload(account(1), account(2));
    for (std::size_t bit = 0; bit < 8 * payload.size(); ++bit) {
        Bytes bad = payload;
        bad[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        const auto got = compareScanned(bad, account(2), account(1));
        QCOMPARE(got, bit < 32   ? SafetyComparison::NotASafetyNumber
                      : bit < 40 ? SafetyComparison::OtherVersion
                                 : SafetyComparison::Mismatch);
    }
}

void TestSafetyNumber::qrSaysWhatIsWrong()
{
    const Bytes payload = safetyQrPayload(account(1), account(2));
    for (std::size_t length = 0; length < payload.size(); ++length) {
        QCOMPARE(compareScanned(ByteView(payload).first(length), account(2), account(1)),
                 SafetyComparison::NotASafetyNumber);
    }
    Bytes longer = payload;
    longer.push_back(0);
    QCOMPARE(compareScanned(longer, account(2), account(1)), SafetyComparison::NotASafetyNumber);
    // A later version may have another length.
    longer[4] = 2;
    QCOMPARE(compareScanned(longer, account(2), account(1)), SafetyComparison::OtherVersion);
}

QTEST_APPLESS_MAIN(TestSafetyNumber)
#include "tst_safety_number.moc"
