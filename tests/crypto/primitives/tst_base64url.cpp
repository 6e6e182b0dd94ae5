#include "crypto/base/init.h"
#include "crypto/primitives/base64url.h"

#include <QByteArray>
#include <QTest>

using namespace sotto::crypto;

namespace {

std::string encoded(std::string_view text)
{
    return toBase64Url(asBytes(text));
}

QByteArray decoded(std::string_view text)
{
    const auto bytes = fromBase64Url(text);
    return bytes ? QByteArray(reinterpret_cast<const char*>(bytes->data()),
                              static_cast<qsizetype>(bytes->size()))
                 : QByteArray("refused");
}

} // namespace

class TestBase64Url : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    // RFC 4648 section 10, without the padding.
    void standardsVectors()
    {
        const std::pair<const char*, const char*> rows[] = {
            {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
            {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"},
        };
        for (const auto& [text, code] : rows) {
            QCOMPARE(encoded(text), std::string(code));
            QCOMPARE(decoded(code), QByteArray(text));
        }
        QCOMPARE(toBase64Url(Bytes{0xfb, 0xff, 0xbf}), std::string("-_-_")); // section 5
    }

    void everyLengthAndByteIsTheSameToQt()
    {
        Bytes bytes;
        for (unsigned i = 0; i < 300; ++i) {
            const QByteArray raw(reinterpret_cast<const char*>(bytes.data()),
                                 static_cast<qsizetype>(bytes.size()));
            const QByteArray expected =
                raw.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
            QCOMPARE(QByteArray::fromStdString(toBase64Url(bytes)), expected);
            QCOMPARE(base64UrlLength(bytes.size()), static_cast<std::size_t>(expected.size()));
            SecretBytes secret(asBytes("head."));
            appendBase64Url(secret, bytes);
            QVERIFY(std::ranges::equal(secret.view().subspan(5), asBytes(toBase64Url(bytes))));
            QCOMPARE(decoded(expected.toStdString()), raw);
            bytes.push_back(static_cast<std::uint8_t>(i * 7 + 3));
        }
    }

    void oneSpellingOnly_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char* bad : {"Zg==", "Zg=", "Z", "Zm9vY", "Zh", "Zm9", "Zm+v", "Zm/v", " Zg",
                                "Zg\n", "Z g", "Zm9\xc3"}) {
            QTest::newRow(bad) << QByteArray(bad);
        }
    }
    void oneSpellingOnly()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!fromBase64Url(text.toStdString()));
    }
};

QTEST_APPLESS_MAIN(TestBase64Url)
#include "tst_base64url.moc"
