#include "crypto/base/init.h"
#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over a concept of the standard library
#include "crypto/base/writer.h"
#include "crypto/primitives/aead.h"
#include "tests/crypto/attachment/sealed_attachment.h"
#include "tests/support/deterministic_random.h"
#endif

#include <sys/resource.h>

#include <QTest>

using namespace sotto::crypto;
using namespace sotto::test;

class TestAttachment : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }
    void memoryIsConstant(); // before the others raise the peak that it looks at
    void roundTrip_data();
    void roundTrip();
    void descriptorIsCanonical();
    void tooLongIsRefused();
    void everyByteIsAuthenticated();
    void everyDescriptorFieldIsBound();
    void truncationIsDetected();
    void extensionIsDetected();
    void reorderingIsDetected();
    void chunksOfOtherAttachmentsAreRefused();
    void lastFlagIsBound();
    void paddingIsCanonical();
    void failureLeavesTheStateUnchanged();
    void senderCannotShowDifferentContents();
    void digestOfALongOneCoversItsTrailers();
    void randomAccess();
    void decryptionResumes();
    void encryptionResumes();
    void changedFileRepeatsNoNonce();
    void relayCannotBringBackReplacedChunks();
    void storedStatesAreCanonical();
    void keysAreFresh();
};

namespace {

constexpr std::size_t kChunk = kAttachmentChunkBytes;

/// What the chunk key is derived from, written a second time.
Bytes fromLength(std::uint64_t contentBytes)
{
    Writer out;
    out.u8(1).u64(contentBytes);
    return std::move(out).take();
}

std::array<std::uint8_t, 24> nonceOf(ByteView chunk, std::uint64_t index, std::uint8_t last)
{
    Writer out;
    out.bytes(chunk.last(kAttachmentNoncePrefixBytes)).u64(index).u8(last);
    std::array<std::uint8_t, 24> nonce{};
    std::ranges::copy(out.view(), nonce.begin());
    return nonce;
}

bool opensUnder(AeadKey key, ByteView chunk, std::uint64_t index, std::uint8_t last)
{
    return aeadOpen(key, nonceOf(chunk, index, last), {},
                    chunk.first(chunk.size() - kAttachmentNoncePrefixBytes))
        .has_value();
}

void sealUnder(AeadKey key, MutableByteView chunk, std::uint64_t index, std::uint8_t last)
{
    const auto nonce = nonceOf(chunk, index, last);
    aeadSeal(key, nonce, {}, chunk.first(chunk.size() - kAttachmentTrailerBytes),
             chunk.first(chunk.size() - kAttachmentNoncePrefixBytes));
}

/// The chunks of @p blob under another digest, as a sender who holds the key could send them.
AttachmentDescriptor descriptorFor(const AttachmentDescriptor& descriptor, ByteView blob)
{
    AttachmentDescriptor out = descriptor.duplicate();
    AttachmentDigestChain chain(out.layout());
    for (std::uint32_t i = 0; i < out.layout().chunkCount(); ++i) {
        chain.advance(blob.subspan(out.layout().sealedOffset(i), out.layout().sealedChunkBytes(i)));
    }
    out.digest = chain.digest();
    return out;
}

} // namespace

void TestAttachment::roundTrip_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {0, 1, 4095, 4096, 4097, int(kChunk) - 1, int(kChunk), int(kChunk) + 1,
                           3 * int(kChunk), 3 * int(kChunk) + 7, 32 * int(kChunk)}) {
        QTest::addRow("%d", size) << size;
    }
}

void TestAttachment::roundTrip()
{
    QFETCH(int, size);
    DeterministicRandom random(1);
    const Bytes content = contentOf(static_cast<std::size_t>(size));
    const auto sealed = sealAttachment(content, random);
    QCOMPARE(sealed.blob.size(), sealed.descriptor.layout().sealedBytes());
    QCOMPARE(sealed.descriptor.contentBytes, content.size());
    AttachmentDecryptor decryptor(sealed.descriptor);
    QVERIFY(!decryptor.isFinished());
    const auto opened = openBlob(decryptor, sealed.blob);
    QVERIFY(opened);
    QVERIFY(decryptor.isFinished());
    QVERIFY(*opened == content);
}

