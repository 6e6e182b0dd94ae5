#include "crypto/base/init.h"
#include "crypto/vault/log_reference.h"
#include "tests/crypto/handshake/parties.h"
#include "tests/crypto/log/full_world.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::Parties;

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
