#ifndef Q_MOC_RUN
#include "app/storage/state_store.h"
#include "tests/app/storage/storage_world.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

bool holds(const std::optional<crypto::SecretBytes>& found, std::string_view text)
{
    return found && std::ranges::equal(found->view(), crypto::asBytes(text));
}

} // namespace

/// Named blobs, settings, sessions.
class TestStateStore : public QObject
{
    Q_OBJECT

private slots:
    void statesAreReplaced();
    void settingsAreReplaced();
    void sessionsAreKeptByPeer();
};

void TestStateStore::statesAreReplaced()
{
    Database database = Database::inMemory();
    StateStore states(database);
    QVERIFY(!states.find("device"));
    states.put("device", crypto::asBytes("one"));
    states.put("log", {});
    states.put("device", crypto::asBytes("two"));
    QVERIFY(holds(states.find("device"), "two"));
    QVERIFY(holds(states.find("log"), ""));
    states.remove("device");
    QVERIFY(!states.find("device"));
    QVERIFY(states.find("log"));
}

void TestStateStore::settingsAreReplaced()
{
    Database database = Database::inMemory();
    SettingsStore settings(database);
    QVERIFY(!settings.find("theme"));
    settings.put("theme", "dark");
    settings.put("theme", "light");
    QVERIFY(settings.find("theme") == "light");
    // Each of the two has its own names.
    QVERIFY(!StateStore(database).find("theme"));
}

void TestStateStore::sessionsAreKeptByPeer()
{
    Database database = Database::inMemory();
    SessionStore sessions(database);
    const auto bob = numbered<SessionStore::Peer>(1);
    const auto carol = numbered<SessionStore::Peer>(2);
    sessions.put(bob, crypto::asBytes("b"));
    sessions.put(carol, crypto::asBytes("c"));
    sessions.put(bob, crypto::asBytes("bb"));
    QVERIFY(holds(sessions.find(bob), "bb"));

    std::vector<SessionStore::Peer> seen;
    sessions.forEach([&](const SessionStore::Peer& peer, crypto::ByteView state) {
        seen.push_back(peer);
        QCOMPARE(state.size(), peer == bob ? std::size_t{2} : std::size_t{1});
    });
    QVERIFY(seen == (std::vector{bob, carol}));

    sessions.remove(bob);
    QVERIFY(!sessions.find(bob));
    QVERIFY(sessions.find(carol));
}

QTEST_GUILESS_MAIN(TestStateStore)
#include "tst_state_store.moc"
