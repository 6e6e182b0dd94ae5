#pragma once

#include "app/storage/database.h"

namespace sotto::storage {

/// Version of the schema (PRAGMA user_version) that this program writes.
inline constexpr int kSchemaVersion = 4;

/// Makes all of it in a database that has nothing, in one transaction.
void createSchema(Database& database);
/// Brings a database of any older version to kSchemaVersion, in one transaction. One without
/// anything is Damaged: it was not always so.
[[nodiscard]] crypto::Result<void, OpenError> migrate(Database& database);
/// For a connection that may not migrate. An older version is Damaged: the writing connection,
/// which comes first, has migrated.
[[nodiscard]] crypto::Result<void, OpenError> checkVersion(Database& database);

/// Version 1.
///
/// Own and received messages stand in one table. `position` is their order within a conversation:
/// the microseconds of arrival, or one more than the newest one's; a message that another own
/// device has put somewhere stands there, or at the next free place (MessagePlaces).
/// What may be long stands last in its row: whatever stands behind it takes as many pages to read.
/// Counters of a conversation (unread, newest message) are kept by MessageStore with each change.
inline constexpr const char* kSchema1 = R"sql(
CREATE TABLE state (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE contacts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account BLOB NOT NULL UNIQUE CHECK (length(account) = 32),
    standing INTEGER NOT NULL,          -- ContactStanding
    name TEXT NOT NULL,                 -- as they call themselves
    nickname TEXT NOT NULL DEFAULT '',  -- as this person calls them
    verified INTEGER NOT NULL DEFAULT 0,
    hold INTEGER NOT NULL DEFAULT 0,    -- SendingHold
    added INTEGER NOT NULL,
    state BLOB NOT NULL,                -- what the protocol needs: core.ContactState
    picture BLOB                        -- a small encoded picture
);

CREATE TABLE sessions (
    peer BLOB PRIMARY KEY CHECK (length(peer) = 64),    -- account and device
    state BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind INTEGER NOT NULL,              -- ConversationKind
    contact INTEGER UNIQUE REFERENCES contacts(id),
    pinned INTEGER NOT NULL DEFAULT 0,
    muted_until INTEGER NOT NULL DEFAULT 0,     -- milliseconds; -1 for ever
    draft_reply INTEGER NOT NULL DEFAULT 0,     -- messages.id, or message_names.id
    read_position INTEGER NOT NULL DEFAULT 0,   -- read up to here
    unread INTEGER NOT NULL DEFAULT 0,
    newest_message INTEGER NOT NULL DEFAULT 0,
    newest_position INTEGER NOT NULL DEFAULT 0,
    active INTEGER NOT NULL,            -- milliseconds: what the list is ordered by
    draft TEXT NOT NULL DEFAULT ''
);

CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversations(id),
    position INTEGER NOT NULL,
    author INTEGER NOT NULL,            -- contacts.id; 0 is this person
    uid BLOB NOT NULL CHECK (length(uid) = 16),         -- chosen by the author
    kind INTEGER NOT NULL,              -- MessageKind
    state INTEGER NOT NULL,             -- MessageState
    sent INTEGER NOT NULL,              -- milliseconds, by the author's clock
    received INTEGER NOT NULL,          -- milliseconds, by this one's
    edited INTEGER NOT NULL DEFAULT 0,
    quoted INTEGER NOT NULL DEFAULT 0,  -- messages.id, or message_names.id
    text TEXT NOT NULL,
    extra BLOB,                         -- later kinds
    UNIQUE (conversation, author, uid)
);
CREATE UNIQUE INDEX messages_by_position ON messages(conversation, position);

-- Full text: which texts hold which tokens (tokenizer.h), without their places, which are looked up
-- in the texts that are found. prefix: what is typed finds from its first letter on.
CREATE VIEW searched_messages AS
    SELECT id, text || char(2) || conversation AS text FROM messages WHERE kind = 1;
CREATE VIRTUAL TABLE message_words USING fts5(text,
    content = 'searched_messages', content_rowid = 'id', tokenize = 'sotto',
    detail = 'none', columnsize = 0, prefix = '1 2 3');
INSERT INTO message_words(message_words, rank) VALUES ('secure-delete', 1);
-- A page of the index fits one of the database, of which SQLCipher takes 80 bytes.
INSERT INTO message_words(message_words, rank) VALUES ('pgsz', 3950);
CREATE TRIGGER messages_added AFTER INSERT ON messages WHEN new.kind = 1 BEGIN
    INSERT INTO message_words(rowid, text)
        VALUES (new.id, new.text || char(2) || new.conversation);
END;
CREATE TRIGGER messages_removed AFTER DELETE ON messages WHEN old.kind = 1 BEGIN
    INSERT INTO message_words(message_words, rowid, text)
        VALUES ('delete', old.id, old.text || char(2) || old.conversation);
END;
CREATE TRIGGER messages_changed AFTER UPDATE OF text, kind ON messages BEGIN
    INSERT INTO message_words(message_words, rowid, text)
        SELECT 'delete', old.id, old.text || char(2) || old.conversation WHERE old.kind = 1;
    INSERT INTO message_words(rowid, text)
        SELECT new.id, new.text || char(2) || new.conversation WHERE new.kind = 1;
