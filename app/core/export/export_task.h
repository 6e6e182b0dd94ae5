#pragma once

#include "app/core/problem.h"
#include "crypto/base/result.h"

#include <filesystem>

namespace sotto::core {

struct ExportProgress
{
    std::uint64_t done = 0; ///< messages, or what a backup has
    std::uint64_t total = 0;
};

/// Something long that is done in steps of a few milliseconds. Destroyed before it is done, it
/// leaves nothing on the disk.
class ExportTask
{
public:
    ExportTask() = default;
    ExportTask(const ExportTask&) = delete;
    ExportTask& operator=(const ExportTask&) = delete;
    virtual ~ExportTask() = default;

    /// True: it is done. A problem is for good.
    [[nodiscard]] virtual crypto::Result<bool, Problem> step() = 0;
    [[nodiscard]] virtual ExportProgress progress() const = 0;
    /// What it made, once it is done.
    [[nodiscard]] virtual std::filesystem::path result() const = 0;
};

/// What the disk answered: DiskFull, FileExists, FileNotWritten.
[[nodiscard]] Problem fileProblem(int systemError);

} // namespace sotto::core
