#ifndef Q_MOC_RUN
#include "net/relay/store/backup_store.h"
#include "net/relay/store/check_store.h"
#include "tests/net/relay/store/store_world.h"
#endif

#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

const auto kOwner = numbered<wire::OwnerTokenHash>(1);
const auto kStranger = numbered<wire::OwnerTokenHash>(2);
const auto kBlob = numbered<ObjectId>(1);
constexpr Timestamp kLater = StoreWorld::kNow.plus(crypto::Duration::days(2));

std::size_t filesIn(const std::filesystem::path& folder)
{
    std::size_t out = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "blobs")) {
        out += entry.is_regular_file() ? 1U : 0U;
    }
    return out;
}

} // namespace

/// Invites and blobs, on the disk and in memory; check and backup of a folder.
class TestBlobStore : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_used = 0;

    std::filesystem::path newFolder()
    {
        return std::filesystem::path(m_folder.path().toStdString()) / std::to_string(++m_used);
    }
    std::filesystem::path folder()
    {
        QFETCH_GLOBAL(bool, inMemory);
        return inMemory ? std::filesystem::path() : newFolder();
    }
    static bool isOnDisk()
    {
        QFETCH_GLOBAL(bool, inMemory);
        return !inMemory;
    }
    static BlobWriteResult write(StoreWorld& world, std::uint64_t offset, const Bytes& data,
                                 BlobState& state, const wire::OwnerTokenHash& owner = kOwner)
    {
        return world.group(
            [&] { return world.store().blobs().write(kBlob, owner, offset, data, state); });
    }

private slots:
    void initTestCase_data();

    void invitesHaveOneContent();
    void invitesExpire();
    void blobsAreWrittenInPieces();
    void completeBlobsStay();
    void blobsBeginAnew();
    void blobsHaveAQuota();
    void removedBlobsLoseTheirFile();
    void blobsExpire();
    void rollbackLeavesBlobs();
    void backupsOpen();
    void checkFindsDamage();
    void newerSchemaIsRefused();
    void foldersArePrivate();
};

void TestBlobStore::initTestCase_data()
{
    QTest::addColumn<bool>("inMemory");
    QTest::newRow("on the disk") << false;
    QTest::newRow("in memory") << true;
}

void TestBlobStore::invitesHaveOneContent()
{
    StoreOptions options = StoreWorld::quick();
    options.invitesMax = 2;
    StoreWorld world(folder(), options);
    InviteStore& invites = world.store().invites();
    const auto id = [](std::uint64_t i) { return numbered<ObjectId>(i); };
    world.group([&] {
        QCOMPARE(invites.put(id(1), Bytes{1}, kLater, kOwner), CreateResult::Created);
        QCOMPARE(invites.put(id(1), Bytes{1}, kLater, kOwner), CreateResult::Same);
        QCOMPARE(invites.put(id(1), Bytes{2}, kLater, kOwner), CreateResult::Exists);
        QCOMPARE(invites.put(id(1), Bytes{1}, kLater, kStranger), CreateResult::Exists);
        QCOMPARE(invites.put(id(2), Bytes{2}, kLater, kOwner), CreateResult::Created);
        QCOMPARE(invites.put(id(3), Bytes{2}, kLater, kOwner), CreateResult::Quota);
        QCOMPARE(invites.put(id(2), Bytes{2}, kLater, kOwner), CreateResult::Same);
        QVERIFY(!invites.remove(id(2), kStranger));
        QVERIFY(invites.remove(id(2), kOwner));
        QVERIFY(!invites.remove(id(2), kOwner));
        QCOMPARE(invites.put(id(3), Bytes{3}, kLater, kOwner), CreateResult::Created);
    });
    QCOMPARE(world.store().figures().invites, 2u);
    QCOMPARE(world.reader().invite(id(1), StoreWorld::kNow).value(), Bytes{1});
    QVERIFY(!world.reader().invite(id(2), StoreWorld::kNow));
}

