#include "app/storage/contact_store.h"

#include "app/storage/contact_columns.h"

#include <cassert>

namespace sotto::storage {

Contact readContact(const Statement& statement, int first)
{
    Contact out;
    out.id = statement.integer(first);
    out.account = statement.fixed<AccountBytes>(first + 1);
    out.standing = statement.as<ContactStanding>(first + 2);
    out.name = statement.text(first + 3);
    out.nickname = statement.text(first + 4);
    out.hasPicture = statement.boolean(first + 5);
    out.verified = statement.boolean(first + 6);
    out.hold = statement.as<SendingHold>(first + 7);
    out.added = statement.integer(first + 8);
    return out;
}

namespace {

std::string select(const char* rest)
{
    return std::string("SELECT ") + kContactColumns + " FROM contacts AS c " + rest;
}

std::optional<Contact> readOne(Statement& statement)
{
    std::optional<Contact> out;
    if (statement.step()) {
        out = readContact(statement, 0);
    }
    statement.reset();
    return out;
}

} // namespace

ContactStore::ContactStore(Database& database)
    : m_database(database)
    , m_add(database, "INSERT INTO contacts (account, standing, name, nickname, verified, hold, "
                      "added, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    , m_find(database, select("WHERE c.id = ?"))
    , m_findByAccount(database, select("WHERE c.account = ?"))
    , m_all(database, select("ORDER BY c.id"))
    , m_update(database, "UPDATE contacts SET standing = ?, name = ?, nickname = ?, verified = ?, "
                         "hold = ? WHERE id = ?")
    , m_setAdded(database, "UPDATE contacts SET added = ? WHERE id = ?")
    , m_state(database, "SELECT state FROM contacts WHERE id = ?")
    , m_putState(database, "UPDATE contacts SET state = ? WHERE id = ?")
    , m_picture(database, "SELECT picture FROM contacts WHERE id = ?")
    , m_putPicture(database, "UPDATE contacts SET picture = ? WHERE id = ?")
{}

RowId ContactStore::add(const Contact& contact, crypto::ByteView state)
{
    m_add
        .with(contact.account, contact.standing, contact.name, contact.nickname, contact.verified,
              contact.hold, contact.added, state)
        .run();
    return m_database.lastRow();
}

std::optional<Contact> ContactStore::find(RowId id)
{
    return readOne(m_find.with(id));
}

std::optional<Contact> ContactStore::findByAccount(const AccountBytes& account)
{
    return readOne(m_findByAccount.with(account));
}

std::vector<Contact> ContactStore::all()
{
    std::vector<Contact> out = allAndSelf();
    std::erase_if(out,
                  [](const Contact& contact) { return contact.standing == ContactStanding::Self; });
    return out;
}

std::vector<Contact> ContactStore::allAndSelf()
{
    std::vector<Contact> out;
    m_all.reset();
    while (m_all.step()) {
        out.push_back(readContact(m_all, 0));
    }
    return out;
}

void ContactStore::update(const Contact& contact)
{
    m_update
        .with(contact.standing, contact.name, contact.nickname, contact.verified, contact.hold,
              contact.id)
        .run();
}

void ContactStore::setAdded(RowId id, Milliseconds added)
{
    m_setAdded.with(added, id).run();
}

crypto::SecretBytes ContactStore::state(RowId id)
{
    crypto::SecretBytes out;
    if (m_state.with(id).step()) {
        out = m_state.secret(0);
    }
    m_state.reset();
    return out;
}

void ContactStore::putState(RowId id, crypto::ByteView state)
{
    m_putState.with(state, id).run();
}

crypto::Bytes ContactStore::picture(RowId id)
{
    crypto::Bytes out;
    if (m_picture.with(id).step()) {
        out = m_picture.blob(0);
    }
    m_picture.reset();
    return out;
}

void ContactStore::putPicture(RowId id, crypto::ByteView picture)
{
    if (picture.empty()) {
        m_putPicture.with(nullptr, id).run();
    } else {
        m_putPicture.with(picture, id).run();
    }
}

} // namespace sotto::storage
