#include "app/viewmodels/devices/phrase_care.h"

#include "app/viewmodels/devices/care_problem.h"
#include "app/viewmodels/devices/word_entry.h"
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

void PhraseCare::show(const Standing& standing)
{
    m_isOpen = true;
    m_standing = standing;
    Q_EMIT changed();
}

void PhraseCare::begin(Task task)
{
    if (m_phase == Phase::NewWords) {
        m_words.hide(); // they are kept until they are confirmed
    }
    m_task = task;
    ++m_run;
    m_entry.clear();
    setPhase(task == Task::Nothing ? Phase::Idle
             : task == Task::Lose  ? Phase::Explain
                                   : Phase::AskWords);
}

void PhraseCare::setNewDeviceWaits(bool waits)
{
    if (waits != m_standing.newDeviceWaits) {
        m_wantsWaits = waits;
        begin(Task::SetWaits);
    }
}

void PhraseCare::removeDevice(const QString& deviceId, const QString& name)
{
    m_device = QByteArray::fromHex(deviceId.toLatin1());
    m_deviceName = name;
    begin(Task::Remove);
}

void PhraseCare::goOn()
{
    if (m_phase == Phase::Explain) {
        setPhase(Phase::Busy);
        Q_EMIT asked();
    }
}

void PhraseCare::showLost()
{
    begin(Task::Lose);
    goOn();
}

void PhraseCare::submit()
{
    const auto phrase = m_entry.phrase();
    if (m_phase != Phase::AskWords || !phrase) {
        return;
    }
    m_typed = phrase->text();
    setPhase(Phase::Busy);
    Q_EMIT asked();
}

void PhraseCare::leave()
{
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
    } else {
        onFailed({core::ProblemKind::WordsWrong});
    }
}

void PhraseCare::onDone()
{
    if (m_phase != Phase::Busy) {
        return;
    }
    if (m_task == Task::SetWaits) {
        m_standing.newDeviceWaits = m_wantsWaits;
    }
    m_entry.clear();
    setPhase(Phase::Done);
}

void PhraseCare::onReplaced(const crypto::SecretBytes& words)
{
    if (m_phase != Phase::Busy || (m_task != Task::Replace && m_task != Task::Lose)) {
        return;
    }
    m_entry.clear();
    if (m_task == Task::Lose) {
        m_words.showWaiting(words);
    } else {
        m_words.showNew(words);
    }
    setPhase(Phase::NewWords);
}

void PhraseCare::onFailed(const core::Problem& problem)
{
    if (m_phase != Phase::Busy) {
        return;
    }
    setPhase(m_task == Task::Lose ? Phase::Explain : Phase::AskWords);
    const ShownProblem shown = m_task == Task::Lose     ? losingProblem(problem)
                               : m_task == Task::Finish ? finishingProblem(problem)
                                                        : careProblem(problem, elsewhere());
    m_errorTitle = shown.title;
    m_errorText = shown.text;
    Q_EMIT changed();
}

void PhraseCare::clear()
{
    m_typed = {};
    m_isOpen = false;
    m_standing = {};
    m_device.clear();
    m_deviceName.clear();
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
