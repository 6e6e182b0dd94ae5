#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QLibraryInfo>
#include <QMap>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <QtEndian>

namespace {

const QString kSource = QStringLiteral(SOTTO_SOURCE_DIR);

QString textOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// packaging/qml-modules: module → package.
QMap<QString, QString> listedModules()
{
    QMap<QString, QString> modules;
    const QStringList lines = textOf(kSource + "/packaging/qml-modules").split('\n');
    for (const QString& line : lines) {
        const QStringList words = line.split(' ', Qt::SkipEmptyParts);
        if (words.size() == 2 && !line.startsWith('#')) {
            modules.insert(words[0], words[1]);
        }
    }
    return modules;
}

/// The modules of Qt that QML in @p text imports.
QSet<QString> importsIn(const QString& text)
{
    static const QRegularExpression kImport("^\\s*import\\s+(Qt[\\w.]*)",
                                            QRegularExpression::MultilineOption);
    QSet<QString> imports;
    for (auto it = kImport.globalMatch(text); it.hasNext();) {
        imports.insert(it.next().captured(1));
    }
    return imports;
}

QSet<QString> importsBelow(const QString& folder)
{
    QSet<QString> imports;
    for (QDirIterator it(folder, {"*.qml"}, QDir::Files, QDirIterator::Subdirectories);
         it.hasNext();) {
        imports.unite(importsIn(textOf(it.next())));
    }
    return imports;
}

/// What @p module itself needs, by what Qt installed of it.
QSet<QString> needsOf(const QString& module)
{
    static const QRegularExpression kNeed("^(?:default )?(?:import|depends) (Qt[\\w.]*)",
                                          QRegularExpression::MultilineOption);
    const QString folder =
        QLibraryInfo::path(QLibraryInfo::QmlImportsPath) + '/' + QString(module).replace('.', '/');
    QSet<QString> needs;
    for (auto it = kNeed.globalMatch(textOf(folder + "/qmldir")); it.hasNext();) {
        needs.insert(it.next().captured(1));
    }
    return needs;
}

QSet<QString> optionsIn(const QString& text)
{
    static const QRegularExpression kOption("--([a-z][a-z-]+)");
    QSet<QString> options;
    for (auto it = kOption.globalMatch(text); it.hasNext();) {
        options.insert(it.next().captured(1));
    }
    return options;
}

} // namespace

/// What the packages say of themselves is so.
class TestPackages : public QObject
{
    Q_OBJECT

private slots:
    // dpkg-shlibdeps sees libraries, but not what QML imports at run time.
    void everyImportIsInAPackage()
    {
        const auto listed = listedModules();
        QVERIFY(listed.size() > 5);
        const QSet<QString> imported = importsBelow(kSource + "/qml");
        QVERIFY(!imported.isEmpty());
        for (const QString& module : imported) {
            QVERIFY2(listed.contains(module), qPrintable(module));
        }
    }

    void whatModulesNeedIsThereToo()
    {
        const auto listed = listedModules();
        int needs = 0;
        for (const QString& module : listed.keys()) {
            for (const QString& need : needsOf(module)) {
                ++needs;
                QVERIFY2(listed.contains(need), qPrintable(module + " needs " + need));
            }
        }
        QVERIFY(needs > 5);
    }

    void importsAreTold()
    {
        QCOMPARE(importsIn("import QtQuick\n import QtQuick.Templates as T\nimport Sotto.Theme\n"
                           "// import QtMultimedia\n"),
                 QSet<QString>({"QtQuick", "QtQuick.Templates"}));
    }

    void manualPagesNameEveryOption_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("page");
        QTest::newRow("sotto") << "sotto"
                               << "sotto.1";
        QTest::newRow("sotto-relay") << "sotto-relay"
                                     << "sotto-relay.8";
    }
    void manualPagesNameEveryOption()
    {
        QFETCH(QString, program);
        QFETCH(QString, page);
        QProcess process;
        process.start(QStringLiteral(SOTTO_PROGRAMS "/") + program, {"--help"});
        QVERIFY(process.waitForFinished(20'000));
        const QSet<QString> options = optionsIn(process.readAllStandardOutput());
        QVERIFY(options.size() >= 4);
        const QSet<QString> described =
            optionsIn(textOf(kSource + "/packaging/man/" + page).replace("\\-", "-"));
        QCOMPARE(described - options - QSet<QString>{"now"}, QSet<QString>());
        QCOMPARE(options - described, QSet<QString>());
    }

    void theVersionIsOne()
    {
        const QString version = QStringLiteral(SOTTO_VERSION);
        QVERIFY(textOf(kSource + "/packaging/sotto.metainfo.xml")
                    .contains("<release version=\"" + version + "\""));
        // A page may leave it out; one that names another one is wrong.
        static const QRegularExpression kHead("^\\.TH [^\\n]*\"Sotto( [^\"]*)?\"",
                                              QRegularExpression::MultilineOption);
        for (const char* page : {"sotto.1", "sotto-cli.1", "sotto-relay.8"}) {
            const auto head = kHead.match(textOf(kSource + "/packaging/man/" + page));
            QVERIFY2(head.hasMatch(), page);
            QVERIFY2(head.captured(1).isEmpty() || head.captured(1) == " " + version, page);
        }
    }

    void theIconIsThereInEverySize()
    {
        const QString folder = kSource + "/resources/app-icon/sotto";
        for (const int size : {16, 22, 24, 32, 48, 64, 96, 128, 256, 512}) {
            QFile file(folder + QStringLiteral("-%1.png").arg(size));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray head = file.read(24); // the width is at 16 (ISO/IEC 15948)
            QCOMPARE(qFromBigEndian<quint32>(head.constData() + 16), static_cast<quint32>(size));
        }
        QVERIFY(QFile::exists(folder + ".svg"));
    }
};

QTEST_GUILESS_MAIN(TestPackages)
#include "tst_packages.moc"
