#include "app/viewmodels/devices/care_problem.h"

#include <QCoreApplication>

namespace sotto::viewmodels {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("PhraseCare", text);
}

} // namespace

ShownProblem careProblem(const core::Problem& problem, const QString& elsewhere)
{
    using enum core::ProblemKind;
    switch (problem.kind) {
    case WordsWrong:
        return {tr("These are not the words of this account."),
                tr("They may be older ones, or those of another account. Look for a newer paper.")};
    case NotSenior:
        return {tr("This device may not do that: another one was here before."),
                elsewhere.isEmpty() ? tr("Do it on the device that you had first.") : elsewhere};
    case NoStampRelay:
        return {tr("No relay can vouch for the waiting time yet."),
                tr("Nothing was changed. Try again once Sotto is connected to your relay; your "
                   "words are still here.")};
    case Cancelled:
        return {tr("Another device changed your account at the same moment."),
                tr("Nothing was changed here. Try again; your words are still here.")};
    case ChangePending:
        return {tr("New words are being made already."),
                tr("Sotto shows them once the relay has them: in the settings, under Twelve "
                   "words.")};
    case NoSuchDevice:
        return {tr("That device is not part of your account any more."),
                tr("There is nothing left to do.")};
    default:
        return shownProblem(problem);
    }
}

ShownProblem losingProblem(const core::Problem& problem)
{
    using enum core::ProblemKind;
    switch (problem.kind) {
    case NotSenior:
        return {tr("This device may not do that yet."),
                tr("Approve it first, on a device that you had before.")};
    case NoStampRelay:
        return {tr("Your relay may not vouch for the 14 days."),
                tr("Your account has named another one for that, or none, and only the old words "
                   "can change it. Nothing was changed.")};
    case ChangePending:
        return {tr("New words wait already."),
                tr("Another device of yours asked for them. Finish it there, or stop it first.")};
    case Cancelled:
        return {tr("Another device changed your account at the same moment."),
                tr("Nothing was changed here. Try again.")};
    case NoWords:
        return {tr("This account has no twelve words yet."),
                tr("Show them first: in the settings, under Twelve words.")};
    default:
        return shownProblem(problem);
    }
}

ShownProblem finishingProblem(const core::Problem& problem)
{
    using enum core::ProblemKind;
    switch (problem.kind) {
    case WordsWrong:
        return {tr("These are not the new words."),
                tr("They may be the old ones. Look for the paper that you wrote last.")};
    case NoWords:
        return {tr("No new words wait here any more."),
                tr("Another device of yours stopped them, or has replaced the words itself. If "
                   "that was not you, look at your devices.")};
    default:
        return careProblem(problem, {});
    }
}

} // namespace sotto::viewmodels
