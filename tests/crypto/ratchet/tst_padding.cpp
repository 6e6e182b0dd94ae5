#include "crypto/base/init.h"
#include "crypto/ratchet/padding.h"
#include "tests/crypto/ratchet/hostile.h"
#include "tests/support/deterministic_random.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::DeterministicRandom;
using sotto::test::fragmentBytes;
using sotto::test::paddedBytes;

namespace {

constexpr std::size_t kSmallest = kEnvelopeSizes.front() - kMessageOverhead;

KemRatchet idle()
{
    return KemRatchet(true, {});
}

KemRatchet generating(Random& random)
{
    KemRatchet out(true, {});
    out.countMessage();
    out.prepareToSend(Timestamp{}.plus(kKemStepInterval), random);
    return out;
}

ParseError errorOf(ByteView padded)
{
    const auto out = readPadded(padded);
    return out ? ParseError{} : out.error();
}

} // namespace

class TestPadding : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void theLeastSizeThatFitsIsTaken()
    {
        std::size_t smallest = 0;
        for (const std::size_t envelope : kEnvelopeSizes) {
            const std::size_t largest = envelope - kMessageOverhead - kContentLengthBytes;
            QCOMPARE(paddedSize(smallest), std::optional(envelope - kMessageOverhead));
            QCOMPARE(paddedSize(largest), std::optional(envelope - kMessageOverhead));
            smallest = largest + 1;
        }
        QCOMPARE(smallest, kMaxContentBytes + 1);
        QVERIFY(!paddedSize(kMaxContentBytes + 1));
        QVERIFY(!paddedSize(SIZE_MAX));
    }

    void everyContentComesBack()
    {
        DeterministicRandom random(1);
        for (std::size_t size = 0; size <= kSmallest - kContentLengthBytes; ++size) {
            Bytes content(size);
            random.fill(content);
            Bytes padded(*paddedSize(size), 0xCC); // old bytes must not shine through
            KemRatchet kem = idle();
            writePadded(content, kem, padded);
            const auto out = readPadded(padded);
            QVERIFY(out);
            QVERIFY(std::ranges::equal(out->content, content));
            QVERIFY(!out->fragment);
        }
    }

    void fragmentsFillWhatIsLeftInWholeCells()
    {
        DeterministicRandom random(2);
        for (std::size_t size = 0; size <= kSmallest - kContentLengthBytes; size += 3) {
            KemRatchet kem = generating(random);
            Bytes padded(kSmallest, 0xCC);
            writePadded(Bytes(size, 1), kem, padded);
            const auto out = readPadded(padded);
            QVERIFY(out);
            QCOMPARE(out->content.size(), size);
            const std::size_t room = kSmallest - kContentLengthBytes - size;
            const std::size_t cells =
                room < KemFragment::kHeaderBytes ? 0 : (room - KemFragment::kHeaderBytes) / 32;
            QCOMPARE(out->fragment.has_value(), cells > 0);
            if (cells > 0) {
                QCOMPARE(out->fragment->data.size(), cells * 32);
                QCOMPARE(out->fragment->epoch, std::uint16_t{1});
                QCOMPARE(out->fragment->offset, std::uint16_t{0});
                QVERIFY(out->fragment->kind == KemFragment::Kind::PublicKey);
            }
        }
    }

    /// One encoding only: any bit that is set behind content and fragment is refused.
    void fillerIsZero()
    {
        const Bytes fragment = fragmentBytes(2, 1, 0, 32, Bytes(32, 7));
        const Bytes good = paddedBytes("abc", fragment);
        QVERIFY(readPadded(good));
        for (std::size_t at = 4 + 3 + fragment.size(); at < good.size(); ++at) {
            for (unsigned bit = 0; bit < 8; ++bit) {
                Bytes bad = good;
                bad[at] ^= static_cast<std::uint8_t>(1U << bit);
                QVERIFY(errorOf(bad).kind == ParseError::Kind::NonCanonical);
            }
        }
    }

    void lengthsBeyondTheEndAreRefused()
    {
        for (const std::uint32_t length :
             {std::uint32_t{kSmallest - 3}, std::uint32_t{kMaxContentBytes}}) {
            Bytes padded(kSmallest);
            padded[2] = static_cast<std::uint8_t>(length >> 8U);
            padded[3] = static_cast<std::uint8_t>(length);
            QVERIFY(errorOf(padded).kind == ParseError::Kind::Truncated);
        }
        Bytes padded(kSmallest);
        padded[0] = 0xFF;
        QVERIFY(errorOf(padded).kind == ParseError::Kind::OutOfRange);
        for (std::size_t size = 0; size < kContentLengthBytes; ++size) {
            QVERIFY(errorOf(Bytes(size)).kind == ParseError::Kind::Truncated);
        }
        QVERIFY(readPadded(Bytes(kContentLengthBytes)));
    }

    void fragmentFieldsHaveOneForm_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("offset");
        QTest::addColumn<int>("length");
        QTest::addColumn<bool>("good");
        QTest::newRow("key") << 1 << 0 << 32 << true;
        QTest::newRow("last cell of a key") << 1 << 1152 << 32 << true;
        QTest::newRow("last cell of a ciphertext") << 2 << 1056 << 32 << true;
        QTest::newRow("kind 3") << 3 << 0 << 32 << false;
        QTest::newRow("kind 255") << 255 << 0 << 32 << false;
        QTest::newRow("offset between cells") << 1 << 16 << 32 << false;
        QTest::newRow("length of half a cell") << 1 << 0 << 16 << false;
        QTest::newRow("no length") << 1 << 0 << 0 << false;
        QTest::newRow("behind a key") << 1 << 1184 << 32 << false;
        QTest::newRow("over the end of a key") << 1 << 1152 << 64 << false;
        QTest::newRow("behind a ciphertext") << 2 << 1088 << 32 << false;
        QTest::newRow("over the end of a ciphertext") << 2 << 1056 << 64 << false;
        QTest::newRow("largest offset") << 1 << 65504 << 32 << false;
        QTest::newRow("largest length") << 1 << 0 << 65504 << false;
        QTest::newRow("both largest") << 2 << 65504 << 65504 << false;
    }
    void fragmentFieldsHaveOneForm()
    {
        QFETCH(int, kind);
        QFETCH(int, offset);
        QFETCH(int, length);
        QFETCH(bool, good);
        const Bytes fragment =
            fragmentBytes(static_cast<unsigned>(kind), 1, static_cast<unsigned>(offset),
                          static_cast<unsigned>(length), Bytes(64));
        const Bytes padded = paddedBytes("abc", fragment);
        QCOMPARE(readPadded(padded).has_value(), good);
        if (!good) {
            QVERIFY(errorOf(padded).kind == ParseError::Kind::OutOfRange);
        }
    }

    void aFragmentCutShortIsRefused()
    {
        const Bytes fragment = fragmentBytes(1, 1, 0, 64, Bytes(64, 9));
        Bytes padded = {0, 0, 0, 0};
        append(padded, fragment);
        QVERIFY(readPadded(padded));
        for (std::size_t size = kContentLengthBytes + 1; size < padded.size(); ++size) {
            QVERIFY(!readPadded(ByteView(padded).first(size)));
        }
    }

    /// Cells in any order, repeated, overlapping: the first copy stays.
    void assemblyTakesCellsInAnyOrder()
    {
        DeterministicRandom random(3);
        Bytes key(MlKem768PublicKey::kSize);
        random.fill(key);
        KemAssembly assembly(key.size());
        QVERIFY(assembly.empty() && !assembly.complete());
        const auto put = [&](std::size_t cell, std::size_t cells, ByteView from) {
            KemFragment fragment;
            fragment.offset = static_cast<std::uint16_t>(cell * kKemCellBytes);
            fragment.data = from.subspan(cell * kKemCellBytes, cells * kKemCellBytes);
            assembly.put(fragment);
        };
        const Bytes other(key.size(), 0xAB);
        for (std::size_t n = 0; n < 37; ++n) {
            QVERIFY(!assembly.complete());
            put((n * 10) % 37, 1, key); // 10 and 37 have no common divisor
            put((n * 10) % 37, 1, other);
        }
        QVERIFY(assembly.complete());
        put(0, 37, other);
        QVERIFY(std::ranges::equal(assembly.bytes(), key));
    }

    void assemblyRestoresOnlyItsOneForm()
    {
        KemAssembly assembly(64);
        Bytes bytes(64);
        QVERIFY(assembly.restore(bytes, 0));
        QVERIFY(assembly.restore(bytes, 3));
        QVERIFY(assembly.complete());
        QVERIFY(!assembly.restore(bytes, 4));
        QVERIFY(!assembly.restore(bytes, std::uint64_t{1} << 63U));
        QVERIFY(!assembly.restore(Bytes(63), 0));
        bytes[40] = 1;
        QVERIFY(!assembly.restore(bytes, 1));
        QVERIFY(assembly.restore(bytes, 2));
    }
};

QTEST_APPLESS_MAIN(TestPadding)
#include "tst_padding.moc"
