#ifndef Q_MOC_RUN
#include "app/core/recovery/own_phrase.h"
#include "app/core/recovery/qt_normalizer.h"
#include "crypto/base/init.h"
#include "crypto/phrase/recovery_phrase.h"
#include "tests/support/deterministic_random.h"
#endif

#include <QTest>

using namespace sotto;

namespace {

QByteArray nfkd(const char* utf8)
{
    const crypto::SecretBytes out = core::QtNormalizer().nfkd(crypto::asBytes(utf8));
    return {reinterpret_cast<const char*>(out.data()), static_cast<qsizetype>(out.size())};
}

QString phrase()
{
    test::DeterministicRandom random(7);
    const crypto::SecretBytes text = crypto::RecoveryPhrase::generate(random).text();
    return QString::fromUtf8(reinterpret_cast<const char*>(text.data()),
                             static_cast<qsizetype>(text.size()));
}

bool holds(const QString& text)
{
    return core::holdsPhrase(text.toStdString());
}

} // namespace

class TestOwnPhrase : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void normalizesToCompatibility()
    {
        QCOMPARE(nfkd("plain"), QByteArray("plain"));
        QCOMPARE(nfkd("\xE2\x92\x9C"), QByteArray("(a)"));    // U+249C
        QCOMPARE(nfkd("\xEF\xBD\x81"), QByteArray("a"));      // full width
        QCOMPARE(nfkd("\xC3\xA9"), QByteArray("e\xCC\x81"));  // é
        QCOMPARE(nfkd("\xF0\x9D\x93\xAA"), QByteArray("a"));  // beyond the first plane
        QCOMPARE(nfkd("a\xFF"), QByteArray("a\xEF\xBF\xBD")); // broken: U+FFFD
        QCOMPARE(nfkd(""), QByteArray());
    }

    void aPhraseIsFoundHoweverItIsWritten()
    {
        const QString words = phrase();
        QVERIFY(holds(words));
        QVERIFY(holds(words.toUpper()));
        QVERIFY(holds(QStringLiteral("My words: ") + words + QStringLiteral(". Bye")));
        QString numbered;
        QString wide;
        int number = 0;
        for (const QString& word : words.split(QLatin1Char(' '))) {
            numbered += QStringLiteral("%1. %2\n").arg(++number).arg(word);
        }
        for (const QChar letter : words) {
            wide += letter.isSpace() ? letter : QChar(letter.unicode() + 0xFEE0);
        }
        QVERIFY(holds(numbered));
        QVERIFY(holds(wide));
    }

    void whatIsNoneIsNot()
    {
        QVERIFY(!core::holdsPhrase({}));
        QVERIFY(!holds(QStringLiteral("See you at eight?")));
        QStringList words = phrase().split(QLatin1Char(' '));
        words.insert(6, QStringLiteral("Sotto"));
        QVERIFY(!holds(words.join(QLatin1Char(' '))));
        words.removeAt(6);
        words.removeLast();
        QVERIFY(!holds(words.join(QLatin1Char(' '))));
    }
};

QTEST_APPLESS_MAIN(TestOwnPhrase)
#include "tst_own_phrase.moc"
