#ifndef Q_MOC_RUN
#include "app/storage/key_record.h"
#include "tests/app/storage/storage_world.h"
#include "tests/support/deterministic_random.h"
#include "tests/support/stopwatch.h"
#endif

#include <csignal>
#include <fstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

/// As little as libsodium allows.
constexpr crypto::Argon2idCost kCheap{1, 8'192};

bool isKey(const DatabaseKey& key, std::uint8_t number)
{
    return crypto::equalConstantTime(key.view(), keyNumber(number).view());
}

crypto::Bytes contentOf(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(stream), {}};
    return {content.begin(), content.end()};
}

void write(const std::filesystem::path& file, const crypto::Bytes& content)
{
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream.write(reinterpret_cast<const char*>(content.data()),
                 static_cast<std::streamsize>(content.size()));
}

mode_t modeOf(const std::filesystem::path& path)
{
    struct ::stat status = {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0U;
}

} // namespace

/// What protects a database's key.
class TestKeyFile : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_used = 0;
    DeterministicRandom m_random{1};

    std::filesystem::path newFolder()
    {
        const auto folder =
            std::filesystem::path(m_folder.path().toStdString()) / std::to_string(++m_used);
        std::filesystem::create_directory(folder);
        return folder;
    }
    template <class Answer> static bool fails(const Answer& answer, KeyError error)
    {
        return !answer && answer.error() == error;
    }

private slots:
    void initTestCase() { (void)keyNumber(1); }

    void aNewProfileHasNone();
    void aPassphraseOpensIt();
    void aPlainKeyIsThere();
    void theKeychainHasIt();
    void theNameStays();
    void theOwnerAloneReadsIt();
    void openOnesAreClosed();
    void everyChangeIsNoticed();
    void everyLengthIsNoticed();
    void costsAreBounded();
    void aNewerVersionIsSaid();
    void otherThingsAreDamaged();
    void damagedOnesAreLeftAlone();
    void refusalsAreSaid();
    void noKeyIsLeftBehind();
    void aKillLeavesOneOfTheTwo();
};

void TestKeyFile::aNewProfileHasNone()
{
    const KeyFile file(newFolder());
    QVERIFY(*file.place() == KeyPlace::None);
    QVERIFY(fails(file.openPlain(), KeyError::Damaged));
    QVERIFY(fails(file.openWith({}), KeyError::Damaged));
}

void TestKeyFile::aPassphraseOpensIt()
{
    const auto folder = newFolder();
    KeyFile file(folder);
    QVERIFY(bool(file.protect(keyNumber(3), crypto::asBytes("right"), kCheap, m_random)));
    const KeyFile again(folder);
    QVERIFY(*again.place() == KeyPlace::Passphrase);
    const auto key = again.openWith(crypto::asBytes("right"));
    QVERIFY(key && isKey(key->key, 3) && !key->next);
    for (const char* wrong : {"", "righ", "right ", "Right"}) {
        QVERIFY(fails(again.openWith(crypto::asBytes(wrong)), KeyError::WrongPassphrase));
    }
    QVERIFY(fails(again.openPlain(), KeyError::Damaged));
    // Salt and nonce are new each time.
    const auto before = contentOf(folder / "key");
    QVERIFY(bool(file.protect(keyNumber(3), crypto::asBytes("right"), kCheap, m_random)));
    QVERIFY(contentOf(folder / "key") != before);
}

void TestKeyFile::aPlainKeyIsThere()
{
    const auto folder = newFolder();
    QVERIFY(bool(KeyFile(folder).leavePlain(keyNumber(4), m_random)));
    const KeyFile again(folder);
    QVERIFY(*again.place() == KeyPlace::File);
    QVERIFY(isKey(*again.openPlain(), 4));
    QVERIFY(fails(again.openWith({}), KeyError::Damaged));
}

void TestKeyFile::theKeychainHasIt()
{
    const auto folder = newFolder();
    QVERIFY(bool(KeyFile(folder).leaveToKeychain(m_random)));
    const KeyFile again(folder);
    QVERIFY(*again.place() == KeyPlace::Keychain);
    QVERIFY(fails(again.openPlain(), KeyError::Damaged));
}

