#include "app/core/vault/vault_proofs.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/recovery/record_move.h"

namespace sotto::core {

std::optional<wire::VaultContent> signedContentOf(const Thing& thing)
{
    wire::VaultContent out;
    switch (thing.type) {
    case ThingType::LogEntry:
        out.mutable_log_entry()->set_entry(thing.key);
        return out;
    case ThingType::EpochLinks:
        out.mutable_epoch_links()->set_links(thing.key);
        return out;
    case ThingType::WrappingKey:
        out.mutable_wrapping_key()->set_certificate(thing.key);
        return out;
    case ThingType::RecordMove:
        out.mutable_record_move()->set_move(thing.key);
        return out;
    default:
        return std::nullopt;
    }
}

bool VaultProofs::provesEntry(const std::string& bytes) const
{
    const auto entry = crypto::LogEntry::parse(viewOf(bytes));
    const std::vector<crypto::LogEntry>& known = m_own.log().entries();
    const std::size_t sequence = entry ? entry->statement().sequence : 0;
    if (!entry || sequence > known.size()) {
        return false;
    }
    if (sequence < known.size() && known[sequence].hash() == entry->hash()) {
        return true;
    }
    // A genesis is no other one's rival.
    return sequence > 0 && known[sequence - 1].hash() == entry->statement().previous &&
           crypto::judge(m_own.log().stateBefore(sequence), *entry).has_value();
}

bool VaultProofs::proves(const wire::VaultContent& content) const
{
    const crypto::SigningPublicKey recovery(m_own.log().state().recovery.view());
    if (content.has_log_entry()) {
        return provesEntry(content.log_entry().entry());
    }
    if (content.has_epoch_links()) {
        return m_keys.opens(content.epoch_links().links());
    }
    if (content.has_wrapping_key()) {
        const auto certificate =
            crypto::WrappingKeyCertificate::parse(viewOf(content.wrapping_key().certificate()));
        return certificate && certificate->verify(recovery, m_own.id());
    }
    if (content.has_record_move()) {
        const auto move = RecordMove::parse(viewOf(content.record_move().move()));
        return move && move->verify(recovery, m_own.id());
    }
    return false;
}

bool VaultProofs::isInForce(const Thing& thing) const
{
    const auto content = signedContentOf(thing);
    if (!content) {
        return true;
    }
    if (thing.type == ThingType::LogEntry) {
        const auto entry = crypto::LogEntry::parse(viewOf(thing.key));
        return entry && m_own.log().relationTo(entry->hash()) != crypto::HeadRelation::Unknown;
    }
    if (thing.type == ThingType::EpochLinks) {
        const auto links = crypto::EpochLinks::parse(viewOf(thing.key));
        return links && m_keys.opens(thing.key) && m_keys.links(links->epoch) == *links;
    }
    return proves(*content);
}

} // namespace sotto::core
