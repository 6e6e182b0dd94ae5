#include "crypto/base/init.h"
#include "crypto/base/reader.h"
#include "crypto/base/writer.h"

#include <QTest>

using namespace sotto::crypto;

class TestReader : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void readsWhatWriterWrote()
    {
        const Bytes wire = std::move(Writer()
                                         .u8(1)
                                         .u16(0x0203)
                                         .u32(0x04050607)
                                         .u64(0x08090A0B0C0D0E0F)
                                         .flag(true)
                                         .bytes16(asBytes("abc")))
                               .take();
        QCOMPARE(wire.size(), std::size_t{1 + 2 + 4 + 8 + 1 + 2 + 3});
        Reader r(wire);
        r.version(1);
        QCOMPARE(r.u16(), std::uint16_t{0x0203});
        QCOMPARE(r.u32(), std::uint32_t{0x04050607});
        QCOMPARE(r.u64(), std::uint64_t{0x08090A0B0C0D0E0F});
        QVERIFY(r.flag());
        const ByteView text = r.bytes16(3);
        QVERIFY(std::ranges::equal(text, asBytes("abc")));
        QVERIFY(r.finish());
    }

    void everyTruncationIsAnError()
    {
        const Bytes wire = std::move(Writer().u8(1).u64(7).bytes16(asBytes("abcdef"))).take();
        for (std::size_t n = 0; n < wire.size(); ++n) {
            Reader r(ByteView(wire).first(n));
            r.version(1);
            static_cast<void>(r.u64());
            static_cast<void>(r.bytes16(6));
            const auto result = r.finish();
            QVERIFY(!result);
            QCOMPARE(result.error().kind, ParseError::Kind::Truncated);
        }
    }

    void firstFailureSticks()
    {
        const Bytes wire = {9, 9, 9};
        Reader r(wire);
        r.version(1);
        QCOMPARE(r.u16(), std::uint16_t{0});
        QCOMPARE(r.remaining(), std::size_t{0});
        const auto result = r.finish();
        QVERIFY(!result);
        QVERIFY((result.error() == ParseError{ParseError::Kind::UnknownVersion, 0}));
    }

    void limitsAndTrailingBytes()
    {
        const Bytes wire = {0, 4, 1, 2, 3, 4};
        Reader tooMany(wire);
        QVERIFY(tooMany.bytes16(3).empty());
        QVERIFY((tooMany.finish().error() == ParseError{ParseError::Kind::OutOfRange, 0}));
        Reader trailing(wire);
        static_cast<void>(trailing.u32());
        QVERIFY((trailing.finish().error() == ParseError{ParseError::Kind::TrailingBytes, 4}));
        const Bytes two = {2};
        Reader notAFlag(two);
        static_cast<void>(notAFlag.flag());
        QVERIFY((notAFlag.finish().error() == ParseError{ParseError::Kind::NonCanonical, 0}));
    }
};

QTEST_APPLESS_MAIN(TestReader)
#include "tst_reader.moc"
