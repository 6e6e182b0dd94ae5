#include "crypto/attachment/attachment_encryptor.h"
#include "crypto/base/init.h"
#include "crypto/objects/object_version.h"
#include "crypto/vault/card.h"
#include "crypto/vault/invite.h"
#include "tests/crypto/log/full_world.h"
#include "tests/crypto/vault/card_world.h"
#include "tests/crypto/vault/long_log.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::LongLog;
using sotto::test::makeFullContactPoint;
using sotto::test::makeSlots;

namespace {

constexpr Timestamp kNow{1700000000};
constexpr std::size_t kSmallTail = 2000;

ByteView relay()
{
    return asBytes("sotto://relay.example/#FINGERPRINT.ACCESSKEY");
}

bool isEqual(ByteView a, ByteView b)
{
    return std::ranges::equal(a, b);
}

/// What a newcomer makes of a reference and the blob that the relay served.
Result<Bytes, JoinLogError> served(const MovedLog& moved)
{
    return joinLog(moved.reference, moved.blob);
}

/// A log of some 5,000 bytes, moved.
struct World
{
    sotto::test::DeterministicRandom random{1000};
    DeviceLog log = sotto::test::makeFullWorld()->log;
    MovedLog moved = moveLog(log, relay(), random, kSmallTail);
};

/// The card and the invite with @p log and everything else as large as it may be, as their readers
/// get them.
LogReference throughCard(LogReference log, Random& random)
{
    CardBody body{makeFullContactPoint(random), SecretBytes(kCardAppBytesMax)};
    body.contact.log = std::move(log);
    const auto object = random.make<ObjectId>();
    const auto cardSlots = makeSlots(random, kCardSlotsMax);
    const auto card = sealCard(object, body, cardSlots, random);
    if (!card || card->size() > kObjectBodyBytesMax) {
        qFatal("card");
    }
    return std::move(openCard(object, cardSlots[7].key, *card)->body.contact.log);
}
LogReference throughInvite(LogReference log, Random& random)
{
    InviteBody body{kNow.plus(Duration::days(30)), random.make<InviteToken>(),
                    makeFullContactPoint(random)};
    body.contact.log = std::move(log);
    const auto secret = random.make<InviteSecret>();
    const auto invite = sealInvite(secret, body, kNow, random);
    if (!invite || invite->size() > kObjectBodyBytesMax) {
        qFatal("invite");
    }
    return std::move(openInvite(secret, *invite, kNow)->contact.log);
}

/// A blob that holds @p content, and a reference that speaks of it truly.
MovedLog ofContent(ByteView content, const MovedLog& like, Random& random)
{
    auto encryptor = AttachmentEncryptor::begin(content.size(), random);
    MovedLog out;
    Bytes buffer(content.begin(), content.end());
    buffer.resize(encryptor->nextSealedBytes());
    encryptor->sealNext(buffer, random);
    out.blob = std::move(buffer);
    out.reference.prefix = like.reference.prefix->duplicate();
    out.reference.prefix->descriptor = encryptor->descriptor();
    out.reference.tail = like.reference.tail;
    return out;
}

} // namespace

