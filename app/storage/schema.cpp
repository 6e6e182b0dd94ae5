#include "app/storage/schema.h"

#include "app/storage/statement.h"

#include <array>

namespace sotto::storage {

using crypto::Result;
using crypto::Unexpected;

namespace {

/// Step n leads from version n to n + 1.
constexpr std::array<const char*, kSchemaVersion> kSteps = {kSchema1, kSchema2, kSchema3, kSchema4};

std::int64_t numberOf(Database& database, const char* sql)
{
    Statement statement(database, sql);
    if (!statement.step()) {
        return 0;
    }
    return statement.integer(0);
}

std::int64_t versionOf(Database& database)
{
    return numberOf(database, "PRAGMA user_version");
}

void takeSteps(Database& database, std::int64_t version)
{
    Transaction transaction(database);
    for (; version < kSchemaVersion; ++version) {
        database.execute(kSteps[static_cast<std::size_t>(version)]);
    }
    database.execute(("PRAGMA user_version = " + std::to_string(version)).c_str());
    transaction.commit();
}

} // namespace

Result<void, OpenError> checkVersion(Database& database)
{
    const std::int64_t version = versionOf(database);
    if (version > kSchemaVersion) {
        return Unexpected(OpenError::NewerVersion);
    }
    if (version != kSchemaVersion) {
        return Unexpected(OpenError::Damaged);
    }
    return {};
}

void createSchema(Database& database)
{
    takeSteps(database, 0);
}

Result<void, OpenError> migrate(Database& database)
{
    const std::int64_t version = versionOf(database);
    if (version > kSchemaVersion) {
        return Unexpected(OpenError::NewerVersion);
    }
    if (version < 1) {
        return Unexpected(OpenError::Damaged);
    }
    if (version < kSchemaVersion) {
        takeSteps(database, version);
    }
    return {};
}

} // namespace sotto::storage
