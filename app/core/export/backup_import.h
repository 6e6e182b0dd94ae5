#pragma once

#include "app/core/export/backup_file.h"
#include "app/core/export/export_task.h"
#include "app/core/vault/stored_things.h"

namespace sotto::core {

/// Takes what a backup of this account holds into the stores, as if the vault had said it; and
/// what was taken is said to the vault. Each step is a transaction: interrupted, what came stays,
/// and whoever does it again does no harm.
class BackupImport final : public ExportTask
{
public:
    /// @p file is unlocked, and of this account.
    BackupImport(Context& context, StoredThings& things, BackupFile file);

    /// BackupBroken, Io.
    [[nodiscard]] crypto::Result<bool, Problem> step() override;
    [[nodiscard]] ExportProgress progress() const override;
    [[nodiscard]] std::filesystem::path result() const override { return {}; }

private:
    Context& m_context;
    StoredThings& m_things;
    BackupFile m_file;
    std::uint64_t m_done = 0;
};

} // namespace sotto::core