class TestLogReference : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(initialize());
        m_long = std::make_unique<LongLog>();
    }

    /// Whoever fills a log as far as its rules allow ends neither card nor invite.
    void theLongestLogStillTravels()
    {
        sotto::test::DeterministicRandom random(1001);
        const auto log = DeviceLog::verify(m_long->first(kLogEntriesMax));
        QVERIFY(log);
        QVERIFY(log->serialize().size() > 6'000'000);
        QVERIFY(!LogReference::of(*log, nullptr));
        const MovedLog moved = moveLog(*log, relay(), random);
        QVERIFY(moved.reference.tail.size() <= kLogTailBytesKept);
        const auto again = [&] { return *LogReference::of(*log, &*moved.reference.prefix); };
        QVERIFY(isEqual(again().serialize().view(), moved.reference.serialize().view()));
        const auto byCard = joinLog(throughCard(again(), random), moved.blob);
        const auto byInvite = joinLog(throughInvite(again(), random), moved.blob);
        QVERIFY(byCard && byInvite && isEqual(*byCard, *byInvite));
        const auto verified = DeviceLog::parse(*byCard);
        QVERIFY(verified);
        QCOMPARE(verified->entries().size(), std::size_t{kLogEntriesMax});
        QVERIFY(verified->head() == log->head());
    }

    /// What a stolen device does in an afternoon: the card goes on, version for version, and a
    /// contact that fetches each needs no blob.
    void aStolenDevicesRefreshesEndNeitherCardNorInvite()
    {
        sotto::test::DeterministicRandom random(1002);
        const std::size_t begin = m_long->honestEntries();
        auto log = *DeviceLog::verify(m_long->first(begin));
        auto contact = log;
        std::optional<LogPrefix> prefix;
        Bytes blob;
        int moves = 0;
        LogReference last;
        for (std::size_t at = begin; at < begin + kLoneEntriesMax; at += 128) {
            QVERIFY(log.extend(m_long->between(at, at + 128)));
            auto reference = LogReference::of(log, prefix ? &*prefix : nullptr);
            if (!reference) {
                MovedLog moved = moveLog(log, relay(), random);
                prefix = moved.reference.prefix->duplicate();
                blob = std::move(moved.blob);
                reference = std::move(moved.reference);
                ++moves;
            }
            last = throughCard(std::move(*reference), random);
            QVERIFY(last.continues(contact));
            QVERIFY(contact.extend(last.tail));
            QVERIFY(contact.head() == log.head());
        }
        QCOMPARE(moves, 1);
        const auto newcomer = joinLog(throughInvite(std::move(last), random), blob);
        QVERIFY(newcomer && isEqual(*newcomer, log.serialize()));
    }

    void aShortLogTravelsWhole()
    {
        World w;
        const auto whole = LogReference::of(w.log, nullptr);
        QVERIFY(whole && !whole->prefix);
        QVERIFY(isEqual(whole->tail, w.log.serialize()));
        QVERIFY(isEqual(*joinLog(*whole, {}), w.log.serialize()));
        QVERIFY(joinLog(*whole, w.moved.blob).error() == JoinLogError::WrongBlob);
        const auto other = sotto::test::LogWorld(3).log;
        QVERIFY(whole->continues(other)); // no blob is needed, whatever comes of it
    }

    void movedLogsAreJoined()
    {
        World w;
        const Bytes all = w.log.serialize();
        QVERIFY(all.size() > 2 * kSmallTail);
        for (const std::size_t kept : {0UL, 5UL, 500UL, kSmallTail, all.size(), kLogTailBytesMax}) {
            const MovedLog moved = moveLog(w.log, relay(), w.random, kept);
            QVERIFY(moved.reference.tail.size() <= std::max(kept, std::size_t{5}));
            QVERIFY(moved.reference.isWellFormed());
            const auto copy = LogReference::parse(moved.reference.serialize().view());
            QVERIFY(copy);
            QVERIFY(isEqual(copy->serialize().view(), moved.reference.serialize().view()));
            QVERIFY(isEqual(*joinLog(*copy, moved.blob), all));
        }
        // The last entry stays exactly when it fits.
        const std::size_t one = 5 + 2 + w.log.entries().back().bytes().size();
        QCOMPARE(moveLog(w.log, relay(), w.random, one).reference.tail.size(), one);
        QCOMPARE(moveLog(w.log, relay(), w.random, one - 1).reference.tail.size(), std::size_t{5});
        // All of it moves, or all but the genesis stays.
        QVERIFY(moveLog(w.log, relay(), w.random, 0).reference.prefix->head == w.log.head());
        const EntryHash account(w.log.account().view());
        QVERIFY(moveLog(w.log, relay(), w.random, all.size()).reference.prefix->head == account);
    }

    /// Each is for one card, one invite, one stranger; a relay sees nothing in common.
    void twoMovesShareNothing()
    {
        World w;
        const MovedLog other = moveLog(w.log, relay(), w.random, kSmallTail);
        const LogPrefix& a = *w.moved.reference.prefix;
        const LogPrefix& b = *other.reference.prefix;
        QVERIFY(a.blob != b.blob);
        QVERIFY(!(a.descriptor.key == b.descriptor.key));
        std::size_t equal = 0;
        for (std::size_t i = 0; i < other.blob.size(); ++i) {
            equal += other.blob[i] == w.moved.blob[i] ? 1U : 0U;
        }
        QVERIFY(equal < other.blob.size() / 64); // 1 in 256 expected
    }

    void anotherBlobIsRefused()
    {
        World w;
        QVERIFY(served(w.moved));
        const auto isRefused = [&](const Bytes& blob) {
            const auto joined = joinLog(w.moved.reference, blob);
            return !joined && joined.error() == JoinLogError::WrongBlob;
        };
        for (std::size_t i = 0; i < w.moved.blob.size(); i += 13) {
            Bytes bad = w.moved.blob;
            bad[i] ^= 1;
            QVERIFY(isRefused(bad));
        }
        for (std::size_t size = 0; size < w.moved.blob.size(); size += 101) {
            QVERIFY(isRefused(Bytes(w.moved.blob.begin(),
                                    w.moved.blob.begin() + static_cast<std::ptrdiff_t>(size))));
        }
        Bytes longer = w.moved.blob;
        longer.push_back(0);
        QVERIFY(isRefused(longer));
        QVERIFY(isRefused(moveLog(w.log, relay(), w.random, kSmallTail).blob));
        // The right key and length do not suffice: the digest names one run of sealing.
        w.moved.reference.prefix->descriptor.digest.bytes[0] ^= 1;
        QVERIFY(isRefused(w.moved.blob));
    }

    /// Blobs that are as the reference says, by a maker who breaks the layout.
    void aHostileMakerIsRefused()
    {
        World w;
        const auto isRefused = [](const MovedLog& moved) {
            const auto joined = served(moved);
            return !joined && joined.error() == JoinLogError::Malformed;
        };
        const std::size_t cut = splitSerializedLog(*served(w.moved))->size() -
                                splitSerializedLog(w.moved.reference.tail)->size();
        Writer content;
        content.u8(1).count32(cut);
        for (std::size_t i = 0; i < cut; ++i) {
            content.bytes16(w.log.entries()[i].bytes());
        }
        const Bytes right(content.view().begin(), content.view().end());
        QVERIFY(served(ofContent(right, w.moved, w.random)));
        const Bytes noEntries = {1, 0, 0, 0, 0};
        const Bytes noEntry = {1, 0, 0, 0, 1, 0, 1, 7};
        Bytes oneShort = right;
        oneShort.pop_back();
        for (const Bytes& bad : {Bytes{}, noEntries, noEntry, oneShort}) {
            QVERIFY(isRefused(ofContent(bad, w.moved, w.random)));
        }
        MovedLog otherHead = ofContent(right, w.moved, w.random);
        otherHead.reference.prefix->head = w.log.head();
        QVERIFY(isRefused(otherHead));
        for (const Bytes& tail : {Bytes{}, Bytes{2, 0, 0, 0, 0}}) {
            MovedLog bad = ofContent(right, w.moved, w.random);
            bad.reference.tail = tail;
            QVERIFY(isRefused(bad));
        }
        // More entries than a log may have, none of them in one part alone.
        Writer many;
        many.u8(1).count32(kLogEntriesMax);
        for (std::size_t i = 0; i < kLogEntriesMax; ++i) {
            many.bytes16({});
        }
        MovedLog tooMany = ofContent(right, w.moved, w.random);
        tooMany.reference.tail.assign(many.view().begin(), many.view().end());
        QVERIFY(splitSerializedLog(tooMany.reference.tail));
        QVERIFY(isRefused(tooMany));
    }

    /// The parts fit together as layouts; that they are no log shows when it is verified.
    void aGapIsFoundByTheLog()
    {
        World w;
        const EntryHash& later = w.log.entries()[w.log.entries().size() - 2].hash();
        w.moved.reference.tail = *w.log.entriesSince(later);
        const auto joined = served(w.moved);
        QVERIFY(joined);
        const auto log = DeviceLog::parse(*joined);
        QVERIFY(!log);
        QVERIFY(log.error().kind == LogErrorKind::WrongSequence);
    }

    void aPrefixOfAnotherLogIsOfNoUse()
    {
        World w;
        const auto other = sotto::test::LogWorld(3).log;
        QVERIFY(!LogReference::of(other, &*w.moved.reference.prefix));
        QVERIFY(!w.moved.reference.continues(other));
        QVERIFY(w.moved.reference.continues(w.log));
        const MovedLog genesisOnly = moveLog(w.log, relay(), w.random, kLogTailBytesMax);
        QVERIFY(genesisOnly.reference.continues(w.log));
    }

    void hostileLayoutsAreRefused()
    {
        World w;
        const SecretBytes good = w.moved.reference.serialize();
        const std::size_t relayBytes = relay().size();
        const std::size_t descriptorAt = 1 + 2 + relayBytes + 32;
        QVERIFY(LogReference::parse(good.view()));
        for (std::size_t size = 0; size < good.size(); ++size) {
            QVERIFY(!LogReference::parse(good.view().first(size)));
        }
        const auto refusedWith = [&](auto change, ParseError::Kind kind) {
            SecretBytes bad = good.duplicate();
            change(bad);
            const auto parsed = LogReference::parse(bad.view());
            return !parsed && parsed.error().kind == kind;
        };
        using Kind = ParseError::Kind;
        QVERIFY(refusedWith([](SecretBytes& b) { b.append(Bytes{0}); }, Kind::TrailingBytes));
        QVERIFY(refusedWith([](SecretBytes& b) { b.data()[0] = 2; }, Kind::NonCanonical));
        QVERIFY(refusedWith([](SecretBytes& b) { b.data()[3] = ' '; }, Kind::OutOfRange));
        QVERIFY(refusedWith([](SecretBytes& b) { b.data()[3] = 0x7F; }, Kind::OutOfRange));
        QVERIFY(refusedWith([](SecretBytes& b) { b.data()[1] = 2; }, Kind::OutOfRange)); // > 512
        QVERIFY(
            refusedWith([&](SecretBytes& b) { b.data()[descriptorAt] = 2; }, Kind::UnknownVersion));
        // A blob that is longer than any log: nobody can make us fetch it.
        const auto withLength = [&](std::uint64_t contentBytes) {
            return [=](SecretBytes& b) {
                for (unsigned i = 0; i < 8; ++i) {
                    b.data()[descriptorAt + 33 + i] =
                        static_cast<std::uint8_t>(contentBytes >> (8 * (7 - i)));
                }
            };
        };
        QVERIFY(refusedWith(withLength(kLogPrefixBytesMax + 1), Kind::OutOfRange));
        QVERIFY(refusedWith(withLength(kAttachmentBytesMax + 1), Kind::OutOfRange));
        QVERIFY(refusedWith(withLength(~std::uint64_t{0}), Kind::OutOfRange));
        SecretBytes longest = good.duplicate();
        withLength(kLogPrefixBytesMax)(longest);
        QVERIFY(LogReference::parse(longest.view()));
        LogReference tail;
        tail.tail.resize(kLogTailBytesMax);
        QVERIFY(tail.isWellFormed() && LogReference::parse(tail.serialize().view()));
        tail.tail.resize(kLogTailBytesMax + 1);
        QVERIFY(!tail.isWellFormed() && !LogReference::parse(tail.serialize().view()));
    }

    void wellFormedIsWhatCanBeRead()
    {
        const auto isRefused = [](auto change) {
            World w;
            change(*w.moved.reference.prefix);
            return !w.moved.reference.isWellFormed() &&
                   !LogReference::parse(w.moved.reference.serialize().view());
        };
        QVERIFY(isRefused([](LogPrefix& p) { p.relay.resize(0); }));
        QVERIFY(isRefused([](LogPrefix& p) { p.relay = SecretBytes(Bytes(513, 'a')); }));
        QVERIFY(isRefused([](LogPrefix& p) { p.relay.append(asBytes(" ")); }));
        QVERIFY(
            isRefused([](LogPrefix& p) { p.descriptor.contentBytes = kLogPrefixBytesMax + 1; }));
    }

private:
    std::unique_ptr<LongLog> m_long;
};

QTEST_APPLESS_MAIN(TestLogReference)
#include "tst_log_reference.moc"
