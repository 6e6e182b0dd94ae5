#include "app/storage/outbox_store.h"

#include <algorithm>
#include <cassert>

namespace sotto::storage {

namespace {

enum Which : std::size_t
{
    kAdd,
    kNext,
    kRecipients,
    kSeal,
    kHasUid,
    kMarkPosted,
    kRequeue,
    kAcknowledge,
    kUnacknowledged,
    kIsUnposted,
    kAbout,
    kReplace,
    kRemove,
    kRemoveOfDevice,
    kRemoveOfContact,
};

constexpr const char* kColumns =
    "id, contact, device, message, uid, stage, content, envelope, attempts, posted, subject";

std::string select(const char* rest)
{
    return std::string("SELECT ") + kColumns + " FROM outbox " + rest;
}

/// In the order of Which; 1 is Queued, 2 Sealed, 3 Posted.
std::vector<std::string> allSql()
{
    return {
        "INSERT INTO outbox (contact, device, message, uid, stage, content, attempts, "
        "subject) VALUES (?, ?, ?, ?, 1, ?, ?, ?)",
        select("WHERE contact = ? AND device = ? AND stage = ? ORDER BY id LIMIT ?"),
        "SELECT DISTINCT contact, device FROM outbox WHERE stage IN (1, 2) "
        "ORDER BY contact, device",
        "UPDATE outbox SET stage = 2, envelope = ? WHERE id = ?",
        "SELECT uid != zeroblob(16), message FROM outbox WHERE id = ?",
        "UPDATE outbox SET stage = 3, envelope = NULL, posted = ? WHERE id = ?",
        "UPDATE outbox SET stage = 1, envelope = NULL, attempts = attempts + 1 WHERE id = ?",
        "DELETE FROM outbox WHERE contact = ? AND uid = ? AND device = ? "
        "RETURNING message, id",
        select("WHERE contact = ? AND device = ? AND stage = 3 AND id < ? AND posted < ? "
               "ORDER BY id LIMIT ?"),
        "SELECT 1 FROM outbox WHERE message = ? AND message != 0 AND stage != 3 LIMIT 1",
        select("WHERE subject = ? AND subject != 0 ORDER BY id"),
        "UPDATE outbox SET content = ?1, envelope = NULL, attempts = attempts + (stage = 2), "
        "stage = iif(stage = 2, 1, stage) WHERE id = ?2",
        "DELETE FROM outbox WHERE id = ?",
        "DELETE FROM outbox WHERE contact = ? AND device = ?",
        "DELETE FROM outbox WHERE contact = ?",
    };
}

/// A limit as SQLite takes it.
std::int64_t bounded(std::size_t limit)
{
    return static_cast<std::int64_t>(std::min<std::size_t>(limit, INT32_MAX));
}

void readItems(Statement& statement, std::vector<OutboxItem>& out)
{
    while (statement.step()) {
        OutboxItem& item = out.emplace_back();
        item.id = statement.integer(0);
        item.contact = statement.integer(1);
        item.device = statement.fixed<DeviceBytes>(2);
        item.message = statement.integer(3);
        item.uid = statement.fixed<MessageUid>(4);
        item.stage = statement.as<OutboxStage>(5);
        item.content = statement.secret(6);
        item.envelope = statement.blob(7);
        item.attempts = static_cast<std::uint32_t>(statement.integer(8));
        item.posted = statement.integer(9);
        item.subject = statement.integer(10);
    }
}

} // namespace

OutboxStore::OutboxStore(Database& database)
    : m_database(database)
{
    for (const std::string& sql : allSql()) {
        m_statements.emplace_back(database, sql);
    }
}

RowId OutboxStore::add(const OutboxItem& item)
{
    assert(m_database.isInTransaction());
    m_statements[kAdd]
        .with(item.contact, item.device, item.message, item.uid, item.content,
              std::int64_t{item.attempts}, item.subject)
        .run();
    return m_database.lastRow();
}

std::vector<OutboxItem> OutboxStore::next(const OutboxRecipient& recipient, std::size_t limit)
{
    std::vector<OutboxItem> out;
    for (const OutboxStage stage : {OutboxStage::Sealed, OutboxStage::Queued}) {
        readItems(m_statements[kNext].with(recipient.contact, recipient.device, stage,
                                           bounded(limit - out.size())),
                  out);
    }
    return out;
}

std::vector<OutboxRecipient> OutboxStore::recipients()
{
    std::vector<OutboxRecipient> out;
    Statement& statement = m_statements[kRecipients].with();
    while (statement.step()) {
        out.push_back({statement.integer(0), statement.fixed<DeviceBytes>(1)});
    }
    return out;
}

void OutboxStore::seal(RowId id, crypto::ByteView envelope)
{
    m_statements[kSeal].with(envelope, id).run();
}

RowId OutboxStore::markPosted(RowId id, Milliseconds now)
{
    Statement& hasUid = m_statements[kHasUid].with(id);
    const bool isThere = hasUid.step();
    const bool isAcknowledged = isThere && hasUid.boolean(0);
    const RowId message = isThere ? hasUid.integer(1) : kNoRow;
    hasUid.reset();
    if (isAcknowledged) {
        m_statements[kMarkPosted].with(now, id).run();
    } else {
        remove(id);
    }
    return message;
}

void OutboxStore::requeue(RowId id)
{
    m_statements[kRequeue].with(id).run();
}

OutboxAcknowledged OutboxStore::acknowledge(const OutboxRecipient& recipient,
                                            const std::vector<MessageUid>& uids)
{
    OutboxAcknowledged out;
    for (const MessageUid& uid : uids) {
        if (uid.isZero()) {
            continue; // would name all that nobody acknowledges
        }
        Statement& statement =
            m_statements[kAcknowledge].with(recipient.contact, uid, recipient.device);
        while (statement.step()) {
            if (const RowId message = statement.integer(0); message != kNoRow) {
                out.messages.push_back(message);
            }
            out.newest = std::max(out.newest, statement.integer(1));
        }
    }
    return out;
}

std::vector<OutboxItem> OutboxStore::unacknowledged(const OutboxRecipient& recipient, RowId before,
                                                    Milliseconds postedBefore, std::size_t limit)
{
    std::vector<OutboxItem> out;
    readItems(m_statements[kUnacknowledged].with(recipient.contact, recipient.device, before,
                                                 postedBefore, bounded(limit)),
              out);
    return out;
}

bool OutboxStore::isUnposted(RowId message)
{
    Statement& statement = m_statements[kIsUnposted].with(message);
    const bool out = statement.step();
    statement.reset();
    return out;
}

std::vector<OutboxItem> OutboxStore::about(RowId subject)
{
    std::vector<OutboxItem> out;
    readItems(m_statements[kAbout].with(subject), out);
    return out;
}

void OutboxStore::replace(RowId id, crypto::ByteView content)
{
    m_statements[kReplace].with(content, id).run();
}

void OutboxStore::remove(RowId id)
{
    m_statements[kRemove].with(id).run();
}

void OutboxStore::removeAll(RowId contact, const DeviceBytes& device)
{
    if (device.isZero()) {
        m_statements[kRemoveOfContact].with(contact).run();
    } else {
        m_statements[kRemoveOfDevice].with(contact, device).run();
    }
}

} // namespace sotto::storage
