#include "app/viewmodels/devices/lost_words.h"

#include "app/core/environment.h"
#include "app/core/problem.h"
#include "app/viewmodels/devices/sentence_day.h"
#include "app/viewmodels/time_text.h"

namespace sotto::viewmodels {

LostWords::LostWords(const core::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
{}

QString LostWords::title() const
{
    if (!waiting()) {
        return m_hasEndedElsewhere ? tr("Your new words do not come.") : QString();
    }
    if (isInterrupted()) {
        return tr("One of your devices has stopped a part of your new words.");
    }
    return ready() ? tr("Your new words can come into force.") : waitingTitle();
}

QString LostWords::waitingTitle() const
{
    if (m_info.dueAt == 0) {
        return tr("New words wait for the relay.");
    }
    const storage::Milliseconds now = m_clock.now();
    return dayOf(m_info.dueAt) == dayOf(now)
               ? tr("New words wait until %1 today.").arg(TimeText().clock(m_info.dueAt))
               : tr("New words wait until %1.").arg(sentenceDay(m_info.dueAt, now));
}

QString LostWords::text() const
{
    if (!waiting()) {
        return m_hasEndedElsewhere
                   ? tr("Another device of yours stopped them, or has replaced the words itself. "
                        "If that was not you, look at your devices.")
                   : QString();
    }
    if (isInterrupted()) {
        return tr("Type them from your paper: then their 14 days begin anew. If you do not know "
                  "why they were stopped, look at your devices first.");
    }
    if (ready()) {
        return tr("The 14 days are over, and nobody stopped them. Type them from your paper: from "
                  "then on they count, and the old ones open nothing any more.");
    }
    return m_info.dueAt == 0
               ? tr("It has not heard of them yet. The 14 days begin once it has; until they are "
                    "over, the new words do nothing.")
               : tr("Until then they do nothing, and the old ones go on working. Each of your "
                    "devices can stop them.");
}

void LostWords::stop()
{
    if (waiting() && !m_isBusy) {
        m_isBusy = true;
        m_error.clear();
        Q_EMIT changed();
        Q_EMIT stopAsked();
    }
}

void LostWords::forget()
{
    m_hasEndedElsewhere = false;
    m_error.clear();
    Q_EMIT changed();
}

void LostWords::refresh()
{
    Q_EMIT refreshAsked();
}

void LostWords::show(const core::LostWords& info)
{
    const bool areGone = waiting() && info.stage == core::LostWords::Stage::None;
    m_hasEndedElsewhere = (m_hasEndedElsewhere || (areGone && !m_isBusy && !m_isFinishing)) &&
                          info.stage == core::LostWords::Stage::None;
    m_info = info;
    Q_EMIT changed();
}

void LostWords::onFinishing()
{
    m_isFinishing = true;
}

void LostWords::onFinished(bool areInForce)
{
    m_isFinishing = false;
    if (areInForce) {
        m_info = {};
        Q_EMIT changed();
    }
}

void LostWords::onStopped()
{
    m_isBusy = false;
    m_info = {};
    Q_EMIT changed();
}

void LostWords::onStopFailed(const core::Problem& problem)
{
    m_isBusy = false;
    // Stopped meanwhile, by another device: what was asked for is so.
    if (problem.kind == core::ProblemKind::NoWords) {
        m_info = {};
    } else {
        m_error = core::explain(problem);
    }
    Q_EMIT changed();
}

bool LostWords::isDue() const
{
    return waiting() && !ready() && m_info.dueAt != 0 && m_clock.now() >= m_info.dueAt;
}

void LostWords::retellTimes()
{
    Q_EMIT changed();
}

void LostWords::clear()
{
    m_info = {};
    m_isBusy = false;
    m_isFinishing = false;
    forget();
}

} // namespace sotto::viewmodels

#include "moc_lost_words.cpp"
