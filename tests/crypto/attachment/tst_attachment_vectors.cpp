// tests/vectors/attachment.json: descriptors, chunks and digests, and what opening refuses. Long
// ciphertexts stand there as H("vectors", …) (PROTOCOL.md, Notation).
#include "crypto/base/init.h"
#include "tests/crypto/attachment/sealed_attachment.h"
#include "tests/support/deterministic_random.h"
#include "tests/support/hex.h"
#include "tests/support/vector_file.h"

#include <QTest>

using namespace sotto::crypto;
using namespace sotto::test;
using sotto::test::hex;

namespace {

constexpr Personal kVectors{"vectors"};

QString nameOf(AttachmentError error)
{
    static const char* const names[] = {"WrongIndex", "WrongSize", "Forged", "WrongDigest"};
    return QString::fromLatin1(names[static_cast<std::size_t>(error)]);
}

/// The content is contentOf(): byte i = i * 31 + (i >> 8) * 17 + (i >> 16) * 101, modulo 256.
QJsonObject positive(std::size_t contentBytes, std::uint64_t seed)
{
    DeterministicRandom random(seed);
    const Bytes content = contentOf(contentBytes);
    auto encryptor = AttachmentEncryptor::begin(contentBytes, random);
    AttachmentDigestChain chain(encryptor->layout());
    const QString start = hex(chain.digest());
    QJsonArray chunks;
    Bytes blob;
    while (!encryptor->isFinished()) {
        const std::size_t at = blob.size();
        sealSome(*encryptor, content, blob, random, 1);
        const ByteView sealed = ByteView(blob).subspan(at);
        chain.advance(sealed);
        chunks.append(QJsonObject{{"bytes", int(sealed.size())},
                                  {"begin", hex(sealed.first(32))},
                                  {"trailer", hex(sealed.last(kAttachmentTrailerBytes))},
                                  {"hash", hex(hash(kVectors, sealed))},
                                  {"digest_after", hex(chain.digest())}});
    }
    const AttachmentDescriptor descriptor = encryptor->descriptor();
    return {{"seed", int(seed)},
            {"content_bytes", int(contentBytes)},
            {"padded_bytes", int(encryptor->layout().paddedBytes())},
            {"key", hex(descriptor.key.view())},
            {"digest_start", start},
            {"chunks", chunks},
            {"descriptor", hex(descriptor.serialize().view())},
            {"sender_state", hex(encryptor->serialize().view())}};
}

QJsonObject negative(const QString& name, const AttachmentDescriptor& descriptor, ByteView blob)
{
    AttachmentDecryptor decryptor(descriptor);
    const auto opened = openBlob(decryptor, blob);
    return {{"name", name},
            {"descriptor", hex(descriptor.serialize().view())},
            {"blob", hex(blob)},
            {"expect", opened ? QStringLiteral("opens") : nameOf(opened.error())}};
}

QJsonArray negatives()
{
    DeterministicRandom random(90);
    const auto sealed = sealAttachment(contentOf(20), random);
    QJsonArray out{negative("unchanged", sealed.descriptor, sealed.blob)};
    for (const std::size_t at :
         {std::size_t{0}, std::size_t{4095}, std::size_t{4096}, sealed.blob.size() - 1}) {
        Bytes bad = sealed.blob;
        bad[at] ^= 1;
        out.append(negative(QString("byte %1 changed").arg(at), sealed.descriptor, bad));
    }
    const ByteView blob(sealed.blob);
    out.append(negative("cut short", sealed.descriptor, blob.first(blob.size() - 1)));
    Bytes longer = sealed.blob;
    longer.push_back(0);
    out.append(negative("goes on", sealed.descriptor, longer));
    AttachmentDescriptor other = sealed.descriptor.duplicate();
    other.contentBytes = 21;
    out.append(negative("another length", other, blob));
    other = sealed.descriptor.duplicate();
    other.digest.bytes[31] ^= 1;
    out.append(negative("another digest", other, blob));
    return out;
}

} // namespace

class TestAttachmentVectors : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void replay()
    {
        QJsonArray sealed;
        std::uint64_t seed = 80;
        for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{5000},
                                       kAttachmentChunkBytes, 2 * kAttachmentChunkBytes + 1}) {
            sealed.append(positive(size, seed++));
        }
        QJsonArray padding;
        for (const std::uint64_t size :
             {0ULL, 4096ULL, 4097ULL, 6657ULL, 7425ULL, 1000000ULL, 67108865ULL, 2147483648ULL}) {
            const auto layout = AttachmentLayout::of(size);
            padding.append(QJsonObject{{"content_bytes", qint64(size)},
                                       {"padded_bytes", qint64(layout->paddedBytes())},
                                       {"chunks", qint64(layout->chunkCount())},
                                       {"blob_bytes", qint64(layout->sealedBytes())},
                                       {"committed", layout->isCommitted()}});
        }
        VectorFile file("attachment");
        QVERIFY(file.compareOrWrite(
            {{"padding", padding}, {"sealed", sealed}, {"negative", negatives()}}));
    }

    /// The file's own bytes, so that what it says fails does fail.
    void negativesFail()
    {
        VectorFile file("attachment");
        QVERIFY(file.load());
        int refused = 0;
        for (const auto& value : file.cases("negative")) {
            const QJsonObject row = value.toObject();
            const auto descriptor =
                AttachmentDescriptor::parse(fromHex(row["descriptor"].toString().toStdString()));
            QVERIFY(descriptor);
            AttachmentDecryptor decryptor(*descriptor);
            const auto opened = openBlob(decryptor, fromHex(row["blob"].toString().toStdString()));
            QCOMPARE(opened ? QStringLiteral("opens") : nameOf(opened.error()),
                     row["expect"].toString());
            refused += opened ? 0 : 1;
        }
        QCOMPARE(refused, 8);
    }
};

QTEST_APPLESS_MAIN(TestAttachmentVectors)
#include "tst_attachment_vectors.moc"
