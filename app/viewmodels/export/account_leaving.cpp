#include "app/viewmodels/export/account_leaving.h"

#include "app/viewmodels/devices/word_entry.h"
#include "app/viewmodels/shown_problem.h"
#include "app/viewmodels/twelve_words.h"

namespace sotto::viewmodels {

AccountLeaving::AccountLeaving(WordEntry& entry, TwelveWords& words, QObject* parent)
    : QObject(parent)
    , m_entry(entry)
    , m_words(words)
{
    connect(&m_words, &TwelveWords::changed, this, &AccountLeaving::changed);
    connect(&m_entry, &WordEntry::finished, this, [this] {
        if (m_phase == Phase::AskWords) {
            Q_EMIT wordsTyped();
        }
    });
    connect(&m_entry, &WordEntry::edited, this, [this] {
        if (m_phase == Phase::AskWords && !m_errorTitle.isEmpty()) {
            setPhase(Phase::AskWords);
        }
    });
}

QString AccountLeaving::title() const
{
    switch (m_phase) {
    case Phase::Closed:
        return {};
    case Phase::Explain:
        return tr("Delete your account");
    case Phase::AskWords:
        return tr("Enter your twelve words");
    case Phase::Checking:
        return tr("Checking your words");
    case Phase::Telling:
    case Phase::Erasing:
        return tr("Deleting your account");
    }
    return {};
}

QString AccountLeaving::text() const
{
    switch (m_phase) {
    case Phase::Explain:
        return tr("It cannot be undone, not even with your twelve words.");
    case Phase::AskWords:
        return tr("So that nobody else deletes it. After this they open nothing any more.");
    case Phase::Checking:
        return tr("Nothing is deleted yet.");
    case Phase::Telling:
    case Phase::Erasing:
        return tr("You can close Sotto. It goes on with the next start.");
    case Phase::Closed:
        break;
    }
    return {};
}

bool AccountLeaving::needsWords() const
{
    return m_words.state() != TwelveWords::State::None;
}

void AccountLeaving::setTellContacts(bool tell)
{
    if (std::exchange(m_tellContacts, tell) != tell) {
        Q_EMIT changed();
    }
}

QStringList AccountLeaving::stepTexts() const
{
    QStringList out;
    if (m_hasTold) {
        out.append(m_isOwn && !m_tellContacts
                       ? tr("Telling your other devices")
                       : tr("Telling the people you talk to, and your other devices"));
    }
    out.append(tr("Removing everything from the relay"));
    out.append(tr("Wiping this computer"));
    return out;
}

int AccountLeaving::stepIndex() const
{
    return m_hasTold && m_phase == Phase::Erasing ? 1 : 0;
}

QString AccountLeaving::troubleText() const
{
    return m_troubleTitle.isEmpty()
               ? QString()
               : tr("Sotto tries again by itself. If you do not want to wait, wipe this computer "
                    "now: what the relay still keeps then stays there, encrypted, for good.");
}

void AccountLeaving::begin()
{
    if (m_phase == Phase::Closed) {
        m_tellContacts = true;
        m_entry.clear();
        setPhase(Phase::Explain);
    }
}

void AccountLeaving::goOn()
{
    if (m_phase == Phase::Explain && needsWords()) {
        setPhase(Phase::AskWords);
    }
}

void AccountLeaving::start()
{
    if (m_phase == Phase::AskWords) {
        const auto phrase = m_entry.phrase();
        if (!phrase) {
            return;
        }
        m_typed = phrase->text();
    } else if (m_phase != Phase::Explain || needsWords()) {
        return;
    }
    m_isOwn = true;
    setPhase(Phase::Checking);
    Q_EMIT deleteAsked();
}

void AccountLeaving::goBack()
{
    if (m_phase == Phase::AskWords) {
        m_entry.clear();
        setPhase(Phase::Explain);
    } else if (m_phase == Phase::Explain) {
        setPhase(Phase::Closed);
    }
}

void AccountLeaving::stopWaiting()
{
    if (m_phase == Phase::Telling || m_phase == Phase::Erasing) {
        Q_EMIT wipeAsked();
    }
}

crypto::SecretBytes AccountLeaving::takeWords()
{
    return std::exchange(m_typed, {});
}

void AccountLeaving::show(bool isTelling, const core::Problem* trouble)
{
    if (m_phase != Phase::Telling && m_phase != Phase::Erasing) {
        m_entry.clear();
    }
    m_hasTold = m_hasTold || isTelling;
    m_troubleTitle = trouble == nullptr ? QString() : shownProblem(*trouble).title;
    setPhase(isTelling ? Phase::Telling : Phase::Erasing);
}

void AccountLeaving::onFailed(const core::Problem& problem)
{
    if (m_phase != Phase::Checking) {
        return;
    }
    m_isOwn = false;
    setPhase(needsWords() ? Phase::AskWords : Phase::Explain);
    const ShownProblem shown = shownProblem(problem);
    m_errorTitle = shown.title;
    m_errorText = shown.text;
    Q_EMIT changed();
}

void AccountLeaving::setEndedElsewhere(bool ended)
{
    m_endedElsewhere = ended;
    Q_EMIT changed();
}

void AccountLeaving::clear()
{
    m_typed = {};
    m_isOwn = false;
    m_hasTold = false;
    m_endedElsewhere = false;
    m_troubleTitle.clear();
    setPhase(Phase::Closed);
}

void AccountLeaving::setPhase(Phase phase)
{
    m_phase = phase;
    m_errorTitle.clear();
    m_errorText.clear();
    Q_EMIT changed();
}

} // namespace sotto::viewmodels

#include "moc_account_leaving.cpp"