void TestAttachment::descriptorIsCanonical()
{
    DeterministicRandom random(2);
    const auto sealed = sealAttachment(contentOf(100), random);
    const SecretBytes bytes = sealed.descriptor.serialize();
    QCOMPARE(bytes.size(), AttachmentDescriptor::kSize);
    const auto again = AttachmentDescriptor::parse(bytes.view());
    QVERIFY(again);
    QVERIFY(std::ranges::equal(again->serialize().view(), bytes.view()));
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        QCOMPARE(AttachmentDescriptor::parse(bytes.view().first(length)).error().kind,
                 ParseError::Kind::Truncated);
    }
    SecretBytes longer = bytes.duplicate();
    longer.resize(bytes.size() + 1);
    QCOMPARE(AttachmentDescriptor::parse(longer.view()).error().kind,
             ParseError::Kind::TrailingBytes);
    SecretBytes newer = bytes.duplicate();
    newer.mutableView()[0] = 2;
    QCOMPARE(AttachmentDescriptor::parse(newer.view()).error().kind,
             ParseError::Kind::UnknownVersion);
}

void TestAttachment::tooLongIsRefused()
{
    DeterministicRandom random(3);
    QVERIFY(AttachmentEncryptor::begin(kAttachmentBytesMax, random));
    const auto refused = AttachmentEncryptor::begin(kAttachmentBytesMax + 1, random);
    QVERIFY(!refused);
    QCOMPARE(refused.error().contentBytes, kAttachmentBytesMax + 1);

    AttachmentDescriptor descriptor;
    descriptor.contentBytes = kAttachmentBytesMax;
    QVERIFY(AttachmentDescriptor::parse(descriptor.serialize().view()));
    descriptor.contentBytes = kAttachmentBytesMax + 1;
    QCOMPARE(AttachmentDescriptor::parse(descriptor.serialize().view()).error().kind,
             ParseError::Kind::OutOfRange);
}

void TestAttachment::everyByteIsAuthenticated()
{
    DeterministicRandom random(4);
    const auto sealed = sealAttachment(contentOf(700), random);
    for (std::size_t at = 0; at < sealed.blob.size(); ++at) {
        for (const int bit : {0, 7}) {
            Bytes bad = sealed.blob;
            bad[at] ^= static_cast<std::uint8_t>(1 << bit);
            AttachmentDecryptor decryptor(sealed.descriptor);
            const auto opened = decryptor.openNext(bad);
            QVERIFY(!opened);
            QCOMPARE(opened.error(), AttachmentError::Forged);
            QVERIFY(!decryptor.isFinished());
        }
    }
}

void TestAttachment::everyDescriptorFieldIsBound()
{
    DeterministicRandom random(5);
    const auto sealed = sealAttachment(contentOf(700), random);
    const SecretBytes bytes = sealed.descriptor.serialize();
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            SecretBytes bad = bytes.duplicate();
            bad.mutableView()[at] ^= static_cast<std::uint8_t>(1 << bit);
            const auto descriptor = AttachmentDescriptor::parse(bad.view());
            if (!descriptor) {
                continue;
            }
            AttachmentDecryptor decryptor(*descriptor);
            QVERIFY(!openBlob(decryptor, sealed.blob));
            QVERIFY(!decryptor.isFinished());
        }
    }
    // A length of the same padded size, so that only the cryptography can tell.
    AttachmentDescriptor shorter = sealed.descriptor.duplicate();
    shorter.contentBytes = 699;
    AttachmentDecryptor decryptor(shorter);
    Bytes blob = sealed.blob;
    QCOMPARE(decryptor.openNext(blob).error(), AttachmentError::Forged);
}

