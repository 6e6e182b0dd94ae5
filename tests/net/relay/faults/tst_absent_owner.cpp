#ifndef Q_MOC_RUN
#include "tests/net/relay/faults/bystanders.h"
#include "tests/net/relay/faults/relay_world.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

constexpr std::uint64_t kMessages = 10'000;
constexpr std::uint64_t kPerPost = 50;

std::string envelopeOf(std::uint64_t number)
{
    return "envelope " + std::to_string(number) + std::string(1'000, 'e');
}

} // namespace

class TestAbsentOwner : public QObject
{
    Q_OBJECT

private slots:
    void tenThousandComeCompleteInOrderOnce()
    {
        RelayWorld world;
        QVERIFY2(world.start(), world.error().c_str());
        const Mailbox mailbox(world.random());
        {
            const auto owner = world.openPeer();
            QVERIFY(owner && own(*owner, mailbox, false));
        }
        store(world, mailbox);

        // The owner comes three times: goes in the middle without a word, then the relay is
        // killed, then he reads to the end.
        std::uint64_t last = 0;
        QVERIFY(read(world, mailbox, last, 3'000));
        QCOMPARE(last, 3'000U);
        QVERIFY(read(world, mailbox, last, 6'000));
        world.relay().kill();
        QVERIFY2(world.start(), world.error().c_str());
        Bystanders bystanders(world.address());
        QVERIFY(read(world, mailbox, last, kMessages));
        QCOMPARE(last, kMessages);
        QVERIFY2(bystanders.wereServed(), bystanders.story());

        // And nothing more, whenever he asks.
        const auto owner = world.openOwner(mailbox);
        QVERIFY(owner);
        QVERIFY(!owner->event(200));
    }

private:
    static void store(RelayWorld& world, const Mailbox& mailbox)
    {
        const auto poster = world.openPeer();
        QVERIFY(poster);
        for (std::uint64_t number = 1; number <= kMessages;) {
            wire::Request request = mailbox.post(envelopeOf(number++));
            for (std::uint64_t i = 1; i < kPerPost; ++i) {
                *request.mutable_post()->add_envelopes() = envelopeOf(number++);
            }
            const auto answer = poster->request(std::move(request), kPatienceMs);
            QVERIFY(answer && answer->has_posted());
            for (const auto code : answer->posted().codes()) {
                QCOMPARE(code, static_cast<int>(wire::CODE_UNSPECIFIED));
            }
        }
    }

    /// Reads on behind @p last, up to @p end: each number once, in order, with its own envelope.
    static bool read(RelayWorld& world, const Mailbox& mailbox, std::uint64_t& last,
                     std::uint64_t end)
    {
        const auto owner = world.openPeer();
        if (!owner || !own(*owner, mailbox, true, last)) {
            return false;
        }
        while (last < end) {
            const auto event = owner->event(kPatienceMs);
            if (!event || event->delivery().number() != last + 1 ||
                event->delivery().envelope() != envelopeOf(last + 1)) {
                return false;
            }
            ++last;
            if (last % 16 == 0 || last == end) {
                owner->submit(acknowledge(last));
            }
        }
        return true;
    }
};

QTEST_APPLESS_MAIN(TestAbsentOwner)
#include "tst_absent_owner.moc"
