#pragma once

#include "app/core/export/export_page.h"
#include "app/core/export/export_task.h"
#include "crypto/phrase/recovery_phrase.h"

namespace sotto::core {

struct ExportRequest
{
    std::filesystem::path folder; ///< made if it is not there; its parent must be
    ExportFormat format = ExportFormat::Html;
    storage::RowId conversation = storage::kNoRow; ///< kNoRow: all of them
};

struct BackupRequest
{
    std::filesystem::path file;
    crypto::RecoveryPhrase phrase;
    crypto::SecretBytes passphrase = {}; ///< the optional BIP39 passphrase
};

using OnExportProgress = std::function<void(const ExportProgress&)>;

} // namespace sotto::core
