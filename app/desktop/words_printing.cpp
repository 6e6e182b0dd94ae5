#include "app/desktop/words_printing.h"

#include "app/viewmodels/words_sheet.h"

#include <QPrintDialog>
#include <QPrinter>

namespace sotto::desktop {

void printWords(const QStringList& words, const QString& relay)
{
    QPrinter printer(QPrinter::HighResolution);
    // Names show in print queues: nothing in this one tells what it is.
    printer.setDocName(QStringLiteral("Sotto"));
    QPrintDialog dialog(&printer);
    if (dialog.exec() == QDialog::Accepted) {
        (void)viewmodels::drawWordsSheet(printer, words, relay);
    }
}

} // namespace sotto::desktop
