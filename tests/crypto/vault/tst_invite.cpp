#include "crypto/base/init.h"
#include "crypto/vault/invite.h"
#include "tests/crypto/vault/card_world.h"
#include "tests/crypto/vault/invite_by_hand.h"

#include <QTest>

using namespace sotto::crypto;

namespace {

constexpr Timestamp kNow{1'700'000'000};

struct World
{
    sotto::test::DeterministicRandom random{900};
    InviteSecret secret = random.make<InviteSecret>();
    InviteBody body{kNow.plus(Duration::days(7)), random.make<InviteToken>(),
                    sotto::test::makeContactPoint(random), SecretBytes(asBytes("Alice"))};
    Bytes invite = *sealInvite(secret, body, kNow, random);
};

std::size_t writtenSize(const ContactPoint& contact)
{
    SecretWriter out(contact.sizeHint());
    contact.write(out);
    return out.view().size();
}

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
        QVERIFY(std::ranges::equal(open->app.view(), asBytes("Alice")));
    }

    void whatTheApplicationSaysShowsInNoSize()
    {
        World w;
        // As long as the body of the least size still takes: one byte more would need the next.
        ContactPoint& contact = w.body.contact;
        contact.log.tail.resize(contact.log.tail.size() + 4096 - 4 - 41 - 2 - kInviteAppBytesMax -
                                writtenSize(contact));
        for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kInviteAppBytesMax}) {
            w.body.app = SecretBytes(ByteView(Bytes(size, 'x')));
            const auto invite = sealInvite(w.secret, w.body, kNow, w.random);
            QVERIFY(invite);
            QCOMPARE(invite->size(), std::size_t{1 + 8 + 24 + 4 + 4096 + 16});
            QCOMPARE(openInvite(w.secret, *invite, kNow)->app.size(), size);
        }
        w.body.app = SecretBytes(ByteView(Bytes(kInviteAppBytesMax + 1, 'x')));
        QVERIFY(sealInvite(w.secret, w.body, kNow, w.random).error() == InviteError::TooLong);
        w.body.app = {};
        contact.log.tail.push_back(0);
        QCOMPARE(sealInvite(w.secret, w.body, kNow, w.random)->size(),
                 std::size_t{1 + 8 + 24 + 4 + 16384 + 16});
    }

    void aBodyIsReadStrictly()
    {
        World w;
        const auto errorOf = [&](const auto& writeApp) {
            SecretWriter out(4096);
            out.u8(1).u64(w.body.expiry.seconds).bytes(w.body.token.view());
            w.body.contact.write(out);
            writeApp(out);
            const auto open = openInvite(
                w.secret,
                sotto::test::sealInviteBody(w.secret, w.body.expiry, out.view(), w.random), kNow);
            return open ? std::nullopt : std::optional(open.error());
        };
        const Bytes room(kInviteAppBytesMax, 0);
        const Bytes odd(kInviteAppBytesMax, 1);
        // Without the part, as invites once were.
        QVERIFY(!errorOf([](SecretWriter&) {}));
        QVERIFY(!errorOf([&](SecretWriter& out) { out.u16(0).bytes(room); }));
        QVERIFY(!errorOf([&](SecretWriter& out) { out.u16(256).bytes(odd); }));
        const auto malformed = std::optional(InviteError::Malformed);
        QVERIFY(errorOf([&](SecretWriter& out) { out.u16(257).bytes(odd).u8(1); }) == malformed);
        QVERIFY(errorOf([&](SecretWriter& out) { out.u16(255).bytes(odd); }) == malformed);
        QVERIFY(errorOf([&](SecretWriter& out) { out.u16(0).bytes(room).u8(0); }) == malformed);
        QVERIFY(errorOf([&](SecretWriter& out) { out.u16(0); }) == malformed);
        QVERIFY(errorOf([&](SecretWriter& out) { out.u8(0); }) == malformed);
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
