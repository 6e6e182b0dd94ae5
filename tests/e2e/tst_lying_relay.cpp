// A relay that shows less than it has, something else, or each device another history: found and
// named by the devices, which write nothing over it; and where one device alone cannot know, it
// says as of when.
#ifndef Q_MOC_RUN
#include "net/relay/store/sqlite_database.h"
#include "tests/e2e/household.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

namespace fs = std::filesystem;

/// What a vault, a card and a recovery record are to the relay (crypto::ObjectKind).
enum class Kind
{
    Card = 2,
    Record = 4,
    Vault = 5,
};

/// The operator of a relay, who keeps copies of what it holds, and changes it.
class Operator
{
public:
    explicit Operator(World& world)
        : m_world(world)
    {}

    /// Keeps all that the relay holds now.
    void keep(const char* name) const
    {
        m_world.killRelay();
        fs::remove_all(folderOf(name));
        fs::copy(m_world.relayFolder(), folderOf(name), fs::copy_options::recursive);
        m_world.restartRelay();
    }
    /// Goes on with what was kept.
    void show(const char* name) const
    {
        m_world.killRelay();
        fs::remove_all(m_world.relayFolder());
        fs::copy(folderOf(name), m_world.relayFolder(), fs::copy_options::recursive);
        m_world.restartRelay();
    }
    /// Takes the objects of one kind from what was kept, and leaves all else.
    void showOnly(const char* name, Kind kind) const
    {
        const std::string objects =
            " IN (SELECT row FROM object WHERE kind = " + std::to_string(static_cast<int>(kind)) +
            ")";
        std::string sql = "ATTACH '" + (folderOf(name) / "relay.db").string() + "' AS old;";
        const auto takeBack = [&](const std::string& table, const char* column) {
            const std::string rows = table + " WHERE " + column + objects;
            sql += "DELETE FROM main." + rows + "; INSERT INTO main." + table +
                   " SELECT * FROM old." + rows + ";";
        };
        for (const char* const table : {"object_state", "list_change", "version"}) {
            takeBack(table, "object");
        }
        if (kind == Kind::Vault) {
            takeBack("vault_writer", "vault");
            takeBack("record", "vault");
        }
        change(sql);
    }
    void change(const std::string& sql) const
    {
        m_world.killRelay();
        relay::Database(database(), relay::Database::Mode::Write).execute(sql);
        m_world.restartRelay();
    }
    /// How many records the device at that place of the only vault has written.
    [[nodiscard]] std::int64_t newestOf(int writer) const
    {
        m_world.killRelay();
        const std::int64_t out =
            relay::Database(database(), relay::Database::Mode::Write)
                .value("SELECT newest FROM vault_writer WHERE writer = ?", std::int64_t{writer});
        m_world.restartRelay();
        return out;
    }

private:
    [[nodiscard]] fs::path folderOf(const char* name) const
    {
        return m_world.folder() / ("the relay " + std::string(name));
    }
    [[nodiscard]] std::string database() const
    {
        return (m_world.relayFolder() / "relay.db").string();
    }

    World& m_world;
};

/// All that a call says of what is wrong: what it warns of, and why it failed.
QStringList toldBy(const Ran& ran)
{
    QStringList out = ran.warnings();
    if (!ran.error().isEmpty()) {
        out += ran.error();
    }
    return out;
}

/// Alice, and a relay that has kept what it held before she wrote and linked once more.
struct Deceived
{
    Deceived()
    {
        trouble = alice.trouble();
        if (!trouble.isEmpty()) {
            return;
        }
        relay.keep("before");
        const Ran renewed = alice.first().run({"new-devices", "wait"}, alice.words);
        const Ran back = alice.first().run({"new-devices", "join"}, alice.words);
        const bool isSaid = alice.first().run({"send", "Bob", "by the first"}).isDone() &&
                            alice.devices[1].run({"send", "Bob", "by the second"}).isDone();
        if (!renewed.isDone() || !back.isDone() || !isSaid || !alice.agree()) {
            trouble = "not ready: " + renewed.errors + back.errors;
            return;
        }
        held = digestOf(alice.first(), "Bob");
    }
    /// What each device says, if it says anything.
    [[nodiscard]] QStringList told(const Cli& device) const
    {
        const Ran ran = device.run({"receive"});
        return toldBy(ran);
    }

    Household alice{2};
    Operator relay{alice.world};
    QByteArray trouble;
    QString held;
};

} // namespace