void TestAttachment::truncationIsDetected()
{
    DeterministicRandom random(6);
    const auto sealed = sealAttachment(contentOf(3 * kChunk), random);
    const auto layout = sealed.descriptor.layout();
    for (std::uint32_t chunks = 0; chunks < layout.chunkCount(); ++chunks) {
        // At a chunk's end nothing is wrong but that it is not finished.
        AttachmentDecryptor atChunk(sealed.descriptor);
        QVERIFY(openBlob(atChunk, ByteView(sealed.blob).first(layout.sealedOffset(chunks))));
        QVERIFY(!atChunk.isFinished());
        for (const std::size_t left : {std::size_t{1}, layout.sealedChunkBytes(chunks) - 1}) {
            AttachmentDecryptor within(sealed.descriptor);
            const auto opened =
                openBlob(within, ByteView(sealed.blob).first(layout.sealedOffset(chunks) + left));
            QCOMPARE(opened.error(), AttachmentError::WrongSize);
            QVERIFY(!within.isFinished());
        }
    }
}

void TestAttachment::extensionIsDetected()
{
    DeterministicRandom random(7);
    const auto sealed = sealAttachment(contentOf(2 * kChunk), random);
    AttachmentDecryptor decryptor(sealed.descriptor);
    Bytes longer = sealed.blob;
    append(longer, sealed.chunk(1));
    QCOMPARE(openBlob(decryptor, longer).error(), AttachmentError::WrongIndex);

    AttachmentDecryptor other(sealed.descriptor);
    Bytes first = sealed.chunk(0);
    first.push_back(0);
    QCOMPARE(other.openNext(first).error(), AttachmentError::WrongSize);
}

void TestAttachment::reorderingIsDetected()
{
    DeterministicRandom random(8);
    const auto sealed = sealAttachment(contentOf(4 * kChunk), random);
    AttachmentDecryptor decryptor(sealed.descriptor);
    for (std::uint32_t place = 0; place < 4; ++place) {
        for (std::uint32_t index = 0; index < 4; ++index) {
            Bytes chunk = sealed.chunk(index);
            QCOMPARE(decryptor.openChunk(place, chunk).has_value(), place == index);
        }
    }
    // Skipped and repeated.
    Bytes second = sealed.chunk(1);
    QCOMPARE(decryptor.openNext(second).error(), AttachmentError::Forged);
    Bytes first = sealed.chunk(0);
    QVERIFY(decryptor.openNext(first));
    first = sealed.chunk(0);
    QCOMPARE(decryptor.openNext(first).error(), AttachmentError::Forged);
}

void TestAttachment::chunksOfOtherAttachmentsAreRefused()
{
    DeterministicRandom random(9);
    const Bytes content = contentOf(2 * kChunk);
    const auto a = sealAttachment(content, random);
    const auto b = sealAttachment(content, random);
    AttachmentDecryptor decryptor(a.descriptor);
    Bytes chunk = b.chunk(0);
    QCOMPARE(decryptor.openNext(chunk).error(), AttachmentError::Forged);
}

void TestAttachment::lastFlagIsBound()
{
    // Two layouts of one key in which the same index is last, and is not: their lengths are bound
    // as well, so the flag is tried by the nonce alone.
    DeterministicRandom random(10);
    const auto key = random.make<AttachmentKey>();
    const auto layout = AttachmentLayout::of(2 * kChunk);
    const AttachmentChunkCipher cipher(key, *layout);
    Bytes chunk(kAttachmentSealedChunkBytes);
    cipher.seal(1, chunk, random);
    const auto derived = deriveBlake2b<Secret<struct TestKeyTag, 32>>(
        labels::kAttachmentChunkKey, key.view(), fromLength(2 * kChunk));
    for (const std::uint8_t flag : {std::uint8_t{0}, std::uint8_t{1}}) {
        QCOMPARE(opensUnder(derived.view(), chunk, 1, flag), flag == 1);
    }
    cipher.seal(0, chunk, random);
    for (const std::uint8_t flag : {std::uint8_t{0}, std::uint8_t{1}}) {
        QCOMPARE(opensUnder(derived.view(), chunk, 0, flag), flag == 0);
    }
}

