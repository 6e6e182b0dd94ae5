// Attachments beside libsodium's secretstream with chunks of the same size.
#include "crypto/attachment/attachment_decryptor.h"
#include "crypto/attachment/attachment_encryptor.h"
#include "tests/bench/bench_crypto.h"

#include <memory>

#include <sodium.h>

namespace sotto::bench {

using namespace sotto::crypto;

namespace {

// The project's bound is 90 % of secretstream's speed.
constexpr double kRatioLimit = 1.0 / 0.9;
// Chunks at once; even a committed attachment holds more, so that none is the last, at which the
// digest is compared.
constexpr std::size_t kChunks = 48;
static_assert(kChunks * kAttachmentChunkBytes < kAttachmentCommittedBytesMax);

using Stream = crypto_secretstream_xchacha20poly1305_state;

Run pushRaw()
{
    return [](benchmark::State& state) {
        Bytes plaintext(kAttachmentChunkBytes, 1);
        Bytes out(plaintext.size() + crypto_secretstream_xchacha20poly1305_ABYTES);
        std::array<std::uint8_t, 32> key{};
        std::array<std::uint8_t, crypto_secretstream_xchacha20poly1305_HEADERBYTES> header{};
        Stream stream;
        crypto_secretstream_xchacha20poly1305_init_push(&stream, header.data(), key.data());
        for (auto _ : state) {
            crypto_secretstream_xchacha20poly1305_push(
                &stream, out.data(), nullptr, plaintext.data(), plaintext.size(), nullptr, 0, 0);
            DoNotOptimize(out);
        }
    };
}

Run pullRaw()
{
    return inBatches(kChunks, [](std::size_t n) {
        Bytes plaintext(kAttachmentChunkBytes, 1);
        std::vector<Bytes> sealed(
            n, Bytes(plaintext.size() + crypto_secretstream_xchacha20poly1305_ABYTES));
        std::array<std::uint8_t, 32> key{};
        std::array<std::uint8_t, crypto_secretstream_xchacha20poly1305_HEADERBYTES> header{};
        Stream stream;
        crypto_secretstream_xchacha20poly1305_init_push(&stream, header.data(), key.data());
        for (Bytes& chunk : sealed) {
            crypto_secretstream_xchacha20poly1305_push(
                &stream, chunk.data(), nullptr, plaintext.data(), plaintext.size(), nullptr, 0, 0);
        }
        crypto_secretstream_xchacha20poly1305_init_pull(&stream, header.data(), key.data());
        return [stream, plaintext, sealed = std::move(sealed)](std::size_t i) mutable {
            std::uint8_t tag = 0;
            require(crypto_secretstream_xchacha20poly1305_pull(&stream, plaintext.data(), nullptr,
                                                               &tag, sealed[i].data(),
                                                               sealed[i].size(), nullptr, 0) == 0,
                    "secretstream pull");
        };
    });
}

AttachmentEncryptor begin(std::uint64_t contentBytes, Random& random)
{
    auto encryptor = AttachmentEncryptor::begin(contentBytes, random);
    require(encryptor.has_value(), "attachment begins");
    return std::move(*encryptor);
}

Run seal(std::uint64_t contentBytes)
{
    return inBatches(kChunks, [contentBytes](std::size_t) {
        auto random = std::make_unique<SystemRandom>();
        auto encryptor = begin(contentBytes, *random);
        return [random = std::move(random), encryptor = std::move(encryptor),
                buffer = SecretBytes(kAttachmentSealedChunkBytes)](std::size_t) mutable {
            DoNotOptimize(encryptor.sealNext(buffer.mutableView(), *random));
        };
    });
}

Run open(std::uint64_t contentBytes)
{
    return inBatches(kChunks, [contentBytes](std::size_t n) {
        SystemRandom random;
        AttachmentEncryptor encryptor = begin(contentBytes, random);
        AttachmentDescriptor descriptor;
        descriptor.key = AttachmentKey(encryptor.serialize().view().subspan<1, 32>());
        descriptor.contentBytes = contentBytes;
        std::vector<Bytes> sealed(n, Bytes(kAttachmentSealedChunkBytes));
        for (Bytes& chunk : sealed) {
            static_cast<void>(encryptor.sealNext(chunk, random));
        }
        return [decryptor = AttachmentDecryptor(descriptor),
                sealed = std::move(sealed)](std::size_t i) mutable {
            require(decryptor.openNext(sealed[i]).has_value(), "attachment opens");
        };
    });
}

} // namespace

void benchAttachment(Suite& suite)
{
    // A stream, and one short enough that the digest commits to every byte, which has no limit of
    // its own: it costs what BLAKE2b costs.
    suite.measure({.name = "attachment.seal.stream",
                   .run = seal(kAttachmentBytesMax),
                   .floor = pushRaw(),
                   .limit = kRatioLimit,
                   .bytes = kAttachmentChunkBytes});
    suite.measure({.name = "attachment.open.stream",
                   .run = open(kAttachmentBytesMax),
                   .floor = pullRaw(),
                   .limit = kRatioLimit,
                   .bytes = kAttachmentChunkBytes});
    suite.measure({.name = "attachment.seal.committed",
                   .run = seal(kAttachmentCommittedBytesMax),
                   .floor = pushRaw(),
                   .bytes = kAttachmentChunkBytes});
    suite.measure({.name = "attachment.open.committed",
                   .run = open(kAttachmentCommittedBytesMax),
                   .floor = pullRaw(),
                   .bytes = kAttachmentChunkBytes});
}

} // namespace sotto::bench