void TestBlobStore::invitesExpire()
{
    StoreWorld world(folder());
    world.group([&] { world.store().invites().put(kBlob, Bytes{1}, kLater, kOwner); });
    QVERIFY(!world.reader().invite(kBlob, kLater));
    world.maintain(StoreWorld::kNow);
    QCOMPARE(world.store().figures().invites, 1u);
    world.maintain(kLater);
    QCOMPARE(world.store().figures().invites, 0u);
    QVERIFY(!world.reader().invite(kBlob, StoreWorld::kNow));
}

void TestBlobStore::blobsAreWrittenInPieces()
{
    StoreWorld world(folder());
    BlobState state;
    QCOMPARE(write(world, 0, Bytes{1}, state), BlobWriteResult::NotPermitted);
    world.group([&] {
        BlobStore& blobs = world.store().blobs();
        QCOMPARE(blobs.create(kBlob, 6, kLater, kOwner), CreateResult::Created);
        QCOMPARE(blobs.create(kBlob, 6, kLater, kOwner), CreateResult::Same);
        QCOMPARE(blobs.create(kBlob, 7, kLater, kOwner), CreateResult::Exists);
        QCOMPARE(blobs.create(kBlob, 6, kLater, kStranger), CreateResult::Exists);
    });
    QCOMPARE(write(world, 0, Bytes{1}, state, kStranger), BlobWriteResult::NotPermitted);
    QCOMPARE(write(world, 0, Bytes{1, 2, 3}, state), BlobWriteResult::Written);
    QCOMPARE(state.received, 3u);
    QCOMPARE(write(world, 4, Bytes{5}, state), BlobWriteResult::Gap);
    QCOMPARE(state.received, 3u);
    QCOMPARE(write(world, 3, Bytes{4, 5, 6, 7}, state), BlobWriteResult::TooLong);
    QCOMPARE(write(world, UINT64_MAX, Bytes{4}, state), BlobWriteResult::TooLong);
    QVERIFY(!world.reader().blob(kBlob, 0, 1)); // not complete
    if (isOnDisk()) {
        world.reopen();
    }
    QCOMPARE(write(world, 3, Bytes{4, 5, 6}, state), BlobWriteResult::Written);
    QCOMPARE(world.reader().blob(kBlob, 0, 6).value(), (Bytes{1, 2, 3, 4, 5, 6}));
    QCOMPARE(world.reader().blob(kBlob, 2, 2).value(), (Bytes{3, 4}));
    QCOMPARE(world.reader().blob(kBlob, 6, 0).value(), Bytes());
    QVERIFY(!world.reader().blob(kBlob, 5, 2));
    QVERIFY(!world.reader().blob(kBlob, UINT64_MAX, 2));
    QCOMPARE(world.store().figures().blobBytes, 6u);
    world.group([&] {
        QVERIFY(!world.store().blobs().extend(kBlob, kStranger, kLater));
        QCOMPARE(world.store().blobs().extend(kBlob, kOwner, kLater.plus({9}))->expires.seconds,
                 kLater.seconds + 9);
        QCOMPARE(world.store().blobs().stat(kBlob)->expires.seconds, kLater.seconds + 9);
        QVERIFY(!world.store().blobs().stat(numbered<ObjectId>(2)));
    });
}

void TestBlobStore::completeBlobsStay()
{
    StoreWorld world(folder());
    BlobState state;
    world.group([&] { world.store().blobs().create(kBlob, 4, kLater, kOwner); });
    write(world, 0, Bytes{1, 2, 3, 4}, state);
    QCOMPARE(write(world, 2, Bytes{3, 4}, state), BlobWriteResult::Written);
    QCOMPARE(write(world, 2, Bytes{3, 5}, state), BlobWriteResult::Complete);
    QCOMPARE(write(world, 0, Bytes{9}, state), BlobWriteResult::Complete);
    QCOMPARE(write(world, 4, Bytes{9}, state), BlobWriteResult::TooLong);
    QCOMPARE(world.reader().blob(kBlob, 0, 4).value(), (Bytes{1, 2, 3, 4}));
}

