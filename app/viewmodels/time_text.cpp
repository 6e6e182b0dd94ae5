#include "app/viewmodels/time_text.h"

#include <QCoreApplication>
#include <QDateTime>

namespace sotto::viewmodels {

namespace {

constexpr storage::Milliseconds kMinuteMs = 60'000;
constexpr storage::Milliseconds kHourMs = 60 * kMinuteMs;
constexpr storage::Milliseconds kDayMs = 24 * kHourMs;

QDateTime at(storage::Milliseconds time)
{
    return QDateTime::fromMSecsSinceEpoch(time);
}

QString tr(const char* text, int count = -1)
{
    return QCoreApplication::translate("Times", text, nullptr, count);
}

QString counted(const char* one, const char* many, qint64 count)
{
    return count == 1 ? tr(one) : tr(many, static_cast<int>(count));
}

} // namespace

storage::Milliseconds shownTime(storage::Milliseconds sent, storage::Milliseconds received)
{
    return received != 0 && sent > received + kClockAheadMs ? received : sent;
}

QDate dayOf(storage::Milliseconds time)
{
    return at(time).date();
}

QString TimeText::clock(storage::Milliseconds time) const
{
    return m_locale.toString(at(time).time(), QLocale::ShortFormat);
}

QString TimeText::row(storage::Milliseconds time, storage::Milliseconds now) const
{
    const QDate day = dayOf(time);
    const QDate today = dayOf(now);
    const qint64 ago = day.daysTo(today);
    if (ago == 0) {
        return clock(time);
    }
    if (ago == 1) {
        return tr("Yesterday");
    }
    if (ago > 1 && ago < 7) {
        return m_locale.toString(day, QStringLiteral("ddd"));
    }
    return m_locale.toString(day, day.year() == today.year() ? tr("d MMM") : tr("d MMM yyyy"));
}

QString TimeText::day(storage::Milliseconds time, storage::Milliseconds now) const
{
    const QDate day = dayOf(time);
    const QDate today = dayOf(now);
    const qint64 ago = day.daysTo(today);
    if (ago == 0) {
        return tr("Today");
    }
    if (ago == 1) {
        return tr("Yesterday");
    }
    if (ago > 1 && ago < 7) {
        return m_locale.toString(day, QStringLiteral("dddd"));
    }
    return m_locale.toString(day, day.year() == today.year() ? tr("dddd, d MMMM")
                                                             : tr("dddd, d MMMM yyyy"));
}

QString TimeText::full(storage::Milliseconds time) const
{
    return tr("%1, %2").arg(m_locale.toString(dayOf(time), tr("dddd, d MMMM yyyy")), clock(time));
}

QString TimeText::date(storage::Milliseconds time) const
{
    return m_locale.toString(dayOf(time), tr("d MMMM yyyy"));
}

QString TimeText::remaining(storage::Milliseconds time, storage::Milliseconds now)
{
    const storage::Milliseconds left = std::max<storage::Milliseconds>(0, time - now);
    const qint64 days = left / kDayMs;
    const qint64 hours = left % kDayMs / kHourMs;
    const qint64 minutes = left % kHourMs / kMinuteMs;
    if (days > 0) {
        const QString first = counted("1 day", "%Ln days", days);
        return hours == 0 ? first
                          : tr("%1 and %2").arg(first, counted("1 hour", "%Ln hours", hours));
    }
    if (hours > 0) {
        const QString first = counted("1 hour", "%Ln hours", hours);
        return minutes == 0
                   ? first
                   : tr("%1 and %2").arg(first, counted("1 minute", "%Ln minutes", minutes));
    }
    return counted("1 minute", "%Ln minutes", std::max<qint64>(1, minutes));
}

} // namespace sotto::viewmodels
