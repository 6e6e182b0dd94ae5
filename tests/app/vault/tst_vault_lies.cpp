// What a relay that lies can do: nothing that is not found and named, and nothing is overwritten.
#ifndef Q_MOC_RUN
#include "crypto/base/init.h"
#include "tests/app/vault/linked_device.h"
#include "tests/app/vault/lying_relay.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

namespace {

/// Two devices that have read each other, of which the second one is off.
struct Two
{
    Two()
    {
        phone.create(relay.loopback, "Alice");
        phone.say("", "first");
        const std::string words = phone.words();
        works = !words.empty() && laptop.link(words, relay.loopback) &&
                waitLong([this] { return laptop.message("", "first") != storage::kNoRow; }) &&
                waitLong([this] { return !laptop.client->vaultState().isRestoring; });
    }
    /// Says so many things on the phone, and waits until the relay has them.
    bool write(int things)
    {
        for (int i = 0; i < things; ++i) {
            const std::int64_t before = relay.newestOf(0);
            phone.say("", "thing " + std::to_string(i));
            if (!waitLong([&] { return relay.newestOf(0) > before; })) {
                return false;
            }
        }
        return waitLong([this] { return phone.vault().countOutgoing() == 0; });
    }

    LyingRelay relay;
    LinkedDevice phone;
    LinkedDevice laptop;
    bool works = false;
};

std::string number(std::int64_t value)
{
    return std::to_string(value);
}

} // namespace