void TestBlobStore::blobsBeginAnew()
{
    StoreWorld world(folder());
    BlobState state;
    world.group([&] { world.store().blobs().create(kBlob, 4, kLater, kOwner); });
    write(world, 0, Bytes{1, 2, 3}, state);
    QCOMPARE(write(world, 1, Bytes{8}, state), BlobWriteResult::Written);
    QCOMPARE(state.received, 2u); // what was behind is forgotten
    QCOMPARE(write(world, 3, Bytes{9}, state), BlobWriteResult::Gap);
    QCOMPARE(write(world, 2, Bytes{7, 6}, state), BlobWriteResult::Written);
    QCOMPARE(world.reader().blob(kBlob, 0, 4).value(), (Bytes{1, 8, 7, 6}));
}

void TestBlobStore::blobsHaveAQuota()
{
    StoreOptions options = StoreWorld::quick();
    options.blobsMax = 2;
    options.blobsBytesMax = 100;
    StoreWorld world(folder(), options);
    BlobStore& blobs = world.store().blobs();
    const auto id = [](std::uint64_t i) { return numbered<ObjectId>(i); };
    world.group([&] {
        QCOMPARE(blobs.create(id(1), UINT64_MAX, kLater, kOwner), CreateResult::Quota);
        QCOMPARE(blobs.create(id(1), 60, kLater, kOwner), CreateResult::Created);
        // Announced is not received: nobody takes place with words.
        QCOMPARE(blobs.create(id(2), 100, kLater, kOwner), CreateResult::Created);
        QCOMPARE(blobs.create(id(3), 1, kLater, kOwner), CreateResult::Quota); // the third
    });
    BlobState state;
    const auto put = [&](std::uint64_t i, std::uint64_t offset, std::size_t bytes) {
        BlobWriteResult result = BlobWriteResult::NotPermitted;
        world.group([&] { result = blobs.write(id(i), kOwner, offset, Bytes(bytes), state); });
        return result;
    };
    QCOMPARE(put(1, 0, 60), BlobWriteResult::Written);
    QCOMPARE(put(2, 0, 41), BlobWriteResult::Quota);
    QCOMPARE(put(2, 0, 40), BlobWriteResult::Written);
    QCOMPARE(put(2, 40, 1), BlobWriteResult::Quota);
    QCOMPARE(put(2, 10, 20), BlobWriteResult::Written); // anew from an earlier place: ten less
    QCOMPARE(put(2, 30, 11), BlobWriteResult::Quota);
    world.group([&] {
        QVERIFY(blobs.remove(id(1), kOwner));
        QCOMPARE(blobs.create(id(3), 71, kLater, kOwner), CreateResult::Quota);
        QCOMPARE(blobs.create(id(3), 70, kLater, kOwner), CreateResult::Created);
    });
    QCOMPARE(put(2, 30, 70), BlobWriteResult::Written);
}

void TestBlobStore::removedBlobsLoseTheirFile()
{
    const auto data = folder();
    StoreWorld world(data);
    BlobState state;
    world.group([&] { world.store().blobs().create(kBlob, 2, kLater, kOwner); });
    write(world, 0, Bytes{1, 2}, state);
    if (isOnDisk()) {
        QCOMPARE(filesIn(data), 1u);
    }
    // Removed and made anew in one group: the new one's bytes must not go with the old one's.
    world.group([&] {
        QVERIFY(!world.store().blobs().remove(kBlob, kStranger));
        QVERIFY(world.store().blobs().remove(kBlob, kOwner));
        QVERIFY(!world.store().blobs().remove(kBlob, kOwner));
        QCOMPARE(world.store().blobs().create(kBlob, 1, kLater, kStranger), CreateResult::Created);
        QCOMPARE(world.store().blobs().write(kBlob, kStranger, 0, Bytes{7}, state),
                 BlobWriteResult::Written);
    });
    QCOMPARE(world.reader().blob(kBlob, 0, 1).value(), Bytes{7});
    QCOMPARE(world.store().figures().blobBytes, 1u);
    if (isOnDisk()) {
        QCOMPARE(filesIn(data), 1u);
        // Until it is sure that the file is gone, the table says that it has to go.
        Database other(StoreFolder::database(data), Database::Mode::Read);
        QCOMPARE(other.value("SELECT COUNT(*) FROM removed_blob"), 1);
        world.maintain();
        QCOMPARE(other.value("SELECT COUNT(*) FROM removed_blob"), 0);
        // A crash left the file of number 9.
        other.execute("INSERT INTO removed_blob VALUES (9)");
        std::filesystem::create_directories(data / "blobs" / "09");
        std::filesystem::copy_file(data / "relay.lock", data / "blobs/09/0000000000000009");
        world.reopen();
        QCOMPARE(filesIn(data), 1u);
        QCOMPARE(world.reader().blob(kBlob, 0, 1).value(), Bytes{7});
        QCOMPARE(checkStore(data), std::vector<std::string>());
    }
}

