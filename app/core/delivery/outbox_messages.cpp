// Outbox: messages, as long as they can still be changed on their way.
#include "app/core/base/wire_bytes.h"
#include "app/core/delivery/outbox.h"

namespace sotto::core {

using storage::OutboxItem;
using storage::OutboxStage;

void Outbox::bring(Work& work, const Person& person, const wire::Content& text, RowId message,
                   bool again)
{
    for (const crypto::DeviceId& device : person.activeDevices()) {
        OutboxItem item;
        item.device = storage::DeviceBytes(device.bytes);
        item.message = item.subject = message;
        item.attempts = again ? 1 : 0;
        queue(work, person, std::move(item), text);
    }
}

bool Outbox::change(Work& work, const Person& person, RowId message, const wire::Content* text,
                    const wire::Content& change)
{
    std::set<storage::DeviceBytes> unaware;
    std::set<storage::DeviceBytes> aware;
    bool wasSealed = false;
    for (const OutboxItem& item : work.stores().outbox.about(message)) {
        const bool brings = item.message == message;
        const bool neverLeft = item.stage == OutboxStage::Queued && item.attempts == 0;
        if (brings) {
            (neverLeft ? unaware : aware).insert(item.device);
        }
        if (brings && text != nullptr) {
            work.stores().outbox.replace(item.id, serialized(*text).view());
        } else {
            work.stores().outbox.remove(item.id);
        }
        wasSealed = wasSealed || item.stage == OutboxStage::Sealed;
    }
    bool isTold = false;
    for (const crypto::DeviceId& device : person.activeDevices()) {
        OutboxItem item;
        item.device = storage::DeviceBytes(device.bytes);
        item.subject = message;
        if (!unaware.contains(item.device) || aware.contains(item.device)) {
            queue(work, person, std::move(item), change);
            isTold = true;
        }
    }
    if (wasSealed) {
        work.afterwards([this, contact = person.row.id] { recall(contact); });
    }
    return isTold;
}

} // namespace sotto::core
