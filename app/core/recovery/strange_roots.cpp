#include "app/core/recovery/strange_roots.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/devices/device_claims.h"

#include <algorithm>
#include <set>

namespace sotto::core {

namespace {

constexpr std::string_view kRow = "words.strangers";
/// Who keeps this device from reading all that there is does not keep it from a veto.
constexpr storage::Milliseconds kWaitsMostMs = std::int64_t{2} * 24 * 3600 * 1000;

bool isOwn(const OwnObject& object)
{
    return object.list().find(object.deviceKey().publicKey()) == object.list().proposedRoot()->by;
}

std::uint32_t kindOf(const OwnObject& object)
{
    return static_cast<std::uint32_t>(object.list().kind());
}

} // namespace

StrangeRoots::StrangeRoots(Place place)
    : m_place(std::move(place))
{}

void StrangeRoots::load()
{
    m_seen.Clear();
    m_backed.clear();
    const auto stored = m_place.context.stores.state.find(kRow);
    if (stored && !m_seen.ParseFromArray(stored->data(), static_cast<int>(stored->size()))) {
        throw storage::StorageFailure(storage::FailureKind::Damaged, "the proposed roots");
    }
}

StrangeRoots::Left StrangeRoots::review(std::span<OwnObject* const> lists)
{
    Left left = Left::None;
    for (OwnObject* const list : lists) {
        const crypto::ProposedRoot* const proposed = list->list().proposedRoot();
        if (proposed == nullptr) {
            forget(kindOf(*list));
        } else if (isOwn(*list)) {
            if (!m_place.isWanted(proposed->root)) {
                list->vetoRoot(); // nothing, while the relay has not got what is proposed
                left = Left::Some;
            }
        } else if (isBacked(*list)) {
            m_backed.insert({kindOf(*list), proposed->number});
            forget(kindOf(*list));
        } else if (m_place.isCurrent() ? m_backed.contains({kindOf(*list), proposed->number}) ||
                                             waitedMs(*list) >= waitsMs
                                       : waitedMs(*list) >= kWaitsMostMs) {
            // What the log has named and names no more was stopped there.
            forget(kindOf(*list));
            list->vetoRoot();
            left = Left::Some;
        } else {
            left = Left::Some;
        }
    }
    return left;
}

/// Since the root was seen first: the log, or who the key belongs to, may be heard of later.
storage::Milliseconds StrangeRoots::waitedMs(const OwnObject& list)
{
    const std::uint32_t number = list.list().proposedRoot()->number;
    const auto now = static_cast<std::uint64_t>(m_place.context.nowMs());
    const auto at = std::ranges::find_if(m_seen.seen(), [&](const auto& seen) {
        return seen.kind() == kindOf(list) && seen.number() == number;
    });
    if (at != m_seen.seen().end()) {
        return static_cast<storage::Milliseconds>(now - std::min(now, at->seen_ms()));
    }
    forget(kindOf(list));
    auto& seen = *m_seen.add_seen();
    seen.set_kind(kindOf(list));
    seen.set_number(number);
    seen.set_seen_ms(now);
    store();
    return 0;
}

void StrangeRoots::forget(std::uint32_t kind)
{
    auto& seen = *m_seen.mutable_seen();
    const auto gone = std::remove_if(seen.begin(), seen.end(),
                                     [&](const auto& one) { return one.kind() == kind; });
    if (gone != seen.end()) {
        seen.erase(gone, seen.end());
        store();
    }
}

void StrangeRoots::store()
{
    Work work(m_place.context);
    work.stores().state.put(kRow, crypto::asBytes(m_seen.SerializeAsString()));
    work.commit();
}

bool StrangeRoots::isBacked(const OwnObject& list) const
{
    const crypto::DeviceLog& log = m_place.own.log();
    storage::VaultStore& vault = m_place.context.stores.vault;
    std::set<crypto::DeviceId> proposers;
    for (const crypto::PendingChange& change : log.state().pending) {
        if (std::holds_alternative<crypto::ReplaceRecoveryBody>(change.change) && change.byDevice) {
            proposers.insert(*change.byDevice);
        }
    }
    // Who has brought the present words into force slowly commits their roots before he says where
    // their record is.
    for (const crypto::CommittedChange& change : log.state().committed) {
        const auto* const next = std::get_if<crypto::ReplaceRecoveryBody>(&change.change);
        const auto& author = log.entries()[change.proposedAt].statement().byDevice;
        if (next != nullptr && next->recovery == log.state().recovery && author &&
            !presentMove(vault, log)) {
            proposers.insert(*author);
        }
    }
    const auto claims = claimsOf(vault, log, [&](const crypto::DeviceRecord& device) {
        return device.status == crypto::DeviceStatus::Active && proposers.contains(device.id);
    });
    return claims.hold(*list.list().keyAt(list.list().proposedRoot()->by));
}

} // namespace sotto::core
