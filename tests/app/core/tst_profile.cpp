// A profile's folder: the key in each of its places, and every answer that is no database.
#ifndef Q_MOC_RUN
#include "app/core/profile.h"
#include "app/storage/state_store.h"
#include "crypto/base/init.h"
#endif

#include <fstream>

#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::core;

namespace {

/// Argon2id as cheap as it goes: these tests try no passphrases.
constexpr crypto::Argon2idCost kCheap{1, std::size_t{64} * 1024};

template <class T> ProblemKind kindOf(const crypto::Result<T, Problem>& result)
{
    return result ? ProblemKind::Internal : result.error().kind;
}

bool holdsFiles(const std::filesystem::path& folder)
{
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().filename() != "lock") {
            return true;
        }
    }
    return false;
}

class TestFolder
{
public:
    [[nodiscard]] std::filesystem::path path() const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / "profile";
    }
    void overwrite(const char* name, std::string_view content) const
    {
        std::ofstream(path() / name, std::ios::binary | std::ios::trunc) << content;
    }

private:
    QTemporaryDir m_folder;
};

void write(const Profile& profile, const storage::DatabaseKey& key, std::string_view text)
{
    auto database = profile.openDatabase(key, storage::OpenMode::ReadWrite);
    QVERIFY(database.has_value());
    storage::Transaction transaction(*database);
    storage::StateStore(*database).put("test", crypto::asBytes(text));
    transaction.commit();
}

std::string read(const Profile& profile, const storage::DatabaseKey& key)
{
    auto database = profile.openDatabase(key, storage::OpenMode::ReadOnly);
    if (!database) {
        return "not opened";
    }
    const auto value = storage::StateStore(*database).find("test");
    return value ? std::string(value->view().begin(), value->view().end()) : "nothing";
}

} // namespace

