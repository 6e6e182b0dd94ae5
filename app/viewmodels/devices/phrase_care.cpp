#include "app/viewmodels/devices/phrase_care.h"

#include "app/viewmodels/devices/word_entry.h"
#include "app/viewmodels/shown_problem.h"
#include "app/viewmodels/twelve_words.h"

namespace sotto::viewmodels {

PhraseCare::PhraseCare(WordEntry& entry, TwelveWords& words, QObject* parent)
    : QObject(parent)
    , m_entry(entry)
    , m_words(words)
{
    connect(&m_words, &TwelveWords::confirmed, this, [this] {
        if (m_phase == Phase::NewWords) {
            setPhase(Phase::Done);
        }
    });
    connect(&m_entry, &WordEntry::finished, this, &PhraseCare::submit);
    connect(&m_entry, &WordEntry::edited, this, [this] {
        if (m_phase == Phase::AskWords && !m_errorTitle.isEmpty()) {
            setPhase(Phase::AskWords);
        }
    });
}

QString PhraseCare::title() const
{
    switch (m_phase) {
    case Phase::Idle:
        return {};
    case Phase::AskWords:
        return m_task == Task::Check     ? tr("Do you still have your twelve words?")
               : m_task == Task::Replace ? tr("Enter your old twelve words")
                                         : tr("Enter your twelve words");
    case Phase::Question:
        return tr("Replace the words that you lost");
    case Phase::Busy:
        return m_task == Task::Check      ? tr("Checking your words")
               : m_task == Task::SetWaits ? tr("Telling your devices")
               : m_task == Task::Stop     ? tr("Stopping it")
                                          : tr("Making twelve new words");
    case Phase::Right:
        return tr("These are your words.");
    case Phase::NewWords:
        return tr("Write down your new words now");
    case Phase::Done:
        return doneTitle();
    }
    return {};
}

QString PhraseCare::doneTitle() const
{
    switch (m_task) {
    case Task::SetWaits:
        return m_waits ? tr("New devices wait from now on.")
                       : tr("New devices can be used at once.");
    case Task::Stop:
        return tr("It was stopped.");
    case Task::ReplaceSlowly:
        return tr("The old words stop working in 14 days.");
    default:
        return tr("Your words are new.");
    }
}

QString PhraseCare::text() const
{
    switch (m_phase) {
    case Phase::Idle:
        return {};
    case Phase::AskWords:
        return askText();
    case Phase::Question:
        return tr("You get new words now. The old ones stop working in 14 days: so long each of "
                  "your devices can stop it, in case it was not you. The people you talk to are "
                  "asked to compare safety numbers again.");
    case Phase::Busy:
        return tr("This takes a second or two.");
    case Phase::Right:
        return tr("Keep the paper where you keep other papers that matter.");
    case Phase::NewWords:
        return tr("On paper, in this order. After this, Sotto forgets them.");
    case Phase::Done:
        return doneText();
    }
    return {};
}

QString PhraseCare::askText() const
{
    switch (m_task) {
    case Task::Check:
        return tr("Type them from your paper. Sotto says whether they are right, and forgets "
                  "them.");
    case Task::SetWaits:
        return tr("Only they can change whether new devices wait. Sotto forgets them again.");
    case Task::Stop:
        return tr("This device alone is too young to stop it; with them, it may.");
    default:
        return tr("Sotto needs them once more. Then it gives you new ones, and the old ones stop "
                  "working at once.");
    }
}

QString PhraseCare::doneText() const
{
    switch (m_task) {
    case Task::SetWaits:
        return m_waits ? tr("Approve one on a device that you have, or wait a day.")
                       : tr("You are still asked about each of them.");
    case Task::Stop:
        return tr("Nothing was changed.");
    case Task::ReplaceSlowly:
        return tr("Keep your new paper. Your other devices show that the words are being replaced, "
                  "and can stop it until then.");
    default:
        return tr("The old words open nothing any more. You can throw the old paper away.");
    }
}

void PhraseCare::setAvailable(bool available, bool slowly)
{
    m_isAvailable = available;
    m_canReplaceSlowly = slowly;
    Q_EMIT changed();
}

void PhraseCare::begin(Task task)
{
    m_task = task;
    m_entry.clear();
    setPhase(task == Task::Nothing         ? Phase::Idle
             : task == Task::ReplaceSlowly ? Phase::Question
                                           : Phase::AskWords);
}

void PhraseCare::setNewDeviceWaits(bool waits)
{
    if (waits != m_waits) {
        m_wantsWaits = waits;
        begin(Task::SetWaits);
    }
}

void PhraseCare::submit()
{
    if (m_phase == Phase::AskWords) {
        const auto phrase = m_entry.phrase();
        if (!phrase) {
            return;
        }
        m_typed = phrase->text();
    } else if (m_phase != Phase::Question) {
        return;
    }
    setPhase(Phase::Busy);
    Q_EMIT asked();
}

void PhraseCare::withoutWords()
{
    if (m_phase == Phase::AskWords && m_task == Task::Replace && m_canReplaceSlowly) {
        begin(Task::ReplaceSlowly);
    }
}

void PhraseCare::leave()
{
    if (m_phase == Phase::NewWords) {
        m_words.hide();
    }
    begin(Task::Nothing);
}

crypto::SecretBytes PhraseCare::takeWords()
{
    return std::exchange(m_typed, {});
}

void PhraseCare::onChecked(bool areRight)
{
    if (m_task != Task::Check || m_phase != Phase::Busy) {
        return;
    }
    if (areRight) {
        m_entry.clear();
        setPhase(Phase::Right);
        return;
    }
    setPhase(Phase::AskWords);
    m_errorTitle = tr("These are not the words of this account.");
    m_errorText = tr("They may be older ones, or those of another account. If you cannot find the "
                     "right paper, have new words made.");
    Q_EMIT changed();
}

void PhraseCare::onWaitsSet()
{
    m_entry.clear();
    m_waits = m_wantsWaits;
    if (m_task == Task::SetWaits && m_phase == Phase::Busy) {
        setPhase(Phase::Done);
    }
}

void PhraseCare::onStopped()
{
    m_entry.clear();
    if (m_task == Task::Stop && m_phase == Phase::Busy) {
        setPhase(Phase::Done);
    }
}

void PhraseCare::showWaits(bool waits)
{
    m_waits = waits;
    Q_EMIT changed();
}

void PhraseCare::onReplaced(const crypto::SecretBytes& words)
{
    m_entry.clear();
    if (m_phase == Phase::Busy) {
        m_words.showNew(words);
        setPhase(Phase::NewWords);
    }
}

void PhraseCare::onFailed(const core::Problem& problem)
{
    if (m_phase != Phase::Busy) {
        return;
    }
    setPhase(m_task == Task::ReplaceSlowly ? Phase::Question : Phase::AskWords);
    const ShownProblem shown = shownProblem(problem);
    m_errorTitle = shown.title;
    m_errorText = shown.text;
    Q_EMIT changed();
}

void PhraseCare::clear()
{
    m_typed = {};
    m_waits = false;
    m_isAvailable = false;
    m_canReplaceSlowly = false;
    begin(Task::Nothing);
}

void PhraseCare::setPhase(Phase phase)
{
    m_phase = phase;
    m_errorTitle.clear();
    m_errorText.clear();
    Q_EMIT changed();
}

} // namespace sotto::viewmodels

#include "moc_phrase_care.cpp"
