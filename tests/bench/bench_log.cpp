// A device log beside the signatures that it holds (ed25519.verify.128 is one of them).
#include "tests/bench/bench_crypto.h"
#include "tests/crypto/log/log_world.h"

#include <sodium.h>

namespace sotto::bench {

using namespace sotto::crypto;

namespace {

constexpr std::size_t kRefreshes = 1000;
/// By the device, and by the two keys that the entry names.
constexpr int kSignaturesPerEntry = 3;

/// The log of a device that refreshes its keys again and again. Made when it is first asked for.
const DeviceLog& refreshedLog()
{
    static const DeviceLog log = [] {
        test::LogWorld world(1);
        for (std::size_t i = 0; i < kRefreshes; ++i) {
            DeviceKeys fresh = DeviceKeys::generate(world.random);
            require(world.take(world.build().refresh(test::LogWorld::by(world.elder), fresh)),
                    "log: refresh");
            world.elder.keys = std::move(fresh);
        }
        return world.log;
    }();
    return log;
}

/// Whole logs, counted in entries.
void verifyLog(benchmark::State& state)
{
    std::vector<ByteView> entries;
    for (const LogEntry& entry : refreshedLog().entries()) {
        entries.push_back(entry.bytes());
    }
    while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(entries.size()))) {
        require(DeviceLog::verify(entries).has_value(), "log: verify");
    }
}

/// The entry's hash, its signatures, and whether its identity key is a point to agree with.
void verifyRaw(benchmark::State& state)
{
    const Bytes message(refreshedLog().entries().back().bytes().size(), 1);
    std::array<std::uint8_t, 32> publicKey{};
    std::array<std::uint8_t, 64> secretKey{};
    std::array<std::uint8_t, 64> signature{};
    crypto_sign_ed25519_keypair(publicKey.data(), secretKey.data());
    crypto_sign_ed25519_detached(signature.data(), nullptr, message.data(), message.size(),
                                 secretKey.data());
    std::array<std::uint8_t, 32> out{};
    for (auto _ : state) {
        crypto_generichash_blake2b(out.data(), out.size(), message.data(), message.size(), nullptr,
                                   0);
        require(crypto_sign_ed25519_pk_to_curve25519(out.data(), publicKey.data()) == 0,
                "log: point");
        for (int i = 0; i < kSignaturesPerEntry; ++i) {
            require(crypto_sign_ed25519_verify_detached(signature.data(), message.data(),
                                                        message.size(), publicKey.data()) == 0,
                    "log: signature");
        }
    }
}

} // namespace

void benchLog(Suite& suite)
{
    suite.measure({.name = "log.verify.entry", .run = verifyLog, .floor = verifyRaw});
}

} // namespace sotto::bench
