#include "app/core/export/export_task.h"

#include <cerrno>
#include <cstring>

namespace sotto::core {

Problem fileProblem(int systemError)
{
    const bool isFull = systemError == ENOSPC || systemError == EDQUOT;
    const ProblemKind kind = isFull                  ? ProblemKind::DiskFull
                             : systemError == EEXIST ? ProblemKind::FileExists
                                                     : ProblemKind::FileNotWritten;
    return {kind, std::strerror(systemError)};
}

} // namespace sotto::core
