// Attachments beside libsodium's secretstream with chunks of the same size.
#include "crypto/attachment/attachment_decryptor.h"
#include "crypto/attachment/attachment_encryptor.h"
#include "tests/bench/bench_crypto.h"

#include <sodium.h>

namespace sotto::bench {

using namespace sotto::crypto;

namespace {

// The project's bound is 90 % of secretstream's speed.
constexpr double kRatioLimit = 1.0 / 0.9;
// Chunks in a series; enough for every round that the harness may ask for.
constexpr std::size_t kChunks = 64;

double pushRaw(std::size_t n)
{
    Bytes plaintext(kAttachmentChunkBytes, 1);
    Bytes out(plaintext.size() + crypto_secretstream_xchacha20poly1305_ABYTES);
    std::array<std::uint8_t, 32> key{};
    std::array<std::uint8_t, crypto_secretstream_xchacha20poly1305_HEADERBYTES> header{};
    crypto_secretstream_xchacha20poly1305_state state;
    crypto_secretstream_xchacha20poly1305_init_push(&state, header.data(), key.data());
    return timed(n, [&](std::size_t) {
        crypto_secretstream_xchacha20poly1305_push(&state, out.data(), nullptr, plaintext.data(),
                                                   plaintext.size(), nullptr, 0, 0);
        keep(out);
    });
}

double pullRaw(std::size_t n)
{
    Bytes plaintext(kAttachmentChunkBytes, 1);
    constexpr std::size_t sealedBytes =
        kAttachmentChunkBytes + crypto_secretstream_xchacha20poly1305_ABYTES;
    std::vector<Bytes> sealed(n, Bytes(sealedBytes));
    std::array<std::uint8_t, 32> key{};
    std::array<std::uint8_t, crypto_secretstream_xchacha20poly1305_HEADERBYTES> header{};
    crypto_secretstream_xchacha20poly1305_state state;
    crypto_secretstream_xchacha20poly1305_init_push(&state, header.data(), key.data());
    for (Bytes& chunk : sealed) {
        crypto_secretstream_xchacha20poly1305_push(&state, chunk.data(), nullptr, plaintext.data(),
                                                   plaintext.size(), nullptr, 0, 0);
    }
    crypto_secretstream_xchacha20poly1305_init_pull(&state, header.data(), key.data());
    return timed(n, [&](std::size_t i) {
        std::uint8_t tag = 0;
        require(crypto_secretstream_xchacha20poly1305_pull(&state, plaintext.data(), nullptr, &tag,
                                                           sealed[i].data(), sealed[i].size(),
                                                           nullptr, 0) == 0,
                "secretstream pull");
    });
}

double seal(std::uint64_t contentBytes, std::size_t n)
{
    SystemRandom random;
    auto encryptor = AttachmentEncryptor::begin(contentBytes, random);
    require(encryptor.has_value(), "attachment begins");
    SecretBytes buffer(kAttachmentSealedChunkBytes);
    return timed(n, [&](std::size_t) { keep(encryptor->sealNext(buffer.mutableView(), random)); });
}

double open(std::uint64_t contentBytes, std::size_t n)
{
    SystemRandom random;
    auto encryptor = AttachmentEncryptor::begin(contentBytes, random);
    require(encryptor.has_value(), "attachment begins");
    AttachmentDescriptor descriptor;
    descriptor.key = AttachmentKey(encryptor->serialize().view().subspan<1, 32>());
    descriptor.contentBytes = contentBytes;
    std::vector<Bytes> sealed(n, Bytes(kAttachmentSealedChunkBytes));
    for (Bytes& chunk : sealed) {
        static_cast<void>(encryptor->sealNext(chunk, random));
    }
    AttachmentDecryptor decryptor(descriptor);
    return timed(n, [&](std::size_t i) {
        require(decryptor.openNext(sealed[i]).has_value(), "attachment opens");
    });
}

} // namespace

void benchAttachment(Harness& harness)
{
    // A stream, and one short enough that the digest commits to every byte, which has no limit of
    // its own: it costs what BLAKE2b costs.
    harness.measure({.name = "attachment.seal.stream",
                     .run = [](std::size_t n) { return seal(kAttachmentBytesMax, n); },
                     .floor = pushRaw,
                     .limit = kRatioLimit,
                     .bytes = kAttachmentChunkBytes,
                     .maximum = kChunks});
    harness.measure({.name = "attachment.open.stream",
                     .run = [](std::size_t n) { return open(kAttachmentBytesMax, n); },
                     .floor = pullRaw,
                     .limit = kRatioLimit,
                     .bytes = kAttachmentChunkBytes,
                     .maximum = kChunks});
    harness.measure({.name = "attachment.seal.committed",
                     .run = [](std::size_t n) { return seal(kAttachmentCommittedBytesMax, n); },
                     .floor = pushRaw,
                     .bytes = kAttachmentChunkBytes,
                     .maximum = kChunks});
    harness.measure({.name = "attachment.open.committed",
                     .run = [](std::size_t n) { return open(kAttachmentCommittedBytesMax, n); },
                     .floor = pullRaw,
                     .bytes = kAttachmentChunkBytes,
                     .maximum = kChunks});
}

} // namespace sotto::bench
