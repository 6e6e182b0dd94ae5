// Alarm: what it says.
#include "app/core/environment.h"
#include "app/viewmodels/devices/alarm.h"
#include "app/viewmodels/devices/phrase_care.h"
#include "app/viewmodels/devices/sentence_day.h"
#include "app/viewmodels/person_text.h"
#include "app/viewmodels/time_text.h"

namespace sotto::viewmodels {

namespace {

/// How long a slow change waits for somebody who objects.
constexpr storage::Milliseconds kSlowMs = std::int64_t{14} * 24 * 3600 * 1000;

} // namespace

QString Alarm::deviceName() const
{
    return m_event && !m_event->deviceName.empty() ? shownName(m_event->deviceName) : QString();
}

bool Alarm::canReplace() const
{
    return m_care.canReplace();
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
    }
    return {};
}

QString Alarm::title() const
{
    switch (m_phase) {
    case Phase::ShuttingOut:
        return isChange()                  ? tr("Stopping it")
               : kind() == Kind::WordsUsed ? tr("Protecting the account")
                                           : tr("Shutting it out");
    case Phase::AskWords:
        return m_care.title();
    case Phase::WithoutWords:
        return kind() == Kind::WordsUsed ? tr("Nothing was added to your account")
                                         : tr("The device is shut out");
    case Phase::Done:
        return isChange() ? tr("It was stopped.") : tr("You are safe again.");
    case Phase::Question:
        break;
    }
    return questionTitle();
}

QString Alarm::questionTitle() const
{
    switch (kind()) {
    case Kind::DeviceAdded:
        return tr("A new device was added to your account");
    case Kind::WordsUsed:
        return tr("Your twelve words were used");
    case Kind::RemovalAsked:
        return m_event && m_event->isThis ? tr("This device is to be removed")
               : deviceName().isEmpty()   ? tr("A device of yours is to be removed")
                                        : tr("“%1” is to be removed").arg(isolated(deviceName()));
    case Kind::WordsReplacing:
        return tr("Your twelve words are being replaced");
    }
    return {};
}

QString Alarm::text() const
{
    switch (m_phase) {
    case Phase::ShuttingOut:
        return isChange()                  ? tr("This takes a moment.")
               : kind() == Kind::WordsUsed ? tr("What was read with the words is worth nothing "
                                                "from then on.")
                                           : tr("Nothing new reaches it from then on.");
    case Phase::AskWords:
        return m_care.text();
    case Phase::WithoutWords:
        return withoutWordsText();
    case Phase::Done:
        return isChange() ? tr("Nothing was changed. The device that asked for it is still in the "
                               "list: remove it if you do not know it.")
                          : tr("Whoever had the old words is shut out, and they open nothing any "
                               "more. What was read before cannot be taken back.");
    case Phase::Question:
        break;
    }
    return questionText();
}

QString Alarm::questionText() const
{
    switch (kind()) {
    case Kind::DeviceAdded:
        return tr("Somebody typed your twelve words on it. It can read along and write as you.");
    case Kind::WordsUsed:
        return tr("Somebody typed them, and added no device. Whoever has them could.");
    case Kind::RemovalAsked:
        return tr("Another device of yours, or somebody with your words, asked for that.");
    case Kind::WordsReplacing:
        return tr("A device of yours asked for new ones, without the old words.");
    }
    return {};
}

QString Alarm::withoutWordsText() const
{
    const QString safe =
        kind() == Kind::WordsUsed
            ? tr("Whoever has your words could add a device later; you would be asked then, as "
                 "now.")
            : tr("It gets no new messages, and the people you talk to send it nothing. What it has "
                 "read already cannot be taken back.");
    const QString next =
        canReplace() ? tr("Whenever you find your words, replace them in the settings, under "
                          "Twelve words. If they are lost, new ones take 14 days, there as well.")
                     : m_care.elsewhere();
    return safe + QLatin1Char(' ') + next;
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
        return m_event && m_event->isThis
                   ? tr("You want this device gone. When the time is over, your messages are wiped "
                        "from this computer.")
                   : tr("You want it gone. It is removed when the time is over.");
    case Kind::WordsReplacing:
        return tr("You lost the old words and asked for new ones. They stop working when the time "
                  "is over.");
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
        return tr("Keep the words");
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
        return canReplace()
                   ? tr("Sotto shuts the device out at once. Then it asks for your twelve words "
                        "and gives you new ones; the old ones stop working.")
                   : tr("Sotto shuts the device out at once, and says where you get new words.");
    case Kind::WordsUsed:
        return canReplace() ? tr("Sotto asks for your twelve words and gives you new ones; the old "
                                 "ones stop working.")
                            : tr("What was read with them is worth nothing from now on, and Sotto "
                                 "says where you get new words.");
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
        return tr("Remove it now");
    case Kind::WordsUsed:
        return canReplace() ? tr("Make new words") : tr("Protect the account");
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
           : isChange()   ? tr("Not sure? Stop it. You can ask for it again at any time.")
           : canReplace() ? tr("Not sure? Have new words made. It takes a minute.")
                          : tr("Not sure? Protect the account. Nothing is lost by it.");
}

} // namespace sotto::viewmodels