class TestProfile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void aNewOneHasNoKeyAndNoDatabase()
    {
        const TestFolder folder;
        auto profile = Profile::take(folder.path());
        QVERIFY(profile.has_value());
        QVERIFY(!profile->hasDatabase());
        QVERIFY(profile->keyPlace().value() == storage::KeyPlace::None);
    }

    void onlyOneProgramHasIt()
    {
        const TestFolder folder;
        {
            auto first = Profile::take(folder.path());
            QVERIFY(first.has_value());
            QCOMPARE(kindOf(Profile::take(folder.path())), ProblemKind::ProfileInUse);
        }
        QVERIFY(Profile::take(folder.path()).has_value());
    }

    void wipedItIsANewOne()
    {
        const TestFolder folder;
        crypto::SystemRandom random;
        auto profile = Profile::take(folder.path());
        const auto key = Profile::newKey(random);
        QVERIFY(profile->keepInFile(key, random).has_value());
        write(*profile, key, "what nobody shall read");
        QVERIFY(holdsFiles(folder.path()));
        QVERIFY(profile->wipe().has_value());
        QVERIFY(!holdsFiles(folder.path()));
        QVERIFY(!profile->hasDatabase());
        QVERIFY(profile->keyPlace().value() == storage::KeyPlace::None);
        // It can be used again, and wiped again.
        const auto other = Profile::newKey(random);
        QVERIFY(profile->keepInFile(other, random).has_value());
        write(*profile, other, "anew");
        QCOMPARE(read(*profile, other), std::string("anew"));
        QVERIFY(profile->wipe().has_value() && profile->wipe().has_value());
    }

    void aWipeThatWasKilledGoesOn()
    {
        const TestFolder folder;
        crypto::SystemRandom random;
        {
            auto profile = Profile::take(folder.path());
            const auto key = Profile::newKey(random);
            QVERIFY(profile->keepInFile(key, random).has_value());
            write(*profile, key, "what nobody shall read");
        }
        // Decided, and nothing more.
        std::filesystem::rename(folder.path() / "sotto.db", folder.path() / "sotto.db-gone");
        folder.overwrite("sotto.db-wal", "a page of it");
        const auto profile = Profile::take(folder.path());
        QVERIFY(profile.has_value());
        QVERIFY(!holdsFiles(folder.path()));
        QVERIFY(profile->keyPlace().value() == storage::KeyPlace::None);
    }

    void aFolderThatCannotBeMadeIsToldSo()
    {
        QCOMPARE(kindOf(Profile::take("/proc/no-such-folder")), ProblemKind::Io);
    }

    void aKeyFileOpensWhatWasWritten()
    {
        const TestFolder folder;
        crypto::SystemRandom random;
        {
            auto profile = Profile::take(folder.path());
            const storage::DatabaseKey key = Profile::newKey(random);
            QVERIFY(profile->keepInFile(key, random).has_value());
            write(*profile, key, "kept");
        }
        auto profile = Profile::take(folder.path());
        QVERIFY(profile->hasDatabase());
        QVERIFY(profile->keyPlace().value() == storage::KeyPlace::File);
        QCOMPARE(read(*profile, profile->keyFromFile().value()), std::string("kept"));
    }

    void aPassphraseOpensItAndAnotherDoesNot()
    {
        const TestFolder folder;
        crypto::SystemRandom random;
        auto profile = Profile::take(folder.path());
        const storage::DatabaseKey key = Profile::newKey(random);
        QVERIFY(
            profile->keepUnder(key, crypto::asBytes("open sesame"), kCheap, random).has_value());
        write(*profile, key, "kept");
        QVERIFY(profile->keyPlace().value() == storage::KeyPlace::Passphrase);
        const auto opened = profile->keyFromPassphrase(crypto::asBytes("open sesame"), random);
        QCOMPARE(read(*profile, opened.value()), std::string("kept"));
        QCOMPARE(kindOf(profile->keyFromPassphrase(crypto::asBytes("open caraway"), random)),
                 ProblemKind::WrongPassphrase);
    }

    void theKeychainsKeyIsGivenFromOutside()
    {
        const TestFolder folder;
        crypto::SystemRandom random;
        auto profile = Profile::take(folder.path());
        const std::string name = profile->keychainName(random).value();
        QCOMPARE(name.size(), std::size_t{32});
        const storage::DatabaseKey key = Profile::newKey(random);
        QVERIFY(profile->keepInKeychain(random).has_value());
        write(*profile, key, "kept");
        QVERIFY(profile->keyPlace().value() == storage::KeyPlace::Keychain);
        QCOMPARE(profile->keychainName(random).value(), name);
        QCOMPARE(read(*profile, key), std::string("kept"));
    }

    void aDatabaseWithoutItsKeyIsNeverTakenForANewProfile()
    {
        const TestFolder folder;
        crypto::SystemRandom random;
        auto profile = Profile::take(folder.path());
        const storage::DatabaseKey key = Profile::newKey(random);
        QVERIFY(profile->keepInFile(key, random).has_value());
        write(*profile, key, "kept");
        std::filesystem::remove(folder.path() / "key");
        QCOMPARE(kindOf(profile->keyPlace()), ProblemKind::DatabaseDamaged);
    }

    void anotherKeyIsDamageAndChangesNothing()
    {
        const TestFolder folder;
        crypto::SystemRandom random;
        auto profile = Profile::take(folder.path());
        const storage::DatabaseKey key = Profile::newKey(random);
        write(*profile, key, "kept");
        const auto other =
            profile->openDatabase(Profile::newKey(random), storage::OpenMode::ReadWrite);
        QCOMPARE(kindOf(other), ProblemKind::DatabaseDamaged);
        QCOMPARE(read(*profile, key), std::string("kept"));
    }

    void aDamagedKeyFileIsToldSo()
    {
        const TestFolder folder;
        auto profile = Profile::take(folder.path());
        folder.overwrite("key", "not a key file");
        QCOMPARE(kindOf(profile->keyPlace()), ProblemKind::DatabaseDamaged);
    }
};

QTEST_APPLESS_MAIN(TestProfile)
#include "tst_profile.moc"
