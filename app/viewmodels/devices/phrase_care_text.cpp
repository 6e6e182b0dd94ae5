// PhraseCare: what it says.
#include "app/viewmodels/devices/phrase_care.h"
#include "app/viewmodels/person_text.h"

namespace sotto::viewmodels {

QString PhraseCare::elsewhere() const
{
    if (m_standing.isEldest) {
        return {};
    }
    return m_standing.eldest.isEmpty()
               ? tr("New words are made on your oldest device: open Sotto there, and replace them "
                    "in the settings, under Twelve words.")
               : tr("New words are made on your oldest device, “%1”: open Sotto there, and "
                    "replace them in the settings, under Twelve words.")
                     .arg(isolated(m_standing.eldest));
}

QString PhraseCare::replaceHint() const
{
    if (m_standing.isEldest) {
        return tr("With the old words: new ones at once, and the old ones open nothing any more.");
    }
    return m_standing.eldest.isEmpty()
               ? tr("Only on your oldest device.")
               : tr("Only on your oldest device, “%1”.").arg(isolated(m_standing.eldest));
}

QString PhraseCare::title() const
{
    switch (m_phase) {
    case Phase::Idle:
        return {};
    case Phase::Explain:
        return tr("Did you lose your twelve words?");
    case Phase::AskWords:
        return m_task == Task::Check     ? tr("Do you still have your twelve words?")
               : m_task == Task::Replace ? tr("Enter your old twelve words")
               : m_task == Task::Finish  ? tr("Enter your new twelve words")
                                         : tr("Enter your twelve words");
    case Phase::Busy:
        return busyTitle();
    case Phase::Right:
        return tr("These are your words.");
    case Phase::NewWords:
        return tr("Write down your new words now");
    case Phase::Done:
        return doneTitle();
    }
    return {};
}

QString PhraseCare::busyTitle() const
{
    switch (m_task) {
    case Task::Check:
        return tr("Checking your words");
    case Task::SetWaits:
        return tr("Telling your devices");
    case Task::Stop:
        return tr("Stopping it");
    case Task::Remove:
        return tr("Removing “%1”").arg(isolated(m_deviceName));
    case Task::Finish:
        return tr("Putting the new words into force");
    case Task::Replace:
    case Task::Lose:
    case Task::Nothing:
        break;
    }
    return tr("Making twelve new words");
}

QString PhraseCare::doneTitle() const
{
    switch (m_task) {
    case Task::SetWaits:
        return newDeviceWaits() ? tr("New devices wait from now on.")
                                : tr("New devices can be used at once.");
    case Task::Stop:
        return tr("It was stopped.");
    case Task::Remove:
        return tr("“%1” is removed.").arg(isolated(m_deviceName));
    case Task::Lose:
        return tr("Your new words wait.");
    case Task::Finish:
        return tr("Your new words are in force.");
    case Task::Check:
    case Task::Replace:
    case Task::Nothing:
        break;
    }
    return tr("Your words are new.");
}

QString PhraseCare::text() const
{
    switch (m_phase) {
    case Phase::Idle:
        return {};
    case Phase::Explain:
        return tr("This computer can have new ones made without the old. So that nobody else can "
                  "do that unnoticed, it takes 14 days.");
    case Phase::AskWords:
        return askText();
    case Phase::Busy:
        return tr("This takes a second or two.");
    case Phase::Right:
        return tr("Keep the paper where you keep other papers that matter.");
    case Phase::NewWords:
        return m_task == Task::Lose
                   ? tr("On paper, in this order. After this, Sotto forgets them, and asks for "
                        "them once in 14 days.")
                   : tr("On paper, in this order. After this, Sotto forgets them.");
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
        return tr("This device alone may not stop it; with them, it may.");
    case Task::Remove:
        return tr("With them, “%1” is removed at once. Sotto forgets them again.")
            .arg(isolated(m_deviceName));
    case Task::Finish:
        return tr("Type them from your paper. From then on they count, and the old ones open "
                  "nothing any more. Sotto forgets them again.");
    case Task::Replace:
    case Task::Lose:
    case Task::Nothing:
        break;
    }
    return tr("Sotto needs them once more. Then it gives you new ones, and the old ones stop "
              "working at once.");
}

QString PhraseCare::doneText() const
{
    switch (m_task) {
    case Task::SetWaits:
        return newDeviceWaits() ? tr("Approve one on a device that you have, or wait a day.")
                                : tr("You are still asked about each of them.");
    case Task::Stop:
        return tr("Nothing was changed.");
    case Task::Remove:
        return tr("Nothing new reaches it, and it wipes what it has of your messages when it next "
                  "connects.");
    case Task::Lose:
        return tr("They do nothing for 14 days. Then come back to the settings, under Twelve "
                  "words, and type them: from that moment they count.");
    case Task::Finish:
        return tr("The old ones open nothing any more. The people you talk to see that your words "
                  "were replaced: compare safety numbers with them again.");
    case Task::Check:
    case Task::Replace:
    case Task::Nothing:
        break;
    }
    return tr("The old words open nothing any more. You can throw the old paper away.");
}

QString PhraseCare::submitText() const
{
    switch (m_task) {
    case Task::Nothing:
        return {};
    case Task::Check:
        return tr("Check the words");
    case Task::Replace:
        return tr("Make new words");
    case Task::SetWaits:
        return tr("Change this");
    case Task::Stop:
        return tr("Stop it");
    case Task::Remove:
        return tr("Remove device");
    case Task::Lose:
        return tr("Make new words");
    case Task::Finish:
        return tr("Put them into force");
    }
    return {};
}

} // namespace sotto::viewmodels
