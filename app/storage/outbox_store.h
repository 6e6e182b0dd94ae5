#pragma once

#include "app/storage/message_store.h"

namespace sotto::storage {

using DeviceBytes = crypto::FixedBytes<struct OutboxDeviceTag, 32>;

enum class OutboxStage : std::uint8_t
{
    Queued = 1, ///< plaintext, not encrypted yet
    Sealed = 2, ///< the envelope is stored; the relay may have it
    Posted = 3, ///< the relay has it; kept until the device acknowledges, to be sent again if not
};

/// One content on its way to one device.
struct OutboxItem
{
    RowId id = kNoRow;
    RowId contact = kNoRow;
    DeviceBytes device;
    RowId message = kNoRow; ///< whose state shows this delivery
    RowId subject = kNoRow; ///< the message that it brings, changes or takes back
    MessageUid uid;         ///< zero: nobody acknowledges it, so it ends when it is posted
    OutboxStage stage = OutboxStage::Queued;
    crypto::SecretBytes content;
    crypto::Bytes envelope;
    std::uint32_t attempts = 0;
    Milliseconds posted = 0;
};

struct OutboxRecipient
{
    RowId contact = kNoRow;
    DeviceBytes device;
    auto operator<=>(const OutboxRecipient&) const = default;
};

/// What an acknowledgement settled.
struct OutboxAcknowledged
{
    std::vector<RowId> messages; ///< whose items they were
    RowId newest = kNoRow;       ///< the newest item among them; older ones should be here by now
};

/// What waits to be sent. Changes need a Transaction of the caller.
class OutboxStore
{
public:
    explicit OutboxStore(Database& database);

    /// Queued, behind all others of this recipient.
    RowId add(const OutboxItem& item);
    /// Sealed ones first (by id), then Queued ones (by id).
    [[nodiscard]] std::vector<OutboxItem> next(const OutboxRecipient& recipient, std::size_t limit);
    /// Who has Sealed or Queued items.
    [[nodiscard]] std::vector<OutboxRecipient> recipients();
    void seal(RowId id, crypto::ByteView envelope);
    /// The relay has it: the envelope goes; without a uid the row goes. Returns its message.
    RowId markPosted(RowId id, Milliseconds now);
    /// Back to Queued (its session is gone, or it was never acknowledged), one attempt more.
    void requeue(RowId id);
    /// The device has these.
    OutboxAcknowledged acknowledge(const OutboxRecipient& recipient,
                                   const std::vector<MessageUid>& uids);
    /// Posted items of a recipient with an id below @p before and posted before @p postedBefore.
    [[nodiscard]] std::vector<OutboxItem> unacknowledged(const OutboxRecipient& recipient,
                                                         RowId before, Milliseconds postedBefore,
                                                         std::size_t limit);
    /// Whether any item of this message is not yet Posted (so the message is Waiting).
    [[nodiscard]] bool isUnposted(RowId message);
    /// Whatever speaks of a message, in any stage and to anybody, by id.
    [[nodiscard]] std::vector<OutboxItem> about(RowId subject);
    /// Says something else, under the same uid; Queued again if it was Sealed, one attempt more.
    void replace(RowId id, crypto::ByteView content);
    void remove(RowId id);
    /// All to one device, or (all zero) to all devices of a contact.
    void removeAll(RowId contact, const DeviceBytes& device);

private:
    Database& m_database;
    std::vector<Statement> m_statements;
};

} // namespace sotto::storage