void TestAttachment::paddingIsCanonical()
{
    // Somebody who holds the key hides bytes where the padding should be.
    DeterministicRandom random(11);
    auto encryptor = AttachmentEncryptor::begin(10, random);
    const SecretBytes state = encryptor->serialize();
    const auto key = AttachmentKey(state.view().subspan<1, 32>());
    const auto derived = deriveBlake2b<Secret<struct TestKeyTag, 32>>(labels::kAttachmentChunkKey,
                                                                      key.view(), fromLength(10));
    for (const std::size_t at : {std::size_t{9}, std::size_t{10}, std::size_t{4095}}) {
        Bytes chunk(4096 + kAttachmentTrailerBytes);
        chunk[at] = 1;
        sealUnder(derived.view(), chunk, 0, 1);
        AttachmentDescriptor descriptor;
        descriptor.key = key.duplicate();
        descriptor.contentBytes = 10;
        descriptor = descriptorFor(descriptor, chunk);
        AttachmentDecryptor decryptor(descriptor);
        const auto opened = decryptor.openNext(chunk);
        QCOMPARE(opened.has_value(), at < 10);
        if (!opened) {
            QCOMPARE(opened.error(), AttachmentError::Forged);
        }
    }
}

void TestAttachment::failureLeavesTheStateUnchanged()
{
    DeterministicRandom random(12);
    const Bytes content = contentOf(2 * kChunk + 5);
    const auto sealed = sealAttachment(content, random);
    AttachmentDecryptor decryptor(sealed.descriptor);
    Bytes out;
    for (std::uint32_t i = 0; i < decryptor.layout().chunkCount(); ++i) {
        const Bytes before = decryptor.progress();
        Bytes bad = sealed.chunk(i);
        bad[i] ^= 4;
        QVERIFY(!decryptor.openNext(bad));
        QVERIFY(!decryptor.openNext(MutableByteView()));
        QVERIFY(decryptor.progress() == before);
        Bytes good = sealed.chunk(i);
        const auto opened = decryptor.openNext(good);
        QVERIFY(opened);
        append(out, *opened);
    }
    QVERIFY(decryptor.isFinished());
    QVERIFY(out == content);
}

void TestAttachment::senderCannotShowDifferentContents()
{
    // The sender and the relay together: one descriptor, two blobs under its key.
    DeterministicRandom random(13);
    const Bytes first = contentOf(kChunk + 9, 0);
    const Bytes second = contentOf(kChunk + 9, 1);
    auto encryptor = AttachmentEncryptor::begin(first.size(), random);
    auto twin = AttachmentEncryptor::resume(encryptor->serialize().view());
    Bytes firstBlob;
    Bytes secondBlob;
    sealSome(*encryptor, first, firstBlob, random);
    sealSome(*twin, second, secondBlob, random);
    const AttachmentDescriptor descriptor = encryptor->descriptor();
    QVERIFY(descriptor.key == twin->descriptor().key);

    AttachmentDecryptor honest(descriptor);
    QVERIFY(openBlob(honest, firstBlob));
    AttachmentDecryptor deceived(descriptor);
    QCOMPARE(openBlob(deceived, secondBlob).error(), AttachmentError::WrongDigest);
    QVERIFY(!deceived.isFinished());
    // Every byte of every chunk is in it, not only the trailers: otherwise whoever holds the key,
    // and with it Poly1305's, finds two chunks of one tag.
    AttachmentDigestChain chain(descriptor.layout());
    Bytes chunk = secondBlob;
    chunk.resize(kAttachmentSealedChunkBytes);
    chain.advance(chunk);
    AttachmentDigestChain other(descriptor.layout());
    chunk[0] ^= 1;
    other.advance(chunk);
    QVERIFY(chain.digest() != other.digest());
}

