#pragma once

#include "app/core/export/export_source.h"
#include "app/storage/conversation_store.h"

namespace sotto::core {

/// What a profile's database holds. On any connection to it, which outlives this. Its calls
/// @throw StorageFailure.
class StoredSource final : public ExportSource
{
public:
    /// @p conversation: that one, or all (kNoRow).
    StoredSource(storage::Database& database, ExportAccount account, storage::RowId conversation);

    [[nodiscard]] ExportAccount account() const override { return m_account; }
    [[nodiscard]] std::uint64_t total() const override { return m_total; }
    [[nodiscard]] crypto::Result<std::optional<ExportConversation>, Problem> next() override;
    [[nodiscard]] crypto::Result<std::vector<ExportMessage>, Problem>
    messages(std::size_t limit) override;

private:
    void add(const std::optional<storage::Conversation>& conversation);
    [[nodiscard]] ExportMessage messageOf(const storage::Message& message);
    [[nodiscard]] std::optional<ExportMessage::Quoted> quotedBy(const storage::Message& message);

    ExportAccount m_account;
    storage::ContactStore m_contacts;
    storage::ConversationStore m_conversations;
    storage::MessageStore m_messages;
    std::vector<storage::Conversation> m_left; ///< the next one last
    storage::RowId m_current = storage::kNoRow;
    std::int64_t m_position = 0;
    std::uint64_t m_total = 0;
};

} // namespace sotto::core
