// Entries that anybody may have put into the vault, and the way through them to the account's head.
#ifndef Q_MOC_RUN
#include "app/core/devices/entry_search.h"
#include "crypto/base/init.h"
#include "tests/crypto/log/log_world.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

namespace {

crypto::EntryHash hashOf(crypto::ByteView entry)
{
    return crypto::LogEntry::parse(entry)->hash();
}

/// An account's log, up to where somebody knows it and further.
struct World
{
    World()
        : log(7)
        , known(log.log)
    {}
    void goOn(int entries)
    {
        for (int i = 0; i < entries; ++i) {
            auto keys = crypto::DeviceKeys::generate(log.random);
            if (!log.take(log.build().refresh(log.by(log.elder), keys))) {
                qFatal("refresh");
            }
            log.elder.keys = std::move(keys);
        }
    }
    [[nodiscard]] std::vector<crypto::Bytes> behindKnown() const
    {
        std::vector<crypto::Bytes> out;
        for (std::size_t i = known.entries().size(); i < log.log.entries().size(); ++i) {
            out.push_back(log.log.entries()[i].bytes());
        }
        return out;
    }
    /// The entries of the way, each signed by nobody.
    [[nodiscard]] std::vector<crypto::Bytes> junkChain(std::size_t length, std::uint8_t mark) const
    {
        crypto::EntryStatement statement;
        statement.account = known.account();
        statement.byRecovery = true;
        statement.body = crypto::SetPolicyBody{};
        statement.previous = known.head();
        statement.sequence = known.state().nextSequence;
        std::vector<crypto::Bytes> out;
        for (std::size_t i = 0; i < length; ++i) {
            crypto::Bytes bytes = statement.serialize();
            bytes.resize(bytes.size() + crypto::Signature::kSize, mark);
            statement.previous = hashOf(bytes);
            ++statement.sequence;
            out.push_back(std::move(bytes));
        }
        return out;
    }

    LogWorld log;
    crypto::DeviceLog known;
};

} // namespace

class TestEntrySearch : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void findsTheWayInAnyOrder()
    {
        World world;
        world.goOn(5);
        const std::vector<crypto::Bytes> entries = world.behindKnown();
        EntrySearch search(
            world.known,
            [head = world.log.log.head()](const crypto::EntryHash& hash) { return hash == head; });
        for (std::size_t i = entries.size(); i-- > 1;) {
            search.add(entries[i]);
            search.add(entries[i]);
        }
        QVERIFY(!search.way());
        search.add(entries.front());
        QCOMPARE(search.way(), entries);
    }
    /// Proposals that lost stand beside those that won, at each place of a long way.
    void triesEachProposal()
    {
        World world;
        int asked = 0;
        std::vector<crypto::Bytes> lost;
        for (int i = 0; i < 40; ++i) {
            const auto other = world.log.build().refresh(
                world.log.by(world.log.elder), crypto::DeviceKeys::generate(world.log.random));
            if (other) {
                lost.push_back(other->bytes());
            }
            world.goOn(1);
        }
        QVERIFY(!lost.empty());
        EntrySearch search(world.known,
                           [&, head = world.log.log.head()](const crypto::EntryHash& hash) {
                               ++asked;
                               return hash == head;
                           });
        for (const crypto::Bytes& entry : lost) {
            search.add(entry);
        }
        const std::vector<crypto::Bytes> entries = world.behindKnown();
        for (const crypto::Bytes& entry : entries) {
            search.add(entry);
        }
        QCOMPARE(search.way(), entries);
        QVERIFY(asked <= static_cast<int>(lost.size() + entries.size()));
    }
    /// 2^60 ways, if somebody walked them all.
    void junkThatIsPutTwiceCostsNothing()
    {
        World world;
        int asked = 0;
        EntrySearch search(world.known, [&](const crypto::EntryHash&) {
            ++asked;
            return false;
        });
        const std::vector<crypto::Bytes> chain = world.junkChain(60, 1);
        for (int i = 0; i < 2; ++i) {
            for (const crypto::Bytes& entry : chain) {
                search.add(entry);
            }
        }
        QVERIFY(!search.way());
        QCOMPARE(asked, 0); // what does not verify leads nowhere
    }
    /// Longer than the stack is deep.
    void aLongChainOfJunkLeadsNowhere()
    {
        World world;
        world.goOn(1);
        const std::vector<crypto::Bytes> entries = world.behindKnown();
        EntrySearch search(world.known,
                           [head = hashOf(entries.front())](const crypto::EntryHash& hash) {
                               return hash == head;
                           });
        for (const crypto::Bytes& entry : world.junkChain(40000, 2)) {
            search.add(entry);
        }
        QVERIFY(!search.way());
        search.add(entries.front());
        QCOMPARE(search.way(), entries);
    }
    /// A device that was stolen signs what it likes: its ways are bounded as well.
    void aLongWayOfSignedEntriesIsWalked()
    {
        World world;
        world.goOn(300);
        int asked = 0;
        EntrySearch search(world.known, [&](const crypto::EntryHash&) {
            ++asked;
            return false;
        });
        for (const crypto::Bytes& entry : world.behindKnown()) {
            search.add(entry);
        }
        QVERIFY(!search.way());
        QCOMPARE(asked, 300);
    }
};

QTEST_GUILESS_MAIN(TestEntrySearch)
#include "tst_entry_search.moc"
