#include "app/storage/new_file.h"
#include "app/storage/unfinished.h"

#include <cerrno>
#include <fstream>
#include <sys/stat.h>

#include <QTemporaryDir>
#include <QTest>

using namespace sotto::storage;
namespace fs = std::filesystem;

namespace {

mode_t modeOf(const fs::path& path)
{
    struct ::stat status = {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0;
}

std::string textOf(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::size_t entries(const fs::path& folder)
{
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

} // namespace

class TestNewFile : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = fs::path(m_folder->path().toStdString()) / "letter";
    }

    void itHasItsNameOnlyOnceItIsWhole()
    {
        const std::string text(200'000, 'x');
        auto file = NewFile::make(m_path);
        QVERIFY(file);
        QVERIFY(file->write(sotto::crypto::asBytes(text)));
        QVERIFY(!fs::exists(m_path));
        QVERIFY(file->keep());
        QCOMPARE(textOf(m_path), text);
        QCOMPARE(file->size(), std::uint64_t{200'000});
        QCOMPARE(modeOf(m_path), mode_t{0600});
        QCOMPARE(entries(m_path.parent_path()), std::size_t{1});
    }

    void givenUpItLeavesNothing()
    {
        {
            auto file = NewFile::make(m_path);
            QVERIFY(file->write(sotto::crypto::asBytes("secret")));
            const NewFile moved(std::move(*file));
        }
        QCOMPARE(entries(m_path.parent_path()), std::size_t{0});
    }

    void nothingIsReplaced()
    {
        std::ofstream(m_path) << "mine";
        QVERIFY(NewFile::make(m_path).error() == EEXIST);
        // Not even what comes while it is being written.
        const fs::path other = m_path.parent_path() / "other";
        auto file = NewFile::make(other);
        QVERIFY(file->write(sotto::crypto::asBytes("theirs")));
        std::ofstream(other) << "mine";
        QVERIFY(file->keep().error() == EEXIST);
        QCOMPARE(textOf(other), std::string("mine"));
        // Nor what a link leads to.
        fs::create_symlink(m_path.parent_path() / "nowhere", m_path.parent_path() / "link");
        QVERIFY(NewFile::make(m_path.parent_path() / "link").error() == EEXIST);
    }

    void aFolderComesWithAllItsFiles()
    {
        {
            auto folder = NewFolder::make(m_path);
            auto file = folder->file("one");
            QVERIFY(file->keep());
            QVERIFY(!fs::exists(m_path));
            QVERIFY(folder->keep());
        }
        QVERIFY(fs::exists(m_path / "one"));
        QCOMPARE(modeOf(m_path), mode_t{0700});
        // The next one of that name is another one.
        auto second = NewFolder::make(m_path);
        QCOMPARE(second->path().filename().string(), std::string("letter 2"));
        QVERIFY(second->keep());
        QVERIFY(fs::exists(m_path.parent_path() / "letter 2"));
        QVERIFY(fs::exists(m_path / "one"));
    }

    void aFolderThatIsGivenUpGoesWithAllItsFiles()
    {
        {
            auto folder = NewFolder::make(m_path);
            QVERIFY(folder->file("one")->keep());
        }
        QCOMPARE(entries(m_path.parent_path()), std::size_t{0});
    }

    /// What a kill has left goes, and nothing else.
    void whatAKillHasLeftIsRemoved()
    {
        const fs::path folder = m_path.parent_path();
        std::ofstream(unfinishedName(folder / "a file")) << "half";
        fs::create_directory(unfinishedName(folder / "a folder"));
        std::ofstream(unfinishedName(folder / "a folder") / "one") << "whole";
        std::ofstream(folder / "letter.part") << "of a browser";
        std::ofstream(folder / "elsewhere") << "mine";
        fs::create_symlink(folder / "elsewhere", unfinishedName(folder / "a link"));
        auto file = NewFile::make(folder / "new file");
        auto other = NewFolder::make(folder / "new folder");
        QVERIFY(file && other);
        sweepUnfinished(folder);
        QVERIFY(!fs::exists(unfinishedName(folder / "a file")));
        QVERIFY(!fs::exists(unfinishedName(folder / "a folder")));
        // What is being written, and what somebody else's program or a link is, stays.
        QVERIFY(file->keep() && other->keep());
        QVERIFY(fs::exists(folder / "new file") && fs::exists(folder / "new folder"));
        QVERIFY(fs::exists(folder / "letter.part") && fs::exists(folder / "elsewhere"));
        QVERIFY(fs::is_symlink(unfinishedName(folder / "a link")));
    }

    void aFolderThatTakesNothingIsNamed()
    {
        QVERIFY(NewFile::make(m_path / "in" / "no" / "folder").error() == ENOENT);
        QVERIFY(NewFolder::make(m_path / "in").error() == ENOENT);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_path;
};

QTEST_APPLESS_MAIN(TestNewFile)
#include "tst_new_file.moc"
