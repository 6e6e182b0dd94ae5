#include "crypto/base/init.h"
#include "crypto/primitives/aead.h"
#include "crypto/primitives/hash.h"
#include "crypto/vault/log_reference.h"
#include "tests/crypto/handshake/parties.h"
#include "tests/crypto/log/full_world.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::Parties;

namespace {

constexpr std::size_t kHeaderBytes = 1933;

/// A SealedHeader as PROTOCOL.md section 6.5 lays it out, sealed by hand in an area of
/// @p logBlocks.
Bytes sealedByHand(const HandshakeHeader& header, ByteView log, std::size_t logBlocks,
                   const XWingPublicKey& receiver, ByteView message, Random& random,
                   std::optional<std::size_t> dirtyFiller = std::nullopt)
{
    Writer plain;
    plain.u8(1).u8(1).bytes(header.initiator.account).bytes(header.initiator.device);
    plain.bytes(header.logHead).u32(header.prekeyId);
    plain.flag(header.oneTimeId.has_value()).u32(header.oneTimeId.value_or(0));
    plain.bytes(header.ephemeral).bytes(header.kemCiphertext);
    plain.flag(header.resetSecretId.has_value());
    plain.bytes(header.resetSecretId.value_or(ResetSecretId())).bytes32(log);
    Bytes padded = std::move(plain).take();
    const std::size_t used = padded.size();
    padded.resize(kHeaderBytes + 1024 * logBlocks);
    if (dirtyFiller) {
        padded[*dirtyFiller == SIZE_MAX ? padded.size() - 1 : used + *dirtyFiller] = 1;
    }
    const auto kem = encapsulate(receiver, random);
    Writer out;
    out.u8(0x02).u16(static_cast<std::uint16_t>(logBlocks)).bytes(kem->ciphertext);
    Bytes context(out.view().begin(), out.view().end());
    append(context, message);
    Secret<struct ByHandSealTag, 32> key;
    deriveBlake2b(Personal("sotto1 seal"), kem->sharedSecret.view(), {}, key.mutableView());
    out.bytes(aeadSeal(key.view(), kZeroNonce, context, padded)).bytes(message);
    return std::move(out).take();
}

} // namespace

