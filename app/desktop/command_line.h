#pragma once

#include "crypto/base/result.h"

#include <QString>
#include <QStringList>

namespace sotto::desktop {

/// Characters of a `sotto:` link that is taken up at all. An invite's is below 400.
constexpr int kLinkLengthMax = 4096;

enum class CommandLineAction
{
    Run,
    Help,
    Version
};

/// What a start was asked for.
struct CommandLine
{
    CommandLineAction action = CommandLineAction::Run;
    QString profile;      ///< a name or a folder (it has a '/'); empty: the default one
    bool isQuiet = false; ///< start in the tray, without a window
    QString link;         ///< a `sotto:` link, or empty. Untrusted, and it holds a secret
};

/// Reads the arguments of the program, its own name first. The error is a sentence for the console.
[[nodiscard]] crypto::Result<CommandLine, QString> parseCommandLine(const QStringList& arguments);

/// What --help prints, several lines.
[[nodiscard]] QString commandLineHelp();

/// True if @p text can be a link for Sotto: its scheme, printable ASCII, within kLinkLengthMax.
[[nodiscard]] bool isSottoLink(const QString& text);

} // namespace sotto::desktop
