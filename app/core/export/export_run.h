#pragma once

#include "app/core/export/export_page.h"
#include "app/core/export/export_task.h"
#include "app/storage/new_file.h"

namespace sotto::core {

/// Where an export goes.
struct ExportPlace
{
    std::filesystem::path folder; ///< made (mode 0700) if it is not there; its parent must be
    ExportFormat format = ExportFormat::Html;
    bool withIndex = true; ///< a list of all the files
    storage::Milliseconds now = 0;
};

/// One export, in steps: a new folder "Sotto export <date>" inside the given one, with one file a
/// conversation. It has its name only once all of it is on the disk; given up, it goes. Holds a
/// few hundred messages at a time.
class ExportRun final : public ExportTask
{
public:
    ExportRun(ExportPlace place, std::unique_ptr<ExportSource> source);
    ~ExportRun() override;

    /// A few hundred messages, or the beginning or end of a file. True: it is done. Io, DiskFull,
    /// and what the source says: for good.
    [[nodiscard]] crypto::Result<bool, Problem> step() override;
    [[nodiscard]] ExportProgress progress() const override;
    /// Once it is done: where it is.
    [[nodiscard]] std::filesystem::path result() const override { return m_result; }

private:
    [[nodiscard]] crypto::Result<void, Problem> begin();
    [[nodiscard]] crypto::Result<void, Problem> beginFile(const ExportConversation& conversation);
    [[nodiscard]] crypto::Result<void, Problem> endFile();
    [[nodiscard]] crypto::Result<void, Problem> end();

    ExportPlace m_place;
    std::unique_ptr<ExportSource> m_source;
    std::optional<storage::NewFolder> m_folder;
    std::optional<storage::NewFile> m_file; ///< goes before the folder
    std::unique_ptr<ExportPage> m_page;
    int m_error = 0; ///< of writing
    std::vector<ExportedFile> m_files;
    std::uint64_t m_done = 0;
    std::filesystem::path m_result;
};

} // namespace sotto::core