void TestAttachment::digestOfALongOneCoversItsTrailers()
{
    const auto layout = AttachmentLayout::of(kAttachmentCommittedBytesMax + 1);
    const auto digestAfter = [&](const Bytes& chunk) {
        AttachmentDigestChain chain(*layout);
        chain.advance(chunk);
        return chain.digest();
    };
    const Bytes chunk = contentOf(kAttachmentSealedChunkBytes);
    for (std::size_t i = 0; i < kAttachmentTrailerBytes; ++i) {
        Bytes other = chunk;
        other[chunk.size() - 1 - i] ^= 1;
        QVERIFY(digestAfter(other) != digestAfter(chunk));
    }
    Bytes other = chunk;
    other[chunk.size() - 1 - kAttachmentTrailerBytes] ^= 1;
    QVERIFY(digestAfter(other) == digestAfter(chunk));
}

void TestAttachment::randomAccess()
{
    DeterministicRandom random(14);
    const Bytes content = contentOf(3 * kChunk + 100);
    const auto sealed = sealAttachment(content, random);
    const AttachmentDecryptor decryptor(sealed.descriptor);
    const auto layout = decryptor.layout();
    for (std::uint32_t i = layout.chunkCount(); i-- > 0;) {
        Bytes chunk = sealed.chunk(i);
        const auto opened = decryptor.openChunk(i, chunk);
        QVERIFY(opened);
        QVERIFY(
            std::ranges::equal(*opened, ByteView(content).subspan(layout.contentOffset(i),
                                                                  layout.contentChunkBytes(i))));
    }
    Bytes chunk = sealed.chunk(0);
    QCOMPARE(decryptor.openChunk(layout.chunkCount(), chunk).error(), AttachmentError::WrongIndex);
    QCOMPARE(decryptor.openChunk(~0U, chunk).error(), AttachmentError::WrongIndex);
}

void TestAttachment::decryptionResumes()
{
    DeterministicRandom random(15);
    const Bytes content = contentOf(3 * kChunk + 100);
    const auto sealed = sealAttachment(content, random);
    const auto other = sealAttachment(content, random);
    const auto layout = sealed.descriptor.layout();
    for (std::uint32_t stop = 0; stop <= layout.chunkCount(); ++stop) {
        AttachmentDecryptor decryptor(sealed.descriptor);
        const std::size_t end =
            stop == layout.chunkCount() ? sealed.blob.size() : layout.sealedOffset(stop);
        auto out = openBlob(decryptor, ByteView(sealed.blob).first(end));
        QVERIFY(out);
        auto resumed = AttachmentDecryptor::resume(sealed.descriptor, decryptor.progress());
        QVERIFY(resumed);
        QCOMPARE(resumed->nextChunk(), stop);
        const auto rest = openBlob(*resumed, ByteView(sealed.blob).subspan(end));
        QVERIFY(rest);
        QVERIFY(resumed->isFinished());
        append(*out, *rest);
        QVERIFY(*out == content);
        // A state that belongs elsewhere does not finish.
        if (stop > 0) {
            auto wrong = AttachmentDecryptor::resume(other.descriptor, decryptor.progress());
            QVERIFY(!wrong || openBlob(*wrong, ByteView(other.blob).subspan(end)).error() ==
                                  AttachmentError::WrongDigest);
        }
    }
}

