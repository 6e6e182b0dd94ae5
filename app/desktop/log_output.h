#pragma once

#include <QString>
#include <QtGlobal>

namespace sotto::desktop {

enum class LogDetail
{
    Withheld, ///< of what Qt and QML say: where, but not what
    Shown     ///< everything, for whoever works on Sotto
};

/// One line of log, without its end. Sotto's own categories (sotto.…) never name people or content
/// and are written out. What Qt or QML complain about can hold what somebody typed, a file's name
/// or a host, so of that only category and place are written.
[[nodiscard]] QString logLine(QtMsgType type, const QMessageLogContext& context,
                              const QString& message, LogDetail detail);

/// Sends all that is logged to standard error in this form. SOTTO_LOG_DETAIL=1 in the environment
/// shows everything.
void installLogOutput();

} // namespace sotto::desktop