class TestLyingRelay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsOlderIsFound()
    {
        Deceived d;
        QVERIFY2(d.trouble.isEmpty(), d.trouble);
        const auto of = [&](Kind kind) {
            return std::function<void(const char*)>(
                [&d, kind](const char* shown) { d.relay.showOnly(shown, kind); });
        };
        const std::vector<std::pair<const char*, std::function<void(const char*)>>> lies{
            {"the recovery record", of(Kind::Record)},
            {"the card", of(Kind::Card)},
            {"the vault", of(Kind::Vault)},
            {"all", [&](const char* shown) { d.relay.show(shown); }},
        };
        for (const auto& [what, show] : lies) {
            // A call that looks for messages also writes: what is true is so until the next one.
            d.relay.keep("now");
            show("before");
            for (const Cli& device : d.alice.devices) {
                const QStringList told = d.told(device);
                QVERIFY2(told.contains("vault-behind"),
                         qPrintable(QString(what) + ": " + told.join(' ')));
                QCOMPARE(digestOf(device, "Bob"), d.held);
            }
            // When it shows the truth again, all goes on, and nothing is told any more.
            show("now");
            QVERIFY(d.alice.agree());
            for (const Cli& device : d.alice.devices) {
                QVERIFY2(eventually([&] { return d.told(device).isEmpty(); }), what);
            }
        }
    }

    void recordsThatWereChangedAreFound_data()
    {
        QTest::addColumn<QString>("lie"); // %1: the first device's newest record before
        QTest::addColumn<QString>("problem");
        QTest::addColumn<int>("finder"); // who can know: the writer, or who reads it now
        QTest::newRow("dropped") << "DELETE FROM record WHERE writer = 0 AND sequence > %1 + 1;"
                                    "UPDATE vault_writer SET newest = %1 + 1 WHERE writer = 0"
                                 << "vault-behind" << 0;
        QTest::newRow("exchanged")
            << "UPDATE record SET sequence = -1 WHERE writer = 0 AND sequence = %1 + 1;"
               "UPDATE record SET sequence = %1 + 1 WHERE writer = 0 AND sequence = %1 + 2;"
               "UPDATE record SET sequence = %1 + 2 WHERE writer = 0 AND sequence = -1"
            << "vault-behind" << 1;
        QTest::newRow("changed") << "UPDATE record SET body = zeroblob(length(body))"
                                    " WHERE writer = 0 AND sequence = %1 + 1"
                                 << "vault-broken" << 1;
        QTest::newRow("emptied") << "UPDATE record SET body = x''"
                                    " WHERE writer = 0 AND sequence = %1 + 1"
                                 << "vault-behind" << 1;
    }
    void recordsThatWereChangedAreFound()
    {
        QFETCH(QString, lie);
        QFETCH(QString, problem);
        QFETCH(int, finder);
        Household alice(2);
        QVERIFY2(alice.trouble().isEmpty(), alice.trouble());
        const Operator relay(alice.world);
        const std::int64_t before = relay.newestOf(0);
        for (const char* const text : {"one", "two", "three"}) {
            QVERIFY(alice.first().run({"send", alice.id, text}).isDone());
        }
        QVERIFY(relay.newestOf(0) >= before + 3);
        relay.keep("truth");
        relay.change(lie.replace("%1", QString::number(before)).toStdString());
        const Cli& second = alice.devices[1];
        const QStringList told =
            toldBy(alice.devices[static_cast<std::size_t>(finder)].run({"receive"}));
        QVERIFY2(told.contains(problem), qPrintable(told.join(' ')));
        // The whole story is there once the relay tells it.
        relay.show("truth");
        QVERIFY(eventually([&] {
            return second.run({"receive"}).isDone() && textsOf(second.run({"history", alice.id})) ==
                                                           QStringList({"one", "two", "three"});
        }));
        QCOMPARE(digestOf(second, alice.id), digestOf(alice.first(), alice.id));
    }

    void eachDeviceIsShownAnotherHistory()
    {
        Household alice(2);
        QVERIFY2(alice.trouble().isEmpty(), alice.trouble());
        const Cli& first = alice.devices[0];
        const Cli& second = alice.devices[1];
        const Operator relay(alice.world);
        relay.keep("common");
        QVERIFY(first.run({"send", alice.id, "by the first"}).isDone());
        QVERIFY(first.run({"new-devices", "wait"}, alice.words).isDone());
        relay.keep("of the first");
        relay.show("common");
        QVERIFY(second.run({"send", alice.id, "by the second"}).isDone());
        const Cli third = alice.world.stranger("third");
        QVERIFY(alice.link(third, alice.words, "Third").isDone());
        QVERIFY(second.run({"receive"}).isDone());
        QVERIFY(third.run({"send", "Bob", "by the third"}).isDone());
        QVERIFY(textsOf(alice.bob.run({"receive"})).contains("by the third"));
        relay.keep("of the second");

        // Each is shown what the other one saw.
        relay.show("of the first");
        for (const Cli& device : {second, third}) {
            const Ran ran = device.run({"receive"});
            QVERIFY2(ran.warnings().contains("vault-behind"), ran.errors);
            QVERIFY(textsOf(device.run({"history", alice.id})).contains("by the second"));
        }
        relay.show("of the second");
        const Ran ran = first.run({"receive"});
        QVERIFY2(ran.warnings().contains("vault-behind"), ran.errors);
        QVERIFY(textsOf(first.run({"history", alice.id})).contains("by the first"));
    }

    void aDeviceThatIsAloneSaysAsOf()
    {
        Deceived d;
        QVERIFY2(d.trouble.isEmpty(), d.trouble);
        // All of it is of one day: nothing shows that it is old. So it is said of when it is.
        d.relay.show("before");
        const Cli alone = d.alice.world.stranger("alone");
        const Ran linked = d.alice.link(alone, d.alice.words, "Alone");
        QVERIFY2(linked.isDone(), linked.errors);
        QVERIFY2(linked.warnings().contains("as-of"), linked.errors);
        QVERIFY(alone.run({"devices"}).warnings().contains("as-of"));
        QVERIFY(!textsOf(alone.run({"history", "Bob"})).contains("by the first"));
    }

    void partsThatDoNotGoTogetherAreNoAccount()
    {
        Household alice(2);
        QVERIFY2(alice.trouble().isEmpty(), alice.trouble());
        const Operator relay(alice.world);
        relay.keep("before");
        // From here on the lost device knows no key any more.
        QVERIFY(alice.first().run({"revoke", "Device 2", "--now"}, alice.words).isDone());
        QVERIFY(alice.first().run({"receive"}).isDone());
        relay.keep("now");
        relay.showOnly("before", Kind::Record);
        const Cli device = alice.world.stranger("one more");
        const Ran linked = alice.link(device, alice.words, "One more");
        QVERIFY2(linked.error() == "account-behind" || linked.error() == "record-broken",
                 linked.errors);
        QCOMPARE(device.run({"whoami"}).error(), "no-account");
        relay.show("now");
        const Ran again = alice.link(device, alice.words, "One more");
        QVERIFY2(again.isDone(), again.errors);
        QVERIFY(!devicesOf(device).contains("Device 2"));
    }

    void whatIsPostedToARelayThatWasSetBackArrives()
    {
        Household alice(1);
        QVERIFY2(alice.trouble().isEmpty(), alice.trouble());
        const Operator relay(alice.world);
        relay.keep("older");
        const QStringList before{"one", "two", "three"};
        for (const QString& text : before) {
            QVERIFY(alice.bob.run({"send", "Alice", text}).isDone());
        }
        QVERIFY(eventually([&] {
            return alice.first().run({"receive"}).isDone() &&
                   textsOf(alice.first().run({"history", "Bob"})) == before;
        }));
        // Its operator brings back a backup: what the mailbox gets now has numbers that were
        // acknowledged long ago.
        relay.show("older");
        QVERIFY(alice.bob.run({"send", "Alice", "four"}).isDone());
        QVERIFY(eventually([&] {
            return alice.first().run({"receive"}).isDone() &&
                   textsOf(alice.first().run({"history", "Bob"})).contains("four");
        }));
        QCOMPARE(textsOf(alice.first().run({"history", "Bob"})), before + QStringList("four"));
        // He hears where she is now.
        QVERIFY(alice.agree());
        QVERIFY(alice.bob.run({"send", "Alice", "five"}).isDone());
        QVERIFY(
            eventually([&] { return textsOf(alice.first().run({"receive"})).contains("five"); }));
    }

    void aCopiedProfileStops()
    {
        Household alice(1);
        QVERIFY2(alice.trouble().isEmpty(), alice.trouble());
        const Cli copy = alice.world.stranger("copy");
        fs::copy(alice.first().profile(), copy.profile(), fs::copy_options::recursive);
        QVERIFY(alice.first().run({"send", "Bob", "by the right one"}).isDone());
        QCOMPARE(copy.run({"send", "Bob", "by the copy"}).error(), "device-copied");
        QCOMPARE(copy.run({"receive"}).error(), "device-copied");
        QCOMPARE(copy.run({"devices"}).error(), "device-copied");
        const Ran goesOn = alice.first().run({"send", "Bob", "still the right one"});
        QVERIFY2(goesOn.isDone(), goesOn.errors);
        QCOMPARE(textsOf(alice.bob.run({"receive"})),
                 QStringList({"by the right one", "still the right one"}));
    }
};

QTEST_GUILESS_MAIN(TestLyingRelay)
#include "tst_lying_relay.moc"
