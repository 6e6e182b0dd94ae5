#include "crypto/base/init.h"
#include "crypto/channel/invite_link.h"
#include "crypto/primitives/base64url.h"
#include "tests/support/deterministic_random.h"

#include <QTest>

using namespace sotto::crypto;
using namespace sotto::test;

namespace {

std::string text(const SecretBytes& bytes)
{
    return {bytes.view().begin(), bytes.view().end()};
}

const std::string kPart(43, 'B'); // canonical would end in zero bits: see good()

std::string good(char c)
{
    return std::string(42, c) + 'A';
}

bool failsWith(const std::string& address, AddressError error)
{
    const auto result = RelayAddress::parse(address);
    return !result && result.error() == error;
}

} // namespace

class TestRelayAddress : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void hostsAreReadStrictly_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("canonical"); // empty: refused
        const auto row = [](const char* given, const char* canonical) {
            QTest::newRow(given) << QString(given) << QString(canonical);
        };
        row("relay.example", "relay.example");
        row("Relay.EXAMPLE:443", "relay.example");
        row("relay.example:65535", "relay.example:65535");
        row("127.0.0.1:8080", "127.0.0.1:8080");
        row("[2001:DB8:0:0:1:0:0:1]:1", "[2001:db8::1:0:0:1]:1");
        row("[::]", "[::]");
        row("[0:0:0:0:0:0:0:1]", "[::1]");
        row("[1:2:3:4:5:6:7::]", "[1:2:3:4:5:6:7:0]");
        for (const char* bad : {"",
                                "a..b",
                                "a.",
                                "-a",
                                "a-",
                                "a_b",
                                "\xc3\xa4",
                                "1.2.3",
                                "256.1.1.1",
                                "01.1.1.1",
                                "1.2.3.4.5",
                                "a b",
                                "u@a",
                                "[::1",
                                "[1::2::3]",
                                "[12345::]",
                                "[:::]",
                                "[1:2:3:4:5:6:7:8::]",
                                "[::1.2.3.4]",
                                "[fe80::1%25x]",
                                "[1:]",
                                "[:1]",
                                "::1",
                                "a:0",
                                "a:",
                                "a:01",
                                "a:65536",
                                "a:+1",
                                "a:1x",
                                "[::1]x"}) {
            row(bad, "");
        }
    }
    void hostsAreReadStrictly()
    {
        QFETCH(QString, given);
        QFETCH(QString, canonical);
        const std::string tail = "/#" + good('C') + "." + good('D');
        const auto address = RelayAddress::parse("sotto://" + given.toStdString() + tail);
        QCOMPARE(bool(address), !canonical.isEmpty());
        if (address) {
            const std::string out = text(address->format());
            QCOMPARE(out, "sotto://" + canonical.toStdString() + tail);
            QCOMPARE(text(RelayAddress::parse(out)->format()), out);
        }
    }

    void namesWhatIsWrong()
    {
        const std::string head = "sotto://relay.example/#";
        QVERIFY(RelayAddress::parse(head + good('C')));
        QVERIFY(failsWith(std::string(kMaxAddressCharacters + 1, 'a'), AddressError::TooLong));
        QVERIFY(failsWith("https://a/#" + good('C'), AddressError::WrongScheme));
        QVERIFY(failsWith("sotto://a_b/#" + good('C'), AddressError::BadHost));
        QVERIFY(
            failsWith("sotto://" + std::string(64, 'a') + "/#" + good('C'), AddressError::BadHost));
        QVERIFY(failsWith("sotto://a:0/#" + good('C'), AddressError::BadPort));
        QVERIFY(failsWith("sotto://a/i/#" + good('C'), AddressError::IsInvite));
        QVERIFY(failsWith("sotto://a#" + good('C'), AddressError::BadPath));
        QVERIFY(failsWith("sotto://a/?x#" + good('C'), AddressError::BadPath));
        QVERIFY(failsWith(head, AddressError::BadFingerprint));
        QVERIFY(failsWith(head + good('C').substr(1), AddressError::BadFingerprint));
        QVERIFY(failsWith(head + kPart, AddressError::BadFingerprint)); // unused bits set
        QVERIFY(failsWith(head + good('C') + ".", AddressError::BadAccessKey));
        QVERIFY(failsWith(head + good('C') + "." + good('A'), AddressError::BadAccessKey)); // zero
        QVERIFY(failsWith(head + good('C') + "." + good('D') + ".", AddressError::TrailingPart));
        QCOMPARE(InviteLink::parse(head + good('C')).error(), AddressError::IsNoInvite);
        QCOMPARE(InviteLink::parse("sotto://a/i/#" + good('C')).error(),
                 AddressError::BadInviteSecret);
    }

    void invitesRoundTrip()
    {
        for (const std::string& key : {std::string(), "." + good('E')}) {
            const std::string link = "sotto://a:7/i/#" + good('C') + "." + good('D') + key;
            const auto invite = InviteLink::parse(link);
            QVERIFY(invite);
            QCOMPARE(toBase64Url(invite->secret.view()), good('D'));
            QCOMPARE(text(invite->format()), link);
        }
    }
};

QTEST_APPLESS_MAIN(TestRelayAddress)
#include "tst_relay_address.moc"
