// OwnDevices: when there is to be a new shared key, and who makes it.
#include "app/core/base/wire_bytes.h"
#include "app/core/devices/own_devices.h"
#include "crypto/vault/log_reference.h"

namespace sotto::core {

namespace {

/// Who changed the list of devices makes the new key at once; should he not, or have left, the
/// others do, one after the other.
constexpr int kInTurnMs = 5'000;
/// A key that could not be made now (links on their way, or a thief who used the epochs up).
constexpr int kAgainMs = 30'000;

} // namespace

bool OwnDevices::isRotationDue() const
{
    if (m_state.rotate_here()) {
        return true;
    }
    const bool isMissing =
        m_state.rotate_epoch() > 0 && m_state.rotate_epoch() == m_ground.own.sharedKey().epoch();
    return (isMissing && m_isOurTurn) || (m_wrote && m_state.key_day() < today());
}

void OwnDevices::rotateInTurn()
{
    m_isOurTurn = false;
    const crypto::EntryBody& newest = m_ground.own.log().entries().back().statement().body;
    const int first = std::holds_alternative<crypto::LeaveBody>(newest) ? 0 : 1;
    m_ground.context.later(m_state.rotate_here() ? 0 : kInTurnMs * (placeAmongActive() + first),
                           [this, turn = ++m_rotationTurn] {
                               if (turn == m_rotationTurn) {
                                   m_isOurTurn = true;
                                   rotateIfDue();
                               }
                           });
}

void OwnDevices::rotateIfDue()
{
    RelayAccountHead* const head = m_ground.objects.head();
    const auto isActive =
        m_ground.own.log().statusOf(m_ground.own.device()) == crypto::DeviceStatus::Active;
    // Without a vault there is nothing that the key protects, nor a place for the links. The card
    // must be able to follow.
    if (!m_started || m_ground.own.cardWaits() || m_rotating || !isActive || !isRotationDue() ||
        !m_ground.objects.deposit || m_ground.objects.words()->record() == nullptr) {
        return;
    }
    m_rotating = true;
    head->rotate([this](const crypto::Result<void, Problem>& outcome) { rotated(outcome); },
                 [this] { return isRotationDue(); });
}

void OwnDevices::rotated(const crypto::Result<void, Problem>& outcome)
{
    m_rotating = false;
    if (!outcome && outcome.error().kind != ProblemKind::Cancelled) {
        m_ground.context.later(kAgainMs, [this, turn = ++m_rotationTurn] {
            if (turn == m_rotationTurn) {
                rotateIfDue();
            }
        });
    }
}

} // namespace sotto::core