class TestFirstMessage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void sealsWhatItOpens()
    {
        Parties world(1);
        const auto begun = world.initiate(world.bobsBundle());
        const Bytes message(1024, 7);
        for (const std::size_t logSize : std::array<std::size_t, 6>{0, 1, 1023, 1024, 1025, 5000}) {
            const Bytes log(logSize, 9);
            const auto sealed = sealFirstMessage(
                begun->header, log, world.bob.keys.sealing().publicKey, message, world.random);
            QVERIFY(sealed);
            QCOMPARE(sealed->size(),
                     kFirstMessagePrefixBytes + (logSize + 1023) / 1024 * 1024 + message.size());
            const auto opened = openFirstMessage(*sealed, world.bob.keys.sealing().secretKey);
            QVERIFY(opened);
            QVERIFY(opened->header == begun->header);
            QVERIFY(std::ranges::equal(opened->attachedLog.view(), log));
            QVERIFY(std::ranges::equal(opened->message, message));
        }
    }

    /// Every log can be attached: as far as its tail may grow, with a blob or without.
    void aLongLogGoesByReference()
    {
        static_assert(kLogReferenceBytesMax <= kMaxAttachedLogBytes);
        Parties world(8);
        const auto begun = world.initiate(world.bobsBundle());
        const auto log = sotto::test::makeFullWorld()->log;
        const MovedLog moved =
            moveLog(log, asBytes("sotto://relay.example/#FINGERPRINT"), world.random, 1000);
        const Bytes message(1024, 1);
        const auto sealed =
            sealFirstMessage(begun->header, moved.reference.serialize().view(),
                             world.bob.keys.sealing().publicKey, message, world.random);
        const auto opened = openFirstMessage(*sealed, world.bob.keys.sealing().secretKey);
        QVERIFY(opened);
        const auto reference = LogReference::parse(opened->attachedLog.view());
        QVERIFY(reference);
        const auto joined = joinLog(*reference, moved.blob);
        QVERIFY(joined);
        QVERIFY(DeviceLog::parse(*joined)->head() == log.head());

        const Bytes largest(kLogReferenceBytesMax, 9);
        const auto big = sealFirstMessage(
            begun->header, largest, world.bob.keys.sealing().publicKey, message, world.random);
        const auto bigOpened = openFirstMessage(*big, world.bob.keys.sealing().secretKey);
        QVERIFY(bigOpened && std::ranges::equal(bigOpened->attachedLog.view(), largest));
    }

    /// One header has one form: as many blocks as the log needs by itself, although a short one
    /// would fit into what a header without a log leaves empty, and zeros behind.
    void onlyTheCanonicalFormOpens()
    {
        Parties world(8);
        const auto begun = world.initiate(world.bobsBundle());
        const Bytes message(1024, 1);
        const auto open = [&](std::size_t logSize, std::size_t blocks,
                              std::optional<std::size_t> dirty = std::nullopt) {
            const Bytes log(logSize, 9);
            const Bytes sealed =
                sealedByHand(begun->header, log, blocks, world.bob.keys.sealing().publicKey,
                             message, world.random, dirty);
            const auto opened = openFirstMessage(sealed, world.bob.keys.sealing().secretKey);
            if (opened) {
                return QStringLiteral("ok");
            }
            return opened.error() == FirstMessageError::Malformed ? QStringLiteral("Malformed")
                                                                  : QStringLiteral("NotForUs");
        };
        const QString ok = QStringLiteral("ok");
        const QString malformed = QStringLiteral("Malformed");
        for (const std::size_t logSize :
             std::initializer_list<std::size_t>{0, 1, 685, 686, 1024, 1025, 2048}) {
            const std::size_t blocks = (logSize + 1023) / 1024;
            QCOMPARE(open(logSize, blocks), ok);
            QCOMPARE(open(logSize, blocks + 1), malformed);
            if (blocks > 0 && logSize <= 685 + 1024 * (blocks - 1)) { // it would have room
                QCOMPARE(open(logSize, blocks - 1), malformed);
            }
            QCOMPARE(open(logSize, blocks, 0), malformed);
            QCOMPARE(open(logSize, blocks, 300), malformed);
            QCOMPARE(open(logSize, blocks, SIZE_MAX), malformed);
        }
    }

    /// What carries no message of a valid size costs nothing but a look at its length.
    void theInnerMessageHasOneOfFourSizes()
    {
        Parties world(9);
        const auto begun = world.initiate(world.bobsBundle());
        for (const std::size_t size : std::initializer_list<std::size_t>{
                 0, 1, 99, 1023, 1024, 1025, 4096, 16384, 65535, 65536, 65537}) {
            const Bytes sealed =
                sealedByHand(begun->header, {}, 0, world.bob.keys.sealing().publicKey,
                             Bytes(size, 1), world.random);
            const auto opened = openFirstMessage(sealed, world.bob.keys.sealing().secretKey);
            const bool valid = std::ranges::find(kEnvelopeSizes, size) != kEnvelopeSizes.end();
            QCOMPARE(opened.has_value(), valid);
            if (!valid) {
                QCOMPARE(opened.error(), FirstMessageError::NotForUs);
            }
        }
    }

    void sizeSaysNothingOfTheHandshake()
    {
        Parties world(2);
        const auto reset = world.random.make<ResetSecret>();
        const Bytes message(1024, 1);
        const auto bundle = world.bobsBundle();
        for (const bool oneTime : {true, false}) {
            for (const bool withReset : {true, false}) {
                const auto begun = world.initiate(bundle, oneTime, withReset ? &reset : nullptr);
                QCOMPARE(sealFirstMessage(begun->header, {}, world.bob.keys.sealing().publicKey,
                                          message, world.random)
                             ->size(),
                         kFirstMessagePrefixBytes + 1024);
            }
        }
    }

    void twoSealsShareNothing()
    {
        Parties world(3);
        const auto begun = world.initiate(world.bobsBundle());
        const Bytes message(1024, 1);
        const auto& receiver = world.bob.keys.sealing().publicKey;
        const auto one = sealFirstMessage(begun->header, {}, receiver, message, world.random);
        const auto two = sealFirstMessage(begun->header, {}, receiver, message, world.random);
        std::size_t equal = 0;
        for (std::size_t at = 3; at < kFirstMessagePrefixBytes; ++at) {
            equal += (*one)[at] == (*two)[at] ? 1U : 0U;
        }
        QVERIFY(equal < 60); // 12 expected
    }

    void onlyTheReceiverOpensIt()
    {
        Parties world(4);
        const auto begun = world.initiate(world.bobsBundle());
        const Bytes message(1024, 1);
        const auto sealed = sealFirstMessage(begun->header, {}, world.bob.keys.sealing().publicKey,
                                             message, world.random);
        const auto byOther = openFirstMessage(*sealed, world.alice.keys.sealing().secretKey);
        QVERIFY(!byOther);
        QCOMPARE(byOther.error(), FirstMessageError::NotForUs);
    }

    void everyByteIsBound()
    {
        Parties world(5);
        const auto begun = world.initiate(world.bobsBundle());
        const Bytes message(1024, 1);
        const auto sealed = sealFirstMessage(
            begun->header, Bytes(10, 3), world.bob.keys.sealing().publicKey, message, world.random);
        for (std::size_t at = 0; at < sealed->size(); at += 3) {
            Bytes changed = *sealed;
            changed[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
            QVERIFY(!openFirstMessage(changed, world.bob.keys.sealing().secretKey));
        }
        for (std::size_t size = 0; size < sealed->size(); size += 97) {
            QVERIFY(!openFirstMessage(ByteView(*sealed).first(size),
                                      world.bob.keys.sealing().secretKey));
        }
    }

    /// A header cannot be moved to another message.
    void theMessageIsBound()
    {
        Parties world(6);
        const auto begun = world.initiate(world.bobsBundle());
        const auto sealed = sealFirstMessage(begun->header, {}, world.bob.keys.sealing().publicKey,
                                             Bytes(1024, 1), world.random);
        Bytes other = *sealed;
        std::fill(other.begin() + kFirstMessagePrefixBytes, other.end(), std::uint8_t{2});
        QVERIFY(!openFirstMessage(other, world.bob.keys.sealing().secretKey));
    }

    void aSealingKeyThatIsNoneIsNoticed()
    {
        Parties world(7);
        const auto begun = world.initiate(world.bobsBundle());
        XWingPublicKey bad = world.bob.keys.sealing().publicKey;
        std::fill_n(bad.bytes.begin(), 3, std::uint8_t{0xFF});
        QVERIFY(!sealFirstMessage(begun->header, {}, bad, Bytes(1024, 1), world.random));
        XWingPublicKey lowOrder = world.bob.keys.sealing().publicKey;
        std::fill(lowOrder.bytes.end() - 32, lowOrder.bytes.end(), std::uint8_t{0});
        QVERIFY(!sealFirstMessage(begun->header, {}, lowOrder, Bytes(1024, 1), world.random));
    }
};

QTEST_APPLESS_MAIN(TestFirstMessage)
#include "tst_first_message.moc"
