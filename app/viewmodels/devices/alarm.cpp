#include "app/viewmodels/devices/alarm.h"

#include "app/core/environment.h"
#include "app/core/problem.h"
#include "app/viewmodels/devices/phrase_care.h"
#include "app/viewmodels/devices/sentence_day.h"
#include "app/viewmodels/person_text.h"
#include "app/viewmodels/time_text.h"

#include <algorithm>

namespace sotto::viewmodels {

namespace {

/// How long a slow change waits for somebody who objects.
constexpr storage::Milliseconds kSlowMs = std::int64_t{14} * 24 * 3600 * 1000;

} // namespace

Alarm::Alarm(const core::Clock& clock, PhraseCare& care, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_care(care)
{
    connect(&m_care, &PhraseCare::changed, this, [this] {
        if (m_phase == Phase::AskWords && m_care.phase() == PhraseCare::Phase::Done) {
            setPhase(Phase::Done);
            m_care.leave();
        }
    });
}

QString Alarm::deviceName() const
{
    return m_event && !m_event->deviceName.empty() ? shownName(m_event->deviceName) : QString();
}

bool Alarm::isChange() const
{
    return kind() == Kind::RemovalAsked || kind() == Kind::WordsReplacing;
}

QString Alarm::detail() const
{
    if (!m_event) {
        return {};
    }
    const TimeText times;
    const storage::Milliseconds now = m_clock.now();
    const QString when =
        tr("%1 at %2").arg(sentenceDay(m_event->when, now), times.clock(m_event->when));
    switch (m_event->kind) {
    case Kind::DeviceAdded:
        return deviceName().isEmpty()
                   ? tr("Added %1. It has not said what it is called.").arg(when)
                   : tr("Added %1. The name was chosen on that device.").arg(when);
    case Kind::WordsUsed:
        return tr("Used %1.").arg(when);
    case Kind::RemovalAsked:
    case Kind::WordsReplacing:
        return tr("Asked %1. It happens in %2, unless you stop it.")
            .arg(when, TimeText::remaining(m_event->when + kSlowMs, now));
    case Kind::Copied:
        return tr("Seen %1.").arg(when);
    }
    return {};
}

QString Alarm::title() const
{
    switch (m_phase) {
    case Phase::ShuttingOut:
        return isChange() ? tr("Stopping it") : tr("Shutting it out");
    case Phase::AskWords:
        return m_care.title();
    case Phase::WithoutWords:
        return kind() == Kind::WordsUsed ? tr("Nothing was added to your account")
                                         : tr("The device is shut out already");
    case Phase::Done:
        return isChange() ? tr("It was stopped.") : tr("You are safe again.");
    case Phase::Question:
        break;
    }
    const QString name = isolated(deviceName());
    switch (kind()) {
    case Kind::DeviceAdded:
        return tr("A new device was added to your account");
    case Kind::WordsUsed:
        return tr("Your twelve words were used");
    case Kind::RemovalAsked:
        return deviceName().isEmpty() ? tr("A device of yours is to be removed")
                                      : tr("“%1” is to be removed").arg(name);
    case Kind::WordsReplacing:
        return tr("Your twelve words are being replaced");
    case Kind::Copied:
        return deviceName().isEmpty() ? tr("A device of yours is in use twice")
                                      : tr("“%1” is in use twice").arg(name);
    }
    return {};
}

QString Alarm::text() const
{
    switch (m_phase) {
    case Phase::ShuttingOut:
        return isChange() ? tr("This takes a moment.")
                          : tr("From now on nothing new reaches it. This takes a moment.");
    case Phase::AskWords:
        return m_care.text();
    case Phase::WithoutWords:
        return kind() == Kind::WordsUsed
                   ? tr("Whoever has your words could add a device later; you would be asked then, "
                        "as now. Without the old words, new ones take 14 days.")
                   : tr("It gets no new messages, and the people you talk to send it nothing. What "
                        "it has read already cannot be taken back. Without the old words, it "
                        "stays in the list, and new words take 14 days.");
    case Phase::Done:
        return isChange() ? tr("Nothing was changed. The device that asked for it is still in the "
                               "list: remove it if you do not know it.")
                          : tr("Whoever had the old words is shut out, and they open nothing any "
                               "more. What was read before cannot be taken back.");
    case Phase::Question:
        break;
    }
    switch (kind()) {
    case Kind::DeviceAdded:
        return tr("Somebody typed your twelve words on it. It can read along and write as you.");
    case Kind::WordsUsed:
        return tr("Somebody typed them, and added no device. Whoever has them could.");
    case Kind::RemovalAsked:
        return tr("A younger device, or somebody with your words, asked for that.");
    case Kind::WordsReplacing:
        return tr("A device of yours asked for new ones, without the old words.");
    case Kind::Copied:
        return tr("Its data was copied, or brought back from a backup, and both write as you.");
    }
    return {};
}

bool Alarm::canReplaceSlowly() const
{
    return m_care.canReplaceSlowly();
}

QString Alarm::keepTitle() const
{
    return tr("This was me");
}

QString Alarm::keepText() const
{
    switch (kind()) {
    case Kind::DeviceAdded:
        return tr("You set up this device yourself, just now. Nothing changes, and this notice "
                  "goes away on all your devices.");
    case Kind::WordsUsed:
        return tr("You typed them yourself, and stopped before a device was added. Nothing "
                  "changes.");
    case Kind::RemovalAsked:
        return tr("You want it gone. It is removed when the time is over.");
    case Kind::WordsReplacing:
        return tr("You lost the old words and asked for new ones. They stop working when the time "
                  "is over.");
    case Kind::Copied:
        return tr("You moved it to another computer, or restored a backup. Set it up again there "
                  "with your twelve words.");
    }
    return {};
}

QString Alarm::keepButton() const
{
    switch (kind()) {
    case Kind::DeviceAdded:
        return tr("Keep the device");
    case Kind::RemovalAsked:
    case Kind::WordsReplacing:
        return tr("Let it happen");
    case Kind::WordsUsed:
    case Kind::Copied:
        return tr("Keep everything");
    }
    return {};
}

QString Alarm::removeTitle() const
{
    return tr("This was not me");
}

QString Alarm::removeText() const
{
    switch (kind()) {
    case Kind::DeviceAdded:
    case Kind::Copied:
        return tr("Sotto shuts the device out at once. Then it asks for your twelve words and "
                  "gives you new ones; the old ones stop working.");
    case Kind::WordsUsed:
        return tr("Sotto asks for your twelve words and gives you new ones; the old ones stop "
                  "working.");
    case Kind::RemovalAsked:
    case Kind::WordsReplacing:
        return tr("Sotto stops it at once, and nothing changes.");
    }
    return {};
}

QString Alarm::removeButton() const
{
    switch (kind()) {
    case Kind::DeviceAdded:
    case Kind::Copied:
        return tr("Remove it now");
    case Kind::WordsUsed:
        return tr("Make new words");
    case Kind::RemovalAsked:
    case Kind::WordsReplacing:
        return tr("Stop this");
    }
    return {};
}

QString Alarm::doubtText() const
{
    return kind() == Kind::DeviceAdded
               ? tr("Not sure? Remove it. You can add the device again at any time.")
           : isChange() ? tr("Not sure? Stop it. You can ask for it again at any time.")
                        : tr("Not sure? Have new words made. It takes a minute.");
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

void Alarm::onAnswered()
{
    if (!m_event || !m_isBusy) {
        return;
    }
    m_isBusy = false;
    if (m_wasMe) {
        next();
    } else if (isChange()) {
        setPhase(Phase::Done);
    } else {
        withWords();
    }
}

void Alarm::withWords()
{
    m_care.begin(PhraseCare::Task::Replace);
    setPhase(Phase::AskWords);
}

void Alarm::withoutWords()
{
    if (m_phase == Phase::AskWords && isChange()) {
        m_care.leave();
        setPhase(Phase::Question);
    } else if (m_phase == Phase::AskWords) {
        m_care.leave();
        setPhase(Phase::WithoutWords);
    }
}

void Alarm::replaceSlowly()
{
    if (m_phase == Phase::WithoutWords) {
        m_care.begin(PhraseCare::Task::ReplaceSlowly);
        setPhase(Phase::AskWords);
        m_care.submit();
    }
}

void Alarm::close()
{
    if (m_phase != Phase::Question && m_phase != Phase::ShuttingOut) {
        m_care.leave();
        next();
    }
}

void Alarm::onFailed(const core::Problem& problem)
{
    if (!m_event || !m_isBusy) {
        return;
    }
    m_isBusy = false;
    if (problem.kind == core::ProblemKind::Cancelled) {
        next();
        return;
    }
    if (problem.kind == core::ProblemKind::WordsNeeded && isChange()) {
        m_care.begin(PhraseCare::Task::Stop);
        setPhase(Phase::AskWords);
        return;
    }
    setPhase(Phase::Question);
    m_error = core::explain(problem);
    Q_EMIT changed();
}

void Alarm::show(const std::vector<Event>& unanswered)
{
    m_unanswered = unanswered;
    const bool isOpen = m_event && std::ranges::any_of(m_unanswered, [this](const Event& event) {
                            return event.id == m_event->id;
                        });
    // What this device is answering goes its way to the end; what another one has answered goes.
    if (!m_event || (!isOpen && m_phase == Phase::Question && !m_isBusy)) {
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
    const QByteArray before = m_event ? m_event->id : QByteArray();
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
