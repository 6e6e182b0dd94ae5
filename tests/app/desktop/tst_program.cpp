#include "tests/app/desktop/private_bus.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace sotto::desktop;

namespace {

struct Outcome
{
    int code = -1;
    QString out;
    QString err;
};

Outcome run(const QStringList& arguments)
{
    QProcess process;
    process.start(QStringLiteral(SOTTO_PROGRAM), arguments);
    process.waitForFinished(20'000);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

} // namespace

/// The program as a person starts it.
class TestProgram : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(QDir(m_home.path()).mkpath("run"));
        QVERIFY(QFile::setPermissions(m_home.filePath("run"),
                                      QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        qputenv("HOME", m_home.path().toUtf8());
        qputenv("XDG_RUNTIME_DIR", m_home.filePath("run").toUtf8());
        qputenv("XDG_DATA_HOME", m_home.filePath("data").toUtf8());
        qputenv("XDG_CONFIG_HOME", m_home.filePath("config").toUtf8());
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }

    void saysWhatItIsWithoutADisplay()
    {
        qputenv("QT_QPA_PLATFORM", "nonsense");
        const Outcome version = run({"--version"});
        const Outcome help = run({"--help"});
        qputenv("QT_QPA_PLATFORM", "offscreen");
        QCOMPARE(version.code, 0);
        QVERIFY(version.out.startsWith("sotto "));
        QCOMPARE(help.code, 0);
        QVERIFY(help.out.contains("--profile"));
    }

    void mistakesAreSaid()
    {
        const Outcome outcome = run({"--nothing"});
        QCOMPARE(outcome.code, 64);
        QVERIFY(outcome.err.startsWith("sotto: "));
        QCOMPARE(run({"--profile", "a b"}).code, 73);
        QVERIFY(!QFile::exists(m_home.filePath("data")));
    }

    void theSecondStartEnds()
    {
        QProcess first;
        first.start(QStringLiteral(SOTTO_PROGRAM), {"--quiet"});
        QVERIFY(first.waitForStarted());
        const QString lock = m_home.filePath("run/sotto");
        QTRY_VERIFY_WITH_TIMEOUT(!QDir(lock).entryList({"*.socket"}, QDir::System).isEmpty(),
                                 20'000);
        for (const QStringList& arguments :
             {QStringList{}, QStringList{"sotto://relay/#x"}, QStringList{"--quiet"}}) {
            const Outcome second = run(arguments);
            QCOMPARE(second.code, 0);
            QCOMPARE(second.err, QString());
        }
        QCOMPARE(first.state(), QProcess::Running);
        endProcess(first);
    }

private:
    QTemporaryDir m_home;
};

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
