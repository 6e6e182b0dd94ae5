// A history read from its newest record back, beside the primitives that each record costs.
#include "crypto/primitives/aead.h"
#include "crypto/vault/vault_history.h"
#include "crypto/vault/vault_writer.h"
#include "tests/bench/bench_crypto.h"

#include <memory>

#include <sodium.h>

namespace sotto::bench {

using namespace sotto::crypto;

namespace {

constexpr std::size_t kRecords = 1000;
constexpr std::size_t kBodyBytes = 512;
constexpr std::size_t kSealedBytes = kBodyBytes + kAeadTagBytes;

/// One device's chain of short messages, newest first. Made when it is first asked for.
struct StoredVault
{
    StoredVault()
        : random()
        , vault(random.make<Hash>())
        , signer(SigningKey::generate(random))
        , key(SharedKey::first(random))
    {
        VaultWriter writer(vault.view(), 0);
        const VaultReader reader(vault.view());
        for (std::size_t i = 0; i < kRecords; ++i) {
            PutRecord put;
            put.content = SecretBytes(Bytes(300, 7));
            const auto record =
                writer.write({Timestamp{i}, {}, std::move(put)}, key, reader, signer, random);
            require(record && record->sealed.size() == kSealedBytes, "vault: write");
            records.insert(records.begin(), record->serialize());
        }
    }

    [[nodiscard]] VaultSources sources() const
    {
        return {[this](WriterIndex) {
                    return std::optional(WriterKey{signer.publicKey(), false});
                },
                [recordKey = std::make_shared<VaultRecordKey>(key.vaultRecordKey())](Epoch) {
                    return std::optional(recordKey->duplicate());
                },
                [](WriterIndex, std::uint64_t) { return std::optional<RecordHash>(); }};
    }

    SystemRandom random;
    Hash vault;
    SigningKey signer;
    SharedKey key;
    std::vector<Bytes> records;
};

const StoredVault& stored()
{
    static const StoredVault vault;
    return vault;
}

/// Whole histories, counted in records.
void readBack(benchmark::State& state)
{
    const StoredVault& vault = stored();
    const VaultSources sources = vault.sources();
    while (state.KeepRunningBatch(kRecords)) {
        VaultHistory history(vault.vault.view());
        for (const Bytes& record : vault.records) {
            require(history.take(record, sources).has_value(), "vault: take");
        }
        require(history.oldest(0) == std::uint64_t{1}, "vault: first record");
    }
}

/// The hash of the header, that of the sealed body, and opening it.
void readRaw(benchmark::State& state)
{
    const Bytes header(RecordHeader::kSize, 1);
    const Bytes body(kBodyBytes, 2);
    std::array<std::uint8_t, 32> key{};
    std::array<std::uint8_t, 32> out{};
    Bytes sealed(kSealedBytes);
    Bytes opened(kBodyBytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data(), nullptr, body.data(), body.size(),
                                               header.data(), 103, nullptr, kZeroNonce.data(),
                                               key.data());
    for (auto _ : state) {
        crypto_generichash_blake2b(out.data(), out.size(), header.data(), header.size(), nullptr,
                                   0);
        DoNotOptimize(out);
        crypto_generichash_blake2b(out.data(), out.size(), sealed.data(), sealed.size(), nullptr,
                                   0);
        DoNotOptimize(out);
        require(crypto_aead_xchacha20poly1305_ietf_decrypt(
                    opened.data(), nullptr, nullptr, sealed.data(), sealed.size(), header.data(),
                    103, kZeroNonce.data(), key.data()) == 0,
                "vault: open");
        DoNotOptimize(opened);
    }
}

} // namespace

void benchVault(Suite& suite)
{
    suite.measure({.name = "vault.read_back.512", .run = readBack, .floor = readRaw});
}

} // namespace sotto::bench