void TestKeyFile::theNameStays()
{
    const auto folder = newFolder();
    KeyFile file(folder);
    const std::string name = *file.keychainName(m_random);
    QCOMPARE(name.size(), std::size_t{32});
    QVERIFY(name.find_first_not_of("0123456789abcdef") == std::string::npos);
    QCOMPARE(*file.keychainName(m_random), name);
    QVERIFY(*file.place() == KeyPlace::None);
    QVERIFY(bool(file.leaveToKeychain(m_random)));
    QCOMPARE(*KeyFile(folder).keychainName(m_random), name);
    QVERIFY(bool(KeyFile(folder).leavePlain(keyNumber(1), m_random)));
    QVERIFY(bool(KeyFile(folder).protect(keyNumber(1), {}, kCheap, m_random)));
    QCOMPARE(*KeyFile(folder).keychainName(m_random), name);
    QVERIFY(*KeyFile(newFolder()).keychainName(m_random) != name);
}

void TestKeyFile::theOwnerAloneReadsIt()
{
    const auto folder = newFolder();
    const mode_t before = ::umask(0);
    QVERIFY(bool(KeyFile(folder).leavePlain(keyNumber(4), m_random)));
    ::umask(before);
    QCOMPARE(modeOf(folder / "key"), mode_t{0600});
    QCOMPARE(std::distance(std::filesystem::directory_iterator(folder),
                           std::filesystem::directory_iterator()),
             1);
}

void TestKeyFile::openOnesAreClosed()
{
    const auto folder = newFolder();
    QVERIFY(bool(KeyFile(folder).leavePlain(keyNumber(4), m_random)));
    ::chmod((folder / "key").c_str(), 0644);
    QVERIFY(isKey(*KeyFile(folder).openPlain(), 4));
    QCOMPARE(modeOf(folder / "key"), mode_t{0600});
}

void TestKeyFile::everyChangeIsNoticed()
{
    const auto folder = newFolder();
    KeyFile file(folder);
    QVERIFY(bool(file.protect(keyNumber(3), crypto::asBytes("right"), kCheap, m_random)));
    const auto content = contentOf(folder / "key");
    for (std::size_t at = 0; at < content.size(); ++at) {
        auto changed = content;
        // Not the highest bits of the costs, which would make it slow to find out.
        changed[at] ^= 1U;
        write(folder / "key", changed);
        QVERIFY2(!file.openWith(crypto::asBytes("right")), std::to_string(at).c_str());
    }
    write(folder / "key", content);
    QVERIFY(bool(file.openWith(crypto::asBytes("right"))));
}

void TestKeyFile::everyLengthIsNoticed()
{
    const auto folder = newFolder();
    KeyFile file(folder);
    for (int kind = 0; kind < 3; ++kind) {
        const auto made = kind == 0 ? file.leavePlain(keyNumber(1), m_random)
                          : kind == 1
                              ? file.leaveToKeychain(m_random)
                              : file.protect(keyNumber(1), crypto::asBytes("x"), kCheap, m_random);
        QVERIFY(bool(made));
        const auto content = contentOf(folder / "key");
        for (std::size_t size = 0; size <= content.size() + 300; ++size) {
            auto changed = content;
            changed.resize(size);
            write(folder / "key", changed);
            QVERIFY(size == content.size() || fails(file.place(), KeyError::Damaged));
        }
        write(folder / "key", content);
    }
}

void TestKeyFile::costsAreBounded()
{
    KeyRecord record;
    SealedKey& sealed = record.key.emplace<SealedKey>();
    const auto parses = [&](std::uint64_t passes, std::size_t memoryBytes) {
        sealed.cost = {passes, memoryBytes};
        return bool(KeyRecord::parse(record.serialize().view()));
    };
    QVERIFY(parses(kKeyFilePassesMax, kKeyFileMemoryBytesMax));
    QVERIFY(!parses(kKeyFilePassesMax + 1, kKeyFileMemoryBytesMax));
    QVERIFY(!parses(kKeyFilePassesMax, kKeyFileMemoryBytesMax + 1));
    QVERIFY(!parses(0, kKeyFileMemoryBytesMin));
    QVERIFY(!parses(1, kKeyFileMemoryBytesMin - 1));
    QVERIFY(parses(kPassphraseCost.passes, kPassphraseCost.memoryBytes));
}

