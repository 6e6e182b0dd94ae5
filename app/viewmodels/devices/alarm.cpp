#include "app/viewmodels/devices/alarm.h"

#include "app/core/problem.h"
#include "app/viewmodels/devices/phrase_care.h"
#include "app/viewmodels/person_text.h"

#include <algorithm>

namespace sotto::viewmodels {

Alarm::Alarm(const core::Clock& clock, PhraseCare& care, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_care(care)
{
    connect(&m_care, &PhraseCare::changed, this, [this] {
        if (m_phase == Phase::AskWords && m_care.phase() == PhraseCare::Phase::Done) {
            setPhase(Phase::Done);
            m_care.leave();
        } else if (shown()) {
            Q_EMIT changed();
        }
    });
}

bool Alarm::isChange() const
{
    return kind() == Kind::RemovalAsked || kind() == Kind::WordsReplacing;
}

void Alarm::wasMe()
{
    if (m_event && m_phase == Phase::Question && !m_isBusy) {
        m_wasMe = true;
        m_isBusy = true;
        setPhase(Phase::Question);
        Q_EMIT answerAsked(m_event->id, true);
    }
}

void Alarm::wasNotMe()
{
    if (m_event && m_phase == Phase::Question && !m_isBusy) {
        m_wasMe = false;
        m_isBusy = true;
        setPhase(Phase::ShuttingOut);
        Q_EMIT answerAsked(m_event->id, false);
    }
}

bool Alarm::isAwaited(const QByteArray& id) const
{
    return m_isBusy && m_event && m_event->id == id;
}

bool Alarm::isUnanswered(const QByteArray& id) const
{
    return std::ranges::any_of(m_unanswered, [&id](const Event& event) { return event.id == id; });
}

void Alarm::onAnswered(const QByteArray& id)
{
    if (!isAwaited(id)) {
        if (m_put == id) {
            m_put.clear();
        }
        return;
    }
    m_isBusy = false;
    if (m_wasMe) {
        next();
    } else if (isChange()) {
        setPhase(Phase::Done);
    } else if (canReplace()) {
        withWords();
    } else {
        setPhase(Phase::WithoutWords);
    }
}

void Alarm::withWords()
{
    m_care.begin(PhraseCare::Task::Replace);
    setPhase(Phase::AskWords);
}

void Alarm::withoutWords()
{
    if (m_phase == Phase::AskWords) {
        m_care.leave();
        setPhase(isChange() ? Phase::Question : Phase::WithoutWords);
    }
}

void Alarm::close()
{
    if (m_phase == Phase::Question) {
        return; // no way round it
    }
    if (m_phase == Phase::ShuttingOut) {
        m_put = id();
    } else {
        m_care.leave();
    }
    next();
}

void Alarm::onFailed(const QByteArray& id, const core::Problem& problem)
{
    if (!isAwaited(id)) {
        if (m_put == id) {
            m_put.clear(); // so it is asked about again
        }
        return;
    }
    m_isBusy = false;
    if (problem.kind == core::ProblemKind::AlarmGone || !isUnanswered(id)) {
        next(); // another device was first
        return;
    }
    if (problem.kind == core::ProblemKind::WordsNeeded && isChange()) {
        m_care.begin(PhraseCare::Task::Stop);
        setPhase(Phase::AskWords);
        return;
    }
    setPhase(Phase::Question);
    const QString eldest = m_care.standing().eldest;
    m_error = problem.kind != core::ProblemKind::NotSenior ? core::explain(problem)
              : eldest.isEmpty()
                  ? tr("This device is too new to do that. Answer on one that was here before.")
                  : tr("This device is too new to do that. Answer on “%1”, which was here "
                       "before.")
                        .arg(isolated(eldest));
    Q_EMIT changed();
}

void Alarm::show(const std::vector<Event>& unanswered)
{
    m_unanswered = unanswered;
    if (!m_put.isEmpty()) {
        if (!isUnanswered(m_put)) {
            m_put.clear();
        }
        std::erase_if(m_unanswered, [this](const Event& event) { return event.id == m_put; });
    }
    // What this device is answering goes its way to the end; what another one has answered goes.
    if (!m_event || (!isUnanswered(m_event->id) && m_phase == Phase::Question && !m_isBusy)) {
        next();
        return;
    }
    for (const Event& event : m_unanswered) {
        if (event.id == m_event->id) {
            m_event = event; // its name may have come later
        }
    }
    Q_EMIT changed();
}

void Alarm::next()
{
    const QByteArray before = id();
    std::erase_if(m_unanswered, [&](const Event& event) {
        return event.id == before && (m_phase != Phase::Question || m_wasMe);
    });
    m_event = m_unanswered.empty() ? std::nullopt : std::optional(m_unanswered.front());
    m_isBusy = false;
    m_wasMe = false;
    setPhase(Phase::Question);
}

void Alarm::retellTimes()
{
    Q_EMIT changed();
}

void Alarm::clear()
{
    m_unanswered.clear();
    m_event.reset();
    m_put.clear();
    m_isBusy = false;
    m_wasMe = false;
    setPhase(Phase::Question);
}

void Alarm::setPhase(Phase phase)
{
    m_phase = phase;
    m_error.clear();
    Q_EMIT changed();
}

} // namespace sotto::viewmodels

#include "moc_alarm.cpp"
