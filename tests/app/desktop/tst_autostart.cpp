#include "app/desktop/autostart.h"
#include "app/desktop/profile_folders.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace sotto::desktop;

namespace {

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestAutostart : public QObject
{
    Q_OBJECT

private slots:
    void isSwitchedOnAndOff()
    {
        const Autostart autostart(m_folder.filePath("a/autostart"), "/usr/bin/sotto",
                                  kDefaultProfile);
        const QString path = m_folder.filePath("a/autostart/sotto.desktop");
        QVERIFY(!autostart.isOn());
        QVERIFY(autostart.set(false));
        QVERIFY(autostart.set(true));
        QVERIFY(autostart.isOn());
        QVERIFY(contents(path).contains("\nExec=\"/usr/bin/sotto\" --quiet\n"));
        QVERIFY(autostart.set(true));
        QVERIFY(autostart.set(false));
        QVERIFY(!autostart.isOn());
        QVERIFY(!QFile::exists(path));
    }

    void profilesHaveTheirOwn()
    {
        const QString folder = m_folder.filePath("b");
        const Autostart work(folder, "/usr/bin/sotto", "work");
        const Autostart other(folder, "/usr/bin/sotto", "/home/a b/x");
        QVERIFY(work.set(true));
        QVERIFY(!other.isOn());
        QVERIFY(!Autostart(folder, "/usr/bin/sotto", kDefaultProfile).isOn());
        QVERIFY(contents(folder + "/sotto-work.desktop").contains(" --profile \"work\" --quiet\n"));
        QVERIFY(other.set(true));
        QVERIFY(other.isOn());
    }

    void theDesktopMaySwitchItOff_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("hidden") << QByteArray("Hidden=true\n");
        QTest::newRow("gnome") << QByteArray("X-GNOME-Autostart-enabled=false\n");
    }
    void theDesktopMaySwitchItOff()
    {
        QFETCH(QByteArray, line);
        const QString folder = m_folder.filePath("c");
        const Autostart autostart(folder, "/usr/bin/sotto", kDefaultProfile);
        QVERIFY(autostart.set(true));
        QFile file(folder + "/sotto.desktop");
        QVERIFY(file.open(QIODevice::Append));
        file.write(line);
        file.close();
        QVERIFY(!autostart.isOn());
        QVERIFY(autostart.set(true));
        QVERIFY(autostart.isOn());
    }

    // Once for the quotes, once for the value; a per cent sign stands for a field otherwise.
    void pathsAreQuoted()
    {
        const QString folder = m_folder.filePath("d");
        QVERIFY(Autostart(folder, "/a \"b\"/$c`\\100%\nX=1", kDefaultProfile).set(true));
        const QByteArray entry = contents(folder + "/sotto.desktop");
        QVERIFY2(
            entry.contains("\nExec=\"/a \\\\\"b\\\\\"/\\\\$c\\\\`\\\\\\\\100%%\\nX=1\" --quiet\n"),
            entry.constData());
    }

    void whatCannotBeWrittenIsSaid()
    {
        QFile file(m_folder.filePath("file"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const Autostart autostart(file.fileName() + "/x", "/usr/bin/sotto", kDefaultProfile);
        QVERIFY(!autostart.set(true));
        QVERIFY(!autostart.isOn());
    }

private:
    QTemporaryDir m_folder;
};

QTEST_APPLESS_MAIN(TestAutostart)
#include "tst_autostart.moc"
