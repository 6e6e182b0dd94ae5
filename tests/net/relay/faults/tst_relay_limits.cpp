#ifndef Q_MOC_RUN
#include "net/wire/limits.h"
#include "tests/net/relay/faults/bystanders.h"
#include "tests/net/relay/faults/relay_world.h"
#endif

#include <set>

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

std::vector<std::uint32_t> idsFrom(std::uint32_t first, std::uint32_t count)
{
    std::vector<std::uint32_t> out;
    for (std::uint32_t i = 0; i < count; ++i) {
        out.push_back(first + i);
    }
    return out;
}

} // namespace

/// Whoever takes more than his share is told so, and nobody else notices.
class TestRelayLimits : public QObject
{
    Q_OBJECT

private slots:
    void prekeysAreNotDrainedByOneToken()
    {
        RelayWorld world;
        QVERIFY2(world.start(), world.error().c_str());
        Bystanders bystanders(world.address());
        const Mailbox mailbox(world.random(), 2);
        const auto owner = world.openOwner(mailbox);
        const auto stranger = world.openPeer();
        QVERIFY(owner && stranger);
        QVERIFY(owner->request(putPrekeys(1, idsFrom(1, 100)), kPatienceMs)->has_done());

        std::set<std::uint32_t> given;
        const auto fetch = [&](std::size_t token) {
            const auto answer = stranger->request(mailbox.fetchPrekeys(token), kPatienceMs);
            // The bundle is served whether or not a one-time prekey goes with it.
            if (!answer || answer->prekeys().sealed_bundle().empty()) {
                return false;
            }
            return !answer->prekeys().has_one_time_id() ||
                   given.insert(answer->prekeys().one_time_id()).second;
        };
        for (int i = 0; i < 300; ++i) {
            QVERIFY(fetch(0));
        }
        QVERIFY2(!given.empty() && given.size() < 20, qPrintable(QString::number(given.size())));
        const std::size_t before = given.size();
        QVERIFY(fetch(1)); // another cohort's token
        QCOMPARE(given.size(), before + 1);
        wire::Request count;
        count.mutable_count_prekeys();
        QCOMPARE(owner->request(count, kPatienceMs)->prekey_count().one_time_left(),
                 100U - static_cast<std::uint32_t>(given.size()));
        QVERIFY2(bystanders.wereServed(), bystanders.story());
    }

    void anEmptyStoreOfPrekeysStillServes()
    {
        RelayWorld world;
        QVERIFY2(world.start(), world.error().c_str());
        const Mailbox mailbox(world.random());
        const auto owner = world.openOwner(mailbox);
        const auto stranger = world.openPeer();
        QVERIFY(owner && stranger);
        QVERIFY(owner->request(putPrekeys(1, idsFrom(9, 1)), kPatienceMs)->has_done());
        QVERIFY(
            stranger->request(mailbox.fetchPrekeys(), kPatienceMs)->prekeys().has_one_time_id());
        for (int i = 0; i < 5; ++i) {
            const auto answer = stranger->request(mailbox.fetchPrekeys(), kPatienceMs);
            QVERIFY(answer && answer->has_prekeys());
            QVERIFY(!answer->prekeys().has_one_time_id());
            QVERIFY(!answer->prekeys().sealed_bundle().empty());
        }
        // A bundle that does not rise is none.
        QVERIFY(owner->request(putPrekeys(1, idsFrom(9, 1)), kPatienceMs)->has_refusal());
    }

