#include "app/core/recovery/record_move.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/recovery/recovery.pb.h"
#include "crypto/base/labels.h"
#include "crypto/base/writer.h"

#include <algorithm>

namespace sotto::core {

namespace {

std::optional<crypto::KeyList> listOf(const std::vector<crypto::Bytes>& changes)
{
    if (changes.empty()) {
        return std::nullopt;
    }
    auto list = crypto::KeyList::create(changes.front());
    const std::vector<crypto::ByteView> views(changes.begin(), changes.end());
    if (!list || list->kind() != crypto::ObjectKind::Recovery ||
        !list->extend(std::span(views).subspan(1))) {
        return std::nullopt;
    }
    return std::move(*list);
}

crypto::Bytes statement(const crypto::AccountId& account, const RecordMove& move)
{
    const auto list = listOf(move.changes);
    crypto::Writer out(130 + 64 * move.heirs.size());
    out.bytes(account).bytes(list->object()).bytes(list->root()).count16(move.heirs.size());
    for (const RecordMove::Heir& heir : move.heirs) {
        out.bytes(heir.device).bytes(heir.key);
    }
    if (move.cardRoot) {
        out.bytes(*move.cardRoot);
    }
    return std::move(out).take();
}

} // namespace

void RecordMove::sign(const crypto::SigningKey& recovery, const crypto::AccountId& account)
{
    signature = recovery.sign(crypto::labels::kRecordMove, statement(account, *this));
}

bool RecordMove::verify(const crypto::SigningPublicKey& recovery,
                        const crypto::AccountId& account) const
{
    return listOf(changes) && certificate.verify(recovery, account) &&
           crypto::verify(recovery, crypto::labels::kRecordMove, statement(account, *this),
                          signature);
}

std::optional<crypto::SigningPublicKey> RecordMove::keyOf(const crypto::DeviceId& device) const
{
    const auto list = listOf(changes);
    const auto heir = std::ranges::find(heirs, device, &Heir::device);
    return list && heir != heirs.end() && list->find(heir->key) ? std::optional(heir->key)
                                                                : std::nullopt;
}

crypto::Bytes RecordMove::serialize() const
{
    wire::RecordMove out;
    out.set_certificate(fieldOf(certificate.serialize()));
    for (const crypto::Bytes& change : changes) {
        out.add_changes(fieldOf(change));
    }
    out.set_signature(fieldOf(signature.view()));
    for (const Heir& heir : heirs) {
        wire::RecordMove::Heir& next = *out.add_heirs();
        next.set_device(fieldOf(heir.device.view()));
        next.set_key(fieldOf(heir.key.view()));
    }
    if (cardRoot) {
        out.set_card_root(fieldOf(cardRoot->view()));
    }
    crypto::Bytes bytes(out.ByteSizeLong());
    out.SerializeWithCachedSizesToArray(bytes.data());
    return bytes;
}

std::optional<RecordMove> RecordMove::parse(crypto::ByteView bytes)
{
    wire::RecordMove in;
    if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return std::nullopt;
    }
    auto certificate = crypto::WrappingKeyCertificate::parse(viewOf(in.certificate()));
    if (!certificate || in.signature().size() != crypto::Signature::kSize) {
        return std::nullopt;
    }
    RecordMove out{.certificate = std::move(*certificate),
                   .changes = {},
                   .signature =
                       crypto::Signature(viewOf(in.signature()).first<crypto::Signature::kSize>()),
                   .heirs = {},
                   .cardRoot = fixedOf<crypto::SigningPublicKey>(in.card_root())};
    for (const std::string& change : in.changes()) {
        const crypto::ByteView view = viewOf(change);
        out.changes.emplace_back(view.begin(), view.end());
    }
    const bool isRootCut = !in.card_root().empty() && !out.cardRoot;
    if (isRootCut || in.heirs_size() > static_cast<int>(crypto::kListKeysMax)) {
        return std::nullopt;
    }
    for (const wire::RecordMove::Heir& heir : in.heirs()) {
        const auto device = fixedOf<crypto::DeviceId>(heir.device());
        const auto key = fixedOf<crypto::SigningPublicKey>(heir.key());
        if (!device || !key) {
            return std::nullopt;
        }
        out.heirs.push_back({*device, *key});
    }
    return listOf(out.changes) ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace sotto::core