void TestAttachment::encryptionResumes()
{
    DeterministicRandom random(16);
    const Bytes content = contentOf(3 * kChunk + 100);
    for (std::size_t stop = 0; stop <= 4; ++stop) {
        auto encryptor = AttachmentEncryptor::begin(content.size(), random);
        Bytes blob;
        sealSome(*encryptor, content, blob, random, stop);
        const SecretBytes state = encryptor->serialize();
        auto resumed = AttachmentEncryptor::resume(state.view());
        QVERIFY(resumed);
        QCOMPARE(resumed->nextChunk(), static_cast<std::uint32_t>(stop));
        sealSome(*resumed, content, blob, random);
        AttachmentDecryptor decryptor(resumed->descriptor());
        const auto opened = openBlob(decryptor, blob);
        QVERIFY(opened);
        QVERIFY(decryptor.isFinished());
        QVERIFY(*opened == content);
    }
}

void TestAttachment::changedFileRepeatsNoNonce()
{
    // The state on disk is older than what was sent, and the file changed: chunk 1 is sealed twice.
    DeterministicRandom random(17);
    const Bytes before = contentOf(2 * kChunk, 0);
    const Bytes after = contentOf(2 * kChunk, 1);
    auto encryptor = AttachmentEncryptor::begin(before.size(), random);
    Bytes blob;
    sealSome(*encryptor, before, blob, random, 1);
    const SecretBytes state = encryptor->serialize();
    Bytes once = blob;
    sealSome(*encryptor, before, once, random);
    auto resumed = AttachmentEncryptor::resume(state.view());
    Bytes twice = blob;
    sealSome(*resumed, after, twice, random);

    const auto prefixOf = [](const Bytes& sealed) {
        return ByteView(sealed).last(kAttachmentNoncePrefixBytes);
    };
    QVERIFY(!std::ranges::equal(prefixOf(once), prefixOf(twice)));
    // No two-time pad: the ciphertexts do not differ by what the plaintexts differ by.
    std::size_t same = 0;
    for (std::size_t i = 0; i < kChunk; ++i) {
        const std::size_t at = kAttachmentSealedChunkBytes + i;
        same += (once[at] ^ twice[at]) == (before[kChunk + i] ^ after[kChunk + i]) ? 1U : 0U;
    }
    QVERIFY(same < kChunk / 64);
    // The receiver gets what was sealed last: the old file's first chunk, the new one's second.
    AttachmentDecryptor decryptor(resumed->descriptor());
    const auto opened = openBlob(decryptor, twice);
    QVERIFY(opened && decryptor.isFinished());
    Bytes expected(before.begin(), before.begin() + kChunk);
    append(expected, ByteView(after).subspan(kChunk));
    QVERIFY(*opened == expected);
}

void TestAttachment::relayCannotBringBackReplacedChunks()
{
    DeterministicRandom random(18);
    const Bytes content = contentOf(3 * kChunk);
    auto encryptor = AttachmentEncryptor::begin(content.size(), random);
    const SecretBytes state = encryptor->serialize();
    Bytes abandoned;
    sealSome(*encryptor, content, abandoned, random);
    auto resumed = AttachmentEncryptor::resume(state.view());
    Bytes blob;
    sealSome(*resumed, content, blob, random);
    for (std::size_t i = 0; i < 3; ++i) {
        Bytes mixed = blob;
        std::ranges::copy(ByteView(abandoned).subspan(i * kAttachmentSealedChunkBytes,
                                                      kAttachmentSealedChunkBytes),
                          MutableByteView(mixed).subspan(i * kAttachmentSealedChunkBytes).begin());
        AttachmentDecryptor decryptor(resumed->descriptor());
        QCOMPARE(openBlob(decryptor, mixed).error(), AttachmentError::WrongDigest);
        QVERIFY(!decryptor.isFinished());
    }
}

