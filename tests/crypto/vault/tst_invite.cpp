#include "crypto/base/init.h"
#include "crypto/vault/invite.h"
#include "tests/crypto/vault/card_world.h"

#include <QTest>

using namespace sotto::crypto;

namespace {

constexpr Timestamp kNow{1'700'000'000};

struct World
{
    sotto::test::DeterministicRandom random{900};
    InviteSecret secret = random.make<InviteSecret>();
    InviteBody body{kNow.plus(Duration::days(7)), random.make<InviteToken>(),
                    sotto::test::makeContactPoint(random)};
    Bytes invite = *sealInvite(secret, body, kNow, random);
};

} // namespace

class TestInvite : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void theLinkOpensIt()
    {
        World w;
        const auto open = openInvite(w.secret, w.invite, kNow);
        QVERIFY(open);
        QVERIFY(open->token == w.body.token);
        QVERIFY(open->expiry == w.body.expiry);
        QVERIFY(open->contact.log.tail == w.body.contact.log.tail);
        QCOMPARE(open->contact.mailboxes.size(), std::size_t{2});
        QVERIFY(open->contact.mailboxes[0].mailbox == w.body.contact.mailboxes[0].mailbox);
    }

    void expiredCredentialsOpenNothing()
    {
        World w;
        const Timestamp last{w.body.expiry.seconds - 1};
        QVERIFY(openInvite(w.secret, w.invite, last));
        QVERIFY(openInvite(w.secret, w.invite, w.body.expiry).error() == InviteError::BadLifetime);
        // A date put off by the relay.
        Bytes later = w.invite;
        later[5] ^= 1;
        QVERIFY(openInvite(w.secret, later, kNow).error() == InviteError::DoesNotOpen);
        // One that is alive for longer than any may be.
        QVERIFY(openInvite(w.secret, w.invite, Timestamp{0}).error() == InviteError::BadLifetime);
        w.body.expiry = kNow.plus(Duration{kInviteLifetimeMax.seconds + 1});
        QVERIFY(sealInvite(w.secret, w.body, kNow, w.random).error() == InviteError::BadLifetime);
        w.body.expiry = kNow;
        QVERIFY(sealInvite(w.secret, w.body, kNow, w.random).error() == InviteError::BadLifetime);
    }

    void anotherLinkOpensNothing()
    {
        World w;
        const auto other = w.random.make<InviteSecret>();
        QVERIFY(inviteId(other) != inviteId(w.secret));
        QVERIFY(openInvite(other, w.invite, kNow).error() == InviteError::DoesNotOpen);
    }

    void everyByteCounts()
    {
        World w;
        for (std::size_t i = 0; i < w.invite.size(); i += i < 64 ? 1 : 7) {
            Bytes bad = w.invite;
            bad[i] ^= 1;
            QVERIFY(!openInvite(w.secret, bad, kNow));
        }
        for (std::size_t size = 0; size < w.invite.size(); size += 31) {
            QVERIFY(openInvite(w.secret, ByteView(w.invite).first(size), kNow).error() ==
                    InviteError::Malformed);
        }
    }

    void limits()
    {
        World w;
        w.body.contact = sotto::test::makeFullContactPoint(w.random);
        w.body.contact.log.tail.resize(kLogTailBytesMax);
        QVERIFY(sealInvite(w.secret, w.body, kNow, w.random));
        w.body.contact.log.tail.resize(kLogTailBytesMax + 1);
        QVERIFY(sealInvite(w.secret, w.body, kNow, w.random).error() == InviteError::TooLong);
    }
};

QTEST_APPLESS_MAIN(TestInvite)
#include "tst_invite.moc"
