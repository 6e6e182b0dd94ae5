// tests/vectors/relay_address.json: texts of relays and invites, what they mean, and what is wrong
// with others.
#include "crypto/base/init.h"
#include "crypto/channel/invite_link.h"
#include "tests/support/vector_file.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::hex;
using sotto::test::VectorFile;

namespace {

// 32 bytes each: 00 01 … 1f, 20 21 … 3f, 40 41 … 5f.
constexpr const char* kFirst = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
constexpr const char* kSecond = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8";
constexpr const char* kThird = "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8";
constexpr const char* kZero = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

QString nameOf(AddressError error)
{
    static const char* const names[] = {
        "TooLong", "WrongScheme",    "BadHost",         "BadPort",      "IsInvite",    "IsNoInvite",
        "BadPath", "BadFingerprint", "BadInviteSecret", "BadAccessKey", "TrailingPart"};
    return QString::fromLatin1(names[static_cast<std::size_t>(error)]);
}

QString textOf(const SecretBytes& bytes)
{
    return QString::fromLatin1(reinterpret_cast<const char*>(bytes.view().data()),
                               static_cast<qsizetype>(bytes.size()));
}

QJsonObject describe(const RelayAddress& relay)
{
    return {{"host", QString::fromStdString(relay.host)},
            {"port", relay.port},
            {"fingerprint", hex(relay.fingerprint)},
            {"access_key", hex(relay.accessKey.view())}};
}

QJsonObject read(const QString& kind, const QString& text)
{
    QJsonObject out{{"kind", kind}, {"text", text}};
    const std::string given = text.toStdString();
    if (kind == QLatin1String("relay")) {
        const auto relay = RelayAddress::parse(given);
        out["expect"] = relay ? QStringLiteral("ok") : nameOf(relay.error());
        if (relay) {
            out["relay"] = describe(*relay);
            out["canonical"] = textOf(relay->format());
        }
    } else {
        const auto invite = InviteLink::parse(given);
        out["expect"] = invite ? QStringLiteral("ok") : nameOf(invite.error());
        if (invite) {
            out["relay"] = describe(invite->relay);
            out["secret"] = hex(invite->secret.view());
            out["canonical"] = textOf(invite->format());
        }
    }
    return out;
}

QJsonArray readAll()
{
    QJsonArray out;
    const auto relay = [&](const QString& text) { out.append(read("relay", text)); };
    const auto invite = [&](const QString& text) { out.append(read("invite", text)); };
    const QString first(kFirst);
    const QString second(kSecond);
    const QString tail = "/#" + first + "." + second;
    for (const char* host : {"relay.example", "SOTTO.Example:443", "relay.example:8443",
                             "xn--bcher-kva.example", "a-b.c3", "127.0.0.1:7000", "[::1]:7000",
                             "[2001:DB8:0:0:1:0:0:1]", "[1:0:0:2:0:0:0:3]", "[1:2:3:4:5:6:7::]"}) {
        relay("sotto://" + QString(host) + tail);
    }
    relay("SOTTO://relay.example/#" + first);
    invite("sotto://relay.example/i/#" + first + "." + second);
    invite("sotto://relay.example:1/i/#" + first + "." + second + "." + kThird);

    relay(QString(513, QLatin1Char('a')));
    relay("https://relay.example/#" + first);
    for (const char* host :
         {"", "a..b", "a.", "-a", "a-", "a_b", "a b", "user@a", "1.2.3", "256.1.1.1", "01.1.1.1",
          "[::1", "[1::2::3]", "[12345::]", "[::1.2.3.4]", "[fe80::1%25x]", "::1"}) {
        relay("sotto://" + QString(host) + tail);
    }
    for (const char* port : {":", ":0", ":080", ":65536", ":+1", ":1x"}) {
        relay("sotto://a" + QString(port) + tail);
    }
    relay("sotto://a/i/#" + first + "." + second);
    invite("sotto://a/#" + first);
    relay("sotto://a#" + first);
    relay("sotto://a/x/#" + first);
    relay("sotto://a/?q#" + first);
    relay("sotto://a/#");
    relay("sotto://a/#" + first.left(42));
    relay("sotto://a/#" + first.left(42) + "9"); // a bit that no byte has
    relay("sotto://a/#" + first.left(42) + "+");
    relay("sotto://a/#" + first + "=");
    invite("sotto://a/i/#" + first);
    invite("sotto://a/i/#" + first + "." + second.left(42));
    relay("sotto://a/#" + first + ".");
    relay("sotto://a/#" + first + "." + kZero);
    relay("sotto://a/#" + first + "." + second + "." + kThird);
    invite("sotto://a/i/#" + first + "." + second + "." + kThird + "." + kThird);
    return out;
}

} // namespace

class TestRelayAddressVectors : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void theFileIsTheLaw()
    {
        const QJsonArray cases = readAll();
        QSet<QString> outcomes;
        for (const auto& value : cases) {
            outcomes.insert(value.toObject()["expect"].toString());
        }
        QCOMPARE(outcomes.size(), 12); // every error, and "ok"
        VectorFile file(QStringLiteral("relay_address"));
        QVERIFY(file.compareOrWrite(
            QJsonObject{{"about", "PROTOCOL.md section 11, \"Addresses\"."}, {"cases", cases}}));
    }

    void theCanonicalTextIsReadAsTheSame()
    {
        VectorFile file(QStringLiteral("relay_address"));
        QVERIFY(file.load());
        for (const auto& value : file.cases(QStringLiteral("cases"))) {
            const QJsonObject object = value.toObject();
            if (object["expect"].toString() == QLatin1String("ok")) {
                const QString canonical = object["canonical"].toString();
                QJsonObject again = read(object["kind"].toString(), canonical);
                QCOMPARE(again["canonical"].toString(), canonical);
                again["text"] = object["text"];
                QVERIFY(again == object);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestRelayAddressVectors)
#include "tst_relay_address_vectors.moc"
