#include "app/core/devices/found_account.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/recovery/recovery.pb.h"
#include "crypto/vault/epoch_chain.h"
#include "crypto/vault/relay_text.h"

#include <algorithm>

namespace sotto::core {

namespace {

crypto::Unexpected<Problem> problem(ProblemKind kind, const char* technical)
{
    return crypto::Unexpected(Problem{.kind = kind, .technical = technical});
}

crypto::Unexpected<Problem> broken(const char* technical)
{
    return problem(ProblemKind::RecordBroken, technical);
}

crypto::Result<FoundList, Problem> listOf(const crypto::ListOrigin& origin,
                                          const sotto::wire::ObjectState& found)
{
    const auto changes = crypto::splitChanges(crypto::asBytes(found.list_changes()));
    if (!changes) {
        return broken("the key list does not parse");
    }
    auto list = crypto::KeyList::verify(origin, *changes);
    if (!list) {
        return broken("the key list does not verify");
    }
    if (found.list_size() != changes->size()) {
        return broken("the key list is not whole");
    }
    FoundList out{{}, std::move(*list)};
    for (const crypto::ByteView change : *changes) {
        out.changes.emplace_back(change.begin(), change.end());
    }
    return out;
}

crypto::Result<crypto::VerifiedVersion, Problem> versionOf(const crypto::KeyList& list,
                                                           const sotto::wire::ObjectState& found)
{
    if (!found.has_version()) {
        return broken("there is no version");
    }
    const crypto::ByteView header = crypto::asBytes(found.version().signed_header());
    if (header.empty() || header.front() > 1) {
        return problem(ProblemKind::RecordNewer, "a version of a newer format");
    }
    const auto version = crypto::VerifiedVersion::verify(
        header, crypto::asBytes(found.version().body()), list, nullptr);
    if (!version && version.error() == crypto::VersionError::StruckSigner) {
        return broken("the newest version is by a device that was removed");
    }
    if (!version || version->header().number != found.newest()) {
        return broken("the newest version does not verify");
    }
    return *version;
}

std::optional<crypto::SigningKey> formerRoot(const std::string& seed)
{
    const auto bytes = fixedOf<crypto::SigningSeed>(seed);
    return bytes ? std::optional<crypto::SigningKey>(crypto::SigningKey(*bytes)) : std::nullopt;
}

std::optional<crypto::SharedKey> formerKey(const std::string& bytes, crypto::Epoch newest)
{
    auto key = crypto::SharedKey::parse(viewOf(bytes));
    return key && key->epoch() + 1 == newest ? std::optional(std::move(*key)) : std::nullopt;
}

/// The newest entry that removed or suspended somebody: a record that stands before it is by
/// somebody who did not know, or did not want to know.
std::size_t newestRemoval(const crypto::DeviceLog& log)
{
    std::size_t out = 0;
    for (std::size_t i = 0; i < log.entries().size(); ++i) {
        const auto& body = log.entries()[i].statement().body;
        if (std::holds_alternative<crypto::SuspendBody>(body) ||
            std::holds_alternative<crypto::RemoveDeviceBody>(body) ||
            std::holds_alternative<crypto::CommitBody>(body)) {
            out = i;
        }
    }
    return out;
}

} // namespace

crypto::Result<FoundRecord, Problem> verifyRecord(const crypto::RecoveryKeys& keys,
                                                  const sotto::wire::ObjectState& found,
                                                  crypto::Timestamp now)
{
    SOTTO_TRY(
        list,
        listOf({crypto::ObjectKind::Recovery, keys.locator, keys.recordRoot.publicKey()}, found));
    SOTTO_TRY(version, versionOf(list.list, found));
    const crypto::ObjectHeader& header = version.header();
    const crypto::ByteView body = crypto::asBytes(found.version().body());
    if (!body.empty() && body.front() > 1) {
        return problem(ProblemKind::RecordNewer, "a record of a newer format");
    }
    auto payload = crypto::openRecoveryRecord(keys.wrappingKey.secretKey,
                                              {keys.locator, header.epoch, header.sharedKey}, body);
    if (!payload && payload.error() == crypto::RecoveryRecordError::Replaced) {
        return problem(ProblemKind::PhraseReplaced, "the record says so");
    }
    if (!payload) {
        return broken("the record does not open");
    }
    if (payload->sharedKey.logHeadCommitment(keys.locator, payload->logHead.view()) !=
        header.logHead) {
        return broken("the record and its version name different heads");
    }
    if (header.epoch > crypto::epochLimit(now)) {
        return problem(ProblemKind::ClockWrong, "an epoch that cannot be yet");
    }
    wire::RecoveryExtension extension;
    const auto cardRoot = extension.ParseFromArray(payload->extension.data(),
                                                   static_cast<int>(payload->extension.size()))
                              ? fixedOf<crypto::SigningPublicKey>(extension.card_root())
                              : std::nullopt;
    if (!cardRoot || !crypto::isRelayText(viewOf(extension.relay()))) {
        return broken("the record's extension");
    }
    auto before = formerKey(extension.former_key(), header.epoch);
    return FoundRecord{
        std::move(list),
        version.seen(),
        header,
        std::move(*payload),
        crypto::SecretBytes(viewOf(extension.relay())),
        *cardRoot,
        fixedOf<crypto::SigningPublicKey>(extension.vault_root())
            .value_or(keys.vaultRoot.publicKey()),
        formerRoot(extension.former_card_root()),
        formerRoot(extension.former_vault_root()),
        std::move(before),
    };
}

const crypto::SigningKey& rootOf(const crypto::SigningKey& words,
                                 const std::optional<crypto::SigningKey>& former,
                                 const crypto::ListOrigin& origin,
                                 const sotto::wire::ObjectState& found)
{
    const auto list = former ? listOf(origin, found) : broken("none");
    return list && list->list.root() == former->publicKey() ? *former : words;
}

crypto::Result<FoundList, Problem> verifyList(const crypto::ListOrigin& origin,
                                              const crypto::SigningKey& root,
                                              const sotto::wire::ObjectState& found)
{
    SOTTO_TRY(list, listOf(origin, found));
    if (list.list.root() != root.publicKey()) {
        return problem(ProblemKind::PhraseReplaced, "the list's root is not the words'");
    }
    return list;
}

crypto::Result<FoundCard, Problem> verifyCard(const crypto::RecoveryKeys& keys,
                                              const FoundRecord& record,
                                              const sotto::wire::ObjectState& found)
{
    const crypto::RecoveryPayload& payload = record.payload;
    const crypto::ListOrigin origin{crypto::ObjectKind::Card, payload.card, record.cardRoot};
    SOTTO_TRY(list, verifyList(origin, rootOf(keys.cardRoot, record.formerCardRoot, origin, found),
                               found));
    SOTTO_TRY(version, versionOf(list.list, found));
    // It follows the record; whoever was to publish it may be gone.
    const bool isBefore = record.formerKey && version.header().epoch == record.formerKey->epoch();
    const crypto::SharedKey& key = isBefore ? *record.formerKey : payload.sharedKey;
    if (version.header().epoch != key.epoch()) {
        return problem(ProblemKind::AccountBehind, "the card is of another epoch");
    }
    if (version.header().sharedKey != key.commitment(payload.card)) {
        return problem(ProblemKind::AccountForked, "the card names another shared key");
    }
    auto open =
        crypto::openCard(payload.card, key.cardSlotKey(), crypto::asBytes(found.version().body()));
    if (!open) {
        return broken("the card does not open");
    }
    return FoundCard{std::move(list), std::move(*open)};
}

crypto::Result<crypto::DeviceLog, Problem> verifyLog(const crypto::RecoveryKeys& keys,
                                                     const FoundRecord& record,
                                                     crypto::ByteView serializedLog)
{
    auto log = crypto::DeviceLog::parse(serializedLog);
    if (!log || log->account() != record.payload.account) {
        return broken("the device log does not verify");
    }
    const crypto::EntryHash head(record.payload.logHead.view());
    if (log->relationTo(head) == crypto::HeadRelation::Unknown) {
        return problem(ProblemKind::AccountBehind, "the log does not reach the record's head");
    }
    if (!std::ranges::equal(log->state().recovery.view(), keys.signingKey.publicKey().view())) {
        return problem(ProblemKind::PhraseReplaced, "the log names another recovery key");
    }
    const auto& entries = log->entries();
    const auto at = std::ranges::find_if(
        entries, [&](const crypto::LogEntry& entry) { return entry.hash() == head; });
    if (static_cast<std::size_t>(at - entries.begin()) < newestRemoval(*log)) {
        return broken("the record is older than a removal");
    }
    return std::move(*log);
}

} // namespace sotto::core
