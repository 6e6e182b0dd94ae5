#include "net/relay/store/schema.h"

#include <algorithm>
#include <chrono>

namespace sotto::relay {

namespace {

/// "Stto": says whose file it is.
constexpr std::int64_t kApplicationId = 0x5374746F;

// An envelope's bytes and what the index in memory is built from are apart, so that a start reads
// the narrow table only. Both grow at their end alone and have no second index: one more makes
// posting four times slower. `cursor` is written late, see mailbox_index.h.
constexpr const char* kTables = R"sql(
CREATE TABLE mailbox (
    row INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, owner BLOB NOT NULL,
    created INTEGER NOT NULL);
CREATE TABLE removed_mailbox (id BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE accepted_tokens (mailbox INTEGER PRIMARY KEY, accepted BLOB NOT NULL);
CREATE TABLE token_count (
    mailbox INTEGER NOT NULL, token BLOB NOT NULL, envelopes INTEGER NOT NULL,
    PRIMARY KEY (mailbox, token)) WITHOUT ROWID;
CREATE TABLE cursor (
    mailbox INTEGER PRIMARY KEY, acknowledged INTEGER NOT NULL, newest INTEGER NOT NULL,
    expired INTEGER NOT NULL);
CREATE TABLE envelope (
    row INTEGER PRIMARY KEY, mailbox INTEGER NOT NULL, number INTEGER NOT NULL,
    bytes BLOB NOT NULL);
CREATE TABLE arrival (
    row INTEGER PRIMARY KEY, mailbox INTEGER NOT NULL, number INTEGER NOT NULL, id BLOB NOT NULL,
    size INTEGER NOT NULL, posted INTEGER NOT NULL);

CREATE TABLE bundle (
    mailbox INTEGER PRIMARY KEY, counter INTEGER NOT NULL, sealed BLOB NOT NULL,
    highest_id INTEGER NOT NULL);
CREATE TABLE one_time_prekey (
    mailbox INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (mailbox, id)) WITHOUT ROWID;

CREATE TABLE object (
    row INTEGER PRIMARY KEY, kind INTEGER NOT NULL, id BLOB NOT NULL,
    newest_event INTEGER NOT NULL DEFAULT 0, UNIQUE (kind, id));
CREATE TABLE object_state (object INTEGER PRIMARY KEY, state BLOB NOT NULL);
CREATE TABLE list_change (
    object INTEGER NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (object, number)) WITHOUT ROWID;
CREATE TABLE version (
    row INTEGER PRIMARY KEY, object INTEGER NOT NULL, number INTEGER NOT NULL,
    header BLOB NOT NULL, body BLOB NOT NULL, superseded INTEGER, UNIQUE (object, number));
CREATE INDEX version_superseded ON version (superseded) WHERE superseded IS NOT NULL;
CREATE TABLE event (
    object INTEGER NOT NULL, number INTEGER NOT NULL, time INTEGER NOT NULL,
    type INTEGER NOT NULL, detail INTEGER NOT NULL,
    PRIMARY KEY (object, number)) WITHOUT ROWID;
CREATE INDEX event_time ON event (time);

CREATE TABLE vault_writer (
    vault INTEGER NOT NULL, writer INTEGER NOT NULL, newest INTEGER NOT NULL,
    PRIMARY KEY (vault, writer)) WITHOUT ROWID;
CREATE TABLE record (
    vault INTEGER NOT NULL, writer INTEGER NOT NULL, sequence INTEGER NOT NULL,
    head BLOB NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (vault, writer, sequence)) WITHOUT ROWID;

CREATE TABLE eapi (
    row INTEGER PRIMARY KEY, kind INTEGER NOT NULL, id BLOB NOT NULL, key_index INTEGER NOT NULL,
    record BLOB NOT NULL, UNIQUE (kind, id, key_index));
CREATE TABLE eapi_key (identifier BLOB PRIMARY KEY, eapi INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX eapi_key_eapi ON eapi_key (eapi);

CREATE TABLE invite (
    row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, expires INTEGER NOT NULL,
    owner BLOB NOT NULL, content BLOB NOT NULL);
CREATE INDEX invite_expires ON invite (expires);

CREATE TABLE blob (
    row INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, size INTEGER NOT NULL,
    received INTEGER NOT NULL, expires INTEGER NOT NULL, owner BLOB NOT NULL);
CREATE INDEX blob_expires ON blob (expires);
CREATE TABLE removed_blob (row INTEGER PRIMARY KEY);

CREATE TABLE expiry_clock (seconds INTEGER NOT NULL);
INSERT INTO expiry_clock VALUES (0);
)sql";

/// Numbers of envelopes jump by so many for each second since 1970. More than a mailbox stores in
/// a second, so that a later restore of the same backup jumps further than all that an earlier one
/// gave out; and four thousand restores fit 63 bits.
constexpr std::int64_t kNumbersPerSecond = 1 << 20;

/// An owner names the last number that he has. After a restore the same numbers would come again
/// for other envelopes, and what he has not read would pass for acknowledged.
void renumber(Database& database)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(
                             std::chrono::system_clock::now().time_since_epoch())
                             .count();
    const std::string jump = std::to_string(std::max<std::int64_t>(seconds, 1) * kNumbersPerSecond);
    database.execute(
        "BEGIN IMMEDIATE;"
        "INSERT OR IGNORE INTO cursor SELECT row, 0, 0, 0 FROM mailbox;"
        "UPDATE cursor SET newest = MAX(newest, IFNULL("
        "  (SELECT MAX(number) FROM arrival WHERE arrival.mailbox = cursor.mailbox), 0));"
        "UPDATE cursor SET acknowledged = acknowledged + " +
        jump + ", newest = newest + " + jump +
        ";"
        "UPDATE arrival SET number = number + " +
        jump +
        ";"
        "UPDATE envelope SET number = number + " +
        jump +
        ";"
        "DROP TABLE is_backup; COMMIT;");
}

} // namespace

void markAsBackup(Database& database)
{
    database.execute("CREATE TABLE IF NOT EXISTS is_backup (mark INTEGER)");
}

void requireSchema(Database& database)
{
    const std::int64_t version = database.value("PRAGMA user_version");
    if (database.value("PRAGMA application_id") != kApplicationId || version < 1) {
        throw StoreFailure(StoreFailure::Kind::Broken,
                           "relay.db is not a relay's database. Name another data folder.");
    }
    if (version > kSchemaVersion) {
        throw StoreFailure(StoreFailure::Kind::Broken,
                           "relay.db was written by a newer sotto-relay (its schema is " +
                               std::to_string(version) + ", this program knows " +
                               std::to_string(kSchemaVersion) +
                               "). Update sotto-relay; nothing was changed.");
    }
}

void prepareSchema(Database& database)
{
    if (database.value("PRAGMA user_version") != 0 ||
        database.value("SELECT COUNT(*) FROM sqlite_master") != 0) {
        requireSchema(database);
        if (database.value("SELECT COUNT(*) FROM sqlite_master WHERE name = 'is_backup'") != 0) {
            renumber(database);
        }
        return;
    }
    database.execute("BEGIN IMMEDIATE;" + std::string(kTables) +
                     "PRAGMA application_id = " + std::to_string(kApplicationId) +
                     "; PRAGMA user_version = " + std::to_string(kSchemaVersion) + "; COMMIT;");
}

} // namespace sotto::relay
