// How an attachment is padded and cut, up to 2 GiB, without sealing anything.
#include "crypto/attachment/attachment_layout.h"

#include <set>

#include <QTest>

using namespace sotto::crypto;

class TestAttachmentLayout : public QObject
{
    Q_OBJECT

private slots:
    void paddingHidesTheLengthCheaply();
    void sizesAreFew();
    void limitIsTwoGibibytes();
    void chunksCoverTheBlob_data();
    void chunksCoverTheBlob();
};

namespace {

std::vector<std::uint64_t> lengthsToTry()
{
    std::vector<std::uint64_t> out = {0, 1, 2, 4095, 4096, 4097};
    for (std::uint64_t length = 4000; length <= kAttachmentBytesMax; length += length / 211) {
        out.push_back(length);
    }
    for (std::uint64_t length = 4096; length <= kAttachmentBytesMax; length *= 2) {
        out.push_back(length - 1);
        out.push_back(length);
        if (length < kAttachmentBytesMax) {
            out.push_back(length + 1);
        }
    }
    return out;
}

} // namespace

void TestAttachmentLayout::paddingHidesTheLengthCheaply()
{
    for (const std::uint64_t length : lengthsToTry()) {
        const std::uint64_t padded = paddedAttachmentBytes(length);
        QVERIFY(padded >= length);
        QVERIFY(padded >= kAttachmentPaddedBytesMin);
        QVERIFY(padded <= kAttachmentBytesMax);
        QCOMPARE(paddedAttachmentBytes(padded), padded);
        if (length >= kAttachmentPaddedBytesMin) {
            // 12 % at most, as a whole-number inequality.
            QVERIFY2(padded * 1000 <= length * 1116, qPrintable(QString::number(length)));
        }
    }
    QCOMPARE(paddedAttachmentBytes(4097), std::uint64_t{35} * 128);
    QCOMPARE(paddedAttachmentBytes(52 * 128 + 1), std::uint64_t{58} * 128);
    QCOMPARE(paddedAttachmentBytes(58 * 128 + 1), std::uint64_t{64} * 128);
    QCOMPARE(paddedAttachmentBytes(kAttachmentBytesMax), kAttachmentBytesMax);
}

void TestAttachmentLayout::sizesAreFew()
{
    std::set<std::uint64_t> sizes;
    for (std::uint64_t length = 0; length <= kAttachmentBytesMax;) {
        const std::uint64_t padded = paddedAttachmentBytes(length);
        QVERIFY(sizes.insert(padded).second);
        length = padded + 1;
    }
    QCOMPARE(sizes.size(), std::size_t{7 * 19 + 1});
}

void TestAttachmentLayout::limitIsTwoGibibytes()
{
    const auto largest = AttachmentLayout::of(std::uint64_t{1} << 31U);
    QVERIFY(largest);
    QCOMPARE(largest->chunkCount(), 8192U);
    QCOMPARE(largest->sealedBytes(), (std::uint64_t{1} << 31U) + 8192 * 31);
    QCOMPARE(largest->sealedOffset(8191), std::uint64_t{8191} * (262144 + 31));
    QCOMPARE(largest->contentOffset(8191), std::uint64_t{8191} * 262144);
    QVERIFY(largest->isLast(8191));
    QVERIFY(!largest->isLast(8190));
    QVERIFY(!largest->isCommitted());
    QVERIFY(!AttachmentLayout::of((std::uint64_t{1} << 31U) + 1));
    QVERIFY(!AttachmentLayout::of(~std::uint64_t{0}));
    QVERIFY(AttachmentLayout::of(kAttachmentCommittedBytesMax)->isCommitted());
    QVERIFY(!AttachmentLayout::of(kAttachmentCommittedBytesMax + 1)->isCommitted());
}

void TestAttachmentLayout::chunksCoverTheBlob_data()
{
    QTest::addColumn<quint64>("length");
    const quint64 chunk = kAttachmentChunkBytes;
    for (const quint64 length :
         {quint64{0}, quint64{1}, chunk - 1, chunk, chunk + 1, 4 * chunk, 32 * chunk, 33 * chunk,
          quint64{123456789}, quint64{kAttachmentBytesMax}}) {
        QTest::addRow("%llu", length) << length;
    }
}

void TestAttachmentLayout::chunksCoverTheBlob()
{
    QFETCH(quint64, length);
    const auto layout = AttachmentLayout::of(length);
    QVERIFY(layout);
    std::uint64_t sealed = 0;
    std::uint64_t content = 0;
    std::uint64_t padded = 0;
    for (std::uint32_t i = 0; i < layout->chunkCount(); ++i) {
        QCOMPARE(layout->sealedOffset(i), sealed);
        QCOMPARE(layout->contentOffset(i), content);
        QVERIFY(layout->paddedChunkBytes(i) > 0);
        QVERIFY(layout->isLast(i) || layout->paddedChunkBytes(i) == kAttachmentChunkBytes);
        QVERIFY(layout->contentChunkBytes(i) <= layout->paddedChunkBytes(i));
        if (layout->contentChunkBytes(i) > 0) {
            QCOMPARE(AttachmentLayout::chunkOf(content), i);
        }
        sealed += layout->sealedChunkBytes(i);
        content += layout->contentChunkBytes(i);
        padded += layout->paddedChunkBytes(i);
    }
    QCOMPARE(sealed, layout->sealedBytes());
    QCOMPARE(content, std::uint64_t{length});
    QCOMPARE(padded, layout->paddedBytes());
}

QTEST_APPLESS_MAIN(TestAttachmentLayout)
#include "tst_attachment_layout.moc"
