#include "app/viewmodels/devices/link_problem.h"

#include "app/viewmodels/shown_problem.h"

#include <QCoreApplication>

namespace sotto::viewmodels {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Linking", text);
}

} // namespace

LinkProblem linkProblem(const core::Problem& problem)
{
    using enum core::ProblemKind;
    switch (problem.kind) {
    case NoRecord:
        return {.title = tr("No account with these words at this relay."),
                .text = tr("If you used another relay or an extra passphrase, add it. Your words "
                           "are still here."),
                .offersRelay = true,
                .offersPassphrase = true};
    case PhraseReplaced:
        return {.title = tr("These words have been replaced by newer ones."),
                .text = tr("They open nothing any more. Type the newer words."),
                .offersNewWords = true};
    case RecordBroken:
        return {.title = tr("What the relay keeps for your account is damaged, or not the newest."),
                .text = tr("Nothing was changed. Try again later, or while another device of "
                           "yours is online."),
                .offersRetry = true};
    case RecordNewer:
        return {.title = tr("Your account was last used with a newer Sotto."),
                .text = tr("Update Sotto on this computer, then try again. Nothing was changed.")};
    case RelayUnreachable:
        return {.title = tr("The relay cannot be reached."),
                .text = tr("Check the connection of this computer, and whether the relay is the "
                           "one on your sheet. Your words are still here."),
                .offersRelay = true,
                .offersRetry = true};
    case RelayRefused:
        return {.title = tr("The relay refused this."),
                .text = tr("Try again later, or ask who runs it. An address without its last part "
                           "is refused, too."),
                .offersRelay = true,
                .offersRetry = true};
    case RelayWrong:
        return {.title = tr("This is not the relay that the address names."),
                .text = tr("It answers with another identity, and Sotto does not talk to it. "
                           "Compare the address with your sheet."),
                .offersRelay = true};
    case AccountBehind:
        return {.title = tr("The relay does not show all of your account yet."),
                .text = tr("Start Sotto on another device of yours, then try again."),
                .offersRetry = true};
    case AccountForked:
        return {.title = tr("Your devices, or the relay, contradict each other."),
                .text = tr("Nothing was changed. Look at the list of devices on one that you still "
                           "have.")};
    case TooManyDevices:
        return {.title = tr("Your account has as many devices as it can have."),
                .text = tr("Remove one on another device, then try again."),
                .offersRetry = true};
    case ClockWrong:
        return {.title = tr("The clock of this computer is wrong."),
                .text = tr("Set date and time, then try again."),
                .offersRetry = true};
    case OutOfMemory:
        return {.title = tr("There is not enough memory for this."),
                .text = tr("It takes 256 MB for about a second. Close other programs, then try "
                           "again."),
                .offersRetry = true};
    case TriesSpent:
        return {.title = tr("Those were many tries in a row."),
                .text = tr("Compare the words with your paper meanwhile.")};
    case LinkInterrupted:
        return {.title = tr("Another device was added at the same moment."),
                .text = tr("Type your words once more, and this one follows.")};
    case PhraseWrong:
    case AccountExists:
    default: {
        const ShownProblem shown = shownProblem(problem);
        return {.title = shown.title, .text = shown.text, .offersRetry = true};
    }
    }
}

} // namespace sotto::viewmodels