void TestAttachment::storedStatesAreCanonical()
{
    DeterministicRandom random(19);
    const Bytes content = contentOf(2 * kChunk);
    auto encryptor = AttachmentEncryptor::begin(content.size(), random);
    Bytes blob;
    sealSome(*encryptor, content, blob, random, 1);
    const SecretBytes state = encryptor->serialize();
    QCOMPARE(state.size(), std::size_t{77});
    QVERIFY(std::ranges::equal(AttachmentEncryptor::resume(state.view())->serialize().view(),
                               state.view()));
    for (std::size_t length = 0; length < state.size(); ++length) {
        QVERIFY(!AttachmentEncryptor::resume(state.view().first(length)));
    }
    const auto refuses = [&](std::size_t at, std::uint8_t value) {
        SecretBytes bad = state.duplicate();
        bad.mutableView()[at] = value;
        return !AttachmentEncryptor::resume(bad.view());
    };
    QVERIFY(refuses(0, 2));   // version
    QVERIFY(refuses(33, 1));  // longer than 2 GiB
    QVERIFY(refuses(44, 3));  // beyond the last chunk
    QVERIFY(!refuses(44, 2)); // finished

    const auto sealed = sealAttachment(content, random);
    AttachmentDecryptor decryptor(sealed.descriptor);
    const Bytes progress = decryptor.progress();
    QCOMPARE(progress.size(), std::size_t{37});
    for (std::size_t length = 0; length < progress.size(); ++length) {
        QVERIFY(!AttachmentDecryptor::resume(sealed.descriptor, ByteView(progress).first(length)));
    }
    // Neither beyond the end nor at the end without the right digest.
    for (const std::uint8_t next : {std::uint8_t{2}, std::uint8_t{3}}) {
        Bytes bad = progress;
        bad[4] = next;
        QVERIFY(!AttachmentDecryptor::resume(sealed.descriptor, bad));
    }
    Bytes newer = progress;
    newer[0] = 2;
    QVERIFY(!AttachmentDecryptor::resume(sealed.descriptor, newer));
}

void TestAttachment::keysAreFresh()
{
    SystemRandom random;
    const auto a = sealAttachment(contentOf(10), random);
    const auto b = sealAttachment(contentOf(10), random);
    QVERIFY(!(a.descriptor.key == b.descriptor.key));
    QVERIFY(a.blob != b.blob);
}

void TestAttachment::memoryIsConstant()
{
    // 256 MiB in both directions through one buffer.
    const std::uint64_t size = std::uint64_t{256} << 20U;
    SystemRandom random;
    const auto peakBytes = [] {
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        return std::uint64_t(usage.ru_maxrss) * 1024;
    };
    const std::uint64_t before = peakBytes();
    {
        auto encryptor = AttachmentEncryptor::begin(size, random);
        SecretBytes buffer(kAttachmentSealedChunkBytes);
        AttachmentDigestChain check(encryptor->layout());
        while (!encryptor->isFinished()) {
            buffer.mutableView()[encryptor->nextContentBytes() / 2] = 7;
            check.advance(encryptor->sealNext(buffer.mutableView(), random));
        }
        const auto descriptor = encryptor->descriptor();
        QVERIFY(descriptor.digest == check.digest());
        // Opened chunk by chunk as it is sealed again: no second copy of the blob is at hand.
        auto again = AttachmentEncryptor::begin(size, random);
        AttachmentDescriptor opening;
        opening.key = AttachmentKey(again->serialize().view().subspan<1, 32>());
        opening.contentBytes = size;
        AttachmentDecryptor decryptor(opening);
        while (again->nextChunk() + 1 < again->layout().chunkCount()) {
            static_cast<void>(again->sealNext(buffer.mutableView(), random));
            QVERIFY(decryptor.openNext(buffer.mutableView().first(
                decryptor.layout().sealedChunkBytes(decryptor.nextChunk()))));
        }
    }
    const std::uint64_t grown = peakBytes() - before;
    QVERIFY2(grown <= (8U << 20U), qPrintable(QString::number(grown)));
}

QTEST_APPLESS_MAIN(TestAttachment)
#include "tst_attachment.moc"
