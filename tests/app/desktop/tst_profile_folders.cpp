#include "app/desktop/profile_folders.h"

#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace sotto::desktop;

namespace {

unsigned modeOf(const QString& path)
{
    struct stat status = {};
    return ::stat(QFile::encodeName(path).constData(), &status) == 0 ? status.st_mode & 0777U : 0U;
}

} // namespace

class TestProfileFolders : public QObject
{
    Q_OBJECT

private slots:
    void init() { QVERIFY(m_folder.isValid()); }

    void aProfileIsMadeForItsUserAlone()
    {
        const QString base = m_folder.filePath("data/sotto");
        const mode_t before = ::umask(0);
        const auto profile = openProfileFolder(base, "work");
        ::umask(before);
        QVERIFY(profile);
        QCOMPARE(profile->name, QStringLiteral("work"));
        QCOMPARE(profile->path, base + "/work");
        for (const QString& path : {base + "/work", base, m_folder.filePath("data")}) {
            QCOMPARE(modeOf(path), 0700U);
        }
        QVERIFY(openProfileFolder(base, "work"));
    }

    void whatOthersCouldEnterIsShut()
    {
        const QString path = m_folder.filePath("open");
        QVERIFY(QDir().mkpath(path));
        QCOMPARE(::chmod(QFile::encodeName(path).constData(), 0755), 0);
        QVERIFY(!isPrivateFolder(path));
        QVERIFY(openProfileFolder(m_folder.path(), "open"));
        QCOMPARE(modeOf(path), 0700U);
        QVERIFY(isPrivateFolder(path));
    }

    void aFolderMayBeAnywhere()
    {
        const QString path = m_folder.filePath("else where/x");
        const auto profile = openProfileFolder("/nonexistent", path + "/");
        QVERIFY(profile);
        QCOMPARE(profile->path, path);
        QCOMPARE(profile->name, QStringLiteral("x"));
    }

    void namesAreChecked_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"", ".", "..", ".hidden", "-x", "a b", "a\n", "ä", "a%"}) {
            QTest::addRow("\"%s\"", name) << QString::fromUtf8(name);
        }
        QTest::newRow("too long") << QString(kProfileNameLengthMax + 1, u'a');
        QTest::newRow("NUL") << QString(QChar(0));
    }
    void namesAreChecked()
    {
        QFETCH(QString, name);
        const auto profile = openProfileFolder(m_folder.path(), name);
        QVERIFY(!profile);
        QCOMPARE(profile.error(), FolderError::BadName);
    }

    void whatCannotBeIsSaid()
    {
        QFile file(m_folder.filePath("file"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(openProfileFolder(m_folder.path(), "file").error(), FolderError::NotAFolder);
        QCOMPARE(openProfileFolder(m_folder.path(), file.fileName() + "/x").error(),
                 FolderError::NotMade);
        QCOMPARE(openProfileFolder(m_folder.path(), "/proc/nothing/x").error(),
                 FolderError::NotMade);
    }

    void foreignFoldersAreRefused()
    {
        if (::geteuid() != 0) {
            QCOMPARE(openProfileFolder(m_folder.path(), "/usr").error(), FolderError::NotOurs);
            return;
        }
        constexpr uid_t kNobody = 65534;
        const QString path = m_folder.filePath("theirs");
        QVERIFY(QDir().mkpath(path));
        QCOMPARE(::chown(QFile::encodeName(path).constData(), kNobody, kNobody), 0);
        QCOMPARE(openProfileFolder(m_folder.path(), "theirs").error(), FolderError::NotOurs);
    }

    void profilesAreListed()
    {
        const QString base = m_folder.filePath("list");
        QVERIFY(profileNames(base).isEmpty());
        for (const char* name : {"zoe", "default", "a.b"}) {
            QVERIFY(openProfileFolder(base, name));
        }
        QVERIFY(QDir().mkpath(base + "/.cache") && QDir().mkpath(base + "/with space"));
        QFile file(base + "/file");
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(profileNames(base), QStringList({"a.b", "default", "zoe"}));
    }

    void eachErrorHasItsSentence()
    {
        QStringList texts;
        for (const auto error :
             {FolderError::BadName, FolderError::NotAFolder, FolderError::NotOurs,
              FolderError::NotPrivate, FolderError::NotMade}) {
            texts += describe(error, "work");
            QVERIFY(texts.back().contains("work"));
        }
        QCOMPARE(texts.removeDuplicates(), 0);
    }

    void theBaseFollowsXdg()
    {
        qputenv("XDG_DATA_HOME", QFile::encodeName(m_folder.path()));
        QCOMPARE(profilesFolder(), m_folder.path() + "/sotto");
    }

private:
    QTemporaryDir m_folder;
};

QTEST_APPLESS_MAIN(TestProfileFolders)
#include "tst_profile_folders.moc"
