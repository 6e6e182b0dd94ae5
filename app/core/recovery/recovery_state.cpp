#include "app/core/recovery/recovery_state.h"

#include "crypto/base/reader.h"
#include "crypto/base/writer.h"
#include "crypto/objects/key_list.h"
#include "crypto/phrase/recovery_phrase.h"
#include "crypto/primitives/aead.h"

namespace sotto::core {

namespace {

constexpr std::uint8_t kVersion = 2;
/// The one before words could be replaced.
constexpr std::uint8_t kVersionOfFirstWords = 1;
constexpr std::size_t kSealedBytesMax = 32 + crypto::kAeadTagBytes; // entropy of 24 words
constexpr std::size_t kCertificateBytes = 1 + 1216 + 64;
/// A creation, and one key.
constexpr std::size_t kVaultChangesMax = 2;
constexpr std::size_t kVaultChangesBytesMax =
    1 + 2 + kVaultChangesMax * (2 + crypto::kListChangeBytesMax);

void write(crypto::SecretWriter& out, const VaultBeginning& vault)
{
    const std::vector<crypto::ByteView> changes(vault.changes.begin(), vault.changes.end());
    out.bytes16(crypto::serializeChanges(changes)).bytes(vault.deviceKey.seed().view());
}

std::optional<VaultBeginning> readVault(crypto::Reader& in)
{
    const auto changes = crypto::splitChanges(in.bytes16(kVaultChangesBytesMax));
    const crypto::SigningKey key(in.secret<crypto::SigningSeed>());
    if (!changes) {
        return std::nullopt;
    }
    VaultBeginning out{{}, key.duplicate()};
    for (const crypto::ByteView change : *changes) {
        out.changes.emplace_back(change.begin(), change.end());
    }
    return out;
}

/// What belongs to each state of the words, and nothing else.
bool isConsistent(const RecoveryState& state)
{
    const bool isShown = state.words == WordsState::Shown;
    const bool isMade = state.words != WordsState::None;
    return state.provisionalRecovery.has_value() != isMade && state.sealed.has_value() == isShown &&
           state.certificate.has_value() == isMade &&
           (state.wrapKey.has_value() || state.inKeychain || !isShown) &&
           (!state.wrapKey || isShown);
}

} // namespace

std::string recordRow(std::uint32_t record)
{
    return record == 0 ? "record" : "record." + std::to_string(record);
}

crypto::SecretBytes RecoveryState::serialize() const
{
    crypto::SecretWriter out;
    out.u8(kVersion).u8(static_cast<std::uint8_t>(words)).bytes(vault);
    out.flag(provisionalRecovery.has_value());
    if (provisionalRecovery) {
        out.bytes(provisionalRecovery->seed().view());
    }
    out.flag(sealed.has_value());
    if (sealed) {
        out.bytes16(*sealed);
    }
    out.flag(wrapKey.has_value());
    if (wrapKey) {
        out.bytes(wrapKey->view());
    }
    out.flag(inKeychain).flag(certificate.has_value());
    if (certificate) {
        out.bytes(certificate->serialize());
    }
    out.flag(vaultBeginning.has_value());
    if (vaultBeginning) {
        write(out, *vaultBeginning);
    }
    out.u16(record);
    return std::move(out).take();
}

std::optional<RecoveryState> RecoveryState::parse(crypto::ByteView stored)
{
    crypto::Reader in(stored);
    RecoveryState out;
    const std::uint8_t version = in.u8();
    if (version != kVersion && version != kVersionOfFirstWords) {
        in.fail(crypto::ParseError::Kind::UnknownVersion);
    }
    const std::uint8_t words = in.u8();
    if (words > static_cast<std::uint8_t>(WordsState::Confirmed)) {
        in.fail(crypto::ParseError::Kind::OutOfRange);
    }
    out.words = static_cast<WordsState>(words);
    out.vault = in.fixed<crypto::ObjectId>();
    if (in.flag()) {
        out.provisionalRecovery.emplace(in.secret<crypto::SigningSeed>());
    }
    if (in.flag()) {
        const crypto::ByteView sealed = in.bytes16(kSealedBytesMax);
        out.sealed.emplace(sealed.begin(), sealed.end());
    }
    if (in.flag()) {
        out.wrapKey = in.secret<WordsWrapKey>();
    }
    out.inKeychain = in.flag();
    if (in.flag()) {
        auto certificate = crypto::WrappingKeyCertificate::parse(in.bytes(kCertificateBytes));
        if (!certificate) {
            return std::nullopt;
        }
        out.certificate = std::move(*certificate);
    }
    if (in.flag()) {
        out.vaultBeginning = readVault(in);
        if (!out.vaultBeginning) {
            return std::nullopt;
        }
    }
    if (version == kVersion) {
        out.record = in.u16();
    }
    if (!in.finish() || !isConsistent(out)) {
        return std::nullopt;
    }
    return out;
}

} // namespace sotto::core