class TestVaultLies : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    /// A relay that says too much of a device's chain once kept its suspensions back with that.
    void whatIsNotProvenKeepsNoEntryBack()
    {
        Two two;
        QVERIFY(two.works && two.write(1));
        QVERIFY(agree(two.phone, two.laptop));
        two.phone.vanish(); // the other one may have a key to hand over still
        two.relay.change("UPDATE vault_writer SET newest = newest + 5 WHERE writer = 0;");
        two.phone.open();
        QTRY_VERIFY_WITH_TIMEOUT(two.phone.hasTold(ProblemKind::VaultBehind), kPatienceMs);
        const auto devices = two.phone.client->devices();
        const auto other = std::ranges::find(devices, false, &OwnDevice::isThis);
        QVERIFY(other != devices.end());
        std::optional<bool> isDone;
        two.phone.client->removeDevice(other->id,
                                       [&](const auto& outcome) { isDone = outcome.has_value(); });
        QTRY_VERIFY_WITH_TIMEOUT(isDone, kPatienceMs);
        QVERIFY(*isDone);
        QVERIFY(two.phone.client->devices()[1].standing != DeviceStanding::Active);
    }

    void aTruncatedChainIsFound()
    {
        Two two;
        QVERIFY(two.works && two.write(3));
        QVERIFY(agree(two.phone, two.laptop));
        QTRY_COMPARE_WITH_TIMEOUT(two.laptop.client->vaultState().asOf, storage::Milliseconds{0},
                                  kPatienceMs);
        two.laptop.vanish();
        two.phone.vanish();
        const std::int64_t newest = two.relay.newestOf(0);
        two.relay.change(
            "DELETE FROM record WHERE writer = 0 AND sequence > " + number(newest - 2) +
            "; UPDATE vault_writer SET newest = " + number(newest - 2) + " WHERE writer = 0;");
        two.laptop.open();
        QTRY_VERIFY_WITH_TIMEOUT(two.laptop.hasTold(ProblemKind::VaultBehind), kPatienceMs);
        QVERIFY(two.laptop.message("", "thing 2") != storage::kNoRow);
        QVERIFY(two.laptop.client->vaultState().asOf != 0);
        // Whose records they were stops as well: it writes over nothing.
        two.phone.open();
        QTRY_VERIFY_WITH_TIMEOUT(two.phone.hasTold(ProblemKind::VaultBehind), kPatienceMs);
        QVERIFY(!two.phone.client->vaultState().isCopied);
        two.phone.say("", "more");
        QTRY_VERIFY_WITH_TIMEOUT(two.phone.vault().countOutgoing() > 0, kPatienceMs);
        QCOMPARE(two.relay.newestOf(0), newest - 2);
    }

    void reorderedRecordsAreFound()
    {
        Two two;
        QVERIFY(two.works);
        two.laptop.vanish();
        const std::int64_t before = two.relay.newestOf(0);
        QVERIFY(two.write(4));
        two.relay.change("UPDATE record SET sequence = -1 WHERE writer = 0 AND sequence = " +
                         number(before + 2) +
                         "; UPDATE record SET sequence = " + number(before + 2) +
                         " WHERE writer = 0 AND sequence = " + number(before + 3) +
                         "; UPDATE record SET sequence = " + number(before + 3) +
                         " WHERE writer = 0 AND sequence = -1;");
        two.laptop.open();
        QTRY_VERIFY_WITH_TIMEOUT(two.laptop.hasTold(ProblemKind::VaultBehind), kPatienceMs);
        QVERIFY(two.laptop.client->vaultState().asOf != 0);
    }

    void aChangedRecordIsFound()
    {
        Two two;
        QVERIFY(two.works);
        two.laptop.vanish();
        const std::int64_t before = two.relay.newestOf(0);
        QVERIFY(two.write(3));
        two.relay.change("UPDATE record SET body = zeroblob(length(body)) WHERE writer = 0 AND "
                         "sequence = " +
                         number(before + 2));
        two.laptop.open();
        QTRY_VERIFY_WITH_TIMEOUT(two.laptop.hasTold(ProblemKind::VaultBroken), kPatienceMs);
        QVERIFY(two.laptop.message("", "thing 2") == storage::kNoRow);
        // What the laptop writes goes on.
        two.laptop.say("", "all the same");
        QTRY_VERIFY_WITH_TIMEOUT(two.phone.message("", "all the same") != storage::kNoRow,
                                 kPatienceMs);
    }

    void contentsThatWereTakenAwayAreFound()
    {
        Two two;
        QVERIFY(two.works);
        two.laptop.vanish();
        const std::int64_t before = two.relay.newestOf(0);
        QVERIFY(two.write(3));
        two.relay.change("UPDATE record SET body = x'' WHERE writer = 0 AND sequence = " +
                         number(before + 1));
        two.laptop.open();
        QTRY_VERIFY_WITH_TIMEOUT(two.laptop.hasTold(ProblemKind::VaultBehind), kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(two.laptop.message("", "thing 2") != storage::kNoRow, kPatienceMs);
        QVERIFY(two.laptop.client->vaultState().asOf != 0);
    }

    void aForkIsFound()
    {
        Two two;
        QVERIFY(two.works);
        two.phone.vanish();
        LinkedDevice clone;
        clone.copyDiskOf(two.phone);
        const std::int64_t before = two.relay.newestOf(0);
        two.phone.open();
        QVERIFY(two.write(2));
        QTRY_VERIFY_WITH_TIMEOUT(two.laptop.message("", "thing 1") != storage::kNoRow, kPatienceMs);
        two.laptop.vanish();
        two.phone.vanish();
        // The relay forgets what the phone wrote, for the sake of its copy.
        two.relay.change("DELETE FROM record WHERE writer = 0 AND sequence > " + number(before) +
                         "; UPDATE vault_writer SET newest = " + number(before) +
                         " WHERE writer = 0;");
        clone.open();
        const auto isCopied = [&] { return clone.client->vaultState().isCopied; };
        for (int i = 0; i < 4 && !isCopied(); ++i) {
            const std::int64_t newest = two.relay.newestOf(0);
            clone.say("", "another thing " + std::to_string(i));
            QTRY_VERIFY_WITH_TIMEOUT(two.relay.newestOf(0) > newest || isCopied(), kPatienceMs);
        }
        two.laptop.open();
        // If the laptop has named what it read of the phone, the copy finds itself out.
        QTRY_VERIFY_WITH_TIMEOUT(two.laptop.hasTold(ProblemKind::VaultForked) || isCopied(),
                                 kPatienceMs);
        QVERIFY(two.laptop.message("", "thing 1") != storage::kNoRow);
        QVERIFY(two.laptop.message("", "another thing 3") == storage::kNoRow);
    }
};

QTEST_GUILESS_MAIN(TestVaultLies)
#include "tst_vault_lies.moc"
