// Outbox: beginning sessions, before anything can be encrypted.
#include "app/core/base/wire_bytes.h"
#include "app/core/delivery/outbox_lane.h"
#include "crypto/handshake/sealed_bundle.h"

namespace sotto::core {

void Outbox::fetchBundle(Person& person, Lane& lane, std::size_t mailboxIndex)
{
    const auto token = tokenOf(person, crypto::DeviceId(lane.key.device.bytes));
    if (mailboxIndex == 0) {
        lane.fetchError.reset();
    }
    if (mailboxIndex >= person.mailboxes.size() || !token) {
        lane.fetchError ? onFailure(lane, *lane.fetchError) : retryLater(lane);
        return;
    }
    const crypto::ContactMailbox& mailbox = person.mailboxes[mailboxIndex];
    auto place = m_places.find(fieldOf(mailbox.relay.view()));
    if (!place) {
        fetchBundle(person, lane, mailboxIndex + 1);
        return;
    }
    lane.token = fieldOf(token->view());
    lane.fetching = client::fetchPrekeys(
        *place, mailbox.mailbox, *token, [this, key = lane.key, mailboxIndex](auto outcome) {
            m_context.guard([&] { onBundle(key, mailboxIndex, outcome); });
        });
}

void Outbox::onBundle(const LaneKey& key, std::size_t mailboxIndex,
                      const client::Outcome<sotto::wire::Prekeys>& outcome)
{
    const auto at = m_lanes.find(key);
    Person* const person = m_people.find(key.contact);
    if (at == m_lanes.end()) {
        return;
    }
    Lane& lane = *at->second;
    // It calls us: it must outlive this call.
    const auto finished = std::make_shared<client::RunningRequest>(std::move(lane.fetching));
    m_context.later(0, [finished] {});
    if (person == nullptr || mailboxIndex >= person->mailboxes.size()) {
        return;
    }
    if (!outcome) {
        lane.fetchError = outcome.error();
        fetchBundle(*person, lane, mailboxIndex + 1);
        return;
    }
    const crypto::ContactMailbox& mailbox = person->mailboxes[mailboxIndex];
    const auto opened =
        crypto::openBundle(mailbox.bundleKey, mailbox.mailbox, viewOf(outcome->sealed_bundle()));
    bool vouchedFor = !opened;
    for (const crypto::DeviceRecord& record : person->log->state().devices) {
        if (!opened) {
            break;
        }
        const crypto::DeviceId& device = record.id;
        std::optional<crypto::SeenBundle> seen;
        if (const auto* known = person->seenBundle(device)) {
            seen = {known->counter(), *fixedOf<crypto::Hash>(known->hash())};
        }
        const auto bundle = crypto::VerifiedBundle::verify(
            *opened, {{person->account(), device}, record.keys}, mailbox.mailbox,
            seen ? &*seen : nullptr, m_context.now());
        if (bundle && !person->isActive(device) && !person->isSelf()) {
            vouchedFor = true; // of a device that was ended since: nothing is sent there
            continue;
        }
        if (!bundle) {
            // A bundle that is merely old says nothing of who vouches for the device.
            vouchedFor = vouchedFor || (bundle.error() != crypto::BundleError::OtherDevice &&
                                        bundle.error() != crypto::BundleError::KeysNotInLog);
            continue;
        }
        vouchedFor = true;
        Lane& found = laneOf(person->row.id, device);
        const auto oneTime = outcome->has_one_time_id()
                                 ? std::optional(crypto::PrekeyId{outcome->one_time_id()})
                                 : std::nullopt;
        if (!begin(*person, found, bundle.value(), oneTime)) {
            retryLater(found);
            return;
        }
        if (found.key == key) {
            pump(key.contact, device);
            return;
        }
    }
    if (!vouchedFor) {
        Work work(m_context);
        person->row.hold = storage::SendingHold::Unvouched;
        m_people.store(work, *person);
        work.commit();
        return;
    }
    fetchBundle(*person, lane, mailboxIndex + 1);
}

bool Outbox::begin(Person& person, Lane& lane, const crypto::VerifiedBundle& bundle,
                   std::optional<crypto::PrekeyId> oneTime)
{
    const crypto::DeviceAddress& peer = bundle.bundle().address;
    Work work(m_context);
    if (lane.fetchAgain || !m_sessions.canSendTo(peer)) {
        const auto started = m_sessions.start(bundle, oneTime);
        if (!started && started.error() != crypto::StartError::AlreadyBegun) {
            return false;
        }
        lane.fetchAgain = false;
    }
    wire::SeenBundle* seen = nullptr;
    for (wire::SeenBundle& known : *person.state.mutable_bundles()) {
        if (known.device() == fieldOf(peer.device.view())) {
            seen = &known;
        }
    }
    if (seen == nullptr) {
        seen = person.state.add_bundles();
        seen->set_device(fieldOf(peer.device.view()));
    }
    seen->set_counter(bundle.seen().counter);
    seen->set_hash(fieldOf(bundle.seen().hash.view()));
    seen->set_mailbox(fieldOf(bundle.bundle().mailbox.view()));
    m_people.store(work, person);
    m_sessions.store(work);
    work.commit();
    return true;
}

} // namespace sotto::core
