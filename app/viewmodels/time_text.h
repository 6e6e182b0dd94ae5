#pragma once

#include "app/storage/row_id.h"

#include <QDate>
#include <QLocale>
#include <QString>

namespace sotto::viewmodels {

/// An author's clock that is further ahead than this is not believed.
inline constexpr storage::Milliseconds kClockAheadMs = std::int64_t{5} * 60 * 1000;

/// The time that a message shows: its author's, unless it lies more than kClockAheadMs after it
/// was received; then when it was received. @p received is 0 for an own one.
[[nodiscard]] storage::Milliseconds shownTime(storage::Milliseconds sent,
                                              storage::Milliseconds received);

/// The day of the system's time zone.
[[nodiscard]] QDate dayOf(storage::Milliseconds time);

/// Times as people read them, in a locale and the system's time zone.
class TimeText
{
public:
    explicit TimeText(QLocale locale = QLocale())
        : m_locale(std::move(locale))
    {}

    /// "09:41"
    [[nodiscard]] QString clock(storage::Milliseconds time) const;
    /// For a row of a list: the time of today, "Yesterday", a weekday, a date.
    [[nodiscard]] QString row(storage::Milliseconds time, storage::Milliseconds now) const;
    /// For the line above a day's messages: "Today", "Yesterday", a weekday, a date.
    [[nodiscard]] QString day(storage::Milliseconds time, storage::Milliseconds now) const;
    /// Date and time, spelled out.
    [[nodiscard]] QString full(storage::Milliseconds time) const;
    /// "12 November 2026"
    [[nodiscard]] QString date(storage::Milliseconds time) const;
    /// How long until @p time: "6 days and 3 hours", "20 minutes".
    [[nodiscard]] static QString remaining(storage::Milliseconds time, storage::Milliseconds now);

private:
    QLocale m_locale;
};

} // namespace sotto::viewmodels
