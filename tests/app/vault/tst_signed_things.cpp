// Entries, links, certificates and moves prove themselves, or do not: what one device keeps of
// those that somebody made up, and what it says again.
#ifndef Q_MOC_RUN
#include "app/core/base/wire_bytes.h"
#include "app/core/vault/limits.h"
#include "app/core/vault/vault_taking.h"
#include "crypto/base/init.h"
#include "crypto/log/log_builder.h"
#include "tests/app/vault/own_devices.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

namespace {

constexpr storage::Milliseconds kNow = 1'800'000'000'000;
constexpr crypto::WriterIndex kThief = 7;
constexpr crypto::WriterIndex kHonest = 1;

struct World
{
    World()
        : random(3)
        , recovery(crypto::SigningKey::generate(random))
        , device(1, kNow)
        , other(2, kNow)
        , book(device.context, device.own, device.things)
        , taking(device.context, book, device.things)
    {
        device.create(recovery);
        other.join(device, recovery);
    }
    void take(crypto::WriterIndex writer, const core::wire::VaultContent& content)
    {
        crypto::PutRecord put;
        put.type = static_cast<crypto::RecordType>(content.body_case());
        put.content = serialized(content);
        crypto::AcceptedRecord record;
        record.writer = writer;
        record.sequence = ++sequence;
        record.hash = random.make<crypto::RecordHash>();
        record.body.emplace();
        record.body->content = std::move(put);
        Work work(device.context);
        work.fromVault = true;
        taking.take(work, record);
        work.commit();
    }
    [[nodiscard]] std::size_t count(ThingType type)
    {
        return device.context.stores.vault.keys(numberOf(type)).size();
    }
    [[nodiscard]] bool isKept(const crypto::LogEntry& entry)
    {
        return device.context.stores.vault
            .state(numberOf(ThingType::LogEntry), fieldOf(entry.bytes()))
            .has_value();
    }
    [[nodiscard]] std::size_t countInSnapshot(ThingType type)
    {
        Work work(device.context);
        const auto things = device.things.forSnapshot(work);
        return static_cast<std::size_t>(std::ranges::count(things, type, &Thing::type));
    }
    /// An entry far ahead that nobody signed.
    [[nodiscard]] crypto::Bytes madeUp()
    {
        crypto::EntryStatement statement;
        statement.account = device.own.id();
        statement.byRecovery = true;
        statement.body = crypto::SetPolicyBody{};
        statement.sequence = 9'000;
        statement.previous = random.make<crypto::EntryHash>();
        crypto::Bytes out = statement.serialize();
        out.resize(out.size() + crypto::Signature::kSize, 1);
        return out;
    }

    DeterministicRandom random;
    crypto::SigningKey recovery;
    OwnDeviceStores device;
    OwnDeviceStores other;
    VaultBook book;
    VaultTaking taking;
    std::uint64_t sequence = 0;
};

core::wire::VaultContent contentOf(crypto::ByteView entry)
{
    core::wire::VaultContent out;
    out.mutable_log_entry()->set_entry(fieldOf(entry));
    return out;
}

} // namespace

class TestSignedThings : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void madeUpEntriesFillLittleAndAreNotRepeated()
    {
        World world;
        const std::size_t size = world.madeUp().size();
        const std::size_t fits = vault::kUnprovedBytes / (2 * size);
        for (std::size_t i = 0; i < fits / 2; ++i) {
            world.take(kThief, contentOf(world.madeUp()));
        }
        // Also those that came in a snapshot.
        for (std::size_t i = 0; i < 4; ++i) {
            core::wire::VaultContent snapshot;
            snapshot.mutable_snapshot()->set_number(1);
            snapshot.mutable_snapshot()->set_parts(1);
            for (std::size_t part = 0; part < fits / 4; ++part) {
                *snapshot.mutable_snapshot()->add_contents() = contentOf(world.madeUp());
            }
            if (snapshot.ByteSizeLong() > vault::kContentBytes) {
                snapshot.mutable_snapshot()->mutable_contents()->DeleteSubrange(
                    400, snapshot.snapshot().contents_size() - 400);
            }
            world.take(kThief, snapshot);
            world.take(kThief, snapshot);
        }
        for (std::size_t i = 0; i < fits; ++i) {
            world.take(kThief, contentOf(world.madeUp()));
        }
        QCOMPARE(world.count(ThingType::LogEntry), fits);
        QCOMPARE(world.countInSnapshot(ThingType::LogEntry), std::size_t{0});

        // What stands in the log is kept all the same, be it written by him, and said again.
        const std::vector<crypto::LogEntry> log = world.device.own.log().entries();
        QCOMPARE(log.size(), std::size_t{2});
        world.take(kThief, contentOf(log[1].bytes()));
        QVERIFY(world.isKept(log[1]));
        QCOMPARE(world.countInSnapshot(ThingType::LogEntry), std::size_t{1});
        // Others have their own room.
        world.take(kHonest, contentOf(world.madeUp()));
        QCOMPARE(world.count(ThingType::LogEntry), fits + 2);
    }

    /// They may be read before the one that they follow on.
    void entriesAreKeptInAnyOrder()
    {
        World world;
        const crypto::DeviceLog before = world.device.own.log();
        crypto::DeviceLog log = before;
        std::vector<crypto::LogEntry> entries;
        for (int i = 0; i < 3; ++i) {
            const auto keys = crypto::DeviceKeys::generate(world.random);
            const auto entry =
                crypto::LogBuilder(log, {1'800'000'002})
                    .addDevice(crypto::Authors::both(world.recovery, world.device.own.device(),
                                                     world.device.own.keys()),
                               keys);
            QVERIFY(entry.has_value());
            const crypto::ByteView bytes = entry->bytes();
            QVERIFY(log.extend({&bytes, 1}).has_value());
            entries.push_back(*entry);
        }
        for (std::size_t i = entries.size(); i-- > 0;) {
            world.take(kHonest, contentOf(entries[i].bytes()));
            QVERIFY(world.isKept(entries[i]));
        }
        // Until the account's head names them, they are proposals.
        QCOMPARE(world.countInSnapshot(ThingType::LogEntry), std::size_t{0});
        QVERIFY(world.book.useOf(kHonest).unproved() > 0);
        for (const crypto::LogEntry& entry : entries) {
            world.device.change([&](Work& work) { world.device.own.append(work, entry); });
        }
        QCOMPARE(world.countInSnapshot(ThingType::LogEntry), std::size_t{3});
    }

    void madeUpLinksAndCertificatesAreNotRepeated()
    {
        World world;
        core::wire::VaultContent links;
        links.mutable_epoch_links()->set_links(std::string("\1\0\0\0\2\0", 6));
        world.take(kThief, links);
        core::wire::VaultContent certificate;
        certificate.mutable_wrapping_key()->set_certificate("made up");
        world.take(kThief, certificate);
        core::wire::VaultContent move;
        move.mutable_record_move()->set_move("made up");
        world.take(kThief, move);
        QCOMPARE(world.countInSnapshot(ThingType::EpochLinks), std::size_t{0});
        QCOMPARE(world.countInSnapshot(ThingType::WrappingKey), std::size_t{0});
        QCOMPARE(world.countInSnapshot(ThingType::RecordMove), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(TestSignedThings)
#include "tst_signed_things.moc"
