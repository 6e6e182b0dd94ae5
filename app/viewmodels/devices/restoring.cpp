#include "app/viewmodels/devices/restoring.h"

#include "app/viewmodels/devices/sentence_day.h"
#include "app/viewmodels/shown_problem.h"
#include "app/viewmodels/time_text.h"

#include <algorithm>

#include <QLocale>

namespace sotto::viewmodels {

Restoring::Restoring(QObject* parent)
    : QObject(parent)
{}

double Restoring::share() const
{
    return m_state.total == 0 ? 0.0
                              : std::min(1.0, static_cast<double>(m_state.restored) /
                                                  static_cast<double>(m_state.total));
}

QString Restoring::text() const
{
    if (!m_state.isRestoring) {
        return {};
    }
    const QLocale locale;
    const auto number = [&locale](std::uint64_t count) {
        return locale.toString(static_cast<qulonglong>(count));
    };
    return m_state.total == 0
               ? tr("Getting your history")
               : tr("Getting your history: %1 of %2 messages")
                     .arg(number(std::min(m_state.restored, m_state.total)), number(m_state.total));
}

void Restoring::show(const State& state, storage::Milliseconds now)
{
    QString asOf;
    if (state.asOf != 0) {
        const TimeText times;
        asOf = tr("As of %1, %2. No other device could be asked.")
                   .arg(sentenceDay(state.asOf, now), times.clock(state.asOf));
    }
    if (m_state != state || m_asOf != asOf) {
        m_state = state;
        m_asOf = asOf;
        Q_EMIT changed();
    }
}

void Restoring::showTrouble(const core::Problem& problem)
{
    const ShownProblem shown = shownProblem(problem);
    m_troubleTitle = shown.title;
    m_troubleText = shown.text;
    Q_EMIT changed();
}

void Restoring::dismissTrouble()
{
    m_troubleTitle.clear();
    m_troubleText.clear();
    Q_EMIT changed();
}

void Restoring::clear()
{
    dismissTrouble();
    show({}, 0);
}

} // namespace sotto::viewmodels

#include "moc_restoring.cpp"
