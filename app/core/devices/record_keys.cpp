#include "app/core/devices/record_keys.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/devices/device_reach.h"

#include <algorithm>
#include <set>

namespace sotto::core {

namespace {

constexpr std::string_view kRow = "record.keys";
/// Of one device, or for one: as often may the words change while it is away.
constexpr int kKeysMax = 4;

std::optional<crypto::SigningKey> keyOf(const std::string& seed)
{
    const auto bytes = fixedOf<crypto::SigningSeed>(seed);
    return bytes ? std::optional<crypto::SigningKey>(crypto::SigningKey(*bytes)) : std::nullopt;
}

bool isOf(const wire::RecordKeysState::Key& kept, const crypto::SigningPublicKey& key)
{
    const auto own = keyOf(kept.key());
    return own && own->publicKey() == key;
}

template <class Keys, class IsGone> void eraseIf(Keys& keys, const IsGone& isGone)
{
    keys.erase(std::remove_if(keys.begin(), keys.end(), isGone), keys.end());
}

/// The newest ones of that device stay, so that there is room for one more.
template <class Keys> void makeRoom(Keys& keys, const std::string& device)
{
    auto left = std::count_if(keys.begin(), keys.end(),
                              [&](const auto& key) { return key.device() == device; });
    eraseIf(keys, [&](const auto& key) { return key.device() == device && left-- >= kKeysMax; });
}

} // namespace

RecordKeys::RecordKeys(Ground ground)
    : m_ground(ground)
{
    m_ground.incoming.onOwnRecordKey = [this](Work& work, const crypto::DeviceId& from,
                                              const std::string& seed) { take(work, from, seed); };
}

void RecordKeys::load()
{
    m_state.Clear();
    const auto stored = m_ground.context.stores.state.find(kRow);
    if (stored && !m_state.ParseFromArray(stored->data(), static_cast<int>(stored->size()))) {
        throw storage::StorageFailure(storage::FailureKind::Damaged, "keys of a record");
    }
}

void RecordKeys::store(Work& work)
{
    work.stores().state.put(kRow, serialized(m_state).view());
}

// ---- handed over -------------------------------------------------------------------------------

void RecordKeys::give(Work& work, const crypto::DeviceId& device, const crypto::SigningKey& key)
{
    const std::string id = fieldOf(device.view());
    makeRoom(*m_state.mutable_given(), id);
    wire::RecordKeysState::Key& given = *m_state.add_given();
    given.set_device(id);
    given.set_key(fieldOf(key.seed().view()));
    store(work);
    send(work, given);
}

void RecordKeys::repeat(Work& work, const crypto::DeviceId& device)
{
    const std::string id = fieldOf(device.view());
    for (const wire::RecordKeysState::Key& given : m_state.given()) {
        if (given.device() == id) {
            send(work, given);
        }
    }
}

void RecordKeys::send(Work& work, const wire::RecordKeysState::Key& key)
{
    Person& self = m_ground.people.self(work);
    wire::Content content = m_ground.outbox.content(true);
    content.mutable_own_record_key()->set_key(key.key());
    m_ground.outbox.addFor(work, self, *fixedOf<crypto::DeviceId>(key.device()), content);
    work.afterwards([this, id = self.row.id] { m_ground.outbox.kick(id); });
}

void RecordKeys::refresh(Work& work)
{
    const int before = m_state.given_size();
    // A device that names one of them as its own has no use for those before.
    std::set<std::string> named;
    for (int i = before; i-- > 0;) {
        const wire::RecordKeysState::Key& given = m_state.given(i);
        const auto device = fixedOf<crypto::DeviceId>(given.device());
        const auto said = m_ground.things.device(work, given.device());
        const auto own = said && verifyReach(*said, m_ground.own.log())
                             ? fixedOf<crypto::SigningPublicKey>(said->reach().record_key())
                             : std::nullopt;
        if (own && isOf(given, *own)) {
            named.insert(given.device());
        }
        if (named.contains(given.device()) ||
            m_ground.own.log().statusOf(*device) != crypto::DeviceStatus::Active) {
            m_state.mutable_given()->DeleteSubrange(i, 1);
        }
    }
    if (m_state.given_size() != before) {
        store(work);
    }
}

// ---- received ----------------------------------------------------------------------------------

void RecordKeys::take(Work& work, const crypto::DeviceId& from, const std::string& seed)
{
    if (!keyOf(seed) || m_ground.own.log().statusOf(from) != crypto::DeviceStatus::Active) {
        return;
    }
    // Few of each device: whoever sends many displaces his own. Which one it is the record's move
    // says, which the new words have signed.
    const std::string id = fieldOf(from.view());
    eraseIf(*m_state.mutable_taken(), [&](const auto& taken) {
        const auto device = fixedOf<crypto::DeviceId>(taken.device());
        return taken.key() == seed ||
               m_ground.own.log().statusOf(*device) != crypto::DeviceStatus::Active;
    });
    makeRoom(*m_state.mutable_taken(), id);
    wire::RecordKeysState::Key& taken = *m_state.add_taken();
    taken.set_device(id);
    taken.set_key(seed);
    store(work);
    if (onTaken) {
        onTaken(work);
    }
}

std::optional<crypto::SigningKey> RecordKeys::find(const crypto::SigningPublicKey& key) const
{
    for (const wire::RecordKeysState::Key& taken : m_state.taken()) {
        if (isOf(taken, key)) {
            return keyOf(taken.key());
        }
    }
    return std::nullopt;
}

void RecordKeys::spend(Work& work, const crypto::SigningPublicKey& key)
{
    eraseIf(*m_state.mutable_taken(), [&](const auto& taken) { return isOf(taken, key); });
    store(work);
}

} // namespace sotto::core