void TestKeyFile::aNewerVersionIsSaid()
{
    const auto folder = newFolder();
    KeyFile file(folder);
    QVERIFY(bool(file.leavePlain(keyNumber(1), m_random)));
    auto content = contentOf(folder / "key");
    content[4] = 2;
    content.push_back(0);
    write(folder / "key", content);
    QVERIFY(fails(file.place(), KeyError::NewerVersion));
    content[4] = 0;
    write(folder / "key", content);
    QVERIFY(fails(file.place(), KeyError::Damaged));
}

void TestKeyFile::otherThingsAreDamaged()
{
    const auto folder = newFolder();
    std::filesystem::create_directory(folder / "key");
    QVERIFY(fails(KeyFile(folder).place(), KeyError::Damaged));
    const auto other = newFolder();
    QCOMPARE(::mkfifo((other / "key").c_str(), 0600), 0);
    QVERIFY(fails(KeyFile(other).place(), KeyError::Damaged));
    write(newFolder() / "key", {});
}

void TestKeyFile::damagedOnesAreLeftAlone()
{
    const auto folder = newFolder();
    const crypto::Bytes garbage(70, 0x55);
    write(folder / "key", garbage);
    KeyFile file(folder);
    QVERIFY(fails(file.leavePlain(keyNumber(1), m_random), KeyError::Damaged));
    QVERIFY(fails(file.leaveToKeychain(m_random), KeyError::Damaged));
    QVERIFY(fails(file.protect(keyNumber(1), {}, kCheap, m_random), KeyError::Damaged));
    QVERIFY(fails(file.keychainName(m_random), KeyError::Damaged));
    QVERIFY(contentOf(folder / "key") == garbage);
}

void TestKeyFile::refusalsAreSaid()
{
    const auto folder = newFolder();
    KeyFile nowhere(folder / "no such folder");
    QVERIFY(fails(nowhere.leavePlain(keyNumber(1), m_random), KeyError::Io));
    QVERIFY(fails(KeyFile(folder).protect(keyNumber(1), {}, {1, std::size_t{1} << 50U}, m_random),
                  KeyError::OutOfMemory));
    QVERIFY(*KeyFile(folder).place() == KeyPlace::None);
}

void TestKeyFile::noKeyIsLeftBehind()
{
    const auto folder = newFolder();
    KeyFile file(folder);
    QVERIFY(bool(file.leavePlain(keyNumber(7), m_random)));
    // Another name for what the file was: what becomes of its bytes.
    std::ifstream old(folder / "key", std::ios::binary);
    QVERIFY(bool(file.protect(keyNumber(7), crypto::asBytes("x"), kCheap, m_random)));
    const std::string left{std::istreambuf_iterator<char>(old), {}};
    QVERIFY(!left.empty());
    QVERIFY(left.find_first_not_of('\0') == std::string::npos);
}

void TestKeyFile::aKillLeavesOneOfTheTwo()
{
    const auto folder = newFolder();
    KeyFile file(folder);
    QVERIFY(bool(file.leavePlain(keyNumber(5), m_random)));
    KillMoments moments(100, 3'000);
    for (int run = 0; moments.goesOn(); ++run) {
        const ::pid_t child = ::fork();
        if (child == 0) {
            DeterministicRandom random(static_cast<std::uint64_t>(run));
            for (;;) {
                (void)file.protect(keyNumber(5), crypto::asBytes("x"), kCheap, random);
                (void)file.leavePlain(keyNumber(5), random);
            }
        }
        moments.wait();
        ::kill(child, SIGKILL);
        QCOMPARE(::waitpid(child, nullptr, 0), child);
        const auto place = file.place();
        QVERIFY(bool(place));
        if (*place == KeyPlace::File) {
            QVERIFY(isKey(*file.openPlain(), 5));
        } else {
            QVERIFY(isKey(file.openWith(crypto::asBytes("x"))->key, 5));
        }
        moments.saw(*place == KeyPlace::File);
    }
    // Both were seen, so the kills came at many places.
    QVERIFY(moments.sawBoth());
}

QTEST_GUILESS_MAIN(TestKeyFile)
#include "tst_key_file.moc"
