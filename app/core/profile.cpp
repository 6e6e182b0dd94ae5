#include "app/core/profile.h"

#include "app/core/base/storage_problem.h"
#include "app/storage/profile_wipe.h"

namespace sotto::core {

using crypto::Result;
using crypto::Unexpected;
using storage::DatabaseKey;

namespace {

constexpr const char* kDatabaseFile = "sotto.db";

Result<DatabaseKey, Problem> told(Result<DatabaseKey, storage::KeyError> key)
{
    if (!key) {
        return Unexpected(problemOf(key.error()));
    }
    return std::move(*key);
}

Result<void, Problem> told(const Result<void, storage::KeyError>& done)
{
    if (!done) {
        return Unexpected(problemOf(done.error()));
    }
    return {};
}

} // namespace

Profile::Profile(std::filesystem::path folder, storage::ProfileLock lock)
    : m_folder(std::move(folder))
    , m_lock(std::move(lock))
    , m_keyFile(m_folder)
{}

Result<Profile, Problem> Profile::take(const std::filesystem::path& folder)
{
    auto lock = storage::ProfileLock::take(folder);
    if (!lock) {
        return Unexpected(problemOf(lock.error()));
    }
    if (!storage::finishWipe(folder)) {
        return Unexpected(Problem{ProblemKind::Io, "a profile that is being deleted"});
    }
    return Profile(folder, std::move(*lock));
}

Result<void, Problem> Profile::wipe()
{
    if (!storage::wipeProfile(m_folder)) {
        return Unexpected(Problem{ProblemKind::Io, "the profile is not deleted"});
    }
    m_keyFile = storage::KeyFile(m_folder);
    return {};
}

bool Profile::hasDatabase() const
{
    std::error_code unreadable;
    return std::filesystem::exists(m_folder / kDatabaseFile, unreadable);
}

Result<storage::KeyPlace, Problem> Profile::keyPlace() const
{
    const auto place = m_keyFile.place();
    if (!place) {
        return Unexpected(problemOf(place.error()));
    }
    if (*place == storage::KeyPlace::None && hasDatabase()) {
        return Unexpected(Problem{ProblemKind::DatabaseDamaged, "the key file is gone"});
    }
    return *place;
}

Result<std::string, Problem> Profile::keychainName(crypto::Random& random)
{
    auto name = m_keyFile.keychainName(random);
    if (!name) {
        return Unexpected(problemOf(name.error()));
    }
    return std::move(*name);
}

Result<DatabaseKey, Problem> Profile::keyFromPassphrase(crypto::ByteView passphrase,
                                                        crypto::Random& random)
{
    return told(storage::openAndChange(m_keyFile, m_folder / kDatabaseFile, passphrase, random));
}

Result<DatabaseKey, Problem> Profile::keyFromFile() const
{
    return told(m_keyFile.openPlain());
}

DatabaseKey Profile::newKey(crypto::Random& random)
{
    DatabaseKey key;
    random.fill(key.mutableView());
    return key;
}

Result<void, Problem> Profile::keepUnder(const DatabaseKey& key, crypto::ByteView passphrase,
                                         const crypto::Argon2idCost& cost, crypto::Random& random)
{
    if (hasDatabase()) {
        return told(storage::protectWithNewKey(m_keyFile, key, passphrase, cost, random));
    }
    return told(m_keyFile.protect(key, passphrase, cost, random));
}

Result<void, Problem> Profile::keepInFile(const DatabaseKey& key, crypto::Random& random)
{
    return told(m_keyFile.leavePlain(key, random));
}

Result<void, Problem> Profile::keepInKeychain(crypto::Random& random)
{
    return told(m_keyFile.leaveToKeychain(random));
}

Result<storage::Database, Problem> Profile::openDatabase(const DatabaseKey& key,
                                                         storage::OpenMode mode) const
{
    auto database = storage::Database::open(m_folder / kDatabaseFile, key, mode);
    if (!database) {
        return Unexpected(problemOf(database.error()));
    }
    return std::move(*database);
}

} // namespace sotto::core
