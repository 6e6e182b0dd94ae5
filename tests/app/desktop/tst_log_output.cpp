#include "app/desktop/log_output.h"

#include <QTest>

using namespace sotto::desktop;

class TestLogOutput : public QObject
{
    Q_OBJECT

private slots:
    void ofOthersOnlyThePlaceIsWritten()
    {
        const QMessageLogContext context("qrc:/qt/qml/Sotto/Pages/Chat.qml", 12, "f", "qml");
        const QString line =
            logLine(QtWarningMsg, context, "Cannot open: Noor's letter", LogDetail::Withheld);
        QCOMPARE(line, QStringLiteral("sotto: warning qml at qrc:/qt/qml/Sotto/Pages/Chat.qml:12"));
        QVERIFY(logLine(QtWarningMsg, context, "Noor", LogDetail::Shown).endsWith(": Noor"));
    }

    void withoutAPlaceThereIsNone()
    {
        const QMessageLogContext context(nullptr, 0, nullptr, "default");
        QCOMPARE(logLine(QtCriticalMsg, context, "Noor", LogDetail::Withheld),
                 QStringLiteral("sotto: error default"));
    }

    void sottosOwnIsWrittenOut()
    {
        const QMessageLogContext context("a.cpp", 3, "f", "sotto.desktop");
        QCOMPARE(logLine(QtInfoMsg, context, "no tray here", LogDetail::Withheld),
                 QStringLiteral("sotto: info sotto.desktop: no tray here"));
        const QMessageLogContext almost("a.cpp", 3, "f", "sottovoce");
        QVERIFY(!logLine(QtInfoMsg, almost, "x", LogDetail::Withheld).endsWith(": x"));
    }
};

QTEST_APPLESS_MAIN(TestLogOutput)
#include "tst_log_output.moc"
