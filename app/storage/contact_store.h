#pragma once

#include "app/storage/statement.h"

#include <vector>

namespace sotto::storage {

using AccountBytes = crypto::FixedBytes<struct ContactAccountTag, 32>;

enum class ContactStanding : std::uint8_t
{
    Asked = 1,   ///< this person opened their invite; they have not answered
    Asking = 2,  ///< they opened this person's invite and wait for an answer
    Contact = 3, ///< both want to talk
    Blocked = 4,
    Gone = 5, ///< declined or deleted: nothing of them is shown; a new request may come
    Self = 6, ///< this account, for its own other devices: shown nowhere
};

/// Why nothing is sent to a contact for now; 0 if nothing holds it. What is written is kept.
enum class SendingHold : std::uint8_t
{
    None = 0,
    Unvouched = 1,      ///< the relay names a device that their log does not
    Forked = 2,         ///< two validly signed versions of their device list were seen
    NumberChanged = 3,  ///< their safety number's mark was cleared: compare, or go on
    ByPerson = 4,       ///< numbers differ, or the person paused it
    AccountDeleted = 5, ///< they said that they deleted their account
};

struct Contact
{
    RowId id = kNoRow;
    AccountBytes account;
    ContactStanding standing = ContactStanding::Contact;
    std::string name;
    std::string nickname; ///< empty: none
    bool hasPicture = false;
    bool verified = false;
    SendingHold hold = SendingHold::None;
    Milliseconds added = 0;

    [[nodiscard]] const std::string& shownName() const
    {
        return nickname.empty() ? name : nickname;
    }
};

class ContactStore
{
public:
    explicit ContactStore(Database& database);

    /// @p contact.id is ignored. The account must not be there yet.
    RowId add(const Contact& contact, crypto::ByteView state);
    [[nodiscard]] std::optional<Contact> find(RowId id);
    [[nodiscard]] std::optional<Contact> findByAccount(const AccountBytes& account);
    /// Everybody but Self.
    [[nodiscard]] std::vector<Contact> all();
    [[nodiscard]] std::vector<Contact> allAndSelf();
    /// Everything but id, account, picture, state and added.
    void update(const Contact& contact);
    void setAdded(RowId id, Milliseconds added);

    /// Empty if there is no such contact.
    [[nodiscard]] crypto::SecretBytes state(RowId id);
    void putState(RowId id, crypto::ByteView state);
    [[nodiscard]] crypto::Bytes picture(RowId id);
    void putPicture(RowId id, crypto::ByteView picture); ///< empty: none

private:
    Database& m_database;
    Statement m_add;
    Statement m_find;
    Statement m_findByAccount;
    Statement m_all;
    Statement m_update;
    Statement m_setAdded;
    Statement m_state;
    Statement m_putState;
    Statement m_picture;
    Statement m_putPicture;
};

} // namespace sotto::storage