END;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    contact INTEGER NOT NULL REFERENCES contacts(id),
    device BLOB NOT NULL CHECK (length(device) = 32),
    message INTEGER NOT NULL DEFAULT 0, -- messages.id, if its state shows this delivery
    uid BLOB NOT NULL CHECK (length(uid) = 16),         -- of the content; zero if nobody acknowledges it
    stage INTEGER NOT NULL,             -- OutboxStage
    attempts INTEGER NOT NULL DEFAULT 0,
    posted INTEGER NOT NULL DEFAULT 0,  -- milliseconds
    content BLOB NOT NULL,
    envelope BLOB                       -- while Sealed
);
CREATE INDEX outbox_by_recipient ON outbox(contact, device, stage, id);
CREATE INDEX outbox_by_uid ON outbox(contact, uid);
CREATE INDEX outbox_by_message ON outbox(message) WHERE message != 0;

CREATE TABLE invites (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    token BLOB NOT NULL UNIQUE CHECK (length(token) = 32),
    expires INTEGER NOT NULL,           -- milliseconds
    uses_left INTEGER NOT NULL,
    published INTEGER NOT NULL DEFAULT 0,       -- the relay has it
    state BLOB NOT NULL                 -- core.InviteState: link, delete token
);
)sql";

/// Version 2: changes that overtook their texts; which text a waiting content speaks of.
inline constexpr const char* kSchema2 = R"sql(
CREATE TABLE early_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    author INTEGER NOT NULL REFERENCES contacts(id),
    uid BLOB NOT NULL CHECK (length(uid) = 16),         -- of the text
    removes INTEGER NOT NULL,
    sent INTEGER NOT NULL,              -- milliseconds, by the author's clock
    received INTEGER NOT NULL,          -- milliseconds, by this one's
    text TEXT NOT NULL,
    UNIQUE (author, uid)
);

ALTER TABLE outbox ADD COLUMN subject INTEGER NOT NULL DEFAULT 0;  -- messages.id, if it is about one
UPDATE outbox SET subject = message;
CREATE INDEX outbox_by_subject ON outbox(subject) WHERE subject != 0;
)sql";

/// Version 3: what several devices share.
inline constexpr const char* kSchema3 = R"sql(
-- The lowest position that a device gave a message; 0: position.
ALTER TABLE messages ADD COLUMN claimed INTEGER NOT NULL DEFAULT 0;
-- Messages that have no row: removed ones, which never come back, and
-- such as are quoted and not here yet.
CREATE TABLE message_names (
    id INTEGER PRIMARY KEY,             -- messages.id that it had; negative: it never had one
    contact INTEGER NOT NULL,           -- of the conversation; 0: notes to oneself
    author INTEGER NOT NULL,            -- as in messages
    uid BLOB NOT NULL CHECK (length(uid) = 16),
    absence INTEGER NOT NULL,           -- Absence
    UNIQUE (contact, author, uid)
);
CREATE INDEX messages_by_missing_quote ON messages(quoted) WHERE quoted < 0;
CREATE INDEX conversations_by_missing_reply ON conversations(draft_reply) WHERE draft_reply < 0;
-- What stays of a conversation when its row goes.
CREATE TABLE conversation_floors (
    contact INTEGER PRIMARY KEY,        -- 0: notes to oneself
    removed INTEGER NOT NULL,           -- all that was claimed up to this position is gone
    read INTEGER NOT NULL
);
CREATE TABLE vault_dirty (
    id INTEGER PRIMARY KEY,             -- rises with each mark
    type INTEGER NOT NULL,              -- core.ThingType
    key BLOB NOT NULL,
    UNIQUE (type, key)
);
CREATE TABLE vault_states (
    id INTEGER PRIMARY KEY,
    type INTEGER NOT NULL,
    key BLOB NOT NULL,
    said INTEGER NOT NULL,              -- some record holds it
    state BLOB NOT NULL,                -- core.VaultContent's body
    UNIQUE (type, key)
);
CREATE TABLE vault_outgoing (
    sequence INTEGER PRIMARY KEY,
    head BLOB NOT NULL,
    body BLOB NOT NULL
);
-- Rows come in the order of their records, and keys of messages are numbers that rise: table and
-- index grow at their ends.
CREATE TABLE vault_entries (
    record INTEGER PRIMARY KEY,         -- writer * 2^48 + sequence
    type INTEGER NOT NULL,
    key BLOB NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
);
CREATE INDEX vault_entries_by_thing ON vault_entries(key, type);
CREATE TABLE vault_waiting (
    id INTEGER PRIMARY KEY,
    key BLOB NOT NULL,
    content BLOB NOT NULL
);
CREATE INDEX vault_waiting_by_key ON vault_waiting(key);
)sql";

/// Version 4: MessageStore finds the words of what is added itself. A statement with a trigger is
/// one that SQLite may have to take back alone, before which FTS5 writes out what it has gathered:
/// for each message instead of for each transaction.
inline constexpr const char* kSchema4 = R"sql(
DROP TRIGGER messages_added;
)sql";

} // namespace sotto::storage
