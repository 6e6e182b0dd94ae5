// tests/vectors/safety_number.json: digits, numbers, QR payloads and what comparing them answers.
#include "crypto/base/init.h"
#include "crypto/safety/safety_number.h"
#include "crypto/safety/safety_qr.h"
#include "tests/support/deterministic_random.h"
#include "tests/support/vector_file.h"

#include <QTest>

using namespace sotto::crypto;
using namespace sotto::test;
using sotto::test::hex;

namespace {

QString nameOf(SafetyComparison comparison)
{
    static const char* const names[] = {"Match", "Mismatch", "OtherVersion", "NotASafetyNumber",
                                        "OwnCode"};
    return QString::fromLatin1(names[static_cast<std::size_t>(comparison)]);
}

} // namespace

class TestSafetyNumberVectors : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void replay()
    {
        DeterministicRandom random(60);
        QJsonArray numbers;
        QJsonArray scanned;
        for (int i = 0; i < 4; ++i) {
            const auto own = random.make<AccountId>();
            const auto their = random.make<AccountId>();
            const Bytes payload = safetyQrPayload(own, their);
            numbers.append(QJsonObject{
                {"own", hex(own)},
                {"their", hex(their)},
                {"own_digits", QString::fromStdString(safetyDigitsOf(own))},
                {"their_digits", QString::fromStdString(safetyDigitsOf(their))},
                {"number", QString::fromStdString(SafetyNumber::of(own, their).grouped())},
                {"qr", hex(payload)}});
            Bytes other = payload;
            other[i == 0 ? 68 : i == 1 ? 0 : i == 2 ? 4 : 40] ^= 1;
            Bytes longer = payload;
            longer.push_back(0);
            for (const Bytes& code : {payload, safetyQrPayload(their, own), other, longer}) {
                scanned.append(QJsonObject{{"own", hex(own)},
                                           {"their", hex(their)},
                                           {"payload", hex(code)},
                                           {"expect", nameOf(compareScanned(code, own, their))}});
            }
        }
        VectorFile file("safety_number");
        QVERIFY(file.compareOrWrite({{"seed", 60}, {"numbers", numbers}, {"scanned", scanned}}));
    }
};

QTEST_APPLESS_MAIN(TestSafetyNumberVectors)
#include "tst_safety_number_vectors.moc"
