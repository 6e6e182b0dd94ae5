#include "app/viewmodels/emoji_text.h"
#include "app/viewmodels/person_text.h"
#include "app/viewmodels/time_text.h"
#include "app/viewmodels/wiping.h"

#include <QDateTime>
#include <QTest>

using namespace sotto::viewmodels;

namespace {

qint64 at(const char* text)
{
    return QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate).toMSecsSinceEpoch();
}

} // namespace

class TestTexts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("TZ", "Europe/Stockholm"); }

    void rowTimes_data()
    {
        QTest::addColumn<QString>("time");
        QTest::addColumn<QString>("row");
        QTest::addColumn<QString>("day");
        const auto row = [](const char* time, const char* shown, const char* day) {
            QTest::newRow(time) << QString::fromLatin1(time) << QString::fromLatin1(shown)
                                << QString::fromLatin1(day);
        };
        row("2026-11-21T00:00:30", "00:00", "Today");
        row("2026-11-20T23:59:30", "Yesterday", "Yesterday");
        row("2026-11-19T12:00:00", "Thu", "Thursday");
        row("2026-11-15T12:00:00", "Sun", "Sunday");
        row("2026-11-14T12:00:00", "14 Nov", "Saturday, 14 November");
        row("2025-12-24T12:00:00", "24 Dec 2025", "Wednesday, 24 December 2025");
    }
    void rowTimes()
    {
        QFETCH(QString, time);
        const TimeText texts{QLocale(QLocale::English, QLocale::UnitedKingdom)};
        const qint64 now = at("2026-11-21T00:01:00");
        const qint64 then = at(time.toLatin1().constData());
        QTEST(texts.row(then, now), "row");
        QTEST(texts.day(then, now), "day");
    }

    void clocksThatRunAhead()
    {
        constexpr qint64 kMinute = 60'000;
        QCOMPARE(shownTime(100 * kMinute, 200 * kMinute), 100 * kMinute);
        QCOMPARE(shownTime(205 * kMinute, 200 * kMinute), 205 * kMinute);
        QCOMPARE(shownTime(205 * kMinute + 1, 200 * kMinute), 200 * kMinute);
        QCOMPARE(shownTime(205 * kMinute, 0), 205 * kMinute);
    }

    void remaining()
    {
        constexpr qint64 kHour = 3'600'000;
        QCOMPARE(TimeText::remaining(7 * 24 * kHour, 0), QStringLiteral("7 days"));
        QCOMPARE(TimeText::remaining(25 * kHour, 0), QStringLiteral("1 day and 1 hour"));
        QCOMPARE(TimeText::remaining(kHour / 2, 0), QStringLiteral("30 minutes"));
        QCOMPARE(TimeText::remaining(0, kHour), QStringLiteral("1 minute"));
    }

    void emojiAlone_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("count");
        const auto row = [](const char* text, int count) {
            QTest::newRow(text) << QString::fromUtf8(text) << count;
        };
        row("\U0001f600", 1);
        row("\U0001f30a\u26f4\ufe0f", 2);
        row(" \U0001f600 \U0001f600 \U0001f600 ", 3);
        row("\U0001f600\U0001f600\U0001f600\U0001f600", 0);
        row("\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", 1);
        row("\U0001f44d\U0001f3fd", 1);
        row("\U0001f1f8\U0001f1ea", 1);
        row("1\ufe0f\u20e3", 1);
        row("\u2764\ufe0f", 1);
        row("1", 0);
        row("a\U0001f600", 0);
        row("\u00a9", 0);
        row("", 0);
        row("   ", 0);
    }
    void emojiAlone()
    {
        QFETCH(QString, text);
        QTEST(countOnlyEmoji(text), "count");
    }

    void initials()
    {
        QCOMPARE(initialsOf(QStringLiteral("Mira Lindqvist")), QStringLiteral("ML"));
        QCOMPARE(initialsOf(QStringLiteral("anna maria weber")), QStringLiteral("AW"));
        QCOMPARE(initialsOf(QStringLiteral("Grandad")), QStringLiteral("G"));
        QCOMPARE(initialsOf(QStringLiteral("\u00e9mile (work)")), QStringLiteral("\u00c9"));
        QCOMPARE(initialsOf(QStringLiteral("123")), QString());
    }

    void namesStayOnTheirLine()
    {
        QCOMPARE(shownName("Mira\n\u202eevil\u2069 "), QStringLiteral("Mira evil"));
        QVERIFY(!shownName("\u202e").isEmpty());
    }

    void typedSecretsAreWiped()
    {
        QString typed = QString::fromUtf8("p\u00e4ss").repeated(2);
        const QString sharesTheMemory = typed;
        const auto secret = toSecret(typed);
        wipe(typed);
        QVERIFY(typed.isEmpty());
        QCOMPARE(sharesTheMemory, QString(8, QChar(u'\0')));
        QCOMPARE(secret.size(), std::size_t{10});
        QString literal = QStringLiteral("of the program");
        wipe(literal);
        QVERIFY(literal.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestTexts)
#include "tst_texts.moc"
