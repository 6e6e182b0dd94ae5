#include "app/core/recovery/record_move.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/recovery/recovery.pb.h"
#include "crypto/base/labels.h"
#include "crypto/base/writer.h"

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

crypto::Bytes statement(const crypto::AccountId& account, const crypto::KeyList& list)
{
    crypto::Writer out;
    out.bytes(account).bytes(list.object()).bytes(list.root());
    return std::move(out).take();
}

} // namespace

void RecordMove::sign(const crypto::SigningKey& recovery, const crypto::AccountId& account)
{
    signature = recovery.sign(crypto::labels::kRecordMove, statement(account, *listOf(changes)));
}

bool RecordMove::verify(const crypto::SigningPublicKey& recovery,
                        const crypto::AccountId& account) const
{
    const auto list = listOf(changes);
    return list && certificate.verify(recovery, account) &&
           crypto::verify(recovery, crypto::labels::kRecordMove, statement(account, *list),
                          signature);
}

bool RecordMove::lists(const crypto::SigningPublicKey& key) const
{
    const auto list = listOf(changes);
    return list && list->find(key);
}

crypto::SecretBytes RecordMove::serialize() const
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
        next.set_key(fieldOf(heir.key.seed().view()));
    }
    crypto::SecretBytes bytes(out.ByteSizeLong());
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
                   .heirs = {}};
    for (const std::string& change : in.changes()) {
        const crypto::ByteView view = viewOf(change);
        out.changes.emplace_back(view.begin(), view.end());
    }
    for (const wire::RecordMove::Heir& heir : in.heirs()) {
        if (heir.device().size() != crypto::DeviceId::kSize ||
            heir.key().size() != crypto::SigningSeed::kSize) {
            return std::nullopt;
        }
        out.heirs.push_back(
            {crypto::DeviceId(viewOf(heir.device()).first<crypto::DeviceId::kSize>()),
             crypto::SigningKey(
                 crypto::SigningSeed(viewOf(heir.key()).first<crypto::SigningSeed::kSize>()))});
    }
    return listOf(out.changes) ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace sotto::core
