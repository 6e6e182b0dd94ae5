#ifndef Q_MOC_RUN
#include "app/cli/contact_choice.h"
#include "app/cli/identifiers.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::cli;
using storage::Contact;
using storage::ContactStanding;

namespace {

Contact called(storage::RowId id, const char* name, const char* nickname = "")
{
    Contact contact;
    contact.id = id;
    contact.account.bytes.fill(static_cast<std::uint8_t>(0xA0 + id));
    contact.name = name;
    contact.nickname = nickname;
    return contact;
}

/// The row that was chosen; 0 if nobody, -1 if more than one.
storage::RowId chosen(const std::vector<Contact>& contacts, std::string_view text)
{
    const auto contact = chooseContact(contacts, text);
    if (contact) {
        return contact->id;
    }
    return contact.error().name == "contact-ambiguous" ? -1 : 0;
}

} // namespace

class TestContactChoice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anIdIsTakenWhateverItsCase()
    {
        const std::vector<Contact> contacts = {called(1, "Bob"), called(2, "Eve")};
        const std::string id = idOf(contacts[1].account);
        QCOMPARE(id, std::string(64, 'a').replace(1, 1, "2").substr(0, 2) + id.substr(2));
        QCOMPARE(id.size(), std::size_t{64});
        QCOMPARE(chosen(contacts, id), 2);
        QCOMPARE(chosen(contacts, QByteArray::fromStdString(id).toUpper().toStdString()), 2);
        QCOMPARE(chosen(contacts, id.substr(0, 63)), 0);
    }

    void nobodyIsReachedByAnothersIdAsTheirName()
    {
        std::vector<Contact> contacts = {called(1, "Bob"), called(2, "Eve")};
        contacts[1].name = idOf(contacts[0].account);
        QCOMPARE(chosen(contacts, contacts[1].name), 1);
    }

    void namesAndNicknamesAreTaken()
    {
        const std::vector<Contact> contacts = {called(1, "Bob"), called(2, "Robert", "Rob")};
        QCOMPARE(chosen(contacts, "Bob"), 1);
        QCOMPARE(chosen(contacts, "Rob"), 2);
        QCOMPARE(chosen(contacts, "Robert"), 2);
        QCOMPARE(chosen(contacts, "robert"), 2);
        QCOMPARE(chosen(contacts, "Alice"), 0);
        QCOMPARE(chosen(contacts, ""), 0);
    }

    void theSameSpellingWinsOverTheSameLetters()
    {
        const std::vector<Contact> contacts = {called(1, "bob"), called(2, "Bob")};
        QCOMPARE(chosen(contacts, "Bob"), 2);
        QCOMPARE(chosen(contacts, "BOB"), -1);
    }

    void twoOfTheSameNameAreNobody()
    {
        const std::vector<Contact> contacts = {called(1, "Bob"), called(2, "Eve", "Bob")};
        QCOMPARE(chosen(contacts, "Bob"), -1);
        QCOMPARE(chosen(contacts, "Eve"), 2);
    }

    void lettersAreComparedHoweverTheyAreComposed()
    {
        const std::vector<Contact> contacts = {called(1, "Ren\u00E9e")};
        QCOMPARE(chosen(contacts, "rene\u0301e"), 1);
    }

    void whoIsGoneIsNotThere()
    {
        std::vector<Contact> contacts = {called(1, "Bob"), called(2, "Bob")};
        contacts[0].standing = ContactStanding::Gone;
        QCOMPARE(chosen(contacts, "Bob"), 2);
        contacts[1].standing = ContactStanding::Blocked;
        QCOMPARE(chosen(contacts, "Bob"), 2);
    }

    void anUnansweredOneHasNoNameToBeMeantBy() { QCOMPARE(chosen({called(1, "")}, ""), 0); }
};

QTEST_APPLESS_MAIN(TestContactChoice)
#include "tst_contact_choice.moc"
