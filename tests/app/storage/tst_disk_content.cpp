#ifndef Q_MOC_RUN
#include "app/storage/key_protection.h"
#include "app/storage/outbox_store.h"
#include "app/storage/state_store.h"
#include "tests/app/storage/storage_world.h"
#include "tests/support/deterministic_random.h"
#endif

#include <algorithm>
#include <fstream>

#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

constexpr const char* kSecret = "Xylophonmusik";

/// Whether any file of @p folder holds @p text, in either case of its letters.
bool isOnDisk(const std::filesystem::path& folder, std::string_view text)
{
    const auto same = [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) ==
               std::tolower(static_cast<unsigned char>(b));
    };
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        std::ifstream stream(entry.path(), std::ios::binary);
        const std::string content{std::istreambuf_iterator<char>(stream), {}};
        if (std::search(content.begin(), content.end(), text.begin(), text.end(), same) !=
            content.end()) {
            return true;
        }
    }
    return false;
}

bool isAnythingOnDisk(const std::filesystem::path& folder)
{
    // Text, its index, names of tables, and keys in either notation.
    const auto key = keyNumber(1);
    const std::string raw(key.view().begin(), key.view().end());
    std::string notation;
    for (const char byte : raw) {
        notation += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4U];
        notation += "0123456789abcdef"[static_cast<unsigned char>(byte) & 15U];
    }
    for (const std::string& text : {std::string(kSecret), std::string("CREATE TABLE"),
                                    std::string("SQLite format"), raw, notation}) {
        if (isOnDisk(folder, text)) {
            return true;
        }
    }
    return false;
}

} // namespace

/// What somebody finds who takes the disk.
class TestDiskContent : public QObject
{
    Q_OBJECT

private slots:
    void theSearchFinds();
    void nothingIsReadable();
};

void TestDiskContent::theSearchFinds()
{
    QTemporaryDir temporary;
    const std::filesystem::path folder = temporary.path().toStdString();
    QVERIFY(!isAnythingOnDisk(folder));
    DeterministicRandom random(1);
    QVERIFY(bool(KeyFile(folder).leavePlain(keyNumber(1), random)));
    QVERIFY(isAnythingOnDisk(folder));
    std::ofstream(folder / "key") << "a xylophonMUSIK here";
    QVERIFY(isAnythingOnDisk(folder));
}

void TestDiskContent::nothingIsReadable()
{
    QTemporaryDir temporary;
    const std::filesystem::path folder = temporary.path().toStdString();
    const crypto::ByteView secret = crypto::asBytes(kSecret);
    DeterministicRandom random(1);
    QVERIFY(bool(KeyFile(folder).protect(keyNumber(1), secret, {1, 8'192}, random)));
    {
        StorageWorld world(openAt(folder / "sotto.db"));
        QVERIFY(!isAnythingOnDisk(folder));
        world.database.execute("PRAGMA wal_autocheckpoint = 50");
        OutboxStore outbox(world.database);
        for (std::uint64_t i = 0; i < 30; ++i) {
            const RowId id = world.addConversation(i);
            Contact contact = *world.contacts.find(world.at(id).contact);
            contact.name = kSecret;
            contact.nickname = kSecret;
            world.contacts.update(contact);
            world.contacts.putState(contact.id, secret);
            world.contacts.putPicture(contact.id, secret);
            Conversation conversation = world.at(id);
            conversation.draft = kSecret;
            world.conversations.update(conversation);
            StateStore(world.database).put(kSecret, secret);
            SettingsStore(world.database).put(kSecret, kSecret);
            Transaction transaction(world.database);
            RowId last = kNoRow;
            for (int message = 0; message < 20; ++message) {
                last = *world.messages.add(world.received(id, kSecret));
            }
            world.messages.erase(last);
            OutboxItem item;
            item.contact = contact.id;
            item.content = crypto::SecretBytes(secret);
            outbox.seal(outbox.add(item), secret);
            // A large transaction that spills, and all the while.
            QVERIFY(!isAnythingOnDisk(folder));
            transaction.commit();
            QVERIFY(!isAnythingOnDisk(folder));
        }
        QVERIFY(std::filesystem::exists(folder / "sotto.db-wal"));
        // Sorts more than fits a page.
        QVERIFY(!world.messages.search(kSecret, kNoRow, kNoRow, 1'000).empty());
        QVERIFY(numberFrom(world.database, "SELECT count(*) FROM (SELECT text FROM messages "
                                           "ORDER BY text, uid)") > 0);
        QVERIFY(!isAnythingOnDisk(folder));
        world.database.changeKey(keyNumber(2));
        QVERIFY(!isAnythingOnDisk(folder));
    }
    QVERIFY(!isAnythingOnDisk(folder));
}

QTEST_GUILESS_MAIN(TestDiskContent)
#include "tst_disk_content.moc"
