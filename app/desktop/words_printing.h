#pragma once

#include <QStringList>

namespace sotto::desktop {

/// Asks for a printer, and prints the sheet with the twelve words. Blocks as long as the dialog is
/// open. What a print server keeps of it is not in our hands, which the page says.
void printWords(const QStringList& words, const QString& relay);

} // namespace sotto::desktop
