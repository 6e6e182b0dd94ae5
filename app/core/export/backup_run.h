#pragma once

#include "app/core/export/backup.pb.h"
#include "app/core/export/export_task.h"
#include "app/core/vault/stored_things.h"
#include "app/storage/new_file.h"
#include "crypto/backup/backup_writer.h"

namespace sotto::core {

/// The writing of one backup file: everything that the vault would hold, read from the stores in
/// transactions that change nothing.
class BackupRun final : public ExportTask
{
public:
    struct Account
    {
        Context& context;
        StoredThings& things;
        const crypto::AccountId& id;
    };

    /// @p account outlives it. The file must not be there.
    BackupRun(Account account, std::filesystem::path path, crypto::BackupSeal seal);

    [[nodiscard]] crypto::Result<bool, Problem> step() override;
    [[nodiscard]] ExportProgress progress() const override { return {m_done, m_total}; }
    [[nodiscard]] std::filesystem::path result() const override { return m_path; }

private:
    [[nodiscard]] crypto::Result<void, Problem> begin();
    void list(Work& work);
    void addThings(Work& work);
    void addMessages(Work& work);
    void add(const wire::BackupContent& content);
    void say(Work& work, const Thing& thing);
    [[nodiscard]] crypto::Result<bool, Problem> end();

    Account m_account;
    std::filesystem::path m_path;
    crypto::BackupSeal m_seal;
    std::optional<storage::NewFile> m_file;
    std::unique_ptr<crypto::BackupWriter> m_writer;
    std::optional<int> m_error;
    std::vector<Thing> m_things;        ///< still to be written, the next one last
    std::vector<RowId> m_conversations; ///< the same
    std::int64_t m_position = 0;        ///< of the last message of m_conversations.back()
    std::uint64_t m_done = 0;
    std::uint64_t m_total = 0;
};

} // namespace sotto::core
