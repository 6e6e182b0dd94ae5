#pragma once

#include "app/core/export/backup_file.h"
#include "app/core/export/export_source.h"

#include <map>

namespace sotto::core {

/// What a backup file holds, without a profile, a relay or a database.
class BackupSource final : public ExportSource
{
public:
    /// @p file is unlocked.
    explicit BackupSource(BackupFile file);

    [[nodiscard]] ExportAccount account() const override { return m_account; }
    [[nodiscard]] std::uint64_t total() const override { return m_file.about().messages(); }
    [[nodiscard]] crypto::Result<std::optional<ExportConversation>, Problem> next() override;
    [[nodiscard]] crypto::Result<std::vector<ExportMessage>, Problem>
    messages(std::size_t limit) override;

private:
    [[nodiscard]] crypto::Result<bool, Problem> advance();
    void take(const wire::VaultContact& contact);
    [[nodiscard]] ExportMessage messageOf(const wire::VaultMessage& message) const;

    BackupFile m_file;
    ExportAccount m_account;
    std::map<std::string, ExportConversation> m_people; ///< by account
    std::string m_current;                              ///< whose conversation it is
    std::optional<wire::VaultMessage> m_ahead;          ///< read, and not handed out
};

} // namespace sotto::core