void TestBlobStore::blobsExpire()
{
    const auto data = folder();
    StoreWorld world(data);
    BlobState state;
    world.group([&] { world.store().blobs().create(kBlob, 2, kLater, kOwner); });
    write(world, 0, Bytes{1, 2}, state);
    world.maintain(StoreWorld::kNow);
    QVERIFY(world.reader().blob(kBlob, 0, 2));
    world.maintain(kLater);
    QVERIFY(!world.reader().blob(kBlob, 0, 2));
    QCOMPARE(world.store().figures().blobs, 0u);
    QCOMPARE(world.store().figures().blobBytes, 0u);
    if (isOnDisk()) {
        QCOMPARE(filesIn(data), 0u);
    }
}

void TestBlobStore::rollbackLeavesBlobs()
{
    StoreWorld world(folder());
    BlobState state;
    world.group([&] { world.store().blobs().create(kBlob, 4, kLater, kOwner); });
    write(world, 0, Bytes{1, 2}, state);
    world.store().begin();
    world.store().blobs().write(kBlob, kOwner, 2, Bytes{3, 4}, state);
    world.store().blobs().create(numbered<ObjectId>(2), 5, kLater, kOwner);
    world.store().blobs().write(numbered<ObjectId>(2), kOwner, 0, Bytes{3, 4}, state);
    world.store().invites().put(kBlob, Bytes{1}, kLater, kOwner);
    world.store().rollback();
    world.store().begin();
    world.store().blobs().remove(kBlob, kOwner);
    world.store().rollback();
    QCOMPARE(world.store().figures().blobs, 1u);
    QCOMPARE(world.store().figures().blobBytes, 2u);
    QCOMPARE(world.store().figures().invites, 0u);
    QCOMPARE(write(world, 2, Bytes{8, 9}, state), BlobWriteResult::Written);
    QCOMPARE(world.reader().blob(kBlob, 0, 4).value(), (Bytes{1, 2, 8, 9}));
    // Its number and file are used again, and nothing of what stood there shows.
    world.group([&] {
        world.store().blobs().create(numbered<ObjectId>(3), 1, kLater, kOwner);
        world.store().blobs().write(numbered<ObjectId>(3), kOwner, 0, Bytes{5}, state);
    });
    QCOMPARE(world.reader().blob(numbered<ObjectId>(3), 0, 1).value(), Bytes{5});
}

void TestBlobStore::backupsOpen()
{
    if (!isOnDisk()) {
        return;
    }
    const auto data = newFolder();
    const auto copy = newFolder();
    StoreWorld world(data); // goes on running
    BlobState state;
    world.makeMailbox(1);
    world.post(1, 1);
    world.group([&] {
        world.store().blobs().create(kBlob, 3, kLater, kOwner);
        world.store().blobs().write(kBlob, kOwner, 0, Bytes{1, 2, 3}, state);
        world.store().blobs().create(numbered<ObjectId>(2), 3, kLater, kOwner);
        world.store().blobs().write(numbered<ObjectId>(2), kOwner, 0, Bytes{4, 5}, state);
    });
    backupStore(data, copy);
    QVERIFY_EXCEPTION_THROWN(backupStore(data, copy), StoreFailure);
    world.post(1, 2);
    world.group([&] {
        world.store().blobs().remove(kBlob, kOwner);
        world.store().blobs().write(numbered<ObjectId>(2), kOwner, 0, Bytes{9, 9}, state);
    });
    QCOMPARE(checkStore(copy), std::vector<std::string>());
    StoreWorld restored(copy);
    QCOMPARE(restored.waiting(1).size(), std::size_t{1});
    QCOMPARE(restored.reader().blob(kBlob, 0, 3).value(), (Bytes{1, 2, 3}));
    restored.group([&] {
        QCOMPARE(restored.store().blobs().write(numbered<ObjectId>(2), kOwner, 2, Bytes{6}, state),
                 BlobWriteResult::Written);
    });
    QCOMPARE(restored.reader().blob(numbered<ObjectId>(2), 0, 3).value(), (Bytes{4, 5, 6}));
}

