#pragma once

#include "app/core/export/backup.pb.h"
#include "app/core/problem.h"
#include "crypto/backup/backup_reader.h"

#include <filesystem>
#include <memory>

namespace sotto::core {

/// Backup files as the disk has them.
class BackupFile
{
public:
    /// Reads the head: Io, NoBackup, BackupNewer, BackupBroken.
    [[nodiscard]] static crypto::Result<BackupFile, Problem>
    open(const std::filesystem::path& path);
    BackupFile(BackupFile&&) noexcept;
    BackupFile& operator=(BackupFile&&) noexcept;
    ~BackupFile();

    /// WordsOpenNothing, BackupBroken.
    [[nodiscard]] crypto::Result<void, Problem> unlock(const crypto::RecoveryKeys& keys);
    /// Once unlocked. The account whose words these are.
    [[nodiscard]] const crypto::AccountId& account() const;
    [[nodiscard]] const wire::BackupAbout& about() const;
    /// The next thing; nothing behind the last one. What is of a newer program is passed over.
    /// BackupBroken, Io.
    [[nodiscard]] crypto::Result<std::optional<wire::VaultContent>, Problem> next();

private:
    struct Parts;
    explicit BackupFile(std::unique_ptr<Parts> parts);
    [[nodiscard]] crypto::Result<std::optional<wire::BackupContent>, Problem> read();

    std::unique_ptr<Parts> m_parts;
};

[[nodiscard]] Problem problemOf(crypto::BackupError error);

} // namespace sotto::core
