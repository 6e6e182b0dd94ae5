#pragma once

#include "crypto/backup/backup_reader.h"
#include "crypto/backup/backup_writer.h"
#include "tests/support/deterministic_random.h"

namespace sotto::test {

/// Hands out bytes that are in memory.
[[nodiscard]] inline crypto::BackupSource sourceOf(crypto::Bytes bytes)
{
    return [bytes = std::move(bytes), at = std::size_t{0}](crypto::MutableByteView out) mutable {
        const std::size_t n = std::min(out.size(), bytes.size() - at);
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), n, out.begin());
        at += n;
        return std::optional(n);
    };
}

/// An account with a phrase, and a device in the list of its recovery record.
struct BackupWorld
{
    explicit BackupWorld(std::uint64_t seed)
        : random(seed)
    {}

    [[nodiscard]] crypto::RecoveryPayload payload() const
    {
        return {account,
                sharedKey.duplicate(),
                crypto::Hash(),
                crypto::ObjectId(),
                crypto::ObjectId(),
                crypto::SecretBytes()};
    }
    [[nodiscard]] crypto::BackupSeal seal() const
    {
        return {changes, device.duplicate(), keys.wrappingKey.publicKey, payload()};
    }
    /// Head and chunks.
    [[nodiscard]] crypto::Bytes file(const std::vector<crypto::Bytes>& contents)
    {
        auto begun = crypto::beginBackup(seal(), random);
        crypto::Bytes out = begun->head;
        headBytes = out.size();
        crypto::BackupWriter writer(std::move(begun->key),
                                    [&](crypto::ByteView chunk) { crypto::append(out, chunk); });
        for (const crypto::Bytes& content : contents) {
            writer.add(content);
        }
        writer.finish();
        return out;
    }

    DeterministicRandom random;
    crypto::RecoveryKeys keys = crypto::deriveRecoveryKeys(
        crypto::MasterKey(random.make<crypto::Secret<struct crypto::MasterKeyTag, 32>>()));
    crypto::SigningKey device = crypto::SigningKey::generate(random);
    crypto::AccountId account = random.make<crypto::AccountId>();
    crypto::SharedKey sharedKey = crypto::SharedKey::first(random).next(random);
    std::vector<crypto::Bytes> changes = listOf(keys, device);
    std::size_t headBytes = 0;

private:
    static std::vector<crypto::Bytes> listOf(const crypto::RecoveryKeys& keys,
                                             const crypto::SigningKey& device)
    {
        crypto::Bytes creation = crypto::createKeyList(crypto::ObjectKind::Recovery, keys.locator,
                                                       keys.recordRoot, &keys.fetchKey);
        const auto list = crypto::KeyList::create(creation);
        crypto::Bytes append = crypto::appendKey(*list, keys.recordRoot, device);
        return {std::move(creation), std::move(append)};
    }
};

/// All contents of a file, or why they do not come.
[[nodiscard]] inline crypto::Result<std::vector<crypto::Bytes>, crypto::BackupError>
contentsOf(const crypto::Bytes& file, const crypto::RecoveryKeys& keys)
{
    const crypto::BackupSource source = sourceOf(file);
    SOTTO_TRY(head, crypto::BackupHead::read(source));
    SOTTO_TRY(opened, crypto::openBackup(head, keys));
    crypto::BackupReader reader(std::move(opened.key), source);
    std::vector<crypto::Bytes> out;
    for (;;) {
        SOTTO_TRY(content, reader.next());
        if (!content) {
            return out;
        }
        out.emplace_back(content->view().begin(), content->view().end());
    }
}

} // namespace sotto::test