void TestBlobStore::checkFindsDamage()
{
    if (!isOnDisk()) {
        return;
    }
    const auto data = newFolder();
    {
        StoreWorld world(data);
        BlobState state;
        world.makeMailbox(1);
        world.post(1, 1);
        world.post(1, 2);
        world.group([&] {
            world.store().blobs().create(kBlob, 3, kLater, kOwner);
            world.store().blobs().write(kBlob, kOwner, 0, Bytes{1, 2, 3}, state);
            world.store().eapi().begin({{ObjectKind::Vault, kBlob}, 0}, {});
        });
        QCOMPARE(checkStore(data), std::vector<std::string>());
    }
    const auto damage = [&](const std::string& sql) {
        Database database(StoreFolder::database(data), Database::Mode::Write);
        database.execute(sql);
    };
    damage("DELETE FROM envelope WHERE number = 1");
    QCOMPARE(checkStore(data).size(), 1u);
    damage("UPDATE envelope SET bytes = x'00'");
    QCOMPARE(checkStore(data).size(), 2u);
    damage("UPDATE eapi SET record = x'07'");
    QCOMPARE(checkStore(data).size(), 3u);
    damage("UPDATE accepted_tokens SET accepted = x'07'");
    QCOMPARE(checkStore(data).size(), 4u);
    std::filesystem::resize_file(data / "blobs" / "01" / "0000000000000001", 2);
    QCOMPARE(checkStore(data).size(), 5u);
    std::filesystem::copy_file(data / "relay.lock", data / "blobs" / "01" / "stray");
    QCOMPARE(checkStore(data).size(), 6u);
    for (const std::string& finding : checkStore(data)) {
        QVERIFY(finding.starts_with("relay.db: 1 ") || finding.starts_with("blobs: 1 "));
    }
}

void TestBlobStore::newerSchemaIsRefused()
{
    if (!isOnDisk()) {
        return;
    }
    const auto data = newFolder();
    {
        const StoreWorld world(data);
    }
    {
        Database database(StoreFolder::database(data), Database::Mode::Write);
        database.execute("PRAGMA user_version = 2");
    }
    for (int attempt = 0; attempt < 2; ++attempt) {
        try {
            const StoreWorld world(data);
            QFAIL("It opened.");
        } catch (const StoreFailure& failure) {
            QVERIFY(std::string(failure.what()).find("newer sotto-relay") != std::string::npos);
        }
    }
    {
        Database database(StoreFolder::database(data), Database::Mode::Write);
        database.execute("PRAGMA user_version = 1; PRAGMA application_id = 5");
    }
    QVERIFY_EXCEPTION_THROWN(StoreWorld{data}, StoreFailure);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(checkStore(data)), StoreFailure);
}

void TestBlobStore::foldersArePrivate()
{
    if (!isOnDisk()) {
        return;
    }
    const auto data = newFolder();
    StoreWorld world(data);
    BlobState state;
    world.group([&] {
        world.store().blobs().create(kBlob, 3, kLater, kOwner);
        world.store().blobs().write(kBlob, kOwner, 0, Bytes{1, 2, 3}, state);
    });
    using std::filesystem::perms;
    const auto mode = [](const std::filesystem::path& path) {
        return std::filesystem::status(path).permissions();
    };
    QVERIFY(mode(data) == perms::owner_all);
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
        QVERIFY(mode(entry) ==
                (entry.is_directory() ? perms::owner_all : perms::owner_read | perms::owner_write));
        ++files;
    }
    QVERIFY(files >= 6);
}

QTEST_GUILESS_MAIN(TestBlobStore)
#include "tst_blob_store.moc"
