#include "app/viewmodels/devices/sentence_day.h"

#include "app/viewmodels/time_text.h"

#include <QCoreApplication>

namespace sotto::viewmodels {

QString sentenceDay(storage::Milliseconds time, storage::Milliseconds now)
{
    const qint64 ago = dayOf(time).daysTo(dayOf(now));
    if (ago == 0) {
        return QCoreApplication::translate("Times", "today", "within a sentence");
    }
    if (ago == 1) {
        return QCoreApplication::translate("Times", "yesterday", "within a sentence");
    }
    return TimeText().day(time, now);
}

} // namespace sotto::viewmodels