    void aFullQueueIsSaidAndComesFreeAgain()
    {
        RelayWorld world;
        QVERIFY2(world.start({"--mailbox-envelopes", "500"}), world.error().c_str());
        Bystanders bystanders(world.address());
        const Mailbox mailbox(world.random());
        QVERIFY(world.openOwner(mailbox));
        const auto poster = world.openPeer();
        QVERIFY(poster);
        QCOMPARE(poster->welcome()->mailbox_envelopes_max(), 500U);
        std::uint64_t stored = 0;
        wire::Code code = wire::CODE_UNSPECIFIED;
        while (stored < 1'000 && code == wire::CODE_UNSPECIFIED) {
            code = codeOf(
                *poster->request(mailbox.post("message " + std::to_string(stored)), kPatienceMs));
            stored += code == wire::CODE_UNSPECIFIED ? 1U : 0U;
        }
        QCOMPARE(code, wire::QUEUE_FULL);
        QCOMPARE(stored, 500U);

        const auto owner = world.openOwner(mailbox);
        QVERIFY(owner);
        for (std::uint64_t i = 0; i < stored; ++i) {
            const auto event = owner->event(kPatienceMs);
            QVERIFY(event);
            QCOMPARE(event->delivery().envelope(), "message " + std::to_string(i));
            owner->submit(acknowledge(event->delivery().number()));
        }
        QCOMPARE(codeOf(*poster->request(mailbox.post("there is room"), kPatienceMs)),
                 wire::CODE_UNSPECIFIED);
        QCOMPARE(owner->event(kPatienceMs)->delivery().envelope(), std::string("there is room"));
        QVERIFY2(bystanders.wereServed(), bystanders.story());
    }

    void aQuotaIsSaid()
    {
        RelayWorld world;
        QVERIFY2(world.start({"--mailboxes", "4"}), world.error().c_str());
        Bystanders bystanders(world.address()); // one of the four
        std::vector<std::unique_ptr<Mailbox>> mailboxes;
        for (int i = 0; i < 3; ++i) {
            mailboxes.push_back(std::make_unique<Mailbox>(world.random()));
            QVERIFY(world.openOwner(*mailboxes.back()));
        }
        const Mailbox tooMany(world.random());
        const auto peer = world.openPeer();
        QVERIFY(peer);
        const auto answer =
            peer->request(peer->createMailbox(tooMany.id, tooMany.owner), kPatienceMs);
        QVERIFY(answer && answer->has_refusal());
        QCOMPARE(answer->refusal().code(), wire::QUOTA);
        QVERIFY(!answer->refusal().text().empty());
        // Those who were there first are not concerned, and one who goes makes room.
        const auto owner = world.openOwner(*mailboxes.front());
        QVERIFY(owner);
        wire::Request removal;
        removal.mutable_delete_mailbox();
        QVERIFY(owner->request(removal, kPatienceMs)->has_done());
        QVERIFY(world.openOwner(tooMany));
        QVERIFY2(bystanders.wereServed(), bystanders.story());
    }

    void aStorageLimitIsSaid()
    {
        RelayWorld world;
        QVERIFY2(world.start({"--database-bytes", "8MiB"}), world.error().c_str());
        const Mailbox mailbox(world.random());
        QVERIFY(world.openOwner(mailbox));
        const auto poster = world.openPeer();
        QVERIFY(poster);
        std::size_t stored = 0;
        wire::Code code = wire::CODE_UNSPECIFIED;
        for (; stored < 1'000 && code == wire::CODE_UNSPECIFIED; ++stored) {
            const auto answer = poster->request(
                mailbox.post(std::to_string(stored) + std::string(60'000, 's')), kPatienceMs);
            QVERIFY(answer);
            code = codeOf(*answer);
        }
        QCOMPARE(code, wire::STORAGE_FULL);
        QVERIFY(stored > 20);
        QVERIFY(world.relay().isRunning());
        QVERIFY(poster->stage() == RelayPeer::Stage::Open);
    }

    void anEnvelopeIsNotTooLarge()
    {
        RelayWorld world;
        QVERIFY2(world.start(), world.error().c_str());
        const Mailbox mailbox(world.random());
        const auto owner = world.openOwner(mailbox);
        const auto poster = world.openPeer();
        QVERIFY(owner && poster);
        const auto large =
            poster->request(mailbox.post(std::string(wire::kEnvelopeBytesMax, 'l')), kPatienceMs);
        QVERIFY(large && large->has_posted());
        QCOMPARE(owner->event(kPatienceMs)->delivery().envelope().size(), wire::kEnvelopeBytesMax);
        const auto tooLarge = poster->request(
            mailbox.post(std::string(wire::kEnvelopeBytesMax + 1, 'l')), kPatienceMs);
        QVERIFY(tooLarge && tooLarge->has_refusal());
        QCOMPARE(tooLarge->refusal().code(), wire::TOO_LARGE);
        QCOMPARE(tooLarge->refusal().detail(), wire::kEnvelopeBytesMax);
    }
};

QTEST_APPLESS_MAIN(TestRelayLimits)
#include "tst_relay_limits.moc"
