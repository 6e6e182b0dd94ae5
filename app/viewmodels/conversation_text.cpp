#include "app/viewmodels/conversation_text.h"

#include "app/viewmodels/person_text.h"

#include <QCoreApplication>

namespace sotto::viewmodels {

namespace {

QString tr(const char* text, const QString& name)
{
    const QString translated = QCoreApplication::translate("Conversation", text);
    return translated.contains(QLatin1String("%1")) ? translated.arg(isolated(name)) : translated;
}

} // namespace

QString holdTitle(storage::SendingHold hold, const QString& name)
{
    switch (hold) {
    case storage::SendingHold::None:
        return {};
    case storage::SendingHold::Unvouched:
        return tr("A device that %1 has not vouched for.", name);
    case storage::SendingHold::Forked:
        return tr("There are two device lists of %1.", name);
    case storage::SendingHold::NumberChanged:
        return tr("The safety number of %1 has changed.", name);
    case storage::SendingHold::AccountDeleted:
        return tr("%1 deleted the account.", name);
    case storage::SendingHold::ByPerson:
        break;
    }
    return tr("Sending is paused.", name);
}

QString holdText(storage::SendingHold hold, const QString& name)
{
    switch (hold) {
    case storage::SendingHold::None:
        return {};
    case storage::SendingHold::Unvouched:
        return tr("The relay names a device for %1 that is not on %1's own list. Somebody may be "
                  "trying to read along. Sotto sends nothing here until the two agree; what you "
                  "write is kept.",
                  name);
    case storage::SendingHold::Forked:
        return tr("Both are signed, and they contradict each other. Somebody may be posing as %1. "
                  "Sotto sends nothing here until you have compared safety numbers; what you write "
                  "is kept.",
                  name);
    case storage::SendingHold::NumberChanged:
        return tr("%1 replaced the twelve words, or somebody is posing as %1. Compare the new "
                  "number before you write anything private.",
                  name);
    case storage::SendingHold::AccountDeleted:
        return tr("Messages do not reach %1 any more. What was said stays here.", name);
    case storage::SendingHold::ByPerson:
        break;
    }
    return tr("Nothing leaves here until you go on. What you write is kept.", name);
}

QString requestTitle(const QString& name)
{
    return tr("Let %1 write to you?", name);
}

QString requestText(const QString& name)
{
    return tr("Until you accept, %1 cannot tell that you have read this. The name is %1's own "
              "choice; nobody has checked it.",
              name);
}

} // namespace sotto::viewmodels
